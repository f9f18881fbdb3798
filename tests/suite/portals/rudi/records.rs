//! What a record says, and what it leaves out.

use guichet::model::Access;

use super::*;

#[tokio::test]
async fn objects_may_be_empty_or_null_section_1_3() {
    let names = [
        "producer",
        "temporal_spread",
        "geography",
        "dataset_size",
        "dataset_dates",
        "access_condition",
        "metadata_info",
    ];
    for nothing in [object!({}), Value::Null] {
        let mut bare = record(1);
        names.iter().for_each(|name| bare[*name] = nothing.clone());
        ["synopsis", "summary", "keywords", "contacts", "available_formats", "resource_languages"]
            .iter()
            .for_each(|name| bare[*name] = Value::Null);
        bare["access_condition"]["confidentiality"] = nothing.clone();
        bare["access_condition"]["licence"] = nothing.clone();
        bare["metadata_info"]["metadata_dates"] = nothing.clone();
        let dataset = dataset(&bare).await;
        assert_eq!((&*dataset.title, dataset.access, dataset.licence), ("set 001", Access::Open, None));
        assert_eq!((dataset.modified, dataset.period, dataset.extent), (None, None, None));
        assert_eq!(dataset.facts, []);
        assert_eq!(dataset.warnings, [""; 0]);
    }
    let page = with_page(&object!({"total": 3, "items": [{"global_id": uuid(1)}, null, {}]})).await;
    let page = list(&page, &["all"], &Query::default()).await.unwrap();
    assert_eq!(titles(&page.items), [uuid(1)], "without a title the id has to do");
    assert_eq!(page.warnings.len(), 2, "without an id nothing can be asked: {:?}", page.warnings);
}

#[tokio::test]
async fn dates_have_up_to_nine_fraction_digits_section_1_3() {
    let table = [
        ("2024-09-02T05:30:12Z", 0),
        ("2024-09-02T05:30:12.5Z", 500_000_000),
        ("2024-09-02T05:30:12.402Z", 402_000_000),
        ("2024-09-02T05:30:12.000000001Z", 1),
        ("2024-09-02T07:30:12.123456789+02:00", 123_456_789),
    ];
    for (written, nanoseconds) in table {
        let mut dated = record(1);
        dated["dataset_dates"] = object!({"updated": written, "created": "not a date"});
        let dataset = dataset(&dated).await;
        let modified = dataset.modified.unwrap().first();
        assert_eq!((modified.as_second(), modified.subsec_nanosecond()), (1_725_255_012, nanoseconds), "{written}");
        assert_eq!(dataset.created, None);
    }
}

#[tokio::test]
async fn a_full_page_is_read_section_1_4() {
    let page = list(&with_page(&json("rudi/list_page.v3.json")).await, &["all"], &Query::default()).await.unwrap();
    assert_eq!((page.total, page.warnings.len()), (Some(143), 0));
    let access: Vec<_> = page.items.iter().map(|item| item.access.unwrap()).collect();
    assert_eq!(access, [Access::Open, Access::Restricted, Access::Personal]);
    let first = &page.items[0];
    assert_eq!(first.publisher.as_deref(), Some("Rennes Métropole"));
    assert_eq!(first.format.as_deref(), Some("csv, geojson, wfs"));
    assert!(first.note.as_deref().unwrap().starts_with("Passages horaires"));
    assert!(first.modified.is_some() && first.licence.is_some());
    assert_eq!(page.items[2].target, guichet::model::Target::dataset(at(&[PERSONAL])));
}

#[tokio::test]
async fn a_partial_page_is_read_section_1_4() {
    let page = list(&with_page(&json("rudi/list_page.partial.json")).await, &["all"], &Query::default()).await.unwrap();
    assert_eq!((page.total, page.items.len(), page.warnings.len()), (Some(87), 2, 0));
    assert_eq!((page.items[0].access, page.items[1].access), (Some(Access::Open), Some(Access::Restricted)));
    assert_eq!((page.items[0].format.as_ref(), page.items[0].modified), (None, None), "older pages do not say");
    assert_eq!(page.items[1].licence.as_deref(), Some("https://exemple.org/licences/acces-restreint-v1.pdf"));
}

#[tokio::test]
async fn an_access_state_needs_restricted_access_section_1_4() {
    let table = [
        (object!({}), Access::Open),
        (object!({"gdpr_sensitive": true}), Access::Open),
        (object!({"restricted_access": null, "gdpr_sensitive": true}), Access::Open),
        (object!({"restricted_access": true}), Access::Restricted),
        (object!({"restricted_access": true, "gdpr_sensitive": false}), Access::Restricted),
        (object!({"restricted_access": true, "gdpr_sensitive": true}), Access::Personal),
    ];
    for (confidentiality, access) in table {
        let mut stated = record(1);
        stated["access_condition"] = object!({"confidentiality": confidentiality});
        assert_eq!(dataset(&stated).await.access, access, "{confidentiality}");
    }
}

#[tokio::test]
async fn texts_are_picked_by_language_section_1_4() {
    let table: [(&[(&str, &str)], &str); 6] = [
        (&[("en-GB", "one"), ("fr", "un"), ("fr-FR", "hun")], "un"),
        (&[("en-GB", "one"), ("fr-FR", "hun")], "hun"),
        (&[("de", "eins"), ("en", "one")], "eins"),
        (&[("fr", "  "), ("en", "one")], "one"),
        (&[("fr", ""), ("fr-FR", "hun")], "hun"),
        (&[("tlh", "wa'")], "wa'"),
    ];
    for (texts, expected) in table {
        let mut spoken = record(1);
        spoken["synopsis"] = texts.iter().map(|(lang, text)| object!({"lang": lang, "text": text})).collect();
        assert_eq!(dataset(&spoken).await.synopsis.as_deref(), Some(expected), "{texts:?}");
    }
    let mut bare = record(1);
    bare["synopsis"] = object!([{"text": "no language"}, {"lang": "fr"}, {}]);
    assert_eq!(dataset(&bare).await.synopsis.as_deref(), Some("no language"));
}

#[tokio::test]
async fn a_theme_has_a_label_or_its_code_section_1_4() {
    let server = Server::start().await;
    server.answers("/kos/v1/skosConcepts", [Answer::json(&json("rudi/skos_themes.json"))]);
    assert_eq!(
        dataset_of(&server, &json("rudi/dataset.open.json")).await.theme.as_deref(),
        Some("Mobilité, Transport")
    );
    let request = &server.asked("/kos/v1/skosConcepts")[0];
    assert_eq!((request.values("roles"), request.values("lang")), (vec!["theme"], vec!["fr"]));
    let server = Server::start().await;
    assert_eq!(dataset_of(&server, &json("rudi/dataset.open.json")).await.theme.as_deref(), Some("transportation"));
}

#[tokio::test]
async fn a_restricted_record_is_read_section_1_4() {
    let dataset = dataset(&json("rudi/dataset.restricted.json")).await;
    assert_eq!((dataset.access, dataset.address.clone()), (Access::Restricted, at(&[RESTRICTED])));
    assert_eq!(dataset.licence.unwrap().url.as_deref(), Some("https://exemple.org/licences/acces-restreint-v1.pdf"));
    let (_, end) = dataset.period.unwrap();
    assert_eq!(end, None, "open-ended");
    assert!(
        dataset.facts.iter().any(|(label, text)| label == "expires" && text.contains("2027")),
        "{:?}",
        dataset.facts
    );
}

#[tokio::test]
async fn a_record_full_of_traps_is_read_section_6() {
    let dataset = dataset(&json("rudi/dataset.edge.json")).await;
    assert_eq!(dataset.title, "Bruit — relevés <bruts> & \"non validés\" 🎧 (œuvre d'un stagiaire)");
    assert!(dataset.summary.unwrap().len() > 10_000, "a long summary stays whole");
    assert_eq!(dataset.theme.as_deref(), Some("theme-inconnu-du-référentiel"));
    assert_eq!((dataset.keywords.len(), dataset.licence, dataset.modified), (0, None, None));
    assert_eq!((dataset.media.len(), dataset.warnings.len()), (6, 0));
    assert!(dataset.facts.contains(&("status".into(), "archived".into())));
}

#[tokio::test]
async fn control_characters_never_reach_the_screen() {
    let evil = "a\u{1b}]0;owned\u{7}b\u{202e}c\r\nd";
    let mut hostile = record(1);
    for name in ["resource_title", "theme", "storage_status", "doi", "local_id"] {
        hostile[name] = evil.into();
    }
    for name in ["synopsis", "summary"] {
        hostile[name] = object!([{"lang": "fr", "text": evil}]);
    }
    hostile["keywords"] = object!([evil]);
    hostile["producer"] = object!({"organization_name": evil});
    hostile["access_condition"] = object!({"licence": {"licence_label": evil}, "mandatory_mention": [{"text": evil}]});
    hostile["contacts"] = object!([{"contact_name": evil, "email": evil}]);
    hostile["available_formats"] = object!([
        {"media_type": evil, "media_id": evil, "media_name": evil, "media_caption": evil, "file_type": evil,
         "file_encoding": evil, "checksum": {"algo": evil, "hash": evil},
         "connector": {"url": evil, "interface_contract": evil, "connector_parameters": [{"key": evil, "value": evil}]}},
        {"media_type": "FILE", "media_id": uuid(2), "media_name": format!("x.{evil}"), "file_type": evil},
        {"media_id": 3, "media_name": evil}, evil]);
    let dataset = dataset(&hostile).await;
    assert_eq!((dataset.media.len(), dataset.warnings.len()), (3, 1));
    let bad = |c: char| c.is_control() || c == '\u{202e}';
    let said = serde_json::to_value(&dataset).unwrap();
    let mut left = vec![&said];
    while let Some(value) = left.pop() {
        match value {
            Value::String(text) => assert!(!text.chars().any(|c| bad(c) && c != '\n'), "{text:?}"),
            Value::Array(values) => left.extend(values),
            Value::Object(values) => left.extend(values.values()),
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_dataset_tells_how_often_it_is_updated_and_may_have_no_media_section_1_4() {
    for (code, said) in [
        ("monthly", Some("every month")),
        ("asNeeded", Some("when needed")),
        ("NOT_PLANNED", Some("no update is planned")),
        ("unknown", None),
        ("each full moon", Some("each full moon")),
        ("", None),
    ] {
        let mut record = record(1);
        record["dataset_update_frequency"] = code.into();
        record["available_formats"] = object!([]);
        let dataset = dataset(&record).await;
        let told = dataset.facts.iter().find(|(label, _)| label == "frequency").map(|(_, value)| value.as_str());
        assert_eq!(told, said, "{code}");
        assert!(dataset.media.is_empty() && dataset.warnings.is_empty(), "{:?}", dataset.warnings);
    }
}
