//! What the endpoints ask for: who the question is about, and for whom it is asked (docs/portals/api-particulier.md 3).

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::super::apistration::rights::Rights;
use super::catalogue::Endpoint;
use crate::model::form::{Civil, Field, Id, Takes};
use crate::t;

/// Students' grants are known since (docs/portals/api-particulier.md 3.4).
const FIRST_CAMPAIGN: i16 = 2021;

/// Whether `ask` of the catalogue is a question that there is.
#[cfg(test)]
pub fn is_known(ask: &str) -> bool {
    field(ask, false, "").takes != Takes::Text || matches!(bare(ask), "identifiant" | "nomCommuneNaissance")
}

fn bare(ask: &str) -> &str {
    ask.trim_end_matches('?')
}

/// What tells of the person, then who the answer is for. The first is remembered nowhere.
pub fn form(endpoint: &Endpoint, rights: &Rights) -> Vec<Field> {
    let is_social = is_social(endpoint);
    let mut form: Vec<Field> = endpoint.asks.iter().map(|ask| field(ask, is_social, &endpoint.provider)).collect();
    let holder = rights.holder.clone().filter(|_| !rights.is_vendor);
    let recipient = Field::new("recipient", t!("apistration-recipient"), Takes::Id(vec![Id::Siret]));
    form.push(recipient.remembered().help(t!("apistration-recipient-help")).default(holder));
    form
}

/// Those of the social security's funds take dates of which not all is known, and a place for every birth in France.
pub fn is_social(endpoint: &Endpoint) -> bool {
    endpoint.path.starts_with("/v3/dss/")
}

/// How many first names are sent at most (docs/portals/api-particulier.md 3.3).
pub fn first_names(endpoint: &Endpoint) -> usize {
    if is_social(endpoint) || matches!(&*endpoint.provider, "cnous" | "dsnj") { 3 } else { 1 }
}

fn field(ask: &str, is_social: bool, provider: &str) -> Field {
    let this_year = Timestamp::now().to_zoned(TimeZone::UTC).year();
    let civil = |label: String, civil: Civil| Field::new(bare(ask), label, Takes::Civil(civil));
    let plain = |label: String, takes: Takes| Field::new(bare(ask), label, takes);
    let month = Takes::Number { from: 1, to: 12 };
    let words = |words: &[&str]| Takes::OneOf(words.iter().map(|it| (*it).to_owned()).collect());
    let field =
        match bare(ask) {
            "nomNaissance" => civil(t!("api-particulier-birth-name"), Civil::Name),
            "nomUsage" => civil(t!("api-particulier-used-name"), Civil::Name),
            "prenoms" => {
                civil(t!("api-particulier-first-names"), Civil::FirstNames).help(t!("api-particulier-first-names-help"))
            }
            "dateNaissance" if is_social => civil(t!("api-particulier-birth-date"), Civil::PartialBirthDate)
                .help(t!("api-particulier-birth-date-part")),
            "dateNaissance" => {
                civil(t!("api-particulier-birth-date"), Civil::BirthDate).help(t!("api-particulier-birth-date-help"))
            }
            "sexeEtatCivil" => plain(t!("api-particulier-sex"), words(&["F", "M"])),
            "codeCogInseePaysNaissance" => civil(t!("api-particulier-birth-country"), Civil::Country)
                .help(t!("api-particulier-birth-country-help")),
            "codeCogInseeCommuneNaissance" => civil(t!("api-particulier-birth-commune"), Civil::Commune)
                .help(t!("api-particulier-birth-commune-help")),
            "nomCommuneNaissance" => plain(t!("api-particulier-birth-commune-name"), Takes::Text)
                .help(t!("api-particulier-birth-commune-name-help")),
            "codeCogInseeDepartementNaissance" => civil(t!("api-particulier-birth-department"), Civil::Department),
            "ine" => civil(t!("api-particulier-ine"), Civil::Ine),
            "identifiant" if provider == "sports" => civil(t!("api-particulier-sport-number"), Civil::Digits),
            "identifiant" => plain(t!("api-particulier-login"), Takes::Text).help(t!("api-particulier-login-help")),
            "annee" => plain(t!("api-particulier-year"), Takes::Year { from: this_year - 2, to: this_year })
                .help(t!("api-particulier-now")),
            "mois" => plain(t!("api-particulier-month"), month).help(t!("api-particulier-now")),
            "campaignYear" => {
                plain(t!("api-particulier-campaign"), Takes::Year { from: FIRST_CAMPAIGN, to: this_year - 1 })
            }
            "anneeScolaire" => civil(t!("api-particulier-school-year"), Civil::SchoolYear),
            "codeEtablissement" => {
                civil(t!("api-particulier-school"), Civil::School).help(t!("api-particulier-school-help"))
            }
            "degreEtablissement" => {
                plain(t!("api-particulier-degree"), words(&["1D", "2D"])).help(t!("api-particulier-degree-help"))
            }
            "codesBcnDepartements" => civil(t!("api-particulier-school-departments"), Civil::SchoolDepartments)
                .help(t!("api-particulier-bcn-help")),
            "codesBcnRegions" => {
                civil(t!("api-particulier-school-regions"), Civil::SchoolRegions).help(t!("api-particulier-bcn-help"))
            }
            other => plain(other.to_owned(), Takes::Text),
        };
    if ask.ends_with('?') { field.private().optional() } else { field.private() }
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::CATALOGUE;
    use super::*;

    #[test]
    fn all_that_tells_of_a_person_is_private_section_8() {
        for endpoint in CATALOGUE.endpoints.iter().filter(|it| !it.by_person) {
            let form = form(endpoint, &Rights::default());
            let (last, person) = form.split_last().unwrap();
            assert!(person.iter().all(|it| it.private && !it.remembered && !it.names && it.default.is_none()));
            assert!(last.key == "recipient" && last.remembered && !last.private && last.required, "{}", endpoint.id);
            assert!(person.iter().any(|it| it.required), "{}: about nobody", endpoint.id);
        }
    }
}
