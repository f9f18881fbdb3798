//! What the endpoints ask for, each with the rule that the portal checks it by (docs/portals/api-entreprise.md 3).

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::super::apistration::rights::Rights;
use super::catalogue::{Endpoint, Years};
use crate::model::form::{Field, Id, Takes};
use crate::t;

/// The parameters of the path, the optional ones, then those that every endpoint asks for
/// (docs/portals/api-entreprise.md 3.1).
pub fn form(endpoint: &Endpoint, rights: &Rights) -> Vec<Field> {
    let (holder, is_vendor) = (rights.holder.clone(), rights.is_vendor);
    let mut form: Vec<Field> = endpoint.path_parameters().map(|name| path_field(name, endpoint.years)).collect();
    form.extend(endpoint.query.iter().filter_map(|name| query_field(name)));
    let context = Field::new("context", t!("api-entreprise-context"), Takes::Text);
    let recipient = Field::new("recipient", t!("apistration-recipient"), Takes::Id(vec![Id::Siret]));
    let object = Field::new("object", t!("api-entreprise-object"), Takes::Text);
    form.extend([
        context.remembered().help(t!("api-entreprise-context-help")),
        recipient.remembered().help(t!("apistration-recipient-help")).default(holder.filter(|_| !is_vendor)),
        object.remembered().help(t!("api-entreprise-object-help")),
    ]);
    if is_vendor {
        let field = Field::new("delegation_id", t!("api-entreprise-delegation"), Takes::Text).optional();
        form.push(field.help(t!("api-entreprise-delegation-help")));
    }
    form
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
    use super::super::catalogue::CATALOGUE;
    use super::*;

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
