//! How one asks for a token: the steps, the information to gather, the forms (docs/portals/api-entreprise.md 9), in
//! both languages.

use std::sync::LazyLock;

use serde::Deserialize;
use url::Url;

use super::catalogue::CATALOGUE;
use crate::access::guide;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::base::i18n::Message;
use crate::base::text;
use crate::m;

/// Everything in `assets/api-entreprise/access.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guide {
    /// Where a request is begun.
    pub start: Url,
    /// A form's own address, with `{form}` in place of its id.
    form: String,
    /// The page that tells how long requests take these days.
    pub delay: Url,
    pub who: Words,
    pub steps: Vec<Step>,
    pub information: Vec<Block>,
    pub forms: Vec<Form>,
    pub states: Vec<State>,
}

/// One text in both languages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub en: String,
    pub fr: String,
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

pub static GUIDE: LazyLock<Guide> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../assets/api-entreprise/access.json"))
        .unwrap_or_else(|error| unreachable!("the compiled-in guide, which a test reads: {error}"))
});

impl Words {
    /// In the language spoken.
    pub fn message(&self) -> Message {
        Message::both(&self.en, &self.fr)
    }

    /// In the language whose code begins so, else in English.
    pub fn within(&self, language: &str) -> &str {
        if language.starts_with("fr") { &self.fr } else { &self.en }
    }
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
    pub fn form(&self, id: &str) -> Result<&Form> {
        self.forms.iter().find(|form| form.id == id).ok_or_else(|| {
            let known: Vec<&str> = self.forms.iter().map(|form| form.id.as_str()).collect();
            Error::new(ErrorKind::Usage, m!("api-entreprise-form", id = text::line(id)), m!("api-entreprise-no-form"))
                .hint(m!("portals-it-has", known = known.join(", ")))
        })
    }

    /// In one language, for whoever wants the dataset `wanted`, or the portal as a whole.
    pub fn told(&self, wanted: Option<&str>, language: &str) -> guide::Guide {
        let rights = wanted.map(|id| rights(&[id])).unwrap_or_default();
        let label = |right: &&str| {
            CATALOGUE.scope(right).map_or_else(|| (*right).to_owned(), |label| format::labelled(right, label))
        };
        let item = |it: &Information| guide::GuideItem {
            id: it.key.clone(),
            label: it.label.within(language).to_owned(),
            required: it.required,
        };
        let forms = self.forms.iter().filter(|form| form.whom == Whom::Anyone);
        let values: Vec<(&str, &str)> = rights.iter().map(|right| ("scopes", *right)).collect();
        let block = |it: &Block| guide::Section {
            title: it.title.within(language).to_owned(),
            items: it.items.iter().map(item).collect(),
        };
        let state = |it: &State| (it.title.within(language).to_owned(), it.next.within(language).to_owned());
        let form = |it: &Form| {
            let link = self.prefilled(&it.id, &values).ok()?;
            Some((it.id.clone(), it.title.within(language).to_owned(), link.into()))
        };
        guide::Guide {
            about: vec![self.who.within(language).to_owned()],
            start: Some(self.start.to_string()),
            steps: self.steps.iter().map(|step| step.told(language)).collect(),
            information: self.information.iter().map(block).collect(),
            states: self.states.iter().map(state).collect(),
            forms: forms.filter_map(form).collect(),
            rights: rights.iter().map(label).collect(),
        }
    }

    /// The address of a form with these values in it (docs/portals/api-entreprise.md 9.5). DataPass would drop keys it
    /// does not take from a link without a word, so they are an error here.
    pub fn prefilled(&self, form: &str, values: &[(&str, &str)]) -> Result<Url> {
        let address = self.form.replace("{form}", &self.form(form)?.id);
        let mut url = Url::parse(&address).map_err(|error| {
            Error::new(ErrorKind::Unexpected, address, m!("api-entreprise-no-address")).caused_by(error)
        })?;
        for (key, value) in values {
            let known = self.information.iter().flat_map(|block| &block.items).find(|it| it.key == *key);
            let Some(known) = known.filter(|it| it.prefill) else {
                let subject = m!("api-entreprise-information", key = text::line(key));
                return Err(Error::new(ErrorKind::Usage, subject, m!("api-entreprise-not-prefilled")));
            };
            let key = if known.several { format!("{key}[]") } else { (*key).to_owned() };
            url.query_pairs_mut().append_pair(&key, value);
        }
        Ok(url)
    }
}

/// The rights that these datasets take: the first that opens each. Without those that come with every request.
pub fn rights(datasets: &[&str]) -> Vec<&'static str> {
    let mut rights: Vec<&str> = Vec::new();
    for endpoint in datasets.iter().filter_map(|id| CATALOGUE.endpoint(id)) {
        let open = endpoint.scopes.iter().any(|scope| scope == "open_data");
        let right = endpoint.scopes.first().filter(|_| !open);
        rights.extend(right.map(String::as_str).filter(|right| !rights.contains(right)));
    }
    rights
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_guide_is_whole_in_both_languages_section_9() {
        let guide = &*GUIDE;
        assert_eq!((guide.steps.len(), guide.information.len(), guide.states.len()), (11, 7, 7));
        let titles = guide.steps.iter().flat_map(|it| [&it.title, &it.detail]);
        let labels = guide.information.iter().flat_map(|block| block.items.iter().map(|it| &it.label));
        let forms = guide.forms.iter().flat_map(|it| [Some(&it.title), it.note.as_ref()]).flatten();
        let states = guide.states.iter().flat_map(|it| [&it.title, &it.next]);
        for words in titles.chain(labels).chain(forms).chain(states).chain([&guide.who]) {
            assert!(!words.en.is_empty() && !words.fr.is_empty() && words.en != words.fr, "{words:?}");
            assert_eq!((words.within("fr_FR.UTF-8"), words.within("de")), (&*words.fr, &*words.en));
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
    fn datasets_lead_to_the_rights_to_ask_for_section_9_2() {
        let datasets = [
            "v4_acoss_attestations_sociales",
            "v3_acoss_attestations_sociales",
            "v4_insee_unites_legales_diffusables",
            "v3_european_commission_vies",
            "v4_insee_unites_legales",
            "nothing",
        ];
        assert_eq!(rights(&datasets), ["attestation_sociale_urssaf", "unites_legales_etablissements_insee"]);
    }
}
