//! A record in full: ISO 19139, ISO 19115-3, services, and who may have the data.

use guichet::base::i18n::Language;
use guichet::model::{Access, Dataset, Offer};

use super::super::fixture;
use super::*;

async fn dataset(body: &str, id: &str) -> Dataset {
    let server = service().await;
    server.answers(RECORD, [Answer::raw("application/xml", body)]);
    connect(Kind::Csw, &server).dataset(&at(&[id])).await.unwrap()
}

fn fact(dataset: &Dataset, key: &str) -> Option<String> {
    dataset.facts.iter().find(|(label, _)| label.key() == key).map(|(_, text)| text.clone())
}

#[tokio::test]
async fn all_that_a_record_says_is_told() {
    let body = as_xml(&json("csw/dataset.json").to_string()).unwrap();
    let found = dataset(&body, RIVERS).await;
    assert_eq!(found.publisher.as_deref(), Some("Agence de l'eau"));
    assert_eq!(found.licence.as_ref().unwrap().label, "Licence Ouverte 2.0 (Etalab)");
    assert_eq!((found.access, found.keywords.join(" ")), (Access::Open, "rivière eau".into()));
    assert_eq!(found.theme.as_deref(), Some("Hydrography"));
    assert_eq!(found.territory.as_deref(), Some("Rennes Métropole"));
    let extent = found.extent.unwrap();
    assert_eq!((extent.west, extent.north), (-1.75, 48.25));
    assert_eq!(found.modified.unwrap().day(), "2025-11-20");
    assert_eq!(found.period.unwrap().0.day(), "2019-01-01");
    let summary = found.summary.as_deref().unwrap();
    assert!(summary.contains("chaque été") && summary.contains("Relevés de terrain"), "{summary}");
    for (key, text) in [
        ("topic", "inland waters"),
        ("scale", "1:5000"),
        ("crs", "EPSG:2154"),
        ("formats", "GeoPackage 1.3"),
        ("conformity", "Règlement (UE) n° 1089/2010"),
        ("described", "2026-03-02"),
    ] {
        assert_eq!(fact(&found, key).as_deref(), Some(text), "{key}");
    }
    let media: Vec<_> =
        found.media.iter().map(|it| (&*it.title, it.format.as_deref(), it.offer == Offer::Download)).collect();
    let expected = [
        ("cours-d-eau.gpkg", Some("gpkg"), true),
        ("eau:cours_d_eau", Some("wms"), false),
        ("Page du jeu", Some("html"), false),
    ];
    assert_eq!(media, expected);
    assert_eq!(found.media[0].size, None, "megabytes are no bytes");
}

/// The same in the words of ISO 19115-3, which puts things elsewhere.
#[tokio::test]
async fn a_record_of_19115_3_says_as_much() {
    let body = String::from_utf8(fixture("csw/record-19115-3.xml")).unwrap();
    let found = dataset(&body, "r-1").await;
    assert_eq!((found.title.as_str(), found.publisher.as_deref()), ("Rivers", Some("Amt")));
    assert_eq!(found.modified.unwrap().day(), "2024-05-06");
    assert_eq!(fact(&found, "type").as_deref(), Some("series of datasets"));
    assert_eq!(found.extent.map(|it| it.south), Some(50.0));
    assert_eq!(fact(&found, "contact").as_deref(), Some("Amt <amt@example.org> (publisher)"));
    assert!(found.summary.unwrap().contains("Vermessen"));
    let media: Vec<_> = found.media.iter().map(|it| (&*it.title, it.format.as_deref(), &it.offer)).collect();
    assert_eq!(media, [("fluesse.csv", Some("csv"), &Offer::Download)]);
}

#[tokio::test]
async fn a_title_is_in_the_language_spoken() {
    let mut record = json("csw/dataset.json");
    record["csw:GetRecordByIdResponse"]["gmd:MD_Metadata"]["gmd:language"] =
        object!({"gmd:LanguageCode": {"@codeListValue": "fre"}});
    let body = as_xml(&record.to_string()).unwrap();
    let server = service().await;
    server.answers(RECORD, [Answer::raw("application/xml", body)]);
    for (language, title) in
        [(Language::English, "Rivers of the metropolis"), (Language::French, "Cours d'eau de la métropole")]
    {
        let portal = language.within(|| connect(Kind::Csw, &server));
        assert_eq!(portal.dataset(&at(&[RIVERS])).await.unwrap().title, title);
    }
}

#[tokio::test]
async fn a_service_tells_where_it_is_and_what_it_works_on() {
    let body = format!(
        "<csw:GetRecordByIdResponse><gmd:MD_Metadata><gmd:fileIdentifier><a>s-1</a></gmd:fileIdentifier><gmd:identificationInfo>\
         <srv:SV_ServiceIdentification><srv:serviceType><gco:LocalName>view</gco:LocalName></srv:serviceType>\
         <srv:containsOperations><srv:SV_OperationMetadata><srv:operationName><a>GetCapabilities</a></srv:operationName>\
         <srv:connectPoint><gmd:CI_OnlineResource><gmd:linkage><gmd:URL>https://a.example/wms?x=1</gmd:URL></gmd:linkage>\
         </gmd:CI_OnlineResource></srv:connectPoint></srv:SV_OperationMetadata></srv:containsOperations>\
         <srv:operatesOn uuidref='{RIVERS}'/><srv:operatesOn xlink:href='https://a.example/csw?request=GetRecordById&amp;id=x-2'/>\
         </srv:SV_ServiceIdentification></gmd:identificationInfo></gmd:MD_Metadata></csw:GetRecordByIdResponse>"
    );
    let found = dataset(&body, "s-1").await;
    assert_eq!(fact(&found, "coupled"), Some(format!("{RIVERS}, x-2")));
    let media: Vec<_> = found.media.iter().map(|it| (it.format.as_deref(), it.url.as_deref())).collect();
    assert_eq!(media, [(Some("wms"), Some("https://a.example/wms?x=1"))]);
}

#[tokio::test]
async fn folders_are_what_the_service_tells() {
    let server = service().await;
    server.answers(RECORDS, [Answer::json(&page(0, 2, 57))]);
    server.answers(DOMAIN, [Answer::json(&json("csw/domain.json"))]);
    let portal = connect(Kind::Csw, &server);
    let root = portal.list(&at(&[]), &Default::default(), None).await.unwrap();
    assert_eq!(titles(&root.items), ["all datasets", "topics", "organisations"]);
    assert!(root.items[0].note.as_deref().unwrap().contains("57"));
    let topics = portal.list(&at(&["topics"]), &Default::default(), None).await.unwrap();
    assert_eq!(titles(&topics.items), ["inland waters"]);
    portal.list(&at(&["topics", "inlandWaters"]), &Default::default(), None).await.unwrap();
    let asked = server.asked(RECORDS).pop().unwrap();
    assert!(asked.values("constraint")[0].contains(">inlandWaters<"), "{asked:?}");
    // Without a list of values the fixed lists are offered.
    server.answers(DOMAIN, [Answer::status(500)]);
    let facets = connect(Kind::Csw, &server).facets(&at(&["all"])).await.unwrap();
    let sizes: Vec<_> = facets.iter().map(|facet| (&*facet.key, facet.values.len())).collect();
    assert_eq!(sizes, [("type", 5), ("topic", 19), ("theme", 34)]);
}
