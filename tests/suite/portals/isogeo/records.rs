//! What a record says (docs/portals/isogeo.md 5), odd records included.

use guichet::model::{Access, Extent, Licence, Offer};

use super::*;

fn fact<'d>(dataset: &'d Dataset, label: &str) -> Vec<&'d str> {
    dataset.facts.iter().filter(|(known, _)| known == label).map(|(_, text)| text.as_str()).collect()
}

#[tokio::test]
async fn the_recorded_record_is_shown_whole_section_8_4() {
    let server = server().await;
    let dataset = dataset_of(&server, &json("isogeo/resource.json")).await;
    let asked = &server.asked(&detail_path(RECORD))[0];
    assert_eq!(asked.values("_lang"), ["fr"]);
    for part in ["links", "layers", "serviceLayers", "coordinate-system", "feature-attributes", "translations"] {
        assert!(asked.values("_include")[0].split(',').any(|it| it == part), "{part} (docs/portals/isogeo.md 4.4)");
    }
    assert_eq!(dataset.warnings, [""; 0]);
    assert_eq!((dataset.address.clone(), dataset.title.as_str()), (at(&[RECORD]), "Points d’eau incendie"));
    let summary = "Localisation des points d’eau incendie.\n\nMise à jour après chaque campagne de contrôle.\n\n\
                   Context:\nArrêté intercommunal de défense extérieure contre l’incendie.";
    assert_eq!(dataset.summary.as_deref(), Some(summary));
    assert_eq!(dataset.access, Access::Open);
    let url = Some("https://www.etalab.gouv.fr/licence-ouverte-open-licence".into());
    assert_eq!(dataset.licence, Some(Licence { label: "Licence Ouverte 2.0 (Etalab)".into(), url }));
    assert_eq!(dataset.publisher.as_deref(), Some("Agglomération du Val d’Ormoy"));
    assert_eq!(dataset.theme.as_deref(), Some("Services d’utilité publique et services publics"));
    assert_eq!(dataset.keywords, ["sécurité incendie"]);
    assert_eq!(dataset.created.unwrap().to_string(), "2017-04-12T00:00:00Z");
    assert_eq!(dataset.modified.unwrap().to_string(), "2025-09-01T00:00:00Z");
    assert_eq!(dataset.extent, Some(Extent { west: 2.1012, south: 48.51, east: 2.4, north: 48.7704 }));
    assert_eq!(dataset.period.map(guichet::base::format::period).as_deref(), Some("since 2017-04-12"));
    let facts: Vec<_> = dataset.facts.iter().map(|(label, text)| (label.as_str(), text.as_str())).collect();
    let expected = [
        ("kind", "vector data"),
        ("format", "PostGIS"),
        ("name", "reseaux.point_eau_incendie"),
        ("location", "sig_valdormoy"),
        ("projection", "RGF93 / Lambert-93 (EPSG:2154)"),
        ("scale", "1:1,000"),
        ("resolution", "0.5 m"),
        ("geometry", "Point"),
        ("features", "1,842"),
        ("encoding", "utf-8"),
        ("language", "fr"),
        ("updated", "every 6 months"),
        ("described", "2021-03-09"),
        ("reviewed", "2025-09-30"),
        ("limitation", "legal, other: Pas de restriction d’accès public selon INSPIRE"),
        ("as in", "Géostandard PEI (2016-12-01)"),
        ("contact", "Service SIG, Agglomération du Val d’Ormoy <sig@valdormoy.example>, point of contact"),
        ("event", "2025-09-01 update: Campagne 2025"),
        ("event", "2017-04-12 creation"),
        ("field", "id_sdis (varchar), Identifiant SDIS: Code attribué par le service de secours."),
        ("translated", "en: Fire hydrants"),
    ];
    assert_eq!(facts, expected);
    let media: Vec<_> = dataset.media.iter().map(|media| (media.title.as_str(), media.offer.clone())).collect();
    let titles: Vec<_> = media.iter().map(|(title, _)| *title).collect();
    let expected = [
        "points_eau_incendie_2025.zip",
        "Carte interactive",
        "notice_réseaux.pdf",
        "Points d’eau incendie",
        "Points d’eau incendie ee0afca9",
    ];
    assert_eq!(titles, expected);
    let downloads = media.iter().map(|(_, offer)| *offer == Offer::Download).collect::<Vec<_>>();
    assert_eq!(downloads, [true, false, true, false, true]);
}

#[tokio::test]
async fn a_bare_record_is_untitled_section_8_5() {
    let dataset = dataset(&object!({"_id": "2f201a04cb6f2eb478d0e50243a5f097", "type": "resource"})).await;
    assert_eq!((dataset.title.as_str(), dataset.warnings.len(), dataset.media.len()), ("untitled", 0, 1));
    assert_eq!(fact(&dataset, "kind"), ["other resource"]);
    let empty = object!({"_id": hex(1), "title": " ", "name": "schema.table", "formatVersion": "", "format": "postgis",
        "abstract": null, "tags": null, "envelope": null, "coordinate-system": null, "links": null, "contacts": null,
        "_creator": null, "series": null, "scale": null, "distance": null});
    let dataset = self::dataset(&empty).await;
    assert_eq!((dataset.title.as_str(), &dataset.summary, dataset.extent), ("schema.table", &None, None));
    assert_eq!(fact(&dataset, "format"), ["postgis"], "without a version (docs/portals/isogeo.md 7.10)");
    assert_eq!(dataset.warnings, [""; 0]);
}

#[tokio::test]
async fn values_of_tomorrow_are_shown_as_they_are_section_7_trap_18() {
    let raw = object!({"_id": hex(1), "type": "threeDDataset", "title": "T", "geometry": "Solid", "format": "i3s",
        "editionProfile": "daemon", "updateFrequency": "parfois",
        "limitations": [{"type": "ethical", "restriction": "doNotTouch", "description": "a\u{1b}[31mb"}],
        "events": [{"kind": "superseded", "date": "hier"}],
        "contacts": [{"role": "sponsor", "contact": {"name": "Ada"}}],
        "links": [{"_id": "7fd40e4090badc564e03be633b55eced", "type": "streamed", "kind": "ogcApiFeatures",
            "actions": ["stream"], "title": "?", "url": "https://exemple.example/"}]});
    let dataset = dataset(&raw).await;
    assert_eq!(dataset.warnings, [""; 0]);
    for (label, text) in [
        ("kind", "threeDDataset"),
        ("geometry", "Solid"),
        ("format", "i3s"),
        ("harvested", "daemon"),
        ("updated", "parfois"),
        ("limitation", "ethical, do not touch: a[31mb"),
        ("event", "superseded"),
        ("contact", "Ada, sponsor"),
    ] {
        assert_eq!(fact(&dataset, label), [text]);
    }
    let link = &dataset.media[0];
    assert_eq!((link.title.as_str(), link.url.as_deref()), ("?", Some("https://exemple.example/")));
    assert!(matches!(&link.offer, Offer::ShowOnly(why) if why.contains("streamed")), "{:?}", link.offer);
}

#[tokio::test]
async fn envelopes_of_every_shape_section_7_trap_6() {
    let table = [
        (
            object!({"type": "Point", "coordinates": [2.35, 48.85], "bbox": [2.35, 48.85, 2.35, 48.85]}),
            Some([2.35, 48.85, 2.35, 48.85]),
        ),
        (object!({"type": "Point", "coordinates": [2.35, 48.85]}), Some([2.35, 48.85, 2.35, 48.85])),
        (
            object!({"type": "Polygon", "bbox": [-167.34, -55.85, 191.25, 74.73], "coordinates": []}),
            Some([-167.34, -55.85, 191.25, 74.73]),
        ),
        (
            object!({"type": "MultiPolygon", "coordinates": [[[[0, 1], [2, 1], [2, 3], [0, 1]]], [[[5, 4], [6, 7.5], [5, 4]]]]}),
            Some([0.0, 1.0, 6.0, 7.5]),
        ),
        (object!({"type": "Polygon", "bbox": ["a"], "coordinates": []}), None),
        (object!("nothing"), None),
        (object!(null), None),
    ];
    for (envelope, expected) in table {
        let mut record = record(1);
        record["envelope"] = envelope.clone();
        let extent = dataset(&record).await.extent.map(|it| [it.west, it.south, it.east, it.north]);
        assert_eq!(extent, expected, "{envelope}");
    }
}

#[tokio::test]
async fn dates_come_in_four_forms_section_5_3() {
    let table = [
        ("2018-09-04T16:19:35.3881692+00:00", "2018-09-04T16:19:35.3881692Z"),
        ("2018-09-04T16:19:35.38816+00:00", "2018-09-04T16:19:35.38816Z"),
        ("2018-06-04T00:00:00+00:00", "2018-06-04T00:00:00Z"),
        ("2014-10-02T00:00:00", "2014-10-02T00:00:00Z"),
        ("2018-06-04", "2018-06-04T00:00:00Z"),
        ("2018-06-04T99:99", "2018-06-04T00:00:00Z"),
    ];
    for (written, expected) in table {
        let mut record = record(1);
        record["modified"] = written.into();
        assert_eq!(dataset(&record).await.modified.unwrap().to_string(), expected);
    }
    let mut record = record(1);
    record["modified"] = "hier".into();
    record["_modified"] = "2020-01-02T03:04:05.1234567+00:00".into();
    record["validTo"] = "2021-01-01".into();
    let dataset = dataset(&record).await;
    assert_eq!(
        dataset.modified.unwrap().to_string(),
        "2020-01-02T03:04:05.1234567Z",
        "the record's where the data have none"
    );
    assert_eq!((dataset.period, fact(&dataset, "valid to")), (None, vec!["2021-01-01"]));
}

#[tokio::test]
async fn codes_are_numbers_or_texts_section_7_trap_19() {
    for code in [object!(2154), object!("2154")] {
        let mut record = record(1);
        record["coordinate-system"] = object!({"code": code, "name": "RGF93"});
        assert_eq!(fact(&dataset(&record).await, "projection"), ["RGF93 (EPSG:2154)"]);
    }
}

/// The keys with humps are none of Isogeo's: what reads them gets nothing in silence.
#[tokio::test]
async fn keys_have_hyphens_here_and_humps_there_section_7_trap_3() {
    let mut record = record(1);
    record["coordinateSystem"] = object!({"code": 1});
    record["coordinate_system"] = object!({"code": 1});
    record["feature-attributes"] = object!([{"name": "a", "dataType": "int"}]);
    record["serviceLayers"] = object!([{"_id": "l", "id": "couche"}]);
    let dataset = dataset(&record).await;
    assert_eq!(fact(&dataset, "projection"), [""; 0]);
    assert_eq!(fact(&dataset, "field"), ["a (int)"]);
    assert_eq!(dataset.media[0].title, "couche");
}

#[tokio::test]
async fn marked_up_texts_are_read_as_text_section_7_trap_8() {
    let mut record = record(1);
    record["abstract"] =
        "**Gras**\r\n*Italique*\t\n<del>Supprimé</del>\n<cite>Citation</cite>\n\n* Élément 1\n* Élément 2\n\n\
                          <a href=\"http://foo.bar\">Foo</a>\u{1b}[2J"
            .into();
    record["conditions"] = object!([{"description": "**Usage** libre<br>et gratuit"}]);
    let dataset = dataset(&record).await;
    let summary = "Gras\nItalique\nSupprimé\nCitation\n\n• Élément 1\n• Élément 2\n\nFoo (http://foo.bar)[2J";
    assert_eq!(dataset.summary.as_deref(), Some(summary));
    assert_eq!(fact(&dataset, "condition"), ["Usage libre et gratuit"]);
}

#[tokio::test]
async fn conditions_without_a_licence_and_further_licences_section_5_2() {
    let mut record = record(1);
    record["conditions"] = object!([
        {"description": "Citer la source."},
        {"license": {"name": "ODbL", "link": "http://odbl"}, "description": "Partage à l’identique."},
        {"license": {"name": "CC BY"}, "description": ""},
        {"description": ""},
        {"license": null}]);
    let dataset = dataset(&record).await;
    assert_eq!(dataset.licence.as_ref().map(|licence| licence.label.as_str()), Some("ODbL 1.0"));
    assert_eq!(fact(&dataset, "condition"), ["Citer la source.", "Partage à l’identique.", "CC BY"]);
}

#[tokio::test]
async fn limitations_that_close_the_data_show_section_5_2() {
    let table = [
        (object!([{"type": "legal", "restriction": "license"}]), Access::Open),
        (object!([{"type": "legal", "restriction": "restricted"}]), Access::Restricted),
        (object!([{"type": "security"}]), Access::Restricted),
        (object!([]), Access::Open),
    ];
    for (limitations, expected) in table {
        let mut found = page(0, 1, 1);
        found["results"][0]["limitations"] = limitations.clone();
        let row = list(&with_page(&found).await, &["all"], &Query::default()).await.unwrap().items.remove(0);
        let dataset = dataset(&found["results"][0]).await;
        assert_eq!((row.access, dataset.access), (Some(expected), expected), "{limitations}");
    }
}

#[tokio::test]
async fn one_bad_part_is_one_warning_and_costs_itself_only() {
    let mut record = record(1);
    record["contacts"] = object!([3, {"contact": {"name": "Ada"}}]);
    record["keywords"] = object!([{"text": ["x"]}, {"text": "eau"}]);
    record["links"] = object!(["x", {"_id": "a", "type": "url", "kind": "url", "url": "https://a.example/"}]);
    record["serviceLayers"] = object!([7]);
    let dataset = dataset(&record).await;
    assert_eq!((fact(&dataset, "contact"), &*dataset.keywords), (vec!["Ada"], &["eau".to_owned()][..]));
    assert_eq!(dataset.media.len(), 2);
    assert_eq!(dataset.warnings.len(), 1, "{:?}", dataset.warnings);
    assert!(dataset.warnings[0].starts_with("4 values"), "{:?}", dataset.warnings);
}

#[tokio::test]
async fn records_without_an_id_are_told_and_not_lost() {
    let mut found = page(0, 4, 4);
    found["results"][1] = object!({"title": "Sans id"});
    found["results"][2] = object!({"_id": "pas un id", "title": "Faux id"});
    found["results"][3] = object!([]);
    let page = list(&with_page(&found).await, &["all"], &Query::default()).await.unwrap();
    assert_eq!((titles(&page.items), page.warnings.len()), (vec!["set 000"], 3));
    assert!(page.warnings[0].contains("Sans id") && page.warnings[1].contains("Faux id"), "{:?}", page.warnings);
}
