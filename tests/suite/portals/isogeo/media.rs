//! Links, hosted files, services and descriptions (docs/portals/isogeo.md 6).

use guichet::model::Offer;
use guichet::net::Clients;

use super::*;

const LINK: &str = "7fd40e4090badc564e03be633b55eced";

fn bin() -> String {
    format!("/resources/{}/links/{LINK}.bin", hex(1))
}

/// A link with these fields over the usual ones of a hosted file.
fn link(fields: Value) -> Value {
    let mut link = object!({"_id": LINK, "type": "hosted", "kind": "data", "actions": ["download"], "title": "Notice", "url": bin()});
    for (key, value) in fields.as_object().unwrap() {
        link[key] = value.clone();
    }
    link
}

fn shown(media: &Media) -> &str {
    match &media.offer {
        Offer::ShowOnly(why) => why,
        other => panic!("{}: {other:?}", media.title),
    }
}

#[tokio::test]
async fn the_decision_table_section_6_5() {
    let url = |kind: &str, actions: Value, url: &str| {
        link(object!({"type": "url", "kind": kind, "actions": actions, "url": url}))
    };
    let web = "https://carto.example/x";
    let table = [
        (link(object!({})), None),
        (link(object!({"actions": []})), None),
        (url("data", object!(["download", "other"]), web), None),
        (url("data", object!(["other"]), web), Some("no download")),
        (url("url", object!(["view", "other"]), web), Some("browser")),
        (url("url", object!(["download", "view"]), web), None),
        (url("wfs", object!(["view", "download"]), "https://carto.example/wfs?service=WFS"), Some("WFS")),
        (url("esriMapService", object!(["view"]), web), Some("Esri map")),
        (url("ogcApiFeatures", object!(["view"]), web), Some("ogcApiFeatures")),
        (url("data", object!(["download"]), "/elsewhere/x.bin"), Some("cannot open")),
        (url("data", object!(["download"]), "//foreign.example/x.bin"), Some("cannot open")),
        (url("data", object!(["download"]), "\\\\srv\\share\\x.shp"), Some("cannot open")),
        (url("data", object!(["download"]), "ftp://srv.example/x.zip"), Some("cannot open")),
        (url("data", object!(["download"]), "javascript:alert(1)"), Some("cannot open")),
        (url("data", object!(["download"]), ""), Some("no address")),
        (link(object!({"url": "/resources/../oauth/token"})), Some("cannot open")),
        (link(object!({"url": null})), Some("no address")),
        (link(object!({"type": "link", "link": link(object!({}))})), None),
        (link(object!({"type": "link", "link": link(object!({"type": "link", "link": link(object!({}))}))})), None),
        (link(object!({"type": "link", "link": url("wms", object!(["view"]), web)})), Some("WMS")),
        (link(object!({"type": "link"})), None),
        (link(object!({"type": "link", "kind": "url", "actions": ["other"], "url": web})), Some("browser")),
        (link(object!({"type": "link", "link": null, "url": "relative/x"})), Some("cannot open")),
    ];
    for (raw, expected) in table {
        let media = linked(&server().await, raw.clone()).await;
        match expected {
            None => assert_eq!(media.offer, Offer::Download, "{raw}"),
            Some(part) => assert!(shown(&media).contains(part), "{raw}: {:?}", media.offer),
        }
    }
}

#[tokio::test]
async fn a_hosted_file_is_fetched_with_the_token_from_behind_the_api_s_path_section_6_3() {
    let server = Server::start().await;
    let path = format!("/v1{}", bin());
    server.answers("/v1/oauth/token", [granted("one")]);
    let mut record = record(1);
    record["links"] = object!([link(object!({}))]);
    server.answers(&format!("/v1/resources/{}", hex(1)), [Answer::json(&record)]);
    server.answers(&path, [Answer::raw("application/octet-stream", "octets")]);
    let mut config = PortalConfig::new(PORTAL, Kind::Isogeo, server.url.join("v1").unwrap());
    config.token_url = None;
    let portal = connect_with(config, Some(client("appli", "s")));
    let dataset = portal.dataset(&at(&[&hex(1)])).await.unwrap();
    assert_eq!(dataset.media[0].url.as_deref(), Some(server.url.join(&path).unwrap().as_str()));
    assert_eq!(bytes(&*portal, &dataset.media[0]).await.unwrap(), b"octets");
    assert_eq!(server.asked(&path)[0].header("authorization"), Some("Bearer one"));
}

#[tokio::test]
async fn a_foreign_file_is_fetched_without_the_token_section_6_5() {
    let (server, foreign) = (server().await, Server::start().await);
    foreign.answers("/2022.csv", [Answer::raw("text/csv", "a;b\n")]);
    let raw = link(object!({"type": "url", "url": foreign.url.join("2022.csv").unwrap().as_str()}));
    let media = linked(&server, raw).await;
    assert_eq!(media.format.as_deref(), Some("csv"));
    assert_eq!(bytes(&*isogeo(&server), &media).await.unwrap(), b"a;b\n");
    assert_eq!(foreign.requests().len(), 1);
    assert_eq!(foreign.requests()[0].header("authorization"), None);
}

#[tokio::test]
async fn a_file_that_moved_is_followed_without_the_token_section_8_5() {
    let (server, storage) = (server().await, Server::start().await);
    storage.answers("/blob/1", [Answer::raw("application/zip", "PK")]);
    server.answers(&bin(), [Answer::status(302).header("location", storage.url.join("blob/1").unwrap())]);
    let media = linked(&server, link(object!({}))).await;
    assert_eq!(bytes(&*isogeo(&server), &media).await.unwrap(), b"PK");
    assert_eq!(server.asked(&bin())[0].header("authorization"), Some("Bearer one"));
    assert_eq!(storage.requests()[0].header("authorization"), None);
}

#[tokio::test]
async fn sizes_are_numbers_or_texts_and_titles_lack_extensions_section_8_5() {
    let title = "Données simplifiées à 50m (.shp)";
    for size in [object!("7264842"), object!(7_264_842)] {
        let media = linked(&server().await, link(object!({"title": title, "size": size}))).await;
        assert_eq!((media.size, media.title.as_str(), media.format), (Some(7_264_842), title, None));
    }
    let odd = linked(&server().await, link(object!({"size": -1, "title": "plan.PDF"}))).await;
    assert_eq!((odd.size, odd.format.as_deref()), (None, Some("pdf")));
    let nameless = linked(&server().await, link(object!({"title": " ", "_id": null}))).await;
    assert_eq!(nameless.title, format!("{}.bin", nameless.id));
}

/// What `get` calls a file.
async fn downloaded(link: Value, disposition: Option<&str>) -> String {
    let server = server().await;
    let answer = Answer::raw("application/octet-stream", "octets");
    server.answers(&bin(), [disposition.map_or(answer.clone(), |value| answer.header("content-disposition", value))]);
    let media = linked(&server, link).await;
    let folder = tempfile::tempdir().unwrap();
    let plan = guichet::download::FetchPlan {
        require: guichet::download::Require::Nothing,
        ..guichet::download::FetchPlan::into(folder.path())
    };
    let outcome = guichet::download::fetch(&*isogeo(&server), &media, &plan, |_| ()).await.unwrap();
    assert_eq!(outcome.path.parent(), Some(folder.path()), "inside the folder only");
    outcome.path.file_name().unwrap().to_str().unwrap().to_owned()
}

#[tokio::test]
async fn names_come_from_the_file_name_then_the_header_then_the_title_sections_6_3_and_8_5() {
    let named = || link(object!({"fileName": "points_2025.zip", "title": "Shapefile"}));
    let encoded = r#"attachment; filename="=?utf-8?B?bm90aWNlX3LDqXNlYXV4LnBkZg==?=""#;
    assert_eq!(downloaded(named(), Some(encoded)).await, "notice_réseaux.pdf");
    let both = "attachment; filename=\"x.pdf\"; filename*=UTF-8''%C3%A9tat.pdf";
    assert_eq!(downloaded(named(), Some(both)).await, "état.pdf");
    assert_eq!(downloaded(named(), None).await, "points_2025.zip");
    assert_eq!(downloaded(link(object!({"title": "Notice"})), None).await, "Notice");
    assert_eq!(downloaded(link(object!({"title": ""})), None).await, format!("{LINK}.bin"));
    let same = Some("attachment; filename=\"x.zip\"");
    assert_eq!(downloaded(named(), same).await, "points_2025.zip", "what the link calls it is a file's name");
    let titled = link(object!({"title": "Notice"}));
    let hostile = downloaded(titled, Some(r#"attachment; filename="../../.bashrc""#)).await;
    assert!(hostile.starts_with("bashrc"), "{hostile}");
    let hostile = downloaded(link(object!({"fileName": "../../.ssh/config"})), None).await;
    assert!(!hostile.starts_with('.') && !hostile.contains('/'), "{hostile}");
}

#[tokio::test]
async fn a_hosted_file_is_below_the_api_and_named_by_its_server_section_7_trap_13() {
    let server = server().await;
    let file = link(object!({"title": "Réseau d’eau", "url": bin()}));
    let media = linked(&server, file.clone()).await;
    assert_eq!(media.url.as_deref(), Some(server.url.join(&bin()).unwrap().as_str()), "not relative any more");
    assert_eq!((media.title.as_str(), media.format.as_deref()), ("Réseau d’eau", None), "a title without extension");
    let encoded = "attachment; filename=\"=?utf-8?Q?r=C3=A9seau_d'eau.zip?=\"";
    assert_eq!(downloaded(file, Some(encoded)).await, "réseau d'eau.zip");
}

#[tokio::test]
async fn a_link_to_another_record_s_file_keeps_that_path_section_6_3() {
    let dataset = dataset(&json("isogeo/resource.json")).await;
    let linked = &dataset.media[2];
    assert_eq!(
        (linked.id.as_str(), linked.caption.as_deref()),
        ("d926a359d46441d9d54123ce5cb5f9c9", Some("Notice commune aux réseaux"))
    );
    assert!(
        linked
            .url
            .as_deref()
            .unwrap()
            .ends_with("/resources/2f201a04cb6f2eb478d0e50243a5f097/links/7fd40e4090badc564e03be633b55eced.bin")
    );
    assert_eq!((linked.size, linked.format.as_deref()), (Some(237_693), Some("pdf")));
}

/// A link to a record that is not shared is left out by the platform: one record has other links in other shares.
#[tokio::test]
async fn a_link_that_a_share_hides_is_no_mistake_section_7_trap_12() {
    let whole = json("isogeo/resource.json");
    let mut hidden = whole.clone();
    hidden["links"].as_array_mut().unwrap().retain(|link| link["type"] != "link");
    let (whole, hidden) = (dataset(&whole).await, dataset(&hidden).await);
    assert_eq!(whole.media.len() - hidden.media.len(), 1);
    let kept: Vec<_> = hidden.media.iter().map(|media| &media.id).collect();
    let all: Vec<_> = whole.media.iter().map(|media| &media.id).filter(|id| kept.contains(id)).collect();
    assert_eq!(kept, all, "the others keep their addresses");
    assert_eq!(hidden.warnings, [""; 0]);
}

#[tokio::test]
async fn layers_show_their_service_sections_6_5_and_7_trap_17() {
    let dataset = dataset(&json("isogeo/resource.json")).await;
    let layer = &dataset.media[3];
    assert_eq!(
        (layer.format.as_deref(), layer.url.as_deref()),
        (Some("wfs"), Some("https://carto.valdormoy.example/geoserver/ows"))
    );
    assert!(shown(layer).contains("WFS"));
    let name = ("layer".into(), "{https://carto.valdormoy.example/aep}point_eau_incendie".to_owned());
    assert!(layer.facts.contains(&name), "{:?}", layer.facts);
    let mut record = record(1);
    record["serviceLayers"] = object!([{"_id": "a", "id": "{ns}A", "titles": [{"value": "Titre"}]}, {"id": "B", "service": {"format": "ogcApi", "path": "https://x.example"}}]);
    let dataset = self::dataset(&record).await;
    assert!(shown(&dataset.media[0]).contains("not shared"), "a layer without its service");
    assert_eq!(dataset.media[0].title, "Titre");
    assert!(shown(&dataset.media[1]).contains("ogcApi"));
}

#[tokio::test]
async fn a_service_shows_its_address_and_layers_section_6_5() {
    let mut record = record(1);
    record["type"] = "service".into();
    record["format"] = "wms".into();
    record["formatVersion"] = "1.3.0".into();
    record["path"] = "https://carto.example/wms".into();
    let layers: Vec<Value> = (0..261).map(|n| object!({"_id": hex(n), "id": format!("couche_{n}"), "title": format!("Couche {n}"), "datasets": [record.clone()]})).collect();
    record["layers"] = layers.into();
    record["operations"] = object!([{"name": "GetMap", "verb": "GET", "url": "https://carto.example/wms?"}]);
    let dataset = dataset(&record).await;
    let service = &dataset.media[0];
    assert_eq!(
        (service.url.as_deref(), service.caption.as_deref()),
        (Some("https://carto.example/wms"), Some("261 layers"))
    );
    assert!(shown(service).contains("WMS"));
    assert_eq!(service.facts[1], ("layer".into(), "couche_0: Couche 0".to_owned()));
    assert_eq!(service.facts.len(), 1 + 261 + 1 + 3, "its protocol, its address and what a GIS takes");
    assert_eq!(service.facts[262].1, "GET GetMap https://carto.example/wms?");
    assert_eq!(dataset.warnings, [""; 0]);
}

#[tokio::test]
async fn every_record_has_its_description_section_6_4() {
    let server = server().await;
    server.answers(
        &format!("/resources/{RECORD}.xml"),
        [Answer::raw("application/xml", "<?xml version=\"1.0\"?><gmd:MD_Metadata/>")],
    );
    let dataset = dataset_of(&server, &json("isogeo/resource.json")).await;
    let description = dataset.find("xml").unwrap();
    assert_eq!((&description.offer, description.format.as_deref()), (&Offer::Download, Some("xml")));
    assert!(bytes(&*isogeo(&server), description).await.unwrap().starts_with(b"<?xml"));
    assert_eq!(server.requests().last().unwrap().header("authorization"), Some("Bearer one"));
    assert_eq!(server.requests().last().unwrap().query, [], "without proxyUrl");
}

#[tokio::test]
async fn two_media_of_one_id_are_told() {
    let mut record = record(1);
    record["links"] = object!([link(object!({})), link(object!({"title": "Autre"}))]);
    let dataset = dataset(&record).await;
    assert_eq!(dataset.media.len(), 2);
    assert_eq!(dataset.warnings, ["\"Autre\" is left out: another has its id"]);
}

/// An extra authority is the way into networks that re-sign TLS, never "verify nothing" (docs/portals/isogeo.md 7.14).
#[test]
fn an_authority_that_is_none_is_refused_section_7_trap_14() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = Clients::new(Some(file.path())).err().unwrap();
    assert_eq!(error.kind, guichet::base::error::ErrorKind::Config);
}
