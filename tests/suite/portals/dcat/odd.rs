//! Feeds as they really are: a bad value costs that value, and never another dataset.

use guichet::base::format;
use guichet::model::{Fact, Media};

use super::*;

const ODD: [(&str, &str); 3] =
    [("application/rdf+xml", "odd.xml"), ("application/ld+json", "odd.jsonld"), ("text/turtle", "odd.ttl")];

fn medium<'a>(dataset: &'a Dataset, title: &str) -> &'a Media {
    dataset.media.iter().find(|media| media.title == title).unwrap()
}

#[tokio::test]
async fn addresses_are_read_however_they_are_written() {
    for (content_type, file) in ODD {
        let server = serving(content_type, fixture(&format!("dcat/{file}"))).await;
        let page = all(&server).await;
        assert_eq!(titles(&page.items), ["Arbres d’alignement", "Bancs", "Eau"], "{file}");
        assert_eq!(page.warnings.len(), 1, "said once: {file} {:?}", page.warnings);
        assert!(page.warnings[0].starts_with("2 datasets"), "{file} {:?}", page.warnings);
        let trees = dataset(&server, "arbres").await;
        let place = "http://ville.example/donn%C3%A9es%20%C3%A9t%C3%A9/plan%20%5Bv1%5D%7Ca.csv?q=%7Bx%7D";
        assert_eq!(medium(&trees, "plan").url.as_deref(), Some(place), "{file}");
        assert_eq!(trees.modified.map(format::date).as_deref(), Some("2026-01-02"), "{file}");
        assert_eq!(fact(&trees, "contact"), Some("Accueil <accueil%20mairie@ville.example>"), "{file}");
        assert_eq!(trees.warnings.len(), 1, "what is odd about it is told with it: {file} {:?}", trees.warnings);
        let benches = dataset(&server, "bancs").await;
        assert_eq!(medium(&benches, "chemin").url.as_deref(), Some("http://ville.example/C:%5Cbancs%5C%22x%22.csv"));
        assert_eq!(benches.modified.map(format::date).as_deref(), Some("2023"), "a year stays one");
        let water = dataset(&server, "eau").await;
        assert_eq!((water.licence.unwrap().label, water.warnings.len()), ("CC BY 4.0".into(), 0), "{file}");
    }
}

#[tokio::test]
async fn a_character_that_is_none_costs_itself() {
    let server = serving("application/json", fixture("dcat/odd.json")).await;
    let page = all(&server).await;
    assert_eq!(titles(&page.items), ["Premier", "Deuxième", "Troisième", "Quatrième", "5"]);
    let first = dataset(&server, "1").await;
    assert_eq!(first.summary.as_deref(), Some("l\u{fffd}indice, le \u{fffd} et le \u{fffd}"));
    assert_eq!(first.licence.unwrap().label, "Soumis à la licence de la ville");
    assert_eq!((fact_of(&first.facts, "updated"), first.modified), (Some("every week"), first.created));
    assert_eq!(first.warnings.len(), 2, "{:?}", first.warnings);
    assert_eq!(dataset(&server, "2-3").await.title, "Troisième", "what is called 2-2 is that");
    assert_eq!(
        dataset(&server, "2-3").await.media[0].address(),
        at(&["2-3", &dataset(&server, "2-3").await.media[0].id])
    );
    assert_eq!(dataset(&server, "2-2").await.title, "Quatrième");
    assert_eq!(dataset(&server, "5").await.warnings.len(), 1);
}

fn fact_of<'a>(facts: &'a [Fact], label: &str) -> Option<&'a str> {
    facts.iter().find(|(known, _)| known == label).map(|(_, text)| &**text)
}

/// The same text in every encoding, with and without saying so.
#[tokio::test]
async fn every_encoding_is_read() {
    let xml = |encoding: &str| {
        format!(
            "<?xml version='1.0'{encoding}?><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'
            xmlns:dct='http://purl.org/dc/terms/' xmlns:dcat='http://www.w3.org/ns/dcat#'>
            <dcat:Dataset rdf:about='http://a.example/1'><dct:title>Été&nbsp;&eacute;&nope;</dct:title></dcat:Dataset>
            <dcat:Dataset rdf:about='http://a.example/2'><dct:title>a&#1;b&#x92;</dct:title></dcat:Dataset></rdf:RDF>"
        )
    };
    let wide = |text: &str, unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let latin: Vec<u8> = xml(" encoding='ISO-8859-1'").chars().map(|char| char as u8).collect();
    let bodies = [
        xml("").into_bytes(),
        format!("\u{feff}{}", xml("")).into_bytes(),
        wide(&format!("\u{feff}{}", xml(" encoding='UTF-16'")), u16::to_le_bytes),
        wide(&format!("\u{feff}{}", xml(" encoding='UTF-16'")), u16::to_be_bytes),
        wide(&xml(" encoding='UTF-16'"), u16::to_le_bytes),
        latin,
    ];
    for (n, body) in bodies.into_iter().enumerate() {
        let page = all(&serving("application/rdf+xml", body).await).await;
        assert_eq!(titles(&page.items), ["Été é&nope;", "a\u{fffd}b\u{fffd}"], "{n}");
    }
    for unit in [u16::to_le_bytes, u16::to_be_bytes] {
        let json = r#"{"dataset": [{"identifier": "1", "title": "été"}]}"#;
        assert_eq!(titles(&all(&serving("application/json", wide(json, unit)).await).await.items), ["été"]);
    }
}

/// Escapes that stand for nothing, and what must not stand as it is, in both syntaxes that have quotes.
#[tokio::test]
async fn texts_that_are_badly_quoted_cost_nothing() {
    let head = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .";
    let table = [
        (r"Smart\udc92 \ud83d\ude00", "Smart\u{fffd} 😀"),
        (r"C:\dossier\été", r"C:\dossier\été"),
        ("a\u{1}b\u{8}", "a\u{fffd}b\u{fffd}"),
        ("deux\nlignes", "deux lignes"),
    ];
    for (written, title) in table {
        let turtle = format!(
            "{head} <http://a.example/1> a dcat:Dataset ; dct:title \"{written}\"@fr_FR ; dct:issued \"2020\" .
            <http://a.example/2> a dcat:Dataset ; dct:title \"après\" ."
        );
        let json = format!(
            "{{\"@context\": {{\"dcat\": \"http://www.w3.org/ns/dcat#\", \"dct\": \"http://purl.org/dc/terms/\"}},
            \"@graph\": [{{\"@id\": \"http://a.example/1\", \"@type\": \"dcat:Dataset\", \"dct:title\": \"{written}\"}},
            {{\"@id\": \"http://a.example/2\", \"@type\": \"dcat:Dataset\", \"dct:title\": \"après\"}}]}}"
        );
        for (content_type, body) in [("text/turtle", turtle), ("application/ld+json", json)] {
            let page = all(&serving(content_type, body).await).await;
            assert_eq!(titles(&page.items), [title, "après"], "{content_type} {written}");
        }
    }
}

#[tokio::test]
async fn many_of_one_kind_are_summed_up() {
    let untitled = |n: usize| object!({"identifier": format!("n{n}"), "title": "", "distribution": "x"});
    let datasets: Vec<Value> = (0..250).map(untitled).chain((0..40).map(|n| object!(n))).collect();
    let page = all(&serving("application/json", object!({ "dataset": datasets }).to_string()).await).await;
    assert_eq!(page.total, Some(250));
    assert_eq!(page.warnings.len(), 6, "{:?}", page.warnings);
    for count in ["37 more", "250 datasets have no title", "distributions of 250 datasets"] {
        assert!(page.warnings.iter().any(|warning| warning.contains(count)), "{count} {:?}", page.warnings);
    }
}

#[tokio::test]
async fn what_has_nothing_to_be_named_by_is_left_out_and_nothing_else() {
    let datasets = object!([{"description": "<p>Une phrase.</p>"}, {"landingPage": "http://a.example/page"}, {},
        {"distribution": [{"title": "un fichier"}]}, {"title": ["Liste", "de titres"]}, {"title": {"fr": "objet"}, "identifier": 7}]);
    let page = all(&serving("application/json", object!({ "dataset": datasets }).to_string()).await).await;
    assert_eq!(titles(&page.items), ["Une phrase.", "http://a.example/page", "un fichier", "Liste", "7"]);
    assert!(page.warnings[0].contains("neither a title"), "{:?}", page.warnings);
}

#[tokio::test]
async fn formats_and_licences_are_those_of_each_file() {
    let server = serving("text/turtle", fixture("dcat/formats.ttl")).await;
    let found = dataset(&server, "http://ville.example/formats").await;
    let formats: Vec<_> = found.media.iter().map(|media| media.format.as_deref().unwrap_or("-")).collect();
    assert_eq!(formats, ["csv", "xls", "shp", "geojson", "json", "csv", "-", "mapinfo", "protobuf", "jsonld", "xlsx"]);
    assert_eq!(medium(&found, "04").content_type.as_deref(), Some("application/gzip"), "what it is packed in");
    let licence = |title: &str| found.items().into_iter().find(|item| item.title == title).unwrap().licence;
    let licences = ["01", "03", "06"].map(licence);
    assert_eq!(
        licences.each_ref().map(|it| it.as_deref().unwrap()),
        ["CC BY 4.0", "ODbL 1.0", "Licence Ouverte 2.0 (Etalab)"]
    );
    assert_eq!(found.modified.map(format::date).as_deref(), Some("2024-05"));
    for (licence, count) in [("ODbL 1.0", 1), ("CC BY 4.0", 1), ("PDDL 1.0", 0)] {
        let query = Query { filters: vec![("licence".into(), licence.into())], ..Query::default() };
        let page = feed(&server).list(&at(&["all"]), &query, None).await.unwrap();
        assert_eq!(page.items.len(), count, "{licence}");
    }
}

#[tokio::test]
async fn usual_terms_defined_elsewhere_are_known() {
    let server = serving("application/ld+json", fixture("dcat/dcat-ap.jsonld")).await;
    let found = dataset(&server, "eau").await;
    assert_eq!((&*found.title, found.keywords.join(",")), ("Eau potable", "eau".into()));
    assert_eq!(found.modified.map(format::date).as_deref(), Some("2023"));
    assert_eq!(found.media[0].licence.as_ref().unwrap().label, "CC0 1.0");
    assert_eq!(found.media[0].url.as_deref(), Some("http://ville.example/eau%201.csv"));
    assert_eq!(server.requests().len(), 1, "and nothing was fetched");

    let schema = object!({"@context": "https://schema.org/", "@type": "DataCatalog", "dataset": [{"@type": "Dataset",
        "@id": "http://a.example/1", "name": "Des pages", "dateModified": "2024-01-02", "keywords": ["page"],
        "license": "https://creativecommons.org/licenses/by/4.0/", "distribution": {"@type": "DataDownload",
        "encodingFormat": "text/csv", "contentUrl": "http://a.example/1.csv"}}]});
    let found = dataset(&serving("application/ld+json", schema.to_string()).await, "http://a.example/1").await;
    assert_eq!((&*found.title, &*found.licence.unwrap().label), ("Des pages", "CC BY 4.0"));
    assert_eq!((found.media[0].format.as_deref(), found.media.len()), (Some("csv"), 1));
}
