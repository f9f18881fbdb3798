//! From the compiled-in catalogue to the words of guichet (docs/portals/api-entreprise.md 5, 7 and 8).

use super::super::mapping::labelled as with_text;
use super::Product;
use super::catalogue::{Catalogue, Document, Endpoint, Via};
use super::rights::{Opens, Rights};
use crate::base::error::Result;
use crate::base::i18n::Message;
use crate::model::form::{Field, Takes};
use crate::model::{Access, Address, Dataset, Fact, Item, Media, Offer, Target};
use crate::{said, t};

/// The id of the media that is the answer itself.
pub const ANSWER: &str = "json";
/// The question which of several documents is wanted.
pub const WHICH: &str = "document";

/// What mapping needs to know of the portal.
pub struct Mapper<'a> {
    pub product: &'static Product,
    pub portal: &'a str,
    pub is_staging: bool,
    /// What the portal says of the token, or why nothing is known.
    pub rights: Result<&'a Rights, &'a Message>,
}

impl Mapper<'_> {
    pub fn catalogue(&self) -> &'static Catalogue {
        (self.product.catalogue)()
    }

    pub fn opens(&self, endpoint: &Endpoint) -> Opens {
        match self.rights {
            Ok(rights) => rights.opens(endpoint),
            Err(why) => Opens::Unknown(t!("apistration-unknown-opens", why)),
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
        item.publisher = self.catalogue().provider(&endpoint.provider).map(Into::into);
        item.format = Some(formats(endpoint).into());
        item.offer = Some(offer);
        item
    }

    pub fn dataset(&self, endpoint: &Endpoint) -> Dataset {
        let address = Address::root(self.portal).child(&endpoint.id);
        let answer = self.media(&address, endpoint, ANSWER, &endpoint.title);
        let caption = Some(self.caption(endpoint)).filter(|_| !endpoint.by_person);
        let mut media = vec![Media { format: Some("json".into()), caption, ..answer }];
        media.extend(endpoint.documents.iter().map(|document| self.document(&address, endpoint, document)));
        // Neither licences nor dates nor places are told of an endpoint.
        Dataset {
            synopsis: Some(endpoint.synopsis.clone()),
            access: self.access(endpoint),
            publisher: self.catalogue().provider(&endpoint.provider).map(str::to_owned),
            theme: self.catalogue().theme(&endpoint.theme).map(str::to_owned),
            facts: self.facts(endpoint),
            page: endpoint.sheet.as_ref().map(|sheet| format!("{}/catalogue/{sheet}", self.product.pages)),
            media,
            warnings: self.warnings(endpoint),
            ..Dataset::new(address, title(endpoint))
        }
    }

    fn document(&self, dataset: &Address, endpoint: &Endpoint, document: &Document) -> Media {
        let mut media = self.media(dataset, endpoint, &document.id, &document.title);
        media.format.clone_from(&document.format);
        let field = t!("apistration-field-of-answer", field = document.field);
        media.facts.push((said!("apistration-fact-named-in").into(), field));
        if document.is_one_of_several() {
            let number = Takes::Number { from: 1, to: 9999 };
            let which = Field::new(WHICH, t!("apistration-which"), number).optional().names();
            media.form.push(which.help(t!("apistration-which-help")));
        }
        match document.via {
            Via::Link | Via::TwoLinks => {}
            Via::Foreign => media.caption = Some(t!("apistration-kept-by-issuer")),
            Via::Page => {
                let why = t!("apistration-web-page", field = document.field);
                (media.offer, media.form) = (Offer::ShowOnly(why), vec![]);
            }
            Via::Empty => {
                let why = t!("apistration-no-file-yet", field = document.field);
                (media.offer, media.form) = (Offer::ShowOnly(why), vec![]);
            }
        }
        media
    }

    fn media(&self, dataset: &Address, endpoint: &Endpoint, id: &str, title: &str) -> Media {
        // Its address depends on the answers.
        let (access, offer) = (self.access(endpoint), self.offer(endpoint));
        let rights = self.rights.cloned().unwrap_or_default();
        let form = if endpoint.by_person { vec![] } else { (self.product.form)(endpoint, &rights) };
        Media { access, offer, form, ..Media::new(dataset.clone(), id, title) }
    }

    fn access(&self, endpoint: &Endpoint) -> Access {
        if self.product.is_personal {
            return Access::Personal; // whatever the token opens: who asks all the same is to be asked first
        }
        match self.opens(endpoint) {
            Opens::No(_) => Access::Denied,
            Opens::Yes | Opens::Unknown(_) if endpoint.public => Access::Open,
            Opens::Yes | Opens::Unknown(_) => Access::Restricted,
        }
    }

    fn offer(&self, endpoint: &Endpoint) -> Offer {
        match self.opens(endpoint) {
            Opens::No(why) if endpoint.by_person => Offer::ShowOnly(why),
            Opens::No(why) | Opens::Unknown(why) => Offer::Doubtful(why),
            Opens::Yes if endpoint.staging && !self.is_staging => Offer::Doubtful(t!("apistration-only-staging")),
            Opens::Yes if endpoint.later => Offer::Doubtful(t!("apistration-recent")),
            Opens::Yes => Offer::Download,
        }
    }

    fn facts(&self, endpoint: &Endpoint) -> Vec<Fact> {
        let limit = self.catalogue().limit(&endpoint.limit).map(|limit| match limit.shared {
            _ if limit.seconds == 1 => t!("apistration-limit-a-second", requests = limit.requests),
            true => t!("apistration-limit-shared", requests = limit.requests, title = limit.title.message()),
            false => t!("apistration-limit-own", requests = limit.requests),
        });
        let rights = match &endpoint.scopes[..] {
            [] => t!("apistration-any-token"),
            scopes => scopes.iter().map(|it| self.labelled(it)).collect::<Vec<_>>().join(&t!("apistration-or")),
        };
        let facts = [
            (said!("apistration-fact-request"), Some(format!("GET {}", endpoint.path))),
            (said!("apistration-fact-right"), Some(rights)),
            (said!("apistration-fact-token"), Some(self.opens(endpoint).to_string())),
            (said!("apistration-fact-shown"), self.shown(endpoint)),
            (said!("apistration-fact-left-out"), self.left_out(endpoint, true)),
            (said!("apistration-fact-limit"), limit),
            (
                said!("apistration-fact-maintenance"),
                endpoint.maintenance.as_ref().map(|(from, to)| match endpoint.sundays {
                    true => t!("apistration-maintenance-sundays", from, to),
                    false => t!("apistration-maintenance", from, to),
                }),
            ),
            (
                said!("apistration-fact-replaced-by"),
                endpoint.replaced_by.as_ref().map(|id| Address::root(self.portal).child(id).to_string()),
            ),
        ];
        with_text(facts)
    }

    /// The parts of the answer that the token in use opens, as far as it is known.
    fn shown(&self, endpoint: &Endpoint) -> Option<String> {
        let rights = self.rights.ok().filter(|_| !endpoint.by_person)?;
        let shown = endpoint.masks.iter().filter(|(_, right)| rights.shows(right)).map(|(key, _)| key.as_str());
        Some(shown.collect::<Vec<_>>().join(", ")).filter(|shown| !shown.is_empty())
    }

    /// Those that the answer leaves out for it, which says nothing of what there is.
    fn left_out(&self, endpoint: &Endpoint, with_rights: bool) -> Option<String> {
        let rights = self.rights.ok().filter(|_| !endpoint.by_person)?;
        let hidden = endpoint.masks.iter().filter(|(_, right)| !rights.shows(right));
        let told = hidden.map(|(key, right)| if with_rights { format!("{key} ({right})") } else { key.clone() });
        Some(told.collect::<Vec<_>>().join(", ")).filter(|hidden| !hidden.is_empty())
    }

    fn caption(&self, endpoint: &Endpoint) -> String {
        match (endpoint.collection, self.left_out(endpoint, false)) {
            (true, _) => t!("apistration-answer-list"),
            (false, None) => t!("apistration-answer"),
            (false, Some(keys)) => t!("apistration-answer-without", keys),
        }
    }

    fn labelled(&self, scope: &str) -> String {
        match self.catalogue().scope(scope) {
            Some(label) => format!("{scope} ({label})"),
            None => scope.to_owned(),
        }
    }

    fn warnings(&self, endpoint: &Endpoint) -> Vec<String> {
        let mut warnings = Vec::new();
        if let Some(keys) = self.left_out(endpoint, false).filter(|_| self.opens(endpoint) == Opens::Yes) {
            warnings.push(t!("apistration-left-out", keys));
        }
        if endpoint.deprecated {
            warnings.push(match &endpoint.replaced_by {
                Some(id) => t!("apistration-replaced", successor = Address::root(self.portal).child(id)),
                None => t!("apistration-deprecated"),
            });
        }
        if self.is_staging {
            warnings.push(t!("apistration-staging"));
        }
        if let Err(why) = self.rights {
            warnings.push(t!("apistration-opens-unknown", why));
        }
        warnings
    }
}

impl Document {
    /// Whether an answer may link to more than one.
    pub fn is_one_of_several(&self) -> bool {
        self.field.contains("[]")
    }
}

/// Versions of one endpoint are told apart.
pub fn title(endpoint: &Endpoint) -> String {
    match endpoint.deprecated {
        true => t!("apistration-title-deprecated", title = endpoint.title, version = endpoint.version()),
        false => endpoint.title.clone(),
    }
}

fn formats(endpoint: &Endpoint) -> String {
    let pdf = endpoint.documents.iter().any(|document| document.format.as_deref() == Some("pdf"));
    if pdf { "json, pdf".into() } else { "json".into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portals::api_entreprise::PRODUCT;
    use crate::portals::api_entreprise::catalogue::CATALOGUE;

    fn dataset(id: &str, is_staging: bool) -> Dataset {
        let scopes = CATALOGUE.scopes.iter().map(|scope| scope.id.clone()).collect();
        let rights = Rights { scopes, ..Rights::default() };
        let mapper = Mapper { product: &PRODUCT, portal: "p", is_staging, rights: Ok(&rights) };
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
}
