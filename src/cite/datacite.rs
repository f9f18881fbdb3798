//! The fields of the DataCite schema, version 4.5, in its JSON form: <https://schema.datacite.org/meta/kernel-4.5/>.

use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::terms::spdx;
use super::{Cited, uri};
use crate::model::creator::Creator;

/// What a repository asks for that is to hold or mention the data. `year`: the one it is cited in. A year must be stated: where
/// the portal has none, it is that of the copy, else this one.
pub fn fields(cited: &Cited, year: i16) -> Value {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| _ = fields.insert(name.to_owned(), value);
    cited.doi.iter().for_each(|doi| put("doi", doi.as_str().into()));
    put("creators", creators(cited));
    put("titles", json!([{ "title": cited.whole_title() }]));
    put("publisher", json!({ "name": cited.publisher.as_deref().unwrap_or(&cited.portal) }));
    let fetched = cited.fetched.map_or(year, |at| at.to_zoned(TimeZone::UTC).year());
    put("publicationYear", cited.published_parts().first().copied().unwrap_or_else(|| fetched.into()).into());
    if let Some(when) = cited.published {
        put("dates", json!([{ "date": when.day(), "dateType": "Updated" }]));
        put("version", when.day().into());
    }
    put("types", json!({ "resourceTypeGeneral": "Dataset", "resourceType": "Dataset" }));
    put("url", cited.url.as_str().into());
    if let Some(licence) = &cited.licence {
        let mut rights = json!({ "rights": licence.label });
        if let Some(url) = &licence.url {
            rights["rightsUri"] = uri(url).into();
        }
        if let Some(code) = spdx(&licence.label) {
            rights["rightsIdentifier"] = code.into();
            rights["rightsIdentifierScheme"] = "SPDX".into();
            rights["schemeUri"] = "https://spdx.org/licenses/".into();
        }
        put("rightsList", json!([rights]));
    }
    cited.bytes.into_iter().for_each(|bytes| put("sizes", json!([format!("{bytes} bytes")])));
    cited.content_type.iter().for_each(|kind| put("formats", json!([kind])));
    if let Some(sha256) = &cited.sha256 {
        let told = json!({ "description": format!("SHA-256 {sha256}"), "descriptionType": "TechnicalInfo" });
        put("descriptions", json!([told]));
    }
    put("schemaVersion", "http://datacite.org/schema/kernel-4".into());
    Value::Object(fields)
}

/// What kind of name it is only where that is known.
fn creators(cited: &Cited) -> Value {
    let one = |creator: &Creator| {
        let mut told = json!({ "name": creator.name });
        if let Some(family) = &creator.family {
            told["nameType"] = "Personal".into();
            told["familyName"] = family.as_str().into();
            creator.given.iter().for_each(|given| told["givenName"] = given.as_str().into());
        }
        told
    };
    match cited.authors() {
        Ok(creators) => creators.iter().map(one).collect(),
        Err(body) => json!([{ "name": body, "nameType": "Organizational" }]),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::water;
    use super::*;

    #[test]
    fn the_mandatory_fields_are_there_and_the_licence_has_its_code() {
        let fields = fields(&water(), 2030);
        for name in ["creators", "titles", "publisher", "publicationYear", "types", "url", "schemaVersion"] {
            assert!(fields.get(name).is_some(), "{name}");
        }
        assert_eq!(fields["rightsList"][0]["rightsIdentifier"], "ODbL-1.0");
        assert_eq!((&fields["publicationYear"], fields.get("doi")), (&json!(2024), None));
        assert_eq!(fields["sizes"], json!(["1234 bytes"]));
    }

    #[test]
    fn a_year_is_always_stated_and_a_date_only_where_the_portal_has_one() {
        let undated = Cited { published: None, ..water() };
        let table =
            [(water(), 2024, true), (undated.clone(), 2026, false), (Cited { fetched: None, ..undated }, 2030, false)];
        for (cited, year, is_dated) in table {
            let fields = super::fields(&cited, 2030);
            assert_eq!((&fields["publicationYear"], fields.get("dates").is_some()), (&json!(year), is_dated));
        }
    }
}
