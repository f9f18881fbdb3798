//! How one asks for a token: the steps, the information to gather, the forms (docs/portals/api-entreprise.md 9), in
//! both languages.

use serde::Deserialize;
use serde_json::{Map, Value};
use url::Url;

use super::catalogue::{Catalogue, Endpoint, OPEN_DATA};
use super::words::Words;
use crate::access::guide;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::base::i18n::Language;
use crate::base::text;
use crate::{m, t};

/// Everything in the `access.json` of a portal, and of both.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    /// What there is to ask for.
    #[serde(skip)]
    catalogue: Option<fn() -> &'static Catalogue>,
    /// Where a request is begun.
    pub start: Url,
    /// A form's own address, with `{form}` in place of its id.
    form: String,
    /// The page that tells how long requests take these days.
    pub delay: Url,
    pub who: Words,
    /// Said of what every granted request opens.
    any_token: Words,
    /// Said of what no form of DataPass has a right for.
    no_right: Words,
    pub steps: Vec<Step>,
    pub information: Vec<Block>,
    pub forms: Vec<Form>,
    pub states: Vec<State>,
}

/// One thing to do, in its order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Stays the same, so that ticks may be kept by it.
    pub id: String,
    pub title: Words,
    pub detail: Words,
    pub link: Option<Url>,
}

/// What one page of the form asks for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    pub id: String,
    pub title: Words,
    pub items: Vec<Information>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Information {
    /// What the form calls it.
    pub key: String,
    pub label: Words,
    pub required: bool,
    /// Whether a link can fill it in. People never: only whoever signs in may name them.
    #[serde(default)]
    pub prefill: bool,
    /// Whether there may be more than one.
    #[serde(default)]
    pub several: bool,
    /// What stands in for it.
    pub or: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub id: String,
    #[serde(rename = "for")]
    pub whom: Whom,
    pub title: Words,
    pub note: Option<Words>,
    /// The rights it asks for or proposes, besides open data.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// The rights that cannot be asked for on it: it hides them, or shows them greyed and unticked.
    #[serde(default)]
    pub hides: Vec<String>,
    /// Whether it asks for its own rights and for no other.
    #[serde(default)]
    pub fixed: bool,
}

/// Who a form is made for.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Whom {
    Anyone,
    Vendors,
    /// The clients of one vendor, who fill in their contacts and nothing else.
    Clients,
}

/// What a request may be in, and what comes next.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    pub id: String,
    pub title: Words,
    pub next: Words,
}

impl Step {
    fn told(&self, language: &str) -> guide::GuideStep {
        guide::GuideStep {
            id: self.id.clone(),
            title: self.title.within(language).to_owned(),
            detail: self.detail.within(language).to_owned(),
            link: self.link.as_ref().map(Url::to_string),
        }
    }
}

impl Guide {
    /// Of the portal at `host`, which DataPass calls `word`.
    pub fn of(catalogue: fn() -> &'static Catalogue, own: &str, host: &str, word: &str) -> Self {
        let of_both = include_str!("../../../assets/apistration/access.json");
        let of_both = of_both.replace("{host}", host).replace("{word}", word);
        let part = |json: &str| serde_json::from_str::<Map<String, Value>>(json);
        let read = || {
            let mut whole = part(own)?;
            whole.extend(part(&of_both)?);
            Ok(Self { catalogue: Some(catalogue), ..serde_json::from_value(Value::Object(whole))? })
        };
        read().unwrap_or_else(|error: serde_json::Error| {
            unreachable!("the compiled-in guide, which a test reads: {error}")
        })
    }

    pub fn form(&self, id: &str) -> Result<&Form> {
        self.forms.iter().find(|form| form.id == id).ok_or_else(|| {
            let known: Vec<&str> = self.forms.iter().map(|form| form.id.as_str()).collect();
            Error::new(ErrorKind::Usage, m!("apistration-form", id = text::line(id)), m!("apistration-no-form"))
                .hint(m!("portals-it-has", known = known.join(", ")))
        })
    }

    /// In one language, for whoever wants these datasets, or the portal as a whole; `siret` is who asks.
    pub fn told(&self, wanted: &[&'static Endpoint], siret: Option<&str>, language: &str) -> guide::Guide {
        let within = |words: &Words| words.within(language).to_owned();
        let needed = self.needed(wanted);
        let no_right = match needed.unasked[..] {
            [] => None,
            [_] if wanted.len() == 1 => Some(within(&self.no_right)),
            [..] => Some(format::labelled(&titles(&needed.unasked), &within(&self.no_right))),
        };
        if !wanted.is_empty() && needed.unasked.len() == wanted.len() {
            return guide::Guide { about: no_right.into_iter().collect(), ..guide::Guide::default() };
        }
        let any_token =
            (!wanted.is_empty() && (needed.rights.is_empty() || needed.has_parts)).then(|| within(&self.any_token));
        let about = [within(&self.who)].into_iter().chain(any_token).chain(no_right).collect();
        let forms = self.fitting(&needed.rights);
        let rights = &needed.rights;
        let item = |it: &Information| guide::GuideItem {
            id: it.key.clone(),
            label: within(&it.label),
            required: it.required,
            or: it.or.clone(),
        };
        let block =
            |it: &Block| guide::Section { title: within(&it.title), items: it.items.iter().map(item).collect() };
        let state = |it: &State| (within(&it.title), within(&it.next));
        let form = |(it, link): &(&Form, Url)| (it.id.clone(), it.told(language), link.to_string());
        guide::Guide {
            about,
            start: Some(self.start.to_string()),
            steps: self.steps.iter().map(|step| step.told(language)).collect(),
            information: self.information.iter().map(block).collect(),
            states: self.states.iter().map(state).collect(),
            forms: forms.iter().map(form).collect(),
            paste: self.paste(&needed, forms.first().map(|(form, _)| *form), siret),
            rights: rights.iter().map(|right| self.label(right)).collect(),
        }
    }

    fn label(&self, right: &str) -> String {
        let label = self.catalogue.and_then(|catalogue| catalogue().scope(right));
        label.map_or_else(|| right.to_owned(), |label| format::labelled(right, label))
    }

    fn needed(&self, wanted: &[&'static Endpoint]) -> Needed {
        let mut needed = Needed::default();
        for endpoint in wanted {
            let rights = match self.catalogue.map(|catalogue| needs(catalogue(), endpoint)) {
                Some(Needs::Nothing) => vec![],
                Some(Needs::Right(right)) => vec![right],
                Some(Needs::Parts(rights)) => {
                    needed.has_parts = true;
                    rights
                }
                Some(Needs::Unasked) | None => {
                    needed.unasked.push(endpoint);
                    continue;
                }
            };
            needed.asked.push(endpoint);
            for right in rights {
                if !needed.rights.contains(&right) {
                    needed.rights.push(right);
                }
            }
        }
        needed
    }

    /// The forms that give all of these rights, and their addresses: one for a use case that asks for them by itself is
    /// examined faster than a free request, and one of a vendor is for its clients alone.
    fn fitting(&self, rights: &[&str]) -> Vec<(&Form, Url)> {
        let mut forms: Vec<_> = self.forms.iter().filter_map(|form| Some((form, self.link(form, rights)?))).collect();
        let is_own = |form: &Form, right: &str| form.scopes.iter().any(|own| own == right);
        if !rights.is_empty() {
            forms.sort_by_key(|(form, _)| {
                let further = rights.iter().filter(|right| !is_own(form, right)).count();
                (form.whom != Whom::Anyone, form.scopes.is_empty(), further, form.scopes.len())
            });
        }
        forms
    }

    /// What to write in the form, which is in French: nothing where nothing in particular is asked for.
    fn paste(&self, needed: &Needed, form: Option<&Form>, siret: Option<&str>) -> Vec<(String, String)> {
        if needed.asked.is_empty() {
            return siret.map(|siret| (t!("apistration-paste-siret"), siret.to_owned())).into_iter().collect();
        }
        Language::French.within(|| {
            let data = match needed.rights[..] {
                [] => t!("apistration-paste-open"),
                _ => needed.rights.iter().map(|right| self.label(right)).collect::<Vec<_>>().join(&format::semicolon()),
            };
            let siret = siret.map(|siret| (t!("apistration-paste-siret"), siret.to_owned()));
            let form = form.map(|form| (t!("apistration-paste-form"), form.title.within("fr").to_owned()));
            let rest = [
                (t!("apistration-paste-data"), data),
                (t!("apistration-paste-description"), t!("apistration-paste-why", endpoints = titles(&needed.asked))),
            ];
            siret.into_iter().chain(form).chain(rest).collect()
        })
    }

    /// The address of `form` for whoever wants these rights; `None` where it cannot give one of them. What a link names
    /// takes the place of the form's own choice (docs/portals/api-entreprise.md 9.5), so it names both.
    fn link(&self, form: &Form, rights: &[&str]) -> Option<Url> {
        if !rights.iter().all(|right| form.gives(right)) {
            return None;
        }
        let own = form.scopes.iter().map(String::as_str);
        let further = rights.iter().copied().filter(|right| form.scopes.iter().all(|own| own != right));
        let wanted = own.chain(further).filter(|_| !rights.is_empty() && !form.fixed);
        let values: Vec<(&str, &str)> = wanted.map(|right| ("scopes", right)).collect();
        self.prefilled(&form.id, &values).ok()
    }

    /// The address of a form with these values in it (docs/portals/api-entreprise.md 9.5). DataPass would drop keys it
    /// does not take from a link without a word, so they are an error here.
    pub fn prefilled(&self, form: &str, values: &[(&str, &str)]) -> Result<Url> {
        let address = self.form.replace("{form}", &self.form(form)?.id);
        let mut url = Url::parse(&address).map_err(|error| {
            Error::new(ErrorKind::Unexpected, address, m!("apistration-no-address")).caused_by(error)
        })?;
        for (key, value) in values {
            let known = self.information.iter().flat_map(|block| &block.items).find(|it| it.key == *key);
            let Some(known) = known.filter(|it| it.prefill) else {
                let subject = m!("apistration-information", key = text::line(key));
                return Err(Error::new(ErrorKind::Usage, subject, m!("apistration-not-prefilled")));
            };
            let key = if known.several { format!("{key}[]") } else { (*key).to_owned() };
            url.query_pairs_mut().append_pair(&key, value);
        }
        Ok(url)
    }
}

impl Form {
    fn gives(&self, right: &str) -> bool {
        let own = self.scopes.iter().any(|own| own == right);
        own || !self.fixed && self.hides.iter().all(|hidden| hidden != right)
    }

    /// Who it is for, and what to know of it.
    fn told(&self, language: &str) -> String {
        let title = self.title.within(language);
        self.note.as_ref().map_or_else(|| title.to_owned(), |note| format!("{title} ({})", note.within(language)))
    }
}

fn titles(endpoints: &[&Endpoint]) -> String {
    endpoints.iter().map(|endpoint| endpoint.title.as_str()).collect::<Vec<_>>().join(&format::semicolon())
}

/// What of a request several endpoints need together.
#[derive(Default)]
struct Needed {
    /// Each once, in the order of the endpoints.
    rights: Vec<&'static str>,
    /// Those that can be asked for, and those that no form has a right for.
    asked: Vec<&'static Endpoint>,
    unasked: Vec<&'static Endpoint>,
    /// Whether a right opens a part of an answer, and not all of it.
    has_parts: bool,
}

/// What of a request an endpoint needs.
#[derive(Clone, Debug, PartialEq)]
pub enum Needs {
    /// It comes with every request.
    Nothing,
    /// The narrowest of those that open it.
    Right(&'static str),
    /// One for each part of the answer.
    Parts(Vec<&'static str>),
    /// A right that no form has.
    Unasked,
}

pub fn needs(catalogue: &'static Catalogue, endpoint: &'static Endpoint) -> Needs {
    if !endpoint.masks.is_empty() {
        return Needs::Parts(endpoint.scopes.iter().map(String::as_str).collect());
    }
    if endpoint.scopes.is_empty() || endpoint.scopes.iter().any(|scope| scope == OPEN_DATA) {
        return Needs::Nothing;
    }
    let opens = |right: &str| catalogue.endpoints.iter().filter(|it| it.scopes.iter().any(|it| it == right)).count();
    let asked = endpoint.scopes.iter().map(String::as_str).filter(|right| catalogue.is_asked(right));
    asked.min_by_key(|right| opens(right)).map_or(Needs::Unasked, Needs::Right)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::portals::api_entreprise::access::GUIDE;
    use crate::portals::api_entreprise::catalogue::CATALOGUE;

    #[test]
    fn the_guide_is_whole_in_both_languages_section_9() {
        let guide = &*GUIDE;
        assert_eq!((guide.steps.len(), guide.information.len(), guide.states.len()), (11, 7, 7));
        let titles = guide.steps.iter().flat_map(|it| [&it.title, &it.detail]);
        let labels = guide.information.iter().flat_map(|block| block.items.iter().map(|it| &it.label));
        let forms = guide.forms.iter().flat_map(|it| [Some(&it.title), it.note.as_ref()]).flatten();
        let states = guide.states.iter().flat_map(|it| [&it.title, &it.next]);
        for words in
            titles.chain(labels).chain(forms).chain(states).chain([&guide.who, &guide.any_token, &guide.no_right])
        {
            let [en, fr] = ["en", "fr"].map(|code| words.within(code));
            assert!(!en.is_empty() && !fr.is_empty() && en != fr, "{words:?}");
            assert_eq!((words.within("fr_FR.UTF-8"), words.within("de")), (fr, en));
        }
        let ids: HashSet<_> = guide.steps.iter().map(|it| &it.id).collect();
        assert_eq!(ids.len(), guide.steps.len());
        let keys: HashSet<_> = guide.information.iter().flat_map(|it| &it.items).map(|it| &it.key).collect();
        for item in guide.information.iter().flat_map(|it| &it.items) {
            assert!(item.or.as_ref().is_none_or(|or| keys.contains(or)), "{}", item.key);
        }
        for scope in guide.forms.iter().flat_map(|form| &form.scopes) {
            assert!(CATALOGUE.scope(scope).is_some(), "{scope}");
        }
    }

    #[test]
    fn a_prefilled_link_holds_what_links_may_hold_section_9_5() {
        let values = [("intitule", "Aides à l'été"), ("scopes", "bilans_bdf"), ("scopes", "cotisations_msa")];
        let url = GUIDE.prefilled("api-entreprise-aides-publiques", &values).unwrap();
        assert_eq!(
            url.as_str(),
            "https://datapass.api.gouv.fr/formulaires/api-entreprise-aides-publiques/demande/nouveau\
             ?intitule=Aides+%C3%A0+l%27%C3%A9t%C3%A9&scopes%5B%5D=bilans_bdf&scopes%5B%5D=cotisations_msa"
        );
        for never in ["contact_technique", "siret", "state", "terms_of_service_accepted"] {
            let error = GUIDE.prefilled("api-entreprise", &[(never, "x")]).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Usage, "{never}");
        }
        assert!(GUIDE.prefilled("api-entreprise-x", &[]).unwrap_err().hint.unwrap().contains("marches-publics"));
    }

    #[test]
    fn an_endpoint_leads_to_the_narrowest_right_that_opens_it_section_9_2() {
        let table = [
            ("v4_acoss_attestations_sociales", Needs::Right("attestation_sociale_urssaf")),
            ("v4_insee_unites_legales", Needs::Right("unites_legales_etablissements_insee")),
            ("v3_dgfip_liens_capitalistiques", Needs::Right("liens_capitalistiques_dgfip")),
            ("v4_dgfip_liasses_fiscales", Needs::Right("liasses_fiscales_dgfip")),
            ("v4_insee_unites_legales_diffusables", Needs::Nothing),
            ("v3_inpi_rne_beneficiaires_effectifs_open_data", Needs::Nothing),
            ("v3_dgfip_numero_tva", Needs::Nothing),
            ("v3_mi_siaf_associations_open_data", Needs::Nothing),
            ("v3_mi_siaf_associations", Needs::Unasked),
            ("v3_mi_siaf_fondations", Needs::Unasked),
        ];
        for (id, wanted) in table {
            assert_eq!(needs(&CATALOGUE, CATALOGUE.endpoint(id).unwrap()), wanted, "{id}");
        }
    }

    /// The rights that a link names.
    fn named(link: &str) -> Vec<String> {
        let link = Url::parse(link).unwrap();
        link.query_pairs().filter(|(key, _)| key == "scopes[]").map(|(_, right)| right.into_owned()).collect()
    }

    #[test]
    fn links_ask_for_the_form_s_own_rights_and_the_narrowest_one_section_9_5() {
        for endpoint in &CATALOGUE.endpoints {
            let told = GUIDE.told(&[endpoint], None, "en");
            let needs = needs(&CATALOGUE, endpoint);
            assert_eq!(told.forms.is_empty(), needs == Needs::Unasked, "{}", endpoint.id);
            for (id, title, link) in &told.forms {
                let (form, named, at) = (GUIDE.form(id).unwrap(), named(link), format!("{}, {id}", endpoint.id));
                assert!(!title.is_empty(), "{at}");
                let Needs::Right(right) = needs else {
                    assert_eq!(named, [""; 0], "{at}: nothing to ask for leaves the form as it is");
                    continue;
                };
                assert!(named.iter().all(|it| CATALOGUE.is_asked(it)), "{at}: {named:?}");
                assert!(form.hides.iter().all(|it| it != right && !named.contains(it)), "{at} hides it");
                match form.fixed {
                    true => assert!(named.is_empty() && form.scopes.iter().any(|it| it == right), "{at}"),
                    false => assert!(form.scopes.iter().all(|own| named.contains(own)), "{at}: {named:?}"),
                }
                let further: Vec<_> = named.iter().filter(|it| !form.scopes.contains(it)).collect();
                assert!(further.iter().all(|it| *it == right), "{at}: more than is needed: {further:?}");
                assert!(form.fixed || named.iter().any(|it| it == right), "{at}: it is not asked for");
            }
            let given = GUIDE.forms.iter().filter(|form| match &needs {
                Needs::Nothing | Needs::Parts(_) => true,
                Needs::Right(right) => form.gives(right),
                Needs::Unasked => false,
            });
            assert_eq!(given.count(), told.forms.len(), "{}: every form that gives it is shown", endpoint.id);
        }
    }

    #[test]
    fn forms_hide_what_they_cannot_give_section_9_4() {
        let asked = CATALOGUE.scopes.iter().filter(|scope| CATALOGUE.is_asked(&scope.id)).count();
        for form in &GUIDE.forms {
            assert!(form.hides.iter().chain(&form.scopes).all(|right| CATALOGUE.is_asked(right)), "{}", form.id);
            assert!(form.hides.iter().all(|right| !form.scopes.contains(right)), "{}: both of one right", form.id);
            assert_eq!(form.whom == Whom::Clients, form.fixed, "{}", form.id);
        }
        let hides = |id: &str| GUIDE.form(id).unwrap().hides.len();
        assert_eq!(hides("api-entreprise-socle-de-base"), asked - 3);
        let table = [
            ("v3_dgfip_liasses_fiscales", "api-entreprise-socle-de-base", false),
            ("v3_dgfip_liasses_fiscales", "api-entreprise-mgdis", false),
            ("v3_dgfip_liasses_fiscales", "api-entreprise-atexo", true),
            ("v3_msa_conformites_cotisations", "api-entreprise-subventions-associations", false),
            ("v3_inpi_rne_beneficiaires_effectifs", "api-entreprise-marches-publics", false),
            ("v3_inpi_rne_beneficiaires_effectifs", "api-entreprise-entrouvert", true),
            ("v4_insee_unites_legales", "api-entreprise-inetum", true),
            ("v4_insee_unites_legales", "api-entreprise-editeur", true),
        ];
        for (endpoint, form, offered) in table {
            let told = GUIDE.told(&[CATALOGUE.endpoint(endpoint).unwrap()], None, "fr");
            assert_eq!(told.forms.iter().any(|(id, ..)| id == form), offered, "{endpoint} on {form}");
        }
    }

    #[test]
    fn what_no_form_has_a_right_for_is_told_without_a_link() {
        for (language, part) in [("en", "no right for this"), ("fr", "pas encore de droit")] {
            let told = GUIDE.told(&[CATALOGUE.endpoint("v3_mi_siaf_associations").unwrap()], None, language);
            assert!(told.about[0].contains(part), "{told:?}");
            assert!(told.lines().iter().all(|line| !line.text.contains("datapass.api.gouv.fr")), "{told:?}");
        }
    }

    #[test]
    fn one_of_the_link_and_the_text_is_enough_section_9_3() {
        let told = GUIDE.told(&[], None, "en");
        let legal = |key: &str| {
            told.information.iter().flat_map(|it| &it.items).find(|it| it.id == key).and_then(|it| it.or.clone())
        };
        assert_eq!(legal("cadre_juridique_url").as_deref(), Some("cadre_juridique_document"));
        assert_eq!(legal("cadre_juridique_document").as_deref(), Some("cadre_juridique_url"));
        let lines = told.lines();
        for id in ["cadre_juridique_url", "cadre_juridique_document"] {
            let line = lines.iter().find(|line| line.id.as_deref() == Some(id)).unwrap();
            assert!(line.text.ends_with("* (one of the two)"), "{line:?}");
        }
    }
    fn told(ids: &[&str], siret: Option<&str>) -> guide::Guide {
        let wanted: Vec<_> = ids.iter().map(|id| CATALOGUE.endpoint(id).unwrap()).collect();
        GUIDE.told(&wanted, siret, "en")
    }

    #[test]
    fn several_endpoints_are_asked_for_together_on_the_form_that_fits_best() {
        let tenders = ["v4_acoss_attestations_sociales", "v4_dgfip_attestations_fiscales", "v4_insee_unites_legales"];
        let table: [(&[&str], &str, usize); 4] = [
            (&tenders, "api-entreprise-marches-publics", 3),
            (&tenders[2..], "api-entreprise-socle-de-base", 1),
            (
                &["v3_dgfip_liasses_fiscales", "v3_dgfip_liens_capitalistiques"],
                "api-entreprise-subventions-associations",
                2,
            ),
            // What is open with every request and what is asked for twice add nothing.
            (&[tenders[0], "v3_dgfip_numero_tva", tenders[0]], "api-entreprise-marches-publics", 1),
        ];
        for (ids, form, rights) in table {
            let told = told(ids, Some("24350013900189"));
            assert_eq!((told.forms[0].0.as_str(), told.rights.len()), (form, rights), "{ids:?}: {:?}", told.forms);
            let asked = named(&told.forms[0].2);
            let fixed = GUIDE.form(form).unwrap().fixed;
            assert!(fixed || told.rights.iter().all(|right| asked.iter().any(|it| right.starts_with(it))), "{asked:?}");
            let paste: String = told.paste.iter().map(|(title, text)| format!("{title}: {text}\n")).collect();
            assert!(
                paste.contains("24350013900189") && paste.contains("Cas d’usage"),
                "in French, as the form is: {paste}"
            );
            let ids = told.rights.iter().filter_map(|right| right.split(':').next());
            assert!(ids.clone().all(|right| paste.contains(right)) && ids.count() == rights, "{paste}");
        }
    }

    #[test]
    fn what_cannot_be_asked_for_is_told_beside_the_rest() {
        let told = told(&["v3_mi_siaf_associations", "v4_acoss_attestations_sociales"], None);
        assert!(told.about.iter().any(|text| text.contains("no right for this")), "{:?}", told.about);
        assert!(told.rights.len() == 1 && !told.forms.is_empty());
        assert!(!told.paste.iter().any(|(_, text)| text.contains("24350013900189")));
        assert_eq!(GUIDE.told(&[], None, "en").paste, [], "nothing in particular is asked for");
    }
}
