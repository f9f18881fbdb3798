//! The syntaxes, and what they say.

use guichet::model::{Access, Extent, Offer};

use super::*;

const SYNTAXES: [(&str, &str); 3] = [
    ("application/ld+json", "dcat/catalog.jsonld"),
    ("application/x-turtle", "dcat/catalog.ttl"),
    ("application/rdf+xml", "dcat/catalog.xml"),
];

/// Everything but where its parts were read from, and their order, which RDF has none of.
fn told(mut dataset: Dataset) -> Dataset {
    dataset.keywords.sort();
    dataset.media.sort_by(|a, b| a.id.cmp(&b.id));
    dataset
}

#[tokio::test]
async fn one_page_says_the_same_in_every_syntax() {
    let mut found = Vec::new();
    for (content_type, file) in SYNTAXES {
        let server = serving(content_type, fixture(file)).await;
        let page = all(&server).await;
        assert_eq!((page.items.len(), page.total), (3, Some(57)), "{file}");
        assert_eq!(page.warnings, [""; 0], "{file}");
        let mut datasets = Vec::new();
        for item in &page.items {
            datasets.push(told(feed(&server).dataset(&item.target.address().unwrap()).await.unwrap()));
        }
        datasets.sort_by(|a, b| a.title.cmp(&b.title));
        found.push(datasets);
    }
    assert_eq!(found[0], found[1]);
    assert_eq!(found[0], found[2]);
}

#[tokio::test]
async fn the_recorded_feed_is_told_in_full() {
    let server = serving("application/ld+json", fixture("dcat/catalog.jsonld")).await;
    let air = told(dataset(&server, AIR).await);
    assert_eq!(air.access, Access::Restricted, "NON_PUBLIC");
    assert_eq!(air.keywords, ["culture", "energie"]);
    assert_eq!(air.created.unwrap().to_string(), "2026-11-21T04:29:06.482Z");
    assert!(air.page.unwrap().ends_with("/datasets/qualite-de-lair-culture-51"));
    assert!(air.summary.unwrap().contains("Markdown, HTML et lien"), "marks are not shown");
    let json = air.media.iter().find(|media| media.title == "relevés €.json").unwrap();
    assert_eq!((json.size, json.format.as_deref()), (Some(19_991), Some("json")));
    assert_eq!((json.content_type.as_deref(), &json.caption), (Some("application/json"), &None), "\"None\" is nothing");
    let checksum = json.checksum.as_ref().unwrap();
    assert_eq!((&*checksum.algo, checksum.value.len()), ("SHA-256", 64));
    assert_eq!(json.url.as_deref(), Some("http://127.0.0.1:9500/protected/relev%C3%A9s%20%E2%82%AC.json"));
    assert!(matches!(&json.offer, Offer::Doubtful(why) if why.contains("not for everybody")));
    let open = dataset(&server, "6b011e12a8d385eac28cb1f7").await;
    assert_eq!((open.access, open.media.len()), (Access::Open, 3));
    assert_eq!(open.licence.unwrap().label, "Licence Ouverte (Etalab)", "all its distributions have it");
    assert_eq!(open.publisher.as_deref(), Some("Région Bretagne"));
    assert!(open.media.iter().all(|media| media.offer == Offer::Download));
}

#[tokio::test]
async fn data_json_is_read_record_by_record() {
    let server = serving("application/json", fixture("dcat/data.json")).await;
    let page = all(&server).await;
    assert_eq!(titles(&page.items), ["Qualité de l'air", "Effectifs", "3", "Mauvais"]);
    assert_eq!(page.warnings.len(), 3, "one for each that is odd or cannot be read: {:?}", page.warnings);
    assert!(page.warnings[2].contains("Mauvais"), "{:?}", page.warnings);
    let air = dataset(&server, "https://ville.example/id/1").await;
    assert_eq!((air.summary.as_deref(), air.theme.as_deref()), (Some("Mesures horaires."), Some("Environnement")));
    assert_eq!((air.keywords.join(","), air.publisher.as_deref()), ("air".into(), Some("Ville d'Exemple")));
    assert_eq!((air.modified.unwrap().to_string(), air.created.unwrap().to_string()).0, "2026-03");
    assert_eq!(air.created.unwrap().to_string(), "2019");
    assert_eq!(air.extent, Some(Extent { west: -1.75, south: 48.0, east: -1.5, north: 48.25 }));
    assert_eq!(air.period.unwrap().1.unwrap().to_string(), "2025-12-31T00:00:00Z");
    assert_eq!(fact(&air, "contact"), Some("Service air <air@ville.example>"));
    let licence = air.licence.unwrap();
    assert_eq!((&*licence.label, licence.url.unwrap().len() > 10), ("CC BY 4.0", true));
    let offers: Vec<&Offer> = air.media.iter().map(|media| &media.offer).collect();
    assert!(
        matches!(offers[..], [Offer::Download, Offer::ShowOnly(_), Offer::ShowOnly(_), Offer::Doubtful(_)]),
        "{offers:?}"
    );
    assert_eq!((air.media[0].format.as_deref(), &*air.media[0].title), (Some("csv"), "Mesures"));
    let staff = dataset(&server, "2").await;
    assert_eq!((staff.access, fact(&staff, "rights")), (Access::Restricted, Some("Données nominatives.")));
    assert_eq!(staff.extent.unwrap().north, 48.5);
    assert_eq!(staff.media[0].size, Some(1024));
    assert_eq!(staff.media[0].url.as_deref(), Some(&*format!("{}effectifs.xlsx", server.url)), "relative to the feed");
}

#[tokio::test]
async fn a_data_json_that_breaks_off_gives_what_came() {
    let whole = String::from_utf8(fixture("dcat/data.json")).unwrap();
    let cut = &whole[..whole.find("{\"identifier\": \"3\"").unwrap()];
    let page = all(&serving("application/json", cut).await).await;
    assert_eq!(page.items.len(), 2);
    assert!(page.warnings[0].contains("breaks off"), "{:?}", page.warnings);
}

/// Titles and descriptions in several languages, values as text, node or list, blank nodes, addresses shortened.
#[tokio::test]
async fn what_is_said_may_be_said_in_many_ways() {
    let turtle = r#"
        @prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
        @prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix locn: <http://www.w3.org/ns/locn#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix gsp: <http://www.opengis.net/ont/geosparql#> .
        @prefix spdx: <http://spdx.org/rdf/terms#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        <http://a.example/d/1> a dcat:Dataset ;
            dct:title "Luft"@de, "Air"@fr-CA, "Aria"@it ;
            dct:description "beschreibung"@de, "description"@en ;
            dcat:keyword ("air" "eau") , "terre" ;
            dcat:theme <http://publications.europa.eu/resource/authority/data-theme/ENVI> ,
                [ a skos:Concept ; skos:prefLabel "Qualité"@fr, "Quality"@en ] ;
            dct:publisher [ a foaf:Organization ; foaf:name "Ville"@fr ] ;
            dct:spatial [ rdfs:label "Rennes" ;
                locn:geometry "POLYGON((-1.75 48,-1.5 48.25))"^^gsp:wktLiteral ] ;
            dct:temporal [ dcat:startDate "2020-05-01" ] ;
            dct:accrualPeriodicity <http://publications.europa.eu/resource/authority/frequency/ANNUAL_2> ;
            dct:language <http://publications.europa.eu/resource/authority/language/FRA> ;
            dct:license [ dct:title "Licence de la ville" ] ;
            dct:accessRights [ rdfs:label "sur demande" ] ;
            dcat:distribution [
                dct:title "un fichier" ; dcat:accessURL <http://a.example/f> ;
                dcat:mediaType <https://www.iana.org/assignments/media-types/text/csv> ;
                dct:format <http://publications.europa.eu/resource/authority/file-type/CSV> ;
                dcat:byteSize "1.5E1" ;
                spdx:checksum [ spdx:algorithm spdx:checksumAlgorithm_md5 ; spdx:checksumValue "d41d8cd98f00b204e9800998ecf8427e" ]
            ] , [ dcat:downloadURL "ftp://a.example/x.csv" ] ,
            [ dcat:accessURL <http://a.example/wfs> ; dct:format "OGC:WFS" ; dct:title "couche" ] ,
            [ dcat:downloadURL <http://a.example/wfs?service=WFS> ; dct:format "wfs" ; dct:title "service" ] ,
            [ dcat:downloadURL <http://a.example/wfs?REQUEST=GetFeature> ; dct:format "wfs" ; dct:title "demande" ] ,
            [ dct:title "sans adresse" ] , <http://a.example/nowhere> ."#;
    let server = serving("text/turtle; charset=utf-8", turtle).await;
    let found = all(&server).await;
    let found = dataset(&server, &found.items[0].target.address().unwrap().path[0]).await;
    assert_eq!(found.address.path, ["http://a.example/d/1"], "an address where there is no identifier");
    assert_eq!(found.title, "Air");
    assert_eq!(found.keywords, ["air", "eau", "terre"]);
    assert_eq!((found.theme.as_deref(), found.publisher.as_deref()), (Some("environment"), Some("Ville")));
    assert_eq!(found.extent.unwrap().west, -1.75);
    assert_eq!((found.period.unwrap().0.to_string(), found.period.unwrap().1), ("2020-05-01T00:00:00Z".into(), None));
    assert_eq!(found.territory.as_deref(), Some("Rennes"));
    assert_eq!((fact(&found, "updated"), fact(&found, "language")), (Some("annual 2"), Some("fra")));
    assert_eq!(fact(&found, "access rights"), Some("sur demande"), "what is not known is shown");
    assert_eq!(found.licence.unwrap().label, "Licence de la ville");
    let media: Vec<_> = found.media.iter().map(|it| (&*it.title, it.format.as_deref(), &it.offer)).collect();
    assert_eq!(media.len(), 6);
    assert_eq!((media[0].0, media[0].1, media[0].2), ("un fichier", Some("csv"), &Offer::Download));
    assert!(matches!(media[1].2, Offer::ShowOnly(why) if why.contains("cannot open")));
    assert!(matches!(media[2], ("couche", Some("wfs"), Offer::ShowOnly(_))));
    assert!(matches!(media[3], ("service", Some("wfs"), Offer::ShowOnly(_))), "no file, whatever it is called");
    assert!(matches!(media[4], ("demande", Some("wfs"), Offer::Download)));
    assert!(matches!(media[5], ("sans adresse", None, Offer::ShowOnly(_))));
    assert_eq!((found.media[0].size, &*found.media[0].checksum.as_ref().unwrap().algo), (Some(15), "MD5"));
    assert_eq!(found.warnings.len(), 1, "one distribution is only named");
    let themes = feed(&server).list(&at(&["themes"]), &Query::default(), None).await.unwrap();
    assert_eq!(titles(&themes.items), ["environment", "Quality"]);
    let addresses: Vec<String> =
        themes.items.iter().map(|item| item.target.address().unwrap().path.join("/")).collect();
    assert_eq!(addresses, ["themes/ENVI", "themes/Quality"], "the same in every language");
    for named in ["ENVI", "Environment"] {
        let found = feed(&server).list(&at(&["themes", named]), &Query::default(), None).await.unwrap();
        assert!(!found.items.is_empty(), "{named}");
    }
}

#[tokio::test]
async fn terms_defined_elsewhere_are_a_clear_sentence() {
    let server =
        serving("application/ld+json", r#"{"@context": "https://www.w3.org/ns/dcat.jsonld", "@graph": []}"#).await;
    let error = feed(&server).list(&at(&["all"]), &Query::default(), None).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Portal);
    assert!(error.cause.contains("https://www.w3.org/ns/dcat.jsonld") && error.cause.contains("does not fetch"));
    assert!(error.hint.unwrap().contains("Turtle"));
    assert_eq!(server.requests().len(), 1, "and nothing was fetched");
}

/// Two of one identifier cannot both be asked for by it alone.
#[tokio::test]
async fn datasets_of_one_identifier_are_told_apart() {
    let mut two = page(0, 3, 3);
    two["@graph"][3]["identifier"] = "set-0".into();
    two["@graph"][4]["identifier"] = "all".into();
    let server = serving("application/ld+json", two.to_string()).await;
    let found = all(&server).await;
    assert_eq!(titles(&found.items), ["set 000", "set 001", "set 002"]);
    assert!(found.warnings[0].contains("set 001"));
    let address = found.items[1].target.address().unwrap();
    assert_eq!(address, at(&["set-0-2"]));
    assert_eq!(feed(&server).dataset(&address).await.unwrap().title, "set 001");
    let address = found.items[2].target.address().unwrap();
    assert_eq!(address, at(&["id:all"]), "no folder");
    assert_eq!(feed(&server).dataset(&address).await.unwrap().title, "set 002");
}
