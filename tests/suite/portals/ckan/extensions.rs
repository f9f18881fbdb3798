//! What ckanext-dcat and ckanext-scheming make of a dataset, and what DKAN does.

use super::*;

async fn shown(result: Value) -> Dataset {
    let server = Server::start().await;
    server.answers(SHOW, [Answer::json(&object!({"success": true, "result": result}))]);
    ckan(&server).dataset(&at(&["a"])).await.unwrap()
}

fn fact<'d>(dataset: &'d Dataset, label: &str) -> Vec<&'d str> {
    dataset.facts.iter().filter(|(known, _)| known == label).map(|(_, text)| text.as_str()).collect()
}

#[tokio::test]
async fn fields_of_ckanext_dcat_are_read_as_lists_objects_and_json_in_a_text() {
    let publisher = object!({"name": "Ville de Test", "email": "v@example.org"});
    let contact = object!({"name": "Ada", "email": "mailto:ada@example.org"});
    let period = object!({"start": "2001-02-03", "end": "2004-05-06"});
    let place = object!({"text": "Tarragone", "bbox": "{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[3,4]]]}"});
    let theme = "https://example.org/themes/ENVI";
    let fields = |wrap: &dyn Fn(Value) -> Value| {
        object!({"publisher": wrap(publisher.clone()), "contact": wrap(contact.clone()), "theme": wrap(theme.into()),
            "temporal_coverage": wrap(period.clone()), "spatial_coverage": wrap(place.clone())})
    };
    let bare = fields(&|value| value);
    let listed = fields(&|value| object!([value]));
    let as_text = fields(&|value| object!([value]).to_string().into());
    for fields in [bare, listed, as_text] {
        let pairs: Vec<Value> =
            fields.as_object().unwrap().iter().map(|(key, value)| object!({"key": key, "value": value})).collect();
        let mut beside = fields.clone();
        beside["id"] = 12.into();
        for record in [beside, object!({"id": 12, "extras": pairs}), object!({"id": 12, "extras": fields})] {
            let dataset = shown(record.clone()).await;
            assert_eq!(dataset.address, at(&["12"]));
            assert_eq!(dataset.publisher.as_deref(), Some("Ville de Test"), "{record}");
            assert_eq!(fact(&dataset, "contact"), ["Ada <ada@example.org>"], "{record}");
            assert_eq!((dataset.theme.as_deref(), dataset.territory.as_deref()), (Some("ENVI"), Some("Tarragone")));
            assert!(dataset.period.is_some_and(|(_, end)| end.is_some()) && dataset.extent.is_some(), "{record}");
            assert_eq!(dataset.warnings, [""; 0], "{record}");
        }
    }
}

#[tokio::test]
async fn a_resource_has_dates_licence_and_services_of_its_own() {
    let dataset = shown(object!({"id": "a", "license_title": "Licence Ouverte", "resources": [
        {"id": 7, "url": "https://a.example/a.csv", "format": "CSV", "modified": "2024-05-05T09:33:20",
         "metadata_modified": "2025-01-01T00:00:00",
         "license": "http://publications.europa.eu/resource/authority/licence/CC_BY_4_0",
         "access_services": [{"title": "WFS", "endpoint_url": ["https://a.example/wfs"]}]},
        {"id": "w", "url": "https://a.example/wfs?service=WFS&version=2.0.0&request=GetCapabilities", "format": "XML"},
    ]}))
    .await;
    let [file, service] = &dataset.media[..] else { panic!("{:?}", dataset.media) };
    assert_eq!((file.id.as_str(), file.licence.as_ref().unwrap().label.as_str()), ("7", "CC BY 4.0"));
    assert_eq!(file.terms(&dataset).map(|it| &*it.label), Some("CC BY 4.0"));
    assert_eq!(service.terms(&dataset).map(|it| &*it.label), Some("Licence Ouverte (Etalab)"));
    assert!(serde_json::to_string(&file.modified).unwrap().contains("2024-05-05"));
    assert!(file.facts.contains(&("service".into(), "WFS · https://a.example/wfs".into())), "{:?}", file.facts);
    assert_eq!(service.format.as_deref(), Some("wfs"));
    assert!(service.facts.iter().any(|(_, text)| text.contains("WFS:https://a.example/wfs?SERVICE=WFS&VERSION=2.0.0")));
}

#[tokio::test]
async fn dkan_s_list_of_one_an_organisation_in_one_word_and_plain_tags_are_read() {
    let dataset =
        shown(object!([{"id": "a", "title": "Titre", "organization": "La ville", "tags": ["eau", {"name": "air"}],
        "extras": "nothing", "private": "False"}]))
        .await;
    assert_eq!((&*dataset.title, dataset.publisher.as_deref()), ("Titre", Some("La ville")));
    assert_eq!(dataset.keywords.len(), 2);
    assert_eq!(dataset.warnings.len(), 1, "{:?}", dataset.warnings);
}
