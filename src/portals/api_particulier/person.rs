//! From the answers about one person to the parameters of a request: what only fits together is checked here
//! (docs/portals/api-particulier.md 3.3 and 3.4). No error repeats an answer.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::super::apistration::Parameters;
use super::catalogue::Endpoint;
use super::form::{first_names, is_social};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::m;
use crate::model::form::{Answers, items};

/// France among the countries.
const FRANCE: &str = "99100";
/// The ages that the service national answers for.
const SERVICE: std::ops::RangeInclusive<i16> = 16..=25;

const COUNTRY: &str = "codeCogInseePaysNaissance";
const COMMUNE: &str = "codeCogInseeCommuneNaissance";
const COMMUNE_NAME: &str = "nomCommuneNaissance";
const DEPARTMENT: &str = "codeCogInseeDepartementNaissance";

/// The parameters that `answers`, each of which is as it should be, make.
pub fn query(endpoint: &Endpoint, answers: &Answers) -> Result<Parameters> {
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    birth(endpoint, answers, today)?;
    schools(answers)?;
    let place = place(endpoint, answers)?;
    let mut query = Parameters::new();
    for (key, value) in &answers.0 {
        match key.as_str() {
            "prenoms" => {
                let names = items(value).take(first_names(endpoint));
                query.extend(names.map(|name| ("prenoms[]".to_owned(), name.to_owned())));
            }
            "dateNaissance" => query.extend(parts(value)),
            COMMUNE | COMMUNE_NAME | DEPARTMENT if !place.contains(&key.as_str()) => {}
            "codesBcnDepartements" | "codesBcnRegions" => {
                query.extend(items(value).map(|code| (format!("{key}[]"), code.to_owned())));
            }
            "mois" => query.push((key.clone(), value.trim_start_matches('0').to_owned())),
            _ => query.push((key.clone(), value.clone())),
        }
    }
    Ok(query)
}

/// The year, the month and the day, as far as they are known.
fn parts(date: &str) -> Parameters {
    let names = ["anneeDateNaissance", "moisDateNaissance", "jourDateNaissance"];
    let number = |part: &str| part.trim_start_matches('0').to_owned();
    names.iter().zip(date.split('-')).map(|(name, part)| ((*name).to_owned(), number(part))).collect()
}

fn birth(endpoint: &Endpoint, answers: &Answers, today: Date) -> Result<()> {
    let Some(Ok(date)) = answers.get("dateNaissance").map(str::parse::<Date>) else { return Ok(()) };
    if date >= today {
        return Err(odd("dateNaissance", m!("api-particulier-not-born")));
    }
    let had_birthday = (today.month(), today.day()) >= (date.month(), date.day());
    let age = today.year() - date.year() - i16::from(!had_birthday);
    if endpoint.provider == "dsnj" && !SERVICE.contains(&age) {
        return Err(odd("dateNaissance", m!("api-particulier-not-of-age")));
    }
    Ok(())
}

/// Which parameters tell of the place of birth. A commune's code goes before its name with the département and the year;
/// of who was born abroad neither counts.
fn place<'k>(endpoint: &Endpoint, answers: &Answers) -> Result<Vec<&'k str>> {
    let has = |key: &str| answers.get(key).is_some();
    let is_abroad = answers.get(COUNTRY).is_some_and(|country| country != FRANCE);
    if is_abroad && is_social(endpoint) {
        return Ok(vec![]);
    }
    if has(COMMUNE) {
        return Ok(vec![COMMUNE]);
    }
    match (has(COMMUNE_NAME), has(DEPARTMENT)) {
        (true, true) if has("dateNaissance") => Ok(vec![COMMUNE_NAME, DEPARTMENT]),
        (true, true) => Err(odd("dateNaissance", m!("api-particulier-no-birth-year"))),
        (true, false) => Err(odd(DEPARTMENT, m!("api-particulier-no-birth-department"))),
        (false, true) => Err(odd(COMMUNE_NAME, m!("api-particulier-no-birth-commune-name"))),
        (false, false) if is_social(endpoint) => Err(odd(COMMUNE, m!("api-particulier-no-birth-commune"))),
        (false, false) => Ok(vec![]),
    }
}

/// A pupil is looked for in one school, or in one kind of area.
fn schools(answers: &Answers) -> Result<()> {
    let has = |key: &str| answers.get(key).is_some();
    if !has("anneeScolaire") {
        return Ok(());
    }
    let areas = [has("codesBcnDepartements"), has("codesBcnRegions")].into_iter().filter(|it| *it).count();
    match (has("codeEtablissement"), areas) {
        (true, 0) if has("degreEtablissement") => Err(odd("degreEtablissement", m!("api-particulier-degree-alone"))),
        (true, 0) | (false, 1) => Ok(()),
        (false, 0) => Err(odd("codeEtablissement", m!("api-particulier-no-school"))),
        _ => Err(odd("codeEtablissement", m!("api-particulier-several-places"))),
    }
}

fn odd(key: &str, cause: Message) -> Error {
    Error::new(ErrorKind::Usage, m!("form-parameter", key), cause)
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::CATALOGUE;
    use super::*;

    const SOCIAL: &str = "v3_cnav_quotient_familial_with_civility";
    const GRANT: &str = "v4_cnous_etudiant_boursier_with_civility";
    const PUPIL: &str = "v5_men_scolarites_with_civility";
    const SERVICE: &str = "v3_dsnj_service_national_with_civility";

    fn asked(id: &str, answers: &[(&str, &str)]) -> Result<String> {
        let answers: Answers = answers.iter().copied().collect();
        let query = query(CATALOGUE.endpoint(id).unwrap(), &answers)?;
        Ok(query.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("&"))
    }

    #[test]
    fn a_person_becomes_the_portal_s_parameters_section_3_3() {
        let date = ("dateNaissance", "1990-02-03");
        let table = [
            (
                SOCIAL,
                vec![("prenoms", "ANNE, LOUISE, ZOE, MARIE"), date, (COUNTRY, FRANCE), (COMMUNE, "35238")],
                "prenoms[]=ANNE&prenoms[]=LOUISE&prenoms[]=ZOE&anneeDateNaissance=1990&moisDateNaissance=2&jourDateNaissance=3&codeCogInseePaysNaissance=99100&codeCogInseeCommuneNaissance=35238",
            ),
            (
                SOCIAL,
                vec![("dateNaissance", "1990-02"), (COUNTRY, "99109"), (COMMUNE, "35238"), (COMMUNE_NAME, "Rennes")],
                "anneeDateNaissance=1990&moisDateNaissance=2&codeCogInseePaysNaissance=99109",
            ),
            (
                SOCIAL,
                vec![date, (COUNTRY, FRANCE), (COMMUNE_NAME, "Rennes"), (DEPARTMENT, "35"), ("mois", "07")],
                "anneeDateNaissance=1990&moisDateNaissance=2&jourDateNaissance=3&codeCogInseePaysNaissance=99100&nomCommuneNaissance=Rennes&codeCogInseeDepartementNaissance=35&mois=7",
            ),
            (
                GRANT,
                vec![date, (COMMUNE, "35238"), (COMMUNE_NAME, "Rennes"), (DEPARTMENT, "35")],
                "anneeDateNaissance=1990&moisDateNaissance=2&jourDateNaissance=3&codeCogInseeCommuneNaissance=35238",
            ),
            (GRANT, vec![date], "anneeDateNaissance=1990&moisDateNaissance=2&jourDateNaissance=3"),
            (
                PUPIL,
                vec![("prenoms", "ANNE, ZOE"), ("anneeScolaire", "2025"), ("codesBcnDepartements", "035, 022")],
                "prenoms[]=ANNE&anneeScolaire=2025&codesBcnDepartements[]=035&codesBcnDepartements[]=022",
            ),
        ];
        for (id, answers, wanted) in table {
            assert_eq!(asked(id, &answers).unwrap(), wanted, "{id}");
        }
    }

    #[test]
    fn what_does_not_fit_together_is_told_before_a_request_section_3() {
        let date = ("dateNaissance", "1990-02-03");
        let table = [
            (SOCIAL, vec![date, (COUNTRY, FRANCE)], COMMUNE),
            (SOCIAL, vec![date, (COUNTRY, FRANCE), (COMMUNE_NAME, "Rennes")], DEPARTMENT),
            (SOCIAL, vec![date, (COUNTRY, FRANCE), (DEPARTMENT, "35")], COMMUNE_NAME),
            (SOCIAL, vec![(COUNTRY, FRANCE), (COMMUNE_NAME, "Rennes"), (DEPARTMENT, "35")], "dateNaissance"),
            (GRANT, vec![("dateNaissance", "2999-02-03")], "dateNaissance"),
            (SERVICE, vec![date], "dateNaissance"),
            (PUPIL, vec![("anneeScolaire", "2025")], "codeEtablissement"),
            (
                PUPIL,
                vec![("anneeScolaire", "2025"), ("codeEtablissement", "0350001A"), ("codesBcnRegions", "03")],
                "codeEtablissement",
            ),
            (
                PUPIL,
                vec![("anneeScolaire", "2025"), ("codesBcnDepartements", "035"), ("codesBcnRegions", "03")],
                "codeEtablissement",
            ),
            (
                PUPIL,
                vec![("anneeScolaire", "2025"), ("codeEtablissement", "0350001A"), ("degreEtablissement", "1D")],
                "degreEtablissement",
            ),
        ];
        for (id, answers, key) in table {
            let error = asked(id, &answers).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Usage, "{id}: {error}");
            assert!(error.subject.to_string().contains(key), "{id}: {error}");
            assert!(!error.to_string().contains("1990") && !error.to_string().contains("Rennes"), "{error}");
        }
    }
}
