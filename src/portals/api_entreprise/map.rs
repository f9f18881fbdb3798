//! From the compiled-in catalogue to the words of guichet.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::super::mapping::labelled as with_text;
use super::catalogue::{CATALOGUE, Document, Endpoint, Via, Years};
use super::rights::{Opens, Rights};
use crate::base::error::Result;
use crate::base::i18n::Message;
use crate::model::form::{Field, Id, Takes};
use crate::model::{Access, Address, Dataset, Fact, Item, Media, Offer, Target};
use crate::{said, t};

/// The id of the media that is the answer itself.
pub const ANSWER: &str = "json";
/// The question which of several documents is wanted.
pub const WHICH: &str = "document";
/// The portal's pages for people.
pub const PAGES: &str = "https://entreprise.api.gouv.fr";

/// What mapping needs to know of the portal.
pub struct Mapper<'a> {
    pub portal: &'a str,
    pub is_staging: bool,
    /// What the portal says of the token, or why nothing is known.
    pub rights: Result<&'a Rights, &'a Message>,
}

impl Mapper<'_> {
    pub fn opens(&self, endpoint: &Endpoint) -> Opens {
        match self.rights {
            Ok(rights) => rights.opens(endpoint),
            Err(why) => Opens::Unknown(t!("api-entreprise-unknown-opens", why)),
        }
    }

    pub fn item(&self, endpoint: &Endpoint) -> Item {
        let address = Address::root(self.portal).child(&endpoint.id);
        let offer = self.offer(endpoint);
        let note = match &offer {
            Offer::Download => endpoint.synopsis.clone(),
            Offer::Doubtful(why) | Offer::ShowOnly(why) => format!("{why}. {}", endpoint.synopsis),
        };
        let mut item = Item::new(Target::dataset(address), title(endpoint)).note(Some(note));
        item.access = Some(self.access(endpoint));
        item.publisher = CATALOGUE.provider(&endpoint.provider).map(Into::into);
        item.format = Some(formats(endpoint).into());
        item.offer = Some(offer);
        item
    }

    pub fn dataset(&self, endpoint: &Endpoint) -> Dataset {
        let address = Address::root(self.portal).child(&endpoint.id);
        let answer = self.media(&address, endpoint, ANSWER, &endpoint.title);
        let mut media = vec![Media { format: Some("json".into()), caption: Some(caption(endpoint)), ..answer }];
        media.extend(endpoint.documents.iter().map(|document| self.document(&address, endpoint, document)));
        // Neither licences nor dates nor places are told of an endpoint.
        Dataset {
            synopsis: Some(endpoint.synopsis.clone()),
            access: self.access(endpoint),
            publisher: CATALOGUE.provider(&endpoint.provider).map(str::to_owned),
            theme: CATALOGUE.theme(&endpoint.theme).map(str::to_owned),
            facts: self.facts(endpoint),
            page: endpoint.sheet.as_ref().map(|sheet| format!("{PAGES}/catalogue/{sheet}")),
            media,
            warnings: self.warnings(endpoint),
            ..Dataset::new(address, title(endpoint))
        }
    }

    fn document(&self, dataset: &Address, endpoint: &Endpoint, document: &Document) -> Media {
        let mut media = self.media(dataset, endpoint, &document.id, &document.title);
        media.format.clone_from(&document.format);
        let field = t!("api-entreprise-field-of-answer", field = document.field);
        media.facts.push((said!("api-entreprise-fact-named-in").into(), field));
        if document.is_one_of_several() {
            let number = Takes::Number { from: 1, to: 9999 };
            let which = Field::new(WHICH, t!("api-entreprise-which"), number).optional().names();
            media.form.push(which.help(t!("api-entreprise-which-help")));
        }
        match document.via {
            Via::Link | Via::TwoLinks => {}
            Via::Foreign => media.caption = Some(t!("api-entreprise-kept-by-issuer")),
            Via::Page => {
                let why = t!("api-entreprise-web-page", field = document.field);
                (media.offer, media.form) = (Offer::ShowOnly(why), vec![]);
            }
            Via::Empty => {
                let why = t!("api-entreprise-no-file-yet", field = document.field);
                (media.offer, media.form) = (Offer::ShowOnly(why), vec![]);
            }
        }
        media
    }

    fn media(&self, dataset: &Address, endpoint: &Endpoint, id: &str, title: &str) -> Media {
        // Its address depends on the answers.
        let (access, offer, form) = (self.access(endpoint), self.offer(endpoint), self.form(endpoint));
        Media { access, offer, form, ..Media::new(dataset.clone(), id, title) }
    }

    fn access(&self, endpoint: &Endpoint) -> Access {
        match self.opens(endpoint) {
            Opens::No(_) => Access::Denied,
            Opens::Yes | Opens::Unknown(_) if endpoint.public => Access::Open,
            Opens::Yes | Opens::Unknown(_) => Access::Restricted,
        }
    }

    fn offer(&self, endpoint: &Endpoint) -> Offer {
        match self.opens(endpoint) {
            Opens::No(why) | Opens::Unknown(why) => Offer::Doubtful(why),
            Opens::Yes if endpoint.staging && !self.is_staging => Offer::Doubtful(t!("api-entreprise-only-staging")),
            Opens::Yes if endpoint.later => Offer::Doubtful(t!("api-entreprise-recent")),
            Opens::Yes => Offer::Download,
        }
    }

    /// The parameters of the path, the optional ones, then those that every endpoint asks for
    /// (docs/portals/api-entreprise.md 3.1).
    fn form(&self, endpoint: &Endpoint) -> Vec<Field> {
        let holder = self.rights.ok().and_then(|rights| rights.holder.clone());
        let is_vendor = self.rights.is_ok_and(|rights| rights.is_vendor);
        let mut form: Vec<Field> = endpoint.path_parameters().map(|name| path_field(name, endpoint.years)).collect();
        form.extend(endpoint.query.iter().filter_map(|name| query_field(name)));
        let context = Field::new("context", t!("api-entreprise-context"), Takes::Text);
        let recipient = Field::new("recipient", t!("api-entreprise-recipient"), Takes::Id(vec![Id::Siret]));
        let object = Field::new("object", t!("api-entreprise-object"), Takes::Text);
        form.extend([
            context.remembered().help(t!("api-entreprise-context-help")),
            recipient.remembered().help(t!("api-entreprise-recipient-help")).default(holder.filter(|_| !is_vendor)),
            object.remembered().help(t!("api-entreprise-object-help")),
        ]);
        if is_vendor {
            let field = Field::new("delegation_id", t!("api-entreprise-delegation"), Takes::Text).optional();
            form.push(field.help(t!("api-entreprise-delegation-help")));
        }
        form
    }

    fn facts(&self, endpoint: &Endpoint) -> Vec<Fact> {
        let limit = CATALOGUE.limit(&endpoint.limit).map(|limit| match limit.shared {
            true => t!("api-entreprise-limit-shared", requests = limit.requests, title = limit.title.message()),
            false => t!("api-entreprise-limit-own", requests = limit.requests),
        });
        let rights = match &endpoint.scopes[..] {
            [] => t!("api-entreprise-any-token"),
            scopes => scopes.iter().map(|it| labelled(it)).collect::<Vec<_>>().join(&t!("api-entreprise-or")),
        };
        let facts = [
            (said!("api-entreprise-fact-request"), Some(format!("GET {}", endpoint.path))),
            (said!("api-entreprise-fact-right"), Some(rights)),
            (said!("api-entreprise-fact-token"), Some(self.opens(endpoint).to_string())),
            (said!("api-entreprise-fact-limit"), limit),
            (
                said!("api-entreprise-fact-maintenance"),
                endpoint.maintenance.as_ref().map(|(from, to)| t!("api-entreprise-maintenance", from, to)),
            ),
            (
                said!("api-entreprise-fact-replaced-by"),
                endpoint.replaced_by.as_ref().map(|id| Address::root(self.portal).child(id).to_string()),
            ),
        ];
        with_text(facts)
    }

    fn warnings(&self, endpoint: &Endpoint) -> Vec<String> {
        let mut warnings = Vec::new();
        if endpoint.deprecated {
            warnings.push(match &endpoint.replaced_by {
                Some(id) => t!("api-entreprise-replaced", successor = Address::root(self.portal).child(id)),
                None => t!("api-entreprise-deprecated"),
            });
        }
        if self.is_staging {
            warnings.push(t!("api-entreprise-staging"));
        }
        if let Err(why) = self.rights {
            warnings.push(t!("api-entreprise-opens-unknown", why));
        }
        warnings
    }
}

impl Document {
    fn is_one_of_several(&self) -> bool {
        self.field.contains("[]")
    }
}

/// Versions of one endpoint are told apart.
pub fn title(endpoint: &Endpoint) -> String {
    match endpoint.deprecated {
        true => t!("api-entreprise-title-deprecated", title = endpoint.title, version = endpoint.version()),
        false => endpoint.title.clone(),
    }
}

fn caption(endpoint: &Endpoint) -> String {
    if endpoint.collection { t!("api-entreprise-answer-list") } else { t!("api-entreprise-answer") }
}

fn formats(endpoint: &Endpoint) -> String {
    let pdf = endpoint.documents.iter().any(|document| document.format.as_deref() == Some("pdf"));
    if pdf { "json, pdf".into() } else { "json".into() }
}

fn labelled(scope: &str) -> String {
    match CATALOGUE.scope(scope) {
        Some(label) => format!("{scope} ({label})"),
        None => scope.to_owned(),
    }
}

/// One parameter of a path, with the rule that the portal checks it by (docs/portals/api-entreprise.md 3.2).
pub fn path_field(name: &str, years: Option<Years>) -> Field {
    let this_year = Timestamp::now().to_zoned(TimeZone::UTC).year();
    let id = |label: &str, ids: &[Id]| Field::new(name, label, Takes::Id(ids.to_vec()));
    let field = match name {
        "siren" => id(&t!("api-entreprise-siren"), &[Id::Siren]),
        "siret" => id(&t!("api-entreprise-siret"), &[Id::Siret]),
        "siren_or_rna" => id(&t!("api-entreprise-siren-rna"), &[Id::Siren, Id::Rna]),
        "siret_or_rna" => id(&t!("api-entreprise-siret-rna"), &[Id::Siret, Id::Rna]),
        "siren_or_siret_or_rna" => id(&t!("api-entreprise-siren-siret-rna"), &[Id::Siren, Id::Siret, Id::Rna]),
        "siren_or_siret_or_rnf" => id(&t!("api-entreprise-siren-siret-rnf"), &[Id::Siren, Id::Siret, Id::Rnf]),
        "siret_or_eori" => id(&t!("api-entreprise-siret-eori"), &[Id::Siret, Id::Eori]),
        "month" => Field::new(name, t!("api-entreprise-month"), Takes::Month).help(t!("api-entreprise-month-help")),
        "year" => {
            let (from, to) = match years {
                Some(Years::Fiscal) => (2006, this_year - 1),
                Some(Years::Payroll) | None => (1900, this_year),
            };
            Field::new(name, t!("api-entreprise-year"), Takes::Year { from, to })
        }
        _ => Field::new(name, name, Takes::Text),
    };
    field.names()
}

/// An optional parameter, if it is one we know. The portal takes unknown kinds of headcount for the usual one without a
/// word, so they are checked here (docs/portals/api-entreprise.md 3.2).
fn query_field(name: &str) -> Option<Field> {
    let kinds = ["moyen", "boeth", "ecap", "assujettissement_oeth"].map(str::to_owned).to_vec();
    let field = match name {
        "profondeur" => Field::new(name, t!("api-entreprise-depth"), Takes::Number { from: 0, to: 12 }),
        "nature_effectif" => Field::new(name, t!("api-entreprise-headcount"), Takes::OneOf(kinds)).names(),
        "limit" => Field::new(name, t!("api-entreprise-limit"), Takes::Number { from: 1, to: 1000 }),
        _ => return None,
    };
    Some(field.optional())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dataset(id: &str, is_staging: bool) -> Dataset {
        let scopes = CATALOGUE.scopes.iter().map(|scope| scope.id.clone()).collect();
        let rights = Rights { scopes, ..Rights::default() };
        let mapper = Mapper { portal: "p", is_staging, rights: Ok(&rights) };
        mapper.dataset(CATALOGUE.endpoint(id).unwrap())
    }

    #[test]
    fn staging_is_told_from_production_section_8() {
        let unit = dataset("v4_insee_unites_legales", true);
        assert!(unit.warnings[0].contains("invented"), "{:?}", unit.warnings);
        assert_eq!(dataset("v4_insee_unites_legales", false).warnings, [""; 0]);
        let foundations = "v3_mi_siaf_fondations";
        let offer = |is_staging| dataset(foundations, is_staging).media[0].offer.clone();
        assert!(matches!(offer(false), Offer::Doubtful(why) if why.contains("staging")));
        assert!(matches!(offer(true), Offer::Doubtful(why) if why.contains("recent")));
    }

    #[test]
    fn what_is_replaced_says_by_what_and_comes_after_it() {
        for (old, new) in [
            ("v3_european_commission_vies", "v3_dgfip_numero_tva"),
            ("v3_dgfip_liasses_fiscales", "v4_dgfip_liasses_fiscales"),
            ("v3_acoss_attestations_sociales", "v4_acoss_attestations_sociales"),
        ] {
            let dataset = dataset(old, false);
            let successor = format!("p/{new}");
            assert!(dataset.title.contains("deprecated"), "{}", dataset.title);
            assert!(dataset.warnings[0].contains(&successor), "{:?}", dataset.warnings);
            assert!(dataset.facts.iter().any(|(_, fact)| *fact == successor), "{:?}", dataset.facts);
        }
        let tax = dataset("v3_dgfip_numero_tva", false);
        assert_eq!((&tax.warnings, &tax.media[0].offer), (&vec![], &Offer::Download));
        assert!(tax.page.unwrap().ends_with("/catalogue/dgfip/numero_tva"));
    }

    #[test]
    fn the_pdf_of_siaf_is_shown_and_says_that_there_is_none_yet() {
        let media = &dataset("v3_mi_siaf_associations", true).media[1];
        assert!(matches!(&media.offer, Offer::ShowOnly(why) if why.contains("no file yet")), "{media:?}");
    }

    #[test]
    fn no_english_reaches_a_french_screen_of_an_endpoint() {
        const ENGLISH: [&str; 11] = [
            "answer",
            "shared",
            "files",
            "request",
            "everything",
            "address",
            "slow",
            "token",
            "right",
            "yet",
            "open to",
        ];
        let facts = |endpoint: &Endpoint| {
            let dataset = dataset(&endpoint.id, true);
            let facts = dataset.facts.into_iter().skip(1).flat_map(|(label, fact)| [label.to_string(), fact]);
            let media = dataset.media.into_iter().flat_map(|it| [Some(it.title), it.caption].into_iter().flatten());
            facts.chain(media).chain(dataset.warnings).collect::<Vec<String>>()
        };
        crate::base::i18n::Language::French.within(|| {
            for endpoint in &CATALOGUE.endpoints {
                for said in facts(endpoint).iter().filter(|said| !said.starts_with("p/")) {
                    let found = ENGLISH.iter().find(|word| said.to_lowercase().contains(*word));
                    assert_eq!(found, None, "{}: {said}", endpoint.id);
                }
            }
        });
    }

    #[test]
    fn every_parameter_has_a_rule_of_its_own_section_3_2() {
        for endpoint in &CATALOGUE.endpoints {
            for name in endpoint.path_parameters() {
                assert_ne!(path_field(name, endpoint.years).takes, Takes::Text, "{}: {name}", endpoint.id);
            }
            assert!(endpoint.query.iter().all(|name| query_field(name).is_some()), "{}", endpoint.id);
        }
        let years = |years| path_field("year", Some(years)).takes;
        let now = Timestamp::now().to_zoned(TimeZone::UTC).year();
        assert_eq!(years(Years::Fiscal), Takes::Year { from: 2006, to: now - 1 });
        assert_eq!(years(Years::Payroll), Takes::Year { from: 1900, to: now });
    }
}
