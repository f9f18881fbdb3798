//! One dataset in full.

use guichet::model::{Access, Extent, Offer};

use super::*;

fn fact<'a>(dataset: &'a Dataset, label: &str) -> Option<&'a str> {
    dataset.facts.iter().find(|(known, _)| known == label).map(|(_, text)| text.as_str())
}

fn with(stated: Value) -> Value {
    let mut record = record(1);
    record.as_object_mut().unwrap().extend(stated.as_object().unwrap().clone());
    record
}

#[tokio::test]
async fn a_recorded_dataset_is_shown_whole() {
    let dataset = dataset(&json("ckan/show.json")["result"]).await;
    assert_eq!(dataset.title, "Zones inondables santé 4");
    let summary = dataset.summary.as_deref().unwrap();
    assert!(summary.starts_with("Jeu de données n°4.\n\nMarkdown, HTML et lien (https://example.org/4)."), "{summary}");
    assert_eq!(dataset.licence.as_ref().unwrap().label, "Licence Ouverte 2.0 (Etalab)");
    assert_eq!((dataset.access, dataset.publisher.as_deref()), (Access::Open, Some("Ville de Saint-Malo")));
    assert_eq!(dataset.keywords, ["habitat", "santé"]);
    let page = dataset.page.as_deref().unwrap();
    assert!(page.ends_with("/dataset/jeu-0004"), "{page}");
    assert_eq!(dataset.created.unwrap().to_string(), "2026-11-21T04:03:52.476503Z");
    let extent = Extent { west: -1.17242, south: 48.32365, east: -0.97242, north: 48.42365 };
    assert_eq!(dataset.extent, Some(extent));
    assert_eq!(dataset.media.len(), 4);
    assert!(dataset.media.iter().all(|media| media.offer == Offer::Download));
    assert_eq!(fact(&dataset, "author"), Some("Ville de Saint-Malo"));
    assert_eq!(fact(&dataset, "access"), None, "open is what is expected");
}

/// Portals keep what the DCAT vocabulary knows among the extras, or in fields of their own.
#[tokio::test]
async fn extras_are_read_wherever_they_are() {
    let facts = [
        ("issued", "2020-02-03"),
        ("modified", "2021-02-03T04:05:06"),
        ("frequency", "http://publications.europa.eu/resource/authority/frequency/ANNUAL"),
        ("temporal_start", "2019-01-01"),
        ("temporal_end", "2019-12-31"),
        ("publisher_name", "Mairie"),
        ("access_rights", "http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC"),
    ];
    let extras: Vec<Value> = facts.iter().map(|(key, value)| object!({"key": key, "value": value})).collect();
    let own: Value =
        facts.iter().map(|(key, value)| ((*key).to_owned(), object!(value))).collect::<serde_json::Map<_, _>>().into();
    for stated in [object!({"extras": extras}), own] {
        let dataset = dataset(&with(stated.clone())).await;
        assert_eq!(dataset.created.unwrap().to_string(), "2020-02-03T00:00:00Z", "{stated}");
        assert_eq!(dataset.modified.unwrap().to_string(), "2021-02-03T04:05:06Z");
        assert_eq!(dataset.period.map(guichet::base::format::period).as_deref(), Some("2019-01-01 to 2019-12-31"));
        assert_eq!((dataset.publisher.as_deref(), dataset.access), (Some("Mairie"), Access::Restricted));
        assert_eq!((fact(&dataset, "frequency"), fact(&dataset, "access")), (Some("annual"), Some("NON_PUBLIC")));
    }
}

#[tokio::test]
async fn what_a_publisher_says_besides_is_told() {
    let extras = object!([
        {"key": "Echelle\u{1b}[31m", "value": "1:5000"}, {"key": "count", "value": 3}, {"key": "flag", "value": true},
        {"key": "harvest_source_id", "value": "x"}, {"key": "blob", "value": "{\"a\": 1}"}, {"key": "long", "value": "x".repeat(500)},
        {"key": "empty", "value": ""}, {"value": "nameless"}, "odd", {"key": "spatial-text", "value": "Rennes\n Métropole"},
    ]);
    let stated = object!({"extras": extras, "version": "2.1", "url": "https://source.example", "maintainer": "Ada",
        "maintainer_email": "ada@ville.example", "groups": [{"name": "mer", "display_name": "Mer"}, {"name": "eau", "title": "Eau"}]});
    let dataset = dataset(&with(stated)).await;
    for (label, text) in [
        ("Echelle [31m", "1:5000"),
        ("count", "3"),
        ("flag", "true"),
        ("version", "2.1"),
        ("source", "https://source.example"),
        ("maintainer", "Ada <ada@ville.example>"),
    ] {
        assert_eq!(fact(&dataset, label), Some(text), "{:?}", dataset.facts);
    }
    assert_eq!(dataset.facts.len(), 6, "{:?}", dataset.facts);
    assert_eq!(dataset.theme.as_deref(), Some("Mer, Eau"));
    assert_eq!(dataset.territory.as_deref(), Some("Rennes Métropole"));
    assert_eq!(dataset.warnings.len(), 1, "the odd one");
}

/// Some portals have the languages of a text where others have the text.
#[tokio::test]
async fn texts_in_several_languages_are_read_in_one() {
    let stated = object!({"title": {"de": "Wasser", "fr": "Eau", "en": "Water"}, "notes": {"de": "*Text*", "en": ""},
        "organization": {"name": "ofev", "title": {"fr": " ", "en": "FOEN"}}});
    let found = dataset(&with(stated)).await;
    assert_eq!(
        (&*found.title, found.summary.as_deref(), found.publisher.as_deref()),
        ("Eau", Some("Text"), Some("FOEN"))
    );
    let stated =
        object!({"title": "Water", "title_translated": {"fr": "Eau"}, "notes_translated": {}, "notes": "Text"});
    let found = dataset(&with(stated)).await;
    assert_eq!((&*found.title, found.summary.as_deref()), ("Eau", Some("Text")));
}

#[tokio::test]
async fn who_may_have_it_is_told() {
    let table = [
        (object!({}), Access::Open),
        (object!({"private": true}), Access::Restricted),
        (object!({"private": "True"}), Access::Restricted),
        (object!({"extras": [{"key": "access", "value": "restricted"}]}), Access::Restricted),
        (object!({"access_rights": "unrestricted"}), Access::Open),
        (object!({"access_rights": "…/access-right/PUBLIC"}), Access::Open),
        (object!({"access_rights": "Données confidentielles"}), Access::Open),
    ];
    for (stated, access) in table {
        let mut record = with(stated.clone());
        record["resources"] = object!([{"id": "r", "format": "CSV", "url": "https://a.example/a.csv"}]);
        let dataset = dataset(&record).await;
        assert_eq!((dataset.access, dataset.media[0].access), (access, access), "{stated}");
        // Who sees what is private may have it.
        let doubtful = access == Access::Restricted && stated.get("private").is_none();
        assert_eq!(matches!(dataset.media[0].offer, Offer::Doubtful(_)), doubtful, "{stated}");
    }
}

#[tokio::test]
async fn odd_values_are_left_out_and_bad_files_cost_themselves() {
    let good = object!({"id": "r", "name": "a.csv", "url": "https://a.example/a.csv"});
    let stated = object!({"license_id": "notspecified", "license_title": "License not specified", "title": " ",
        "extras": [{"key": "spatial", "value": "Rennes"}, {"key": "temporal_start", "value": "demain"}], "tags": null,
        "resources": [good, good, {"id": 7}, "odd", {"url": "https://a.example/d%C3%A9bit.csv"}]});
    let dataset = dataset(&with(stated)).await;
    assert_eq!((&*dataset.title, dataset.licence.is_none()), ("set-1", true));
    assert_eq!((dataset.extent, dataset.period), (None, None));
    let media: Vec<_> = dataset.media.iter().map(|media| (media.id.as_str(), media.title.as_str())).collect();
    let [first, second, (nameless, "débit.csv")] = media[..] else { panic!("{media:?}") };
    assert_eq!((first, second), (("r", "a.csv"), ("7", "7")));
    assert_eq!(nameless.len(), 12, "named by what it is, wherever in its list it stands: {nameless}");
    assert_eq!(dataset.warnings.len(), 2, "{:?}", dataset.warnings);
    assert!(dataset.warnings[1].starts_with("one value"), "{:?}", dataset.warnings);
}

/// The name of the web address leads to the dataset, whose own address is by its id.
#[tokio::test]
async fn a_dataset_is_found_by_its_web_address_too() {
    let server = Server::start().await;
    server.answers(SHOW, [recorded("ckan/show.json")]);
    let dataset = ckan(&server).dataset(&at(&["jeu-0004"])).await.unwrap();
    assert_eq!((server.asked(SHOW)[0].values("id"), dataset.address), (vec!["jeu-0004"], at(&[RECORD])));
}
