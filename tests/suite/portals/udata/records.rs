//! One dataset in full.

use guichet::access::guide::AccessWish;
use guichet::model::{Access, Extent, Offer};

use super::*;

fn fact<'a>(dataset: &'a Dataset, label: &str) -> Option<&'a str> {
    dataset.facts.iter().find(|(known, _)| known == label).map(|(_, text)| text.as_str())
}

#[tokio::test]
async fn a_recorded_dataset_is_shown_whole() {
    let dataset = dataset(&json("udata/v1-dataset.json")).await;
    assert_eq!(dataset.title, "Arbres remarquables mobilité 56");
    let summary = "Jeu de données n°56.\n\nMarkdown, HTML et lien (https://example.org/56).";
    assert_eq!(dataset.summary.as_deref(), Some(summary));
    let licence = dataset.licence.as_ref().unwrap();
    assert_eq!(licence.label, "Licence Ouverte 2.0 (Etalab)");
    assert_eq!(licence.url.as_deref(), Some("https://www.etalab.gouv.fr/licence-ouverte-open-licence"));
    assert_eq!((dataset.access, dataset.publisher.as_deref()), (Access::Open, Some("Kéolis")));
    assert_eq!(dataset.keywords, ["environnement", "mobilite"]);
    assert_eq!(dataset.page.as_deref(), Some("http://127.0.0.1:9650/datasets/arbres-remarquables-mobilite-56"));
    assert_eq!((dataset.created, dataset.created.is_some()), (dataset.modified, true));
    assert_eq!((dataset.facts.len(), dataset.extent, dataset.period), (0, None, None), "what is unknown is not told");
    assert_eq!(dataset.media.len(), 2);
    assert!(dataset.media.iter().all(|media| media.offer == Offer::Download));
}

#[tokio::test]
async fn everything_that_publishers_say_is_told() {
    let mut record = record(1);
    let stated = object!({
        "acronym": "IRVE", "description": "# Titre\n\nTexte.", "description_short": "En bref", "frequency": "fiveMinutes",
        "frequency_date": "2026-12-01T00:00:00+00:00", "license": {"id": "x", "title": "Sur mesure", "url": "https://l.org"},
        "organization": null, "owner": {"first_name": "Ada", "last_name": "L."}, "tags": ["a", null, "b\u{1b}[31m"],
        "badges": [{"kind": "hvd"}, {"kind": "inspire"}, 3], "archived": "2026-01-02T00:00:00", "doi": "10.5/x",
        "temporal_coverage": {"start": "2020-01-01T00:00:00+00:00", "end": null},
        "spatial": {"geom": {"type": "MultiPolygon", "coordinates": [[[[1.0, 44.0], [1.5, 44.0], [1.5, 45.0], [1.0, 44.0]]]]},
            "zones": ["fr:commune:35238", {"id": "fr", "name": "France"}], "granularity": "fr:commune"},
        "harvest": {"domain": "ville.example", "remote_url": "https://ville.example/jeu"},
        "contact_points": [{"name": "Service", "email": "data@ville.example"}],
        "created_at": "2020-05-06T07:08:09.123000+00:00", "last_update": null, "last_modified": "2021-05-06",
    });
    record.as_object_mut().unwrap().extend(stated.as_object().unwrap().clone());
    let dataset = dataset(&record).await;
    assert_eq!(dataset.warnings, [""; 0]);
    assert_eq!((dataset.synopsis.as_deref(), dataset.summary.as_deref()), (Some("En bref"), Some("Titre\n\nTexte.")));
    assert_eq!(dataset.licence.as_ref().unwrap().label, "Sur mesure");
    assert_eq!(dataset.publisher.as_deref(), Some("Ada L."));
    assert_eq!(dataset.keywords, ["a", "b [31m"]);
    assert_eq!(dataset.extent, Some(Extent { west: 1.0, south: 44.0, east: 1.5, north: 45.0 }));
    assert_eq!(dataset.period.unwrap().0.to_string(), "2020-01-01T00:00:00Z");
    assert_eq!(dataset.modified.unwrap().to_string(), "2021-05-06T00:00:00Z");
    assert_eq!(dataset.territory.as_deref(), Some("fr:commune:35238, France"));
    for (label, text) in [
        ("acronym", "IRVE"),
        ("frequency", "Every five minutes"),
        ("next update", "2026-12-01"),
        ("granularity", "fr:commune"),
        ("labels", "hvd, inspire"),
        ("archived", "2026-01-02"),
        ("DOI", "10.5/x"),
        ("taken over from", "ville.example"),
        ("original page", "https://ville.example/jeu"),
        ("contact", "Service <data@ville.example>"),
    ] {
        assert_eq!(fact(&dataset, label), Some(text), "{label}: {:?}", dataset.facts);
    }
}

#[tokio::test]
async fn who_may_have_it_is_told_and_how_to_ask() {
    let table = [
        (object!({"access_type": "open"}), Access::Open),
        (object!({"access_type": null}), Access::Open),
        (object!({"access_type": "open_with_account"}), Access::Restricted),
        (object!({"access_type": "restricted"}), Access::Restricted),
        (
            object!({"access_type": "restricted", "access_type_reason_category": "confidentiality_of_personal_data"}),
            Access::Personal,
        ),
        (object!({"access_type": "of_tomorrow"}), Access::Restricted),
        (object!({"access_type": "open", "private": true}), Access::Restricted),
    ];
    for (stated, access) in table {
        let mut record = record(1);
        record["resources"] =
            object!([{"id": "r", "title": "r.csv", "format": "csv", "url": "https://a.example/r.csv"}]);
        record.as_object_mut().unwrap().extend(stated.as_object().unwrap().clone());
        let dataset = dataset(&record).await;
        assert_eq!((dataset.access, dataset.media[0].access), (access, access), "{stated}");
        let closed = stated["access_type"].as_str().is_some_and(|it| it != "open");
        assert_eq!(matches!(dataset.media[0].offer, Offer::Doubtful(_)), closed, "{stated}");
    }

    let server = server().await;
    let mut record = record(1);
    record["access_type"] = "restricted".into();
    record["access_type_reason"] = "Secret des **affaires**".into();
    record["authorization_request_url"] = "https://demande.example".into();
    dataset_of(&server, &record).await;
    let guide = udata(&server).guide(&AccessWish::to(at(&["all", &hex(1)])), "en").await.unwrap();
    assert!(guide.about[0].contains("decides") && guide.about[0].contains("Secret des affaires"), "{:?}", guide.about);
    assert_eq!(guide.start.as_deref(), Some("https://demande.example"));
    assert_eq!(guide.steps[0].link.as_deref(), Some("https://demande.example"));
    record["access_type"] = "open".into();
    dataset_of(&server, &record).await;
    assert!(udata(&server).guide(&AccessWish::to(at(&[&hex(1)])), "en").await.unwrap().steps.is_empty());
    let whole = udata(&server).guide(&AccessWish::to(at(&["all"])), "en").await.unwrap();
    assert!(whole.steps.is_empty() && whole.about[0].contains("open to everybody"), "{whole:?}");
}

#[tokio::test]
async fn a_bad_file_costs_itself_and_a_doubled_one_its_double() {
    let mut record = record(1);
    let good = object!({"id": "r", "title": "a.csv", "url": "https://a.example/a.csv"});
    record["resources"] = object!([good, good, {"id": 7}, "odd", {"title": "sans id"}, null]);
    let dataset = dataset(&record).await;
    let ids: Vec<_> = dataset.media.iter().map(|media| media.id.as_str()).collect();
    let [first, second, nameless] = ids[..] else { panic!("{ids:?}") };
    assert_eq!((first, second), ("r", "7"));
    assert_eq!(dataset.warnings.len(), 2, "{:?}", dataset.warnings);
    assert!(dataset.warnings[1].starts_with("2 values"), "{:?}", dataset.warnings);
    let alone = file(object!({"title": "sans id"})).await;
    assert_eq!(nameless, alone.id, "it is named by what it is, wherever in its list it stands");
    assert_ne!(nameless, file(object!({"title": "sans titre"})).await.id);
}

/// A licence nobody stated is none, and what cannot be understood is no reason to fail.
#[tokio::test]
async fn odd_values_are_left_out() {
    let mut record = record(1);
    let stated = object!({"license": "notspecified", "frequency": "unknown", "spatial": {"geom": {"coordinates": "x"}},
        "temporal_coverage": {"start": "demain"}, "tags": null, "resources": null, "badges": null, "title": "  "});
    record.as_object_mut().unwrap().extend(stated.as_object().unwrap().clone());
    record["slug"] = "le-nom".into();
    let dataset = dataset(&record).await;
    assert_eq!((dataset.title.as_str(), dataset.licence.is_none()), ("le-nom", true));
    assert_eq!((dataset.facts.len(), dataset.extent, dataset.period), (0, None, None));
    let server = server().await;
    server.answers(&format!("{LIST}x/"), [Answer::json(&object!({"title": "sans id"}))]);
    let error = udata(&server).dataset(&at(&["x"])).await.unwrap_err();
    assert!(error.kind == ErrorKind::Portal && error.cause.contains("sans id"), "{error}");
}

/// The name of the web address leads to the dataset, whose own address is by its id.
#[tokio::test]
async fn a_dataset_is_found_by_its_web_address_too() {
    let server = server().await;
    server.answers(&format!("{LIST}arbres-56/"), [recorded("udata/v1-dataset.json")]);
    let dataset = udata(&server).dataset(&at(&["arbres-56"])).await.unwrap();
    assert_eq!(dataset.address, at(&[RECORD]));
}
