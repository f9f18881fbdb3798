//! Many companies, one after the other: what an endpoint's requests count for, and how fast they may come
//! (docs/portals/api-entreprise.md 6.2).

use jiff::Timestamp;
use jiff::civil::time;
use jiff::tz::TimeZone;

use super::super::apistration::catalogue::{Endpoint, Via};
use super::super::apistration::map::ANSWER;
use super::super::bulk::InBulk;
use super::catalogue::CATALOGUE;
use crate::base::error::Error;
use crate::base::i18n::Message;

/// How many requests a minute leave room for colleagues with the same token and the same address, by the id of the limit:
/// in office hours, and at night. The portal gives no number below its limits, and asks for masses of calls outside of
/// office hours; these are inferred from its limits (`commons/data/throttle.yml` and the documentation of the service).
const PACES: [(&str, u32, u32); 6] = [
    ("json", 100, 200),
    ("documents", 30, 30),
    ("gip-mds", 30, 30),
    ("urssaf", 60, 60),
    ("inpi-rne", 10, 10),
    ("slow-documents", 4, 4),
];
/// Where nothing is known of a limit.
const UNKNOWN: (u32, u32) = (10, 10);
/// Of a limit that is the token's own, so many of a hundred.
const OF_OWN_LIMIT: u32 = 60;

/// What answers of these tell is about natural persons: officers, owners, members, or a sole trader by name.
const PERSONAL: [&str; 20] = [
    "v3_infogreffe_mandataires_sociaux",
    "v3_infogreffe_extraits_rcs",
    "v3_inpi_rne_beneficiaires_effectifs",
    "v3_inpi_rne_beneficiaires_effectifs_open_data",
    "v3_inpi_rne_extrait_rne",
    "v3_inpi_rne_actes_bilans",
    "v3_dgfip_liens_capitalistiques",
    "v3_dgfip_liasses_fiscales",
    "v4_dgfip_liasses_fiscales",
    "v4_mi_unites_legales",
    "v3_mi_associations",
    "v3_mi_documents_associations",
    "v3_mi_siaf_associations",
    "v3_mi_siaf_fondations",
    "v3_rnm_entreprises_artisanales",
    "v3_insee_unites_legales",
    "v4_insee_unites_legales",
    "v3_insee_sieges_unites_legales",
    "v4_insee_sieges_unites_legales",
    "v3_qualibat_certifications_batiment",
];

/// `own`: the token's own limit a minute, where it has one.
pub fn in_bulk(endpoint: &Endpoint, title: String, own: Option<u32>, now: Timestamp) -> Result<InBulk, Message> {
    let limit = CATALOGUE.limit(&endpoint.limit);
    let per_minute = limit.map_or(UNKNOWN.0, |limit| limit.requests);
    let usual = PACES.iter().find(|(id, ..)| *id == endpoint.limit).map_or(UNKNOWN, |(_, day, night)| (*day, *night));
    let usual = if is_night(now) { usual.1 } else { usual.0 };
    let is_file = |via: Via| matches!(via, Via::Link | Via::TwoLinks);
    let documents = endpoint.documents.iter().filter(|it| is_file(it.via) && !it.is_one_of_several());
    Ok(InBulk {
        group: CATALOGUE.counter(endpoint).to_owned(),
        title,
        limit: own.unwrap_or(per_minute),
        pace: own.map_or(usual, |own| usual.min(own * OF_OWN_LIMIT / 100)).max(1),
        is_personal: PERSONAL.contains(&endpoint.id.as_str()),
        answer: ANSWER,
        documents: documents.map(|document| document.id.clone()).collect(),
        is_about_row,
    })
}

/// Outside of office hours and of the providers' own pauses, Paris time: from seven to ten in the evening, and before six.
fn is_night(now: Timestamp) -> bool {
    let Ok(paris) = TimeZone::get("Europe/Paris") else { return false };
    let now = paris.to_datetime(now).time();
    (time(19, 0, 0, 0)..time(22, 0, 0, 0)).contains(&now) || (time(3, 30, 0, 0)..time(6, 0, 0, 0)).contains(&now)
}

/// Codes that begin with two noughts are the portal's own: they are about the token. A provider's are about the company.
fn is_about_row(error: &Error) -> bool {
    error.code.as_deref().is_some_and(|code| code.len() == "01003".len() && !code.starts_with("00"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::ErrorKind;

    fn of(id: &str, own: Option<u32>, at: &str) -> InBulk {
        in_bulk(CATALOGUE.endpoint(id).unwrap(), "t".into(), own, at.parse().unwrap()).unwrap()
    }

    #[test]
    fn every_limit_has_a_pace_below_it() {
        for endpoint in &CATALOGUE.endpoints {
            assert!(PACES.iter().any(|(id, ..)| *id == endpoint.limit), "{}: {}", endpoint.id, endpoint.limit);
            for at in ["2026-03-02T10:00:00Z", "2026-03-02T19:00:00Z"] {
                let bulk = in_bulk(endpoint, String::new(), None, at.parse().unwrap()).unwrap();
                assert!(bulk.pace < bulk.limit && bulk.pace > 0, "{}: {bulk:?}", endpoint.id);
            }
        }
        for id in PERSONAL {
            assert!(CATALOGUE.endpoint(id).is_some(), "{id}");
        }
    }

    #[test]
    fn nights_are_those_of_paris_and_a_small_limit_of_the_token_s_holds() {
        let json = "v4_insee_unites_legales_diffusables";
        let table = [
            (None, "2026-01-05T09:00:00Z", 100),
            (None, "2026-01-05T18:30:00Z", 200), // half past seven in winter
            (None, "2026-07-06T17:30:00Z", 200), // the same in summer
            (None, "2026-07-06T16:30:00Z", 100),
            (None, "2026-01-05T03:00:00Z", 200),
            (None, "2026-01-05T00:30:00Z", 100), // the tax office's own pause
            (Some(10), "2026-01-05T18:30:00Z", 6),
            (Some(1), "2026-01-05T18:30:00Z", 1),
            (Some(1000), "2026-01-05T09:00:00Z", 100),
        ];
        for (own, at, pace) in table {
            assert_eq!(of(json, own, at).pace, pace, "{own:?} {at}");
        }
        assert_eq!(of("v3_dgfip_attestations_fiscales", None, "2026-01-05T18:30:00Z").pace, 4);
    }

    #[test]
    fn a_document_is_one_file_an_answer() {
        let at = "2026-01-05T09:00:00Z";
        assert_eq!(of("v4_acoss_attestations_sociales", None, at).documents, ["pdf"]);
        assert_eq!(of("v3_inpi_rne_actes_bilans", None, at).documents, [""; 0]);
        assert_eq!(of("v3_opqibi_certifications_ingenierie", None, at).documents, [""; 0]);
        assert_ne!(of("v3_inpi_rne_actes_bilans", None, at).group, of("v3_inpi_rne_extrait_rne", None, at).group);
    }

    #[test]
    fn a_provider_s_refusal_is_about_the_company_alone() {
        let error = |code: Option<&str>| Error::new(ErrorKind::Denied, "p", "c").code(code.map(str::to_owned));
        let about_row = |code| is_about_row(&error(code));
        assert_eq!([None, Some("00100"), Some("01005"), Some("0")].map(about_row), [false, false, true, false]);
    }
}
