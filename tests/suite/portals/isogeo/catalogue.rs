//! Shares, searches, pages and facets (docs/portals/isogeo.md 3 and 4).

use guichet::base::error::ErrorKind;
use guichet::model::{Access, Facet, Item, Offer, Place, Target};

use super::*;

const ORMOY: &str = "37ad9e649833a0cec02fb543db63e30f";

/// The recorded platform: two shares, and a search that finds three of 37 records.
async fn recorded() -> Server {
    let server = server().await;
    server.answers(SHARES, [Answer::raw("application/json", fixture("isogeo/shares.json"))]);
    server.answers(SEARCH, [Answer::raw("application/json", fixture("isogeo/search.json"))]);
    server
}

fn filtered(filters: &[(&str, &str)]) -> Query {
    let filters = filters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Query { filters, ..Query::default() }
}

/// What the last search asked for `key`; nothing where it did not.
fn asked(server: &Server, key: &str) -> Vec<String> {
    let asked = server.asked(SEARCH);
    asked.last().unwrap().values(key).into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn the_root_is_the_whole_and_each_share_section_3() {
    let server = recorded().await;
    let page = list(&server, &[], &Query::default()).await.unwrap();
    assert_eq!(titles(&page.items), ["all records", "Données ouvertes – consultation", "Réseaux d’eau (partenaires)"]);
    assert_eq!(page.items[0].note.as_deref(), Some("37 records"));
    let share = &page.items[1];
    assert_eq!(share.target, Target::folder(at(&["shares", OPEN_SHARE])));
    assert_eq!(share.note.as_deref(), Some("shared by Agglomération du Val d’Ormoy <sig@valdormoy.example>"));
    assert_eq!(share.publisher.as_deref(), Some("Agglomération du Val d’Ormoy"));
    assert_eq!(share.modified.unwrap().to_string(), "2025-11-03T16:40:02.88714Z");
    let shown = format!("{page:?}");
    assert!(!shown.contains("PasUnVraiJeton"), "the address token is not for everybody: {shown}");
    let shares = list(&server, &["shares"], &Query::default()).await.unwrap();
    assert_eq!(titles(&shares.items), titles(&page.items[1..]));
    for item in page.items.iter().chain(&shares.items) {
        assert_eq!(isogeo(&server).resolve(&item.target.address().unwrap()).unwrap(), item.target);
    }
}

#[tokio::test]
async fn a_root_without_its_count_and_a_share_that_cannot_be_read_section_3() {
    let server = server().await;
    server.answers(SHARES, [Answer::json(&object!([{"_id": "a", "name": "A"}, {"name": "B"}, 3, {"_id": "c"}]))]);
    server.answers(SEARCH, [Answer::status(500)]);
    let page = list(&server, &[], &Query::default()).await.unwrap();
    assert_eq!(titles(&page.items), ["all records", "A", "c"]);
    assert_eq!(page.items[0].note.as_deref(), Some("everything that is shared"));
    assert_eq!(page.warnings.len(), 2, "{:?}", page.warnings);
}

#[tokio::test]
async fn one_record_has_one_address_however_it_is_written_section_2() {
    let portal = isogeo(&server().await);
    let dashed = "EE0AFCA9-b37d-ad03-59f6-fb1996783b0e";
    let urn = "urn:isogeo:metadata:uuid:ee0afca9-b37d-ad03-59f6-fb1996783b0e";
    let one = Target::Place(Place::Dataset(at(&[RECORD])));
    for path in [&[RECORD][..], &[dashed], &[urn], &["all", RECORD], &["shares", OPEN_SHARE, dashed]] {
        assert_eq!(portal.resolve(&at(path)).unwrap(), one, "{path:?}");
    }
    let media = Target::Media { dataset: at(&[RECORD]), media: "xml".into() };
    for path in [&[dashed, "xml"][..], &["all", RECORD, "xml"], &["shares", "s", RECORD, "xml"]] {
        assert_eq!(portal.resolve(&at(path)).unwrap(), media, "{path:?}");
    }
    for path in [&["nonsense"][..], &[&RECORD[1..]], &["all", "x"], &["shares", "s", "x"], &[RECORD, "a", "b"]] {
        assert_eq!(portal.resolve(&at(path)).unwrap_err().kind, ErrorKind::NotFound, "{path:?}");
    }
}

#[tokio::test]
async fn the_recorded_page_is_shown_whole_section_8_3() {
    let page = list(&recorded().await, &["all"], &Query::text("eau")).await.unwrap();
    assert_eq!(page.warnings, [""; 0]);
    assert_eq!((page.total, page.items.len()), (Some(37), 3));
    let [pei, wms, table] = <[Item; 3]>::try_from(page.items).unwrap();
    assert_eq!(pei.title, "Points d’eau incendie");
    let note = "Localisation des points d’eau incendie (bornes, bouches, citernes).";
    assert_eq!(pei.note.as_deref(), Some(note), "no marks of Markdown");
    assert_eq!((pei.format.as_deref(), pei.access), (Some("postgis"), Some(Access::Open)));
    assert_eq!(pei.publisher.as_deref(), Some("Agglomération du Val d’Ormoy"));
    assert_eq!(pei.modified.unwrap().to_string(), "2025-09-01T00:00:00Z", "of the data");
    assert_eq!(pei.offer, Some(Offer::Download));
    assert_eq!(
        (wms.format.as_deref(), wms.modified.unwrap().to_string().as_str()),
        (Some("wms"), "2024-02-02T17:59:13.5Z")
    );
    assert!(matches!(wms.offer, Some(Offer::ShowOnly(_))));
    assert_eq!(
        (table.title.as_str(), table.format.as_deref()),
        ("releves_qualite_eau", Some("csv")),
        "named by its name"
    );
    assert_eq!(table.offer, Some(Offer::Download));
}

#[tokio::test]
async fn an_action_tag_is_no_file_section_7_trap_1() {
    let mut found = page(0, 1, 1);
    found["results"][0]["tags"] = object!({"action:download": "Téléchargement", "action:view": "Visualisation"});
    found["results"][0]["links"] = object!([]);
    let page = list(&with_page(&found).await, &["all"], &Query::default()).await.unwrap();
    let Some(Offer::ShowOnly(why)) = &page.items[0].offer else { panic!("{:?}", page.items[0].offer) };
    assert!(why.contains("no file"), "{why}");
}

#[tokio::test]
async fn licences_of_rows_come_from_their_tags_section_4_3() {
    let mut found = page(0, 1, 1);
    found["results"][0]["tags"] = object!({"license:isogeo:4e0f691c450ebbd141524ca23f3e9786": "Licence Ouverte 2.0 (Etalab)",
        "conformity:inspire": null});
    let page = list(&with_page(&found).await, &["all"], &Query::default()).await.unwrap();
    assert_eq!(page.items[0].licence.as_deref(), Some("Licence Ouverte 2.0 (Etalab)"));
}

#[tokio::test]
async fn a_page_is_asked_for_whole_in_a_fixed_order_and_language_sections_4_1_and_4_5() {
    let server = with_page(&page(0, 1, 1)).await;
    list(&server, &["all"], &Query::default()).await.unwrap();
    let expected = [
        ("q", ""),
        ("_lang", "fr"),
        ("ob", "title"),
        ("od", "asc"),
        ("_include", "links,limitations"),
        ("_offset", "0"),
        ("_limit", "100"),
    ];
    let sent = &server.asked(SEARCH)[0].query;
    assert_eq!(sent.iter().map(|(key, value)| (&**key, &**value)).collect::<Vec<_>>(), expected);
    list(&server, &["shares", OPEN_SHARE], &Query::text("eau")).await.unwrap();
    assert_eq!(asked(&server, "s"), [OPEN_SHARE]);
    assert_eq!(
        (asked(&server, "q"), asked(&server, "ob"), asked(&server, "od")),
        (vec!["eau".into()], vec!["relevance".into()], vec!["desc".into()])
    );
}

/// A type is written one way in records and another in tags and filters.
#[tokio::test]
async fn a_type_has_one_name_here_and_another_there_section_7_trap_2() {
    let facets =
        facets(object!({"type:vector-dataset": "Jeu de données vectorielles", "type:service": "Service"})).await;
    assert_eq!(
        values(&facets, "type").iter().map(|(value, _)| &**value).collect::<Vec<_>>(),
        ["vector-dataset", "service"]
    );
    let server = with_page(&page(0, 1, 1)).await;
    for written in ["vector-dataset", "dataset"] {
        let found = list(&server, &["all"], &filtered(&[("type", written)])).await.unwrap();
        assert_eq!(asked(&server, "q"), [format!("type:{written}")]);
        assert_eq!(found.items.len(), 1);
    }
    for (written, shown) in [("vectorDataset", "vector data"), ("rasterDataset", "raster data"), ("cube", "cube")] {
        let path = format!("/resources/{}", hex(1));
        server.answers(&path, [Answer::json(&object!({"_id": hex(1), "type": written, "title": "T"}))]);
        let dataset = isogeo(&server).dataset(&at(&[&hex(1)])).await.unwrap();
        assert!(dataset.facts.contains(&("kind".into(), shown.into())), "{written}: {:?}", dataset.facts);
    }
}

/// Twenty come to those who do not ask for more, and a hundred at most to those who do.
#[tokio::test]
async fn a_list_is_whole_though_a_page_is_a_hundred_at_most_section_7_trap_7() {
    let server = server().await;
    server.on(SEARCH, |request| {
        let limit = request.values("_limit").first().map_or(20, |it| it.parse().unwrap()).min(100);
        let offset: usize = request.number("_offset");
        Answer::json(&page(offset, (offset + limit).min(250), 250))
    });
    let listed = pages(&*isogeo(&server), &at(&["all"]), &Query::default(), 10).await;
    let rows: Vec<usize> = listed.iter().map(|page| page.items.len()).collect();
    assert_eq!(rows, [100, 100, 50]);
    assert!(listed.iter().all(|page| page.total == Some(250)));
}

#[tokio::test]
async fn the_total_is_read_again_and_what_moved_comes_once_section_4_5() {
    let server = server().await;
    let first = {
        let mut first = page(0, 100, 101);
        first["results"][99] = record(5);
        first
    };
    server.answers(SEARCH, [Answer::json(&first), Answer::json(&page(100, 102, 102))]);
    let pages = pages(&*isogeo(&server), &at(&["all"]), &Query::default(), 5).await;
    assert_eq!(pages.iter().map(|page| page.items.len()).collect::<Vec<_>>(), [99, 2], "one came twice");
    assert_eq!(pages.iter().map(|page| page.total).collect::<Vec<_>>(), [Some(101), Some(102)]);
    assert_eq!(asked(&server, "_offset"), ["100"]);
}

#[tokio::test]
async fn filters_are_tags_behind_the_words_section_4_2() {
    let server = with_page(&page(0, 1, 1)).await;
    let everything = [
        ("type", "vector-dataset", "type:vector-dataset"),
        ("action", "download", "action:download"),
        ("format", "shp", "format:shp"),
        ("owner", ORMOY, "owner:37ad9e649833a0cec02fb543db63e30f"),
        ("theme", "landcover", "keyword:inspire-theme:landcover"),
        ("group-theme", "eau", "keyword:group-theme:eau"),
        ("topic", "environment", "keyword:iso19115-topic:environment"),
        ("keyword", "eau-potable", "keyword:isogeo:eau-potable"),
        ("crs", "2154", "coordinate-system:2154"),
        ("contact", "group:ab", "contact:group:ab"),
        ("licence", "isogeo:ab", "license:isogeo:ab"),
        ("origin", "auto", "provider:auto"),
        ("conformity", "inspire", "conformity:inspire"),
        ("catalog", "ab", "catalog:ab"),
        ("source", "ab", "data-source:ab"),
        ("name", "reseaux.pei", "name:reseaux.pei"),
        ("path", "srv", "path:srv"),
        ("without", "keyword", "has-no:keyword"),
    ];
    for (key, value, tag) in everything {
        let query = Query { text: " deux  mots\n".into(), ..filtered(&[(key, value), (key, value)]) };
        list(&server, &["all"], &query).await.unwrap();
        assert_eq!(asked(&server, "q"), [format!("deux mots {tag}")]);
    }
    let known = isogeo(&server).abilities(&at(&["all"])).filters;
    let tried = everything.iter().map(|(key, ..)| *key).chain(["box", "territory", "relation", "language"]);
    assert_eq!(known.iter().map(|filter| filter.key).collect::<Vec<_>>(), tried.collect::<Vec<_>>(), "all are tried");
    list(&server, &["all"], &filtered(&[("type", "service"), ("crs", "2154")])).await.unwrap();
    assert_eq!(asked(&server, "q"), ["type:service coordinate-system:2154"]);
}

#[tokio::test]
async fn boxes_relations_and_languages_are_parameters_sections_4_1_and_7_trap_20() {
    let server = with_page(&page(0, 1, 1)).await;
    let query = filtered(&[("box", "2.10,48.4, 2.65,48"), ("relation", "within"), ("language", "en")]);
    assert_eq!(list(&server, &["all"], &query).await.unwrap_err().kind, ErrorKind::Usage, "a space, and upside down");
    let query = filtered(&[("box", "-5.10,48.40,2.65,49"), ("relation", "within"), ("language", "en")]);
    list(&server, &["all"], &query).await.unwrap();
    let sent = ["box", "rel", "_lang"].map(|key| asked(&server, key).concat());
    assert_eq!(sent, ["-5.1,48.4,2.65,49", "within", "en"]);
}

#[tokio::test]
async fn what_isogeo_cannot_do_is_refused_before_it_is_asked_section_4_2() {
    let server = with_page(&page(0, 1, 1)).await;
    let table = [
        (filtered(&[("type", "service"), ("type", "resource")]), "either of several"),
        (filtered(&[("keyword", "a"), ("keyword", "b")]), "either of several"),
        (filtered(&[("keyword", "eau potable")]), "without spaces"),
        (filtered(&[("owner", "")]), "no value"),
        (filtered(&[("box", "1,2,3")]), "west,south,east,north"),
        (filtered(&[("box", "1,2,3,4,5")]), "west,south,east,north"),
        (filtered(&[("box", "1,2,x,3,4")]), "west,south,east,north"),
        (filtered(&[("box", "1,2,NaN,4")]), "west,south,east,north"),
        (filtered(&[("box", "2,1,1,2")]), "west,south,east,north"),
        (filtered(&[("box", "1,89,2,91")]), "west,south,east,north"),
        (filtered(&[("relation", "within")]), "no box"),
        (filtered(&[("box", "1,2,3,4"), ("relation", "equal")]), "one of contains"),
        (filtered(&[("language", "de")]), "one of fr, en"),
    ];
    for (query, part) in table {
        let error = list(&server, &["all"], &query).await.unwrap_err();
        assert_eq!((error.kind, error.kind.exit_code()), (ErrorKind::Usage, 2), "{query:?}");
        assert!(error.cause.contains(part) && error.hint.is_some(), "{error:?}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn sorts_are_those_of_records_and_of_data_section_4_1() {
    let server = with_page(&page(0, 1, 1)).await;
    let table = [
        ("title", "title", "asc"),
        ("-title", "title", "desc"),
        ("relevance", "relevance", "desc"),
        ("-updated", "_modified", "desc"),
        ("created", "_created", "asc"),
        ("-data-updated", "modified", "desc"),
        ("data-created", "created", "asc"),
    ];
    for (sort, order, direction) in table {
        let query = Query { sort: Some(sort.into()), ..Query::default() };
        list(&server, &["all"], &query).await.unwrap();
        assert_eq!((asked(&server, "ob").concat(), asked(&server, "od").concat()), (order.into(), direction.into()));
    }
}

#[tokio::test]
async fn a_share_that_is_none_is_told_from_an_empty_one_section_10() {
    let server = recorded().await;
    server.answers(SEARCH, [Answer::json(&page(0, 0, 0))]);
    let empty = list(&server, &["shares", OPEN_SHARE], &Query::default()).await.unwrap();
    assert_eq!((empty.items.len(), empty.total), (0, Some(0)));
    let error = list(&server, &["shares", "nonsense"], &Query::default()).await.unwrap_err();
    assert_eq!((error.kind, error.subject.to_string().as_str()), (ErrorKind::NotFound, "p/shares/nonsense"));
    let nothing = list(&server, &["shares", "nonsense"], &Query::text("x")).await.unwrap();
    assert_eq!(nothing.items.len(), 0, "a search that finds nothing is no mistake");
}

async fn facets(tags: Value) -> Vec<Facet> {
    let server = server().await;
    server.answers(SEARCH, [Answer::json(&object!({"total": 1, "results": [], "tags": tags}))]);
    isogeo(&server).facets(&at(&["all"])).await.unwrap()
}

fn values(facets: &[Facet], key: &str) -> Vec<(String, String)> {
    let facet = facets.iter().find(|facet| facet.key == key).unwrap_or_else(|| panic!("no facet {key}"));
    facet.values.iter().map(|it| (it.value.clone(), it.label.clone())).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned())).collect()
}

#[tokio::test]
async fn facets_are_the_tags_of_everything_found_section_4_3() {
    let server = recorded().await;
    let portal = isogeo(&server);
    let facets = portal.facets(&at(&["shares", OPEN_SHARE])).await.unwrap();
    assert_eq!((asked(&server, "_limit").concat(), asked(&server, "s").concat()), ("0".into(), OPEN_SHARE.into()));
    let keys: Vec<_> = facets.iter().map(|facet| facet.key.as_str()).collect();
    assert_eq!(
        keys,
        ["type", "action", "format", "owner", "theme", "keyword", "crs", "contact", "licence", "origin", "conformity"]
    );
    assert!(keys.iter().all(|key| portal.abilities(&at(&[])).filters.iter().any(|known| known.key == *key)));
    assert_eq!(values(&facets, "format"), pairs(&[("postgis", "PostGIS"), ("wms", "WMS")]));
    assert_eq!(
        values(&facets, "licence"),
        pairs(&[("isogeo:4e0f691c450ebbd141524ca23f3e9786", "Licence Ouverte 2.0 (Etalab)")])
    );
    assert!(
        facets.iter().flat_map(|facet| &facet.values).all(|value| value.count.is_none() && !value.label.is_empty())
    );
}

#[tokio::test]
async fn tags_without_a_label_get_one_section_7_trap_5() {
    let facets = facets(object!({"provider:manual": null, "provider:auto": null, "conformity:inspire": null,
        "format:geopackage": null, "share:x": "ours", "format:": "nothing"}))
    .await;
    assert_eq!(values(&facets, "origin"), pairs(&[("manual", "entered by hand"), ("auto", "harvested")]));
    assert_eq!(values(&facets, "conformity"), pairs(&[("inspire", "conforms to INSPIRE")]));
    assert_eq!(values(&facets, "format"), pairs(&[("geopackage", "geopackage")]));
}

#[tokio::test]
async fn one_theme_in_two_spellings_is_one_section_7_trap_4() {
    let facets = facets(object!({"keyword:inspire-theme:landuse": "Usage des sols",
        "keyword:inspire-theme:landUse": "Usage des sols"}))
    .await;
    assert_eq!(values(&facets, "theme"), pairs(&[("landuse", "Usage des sols")]));
}

#[tokio::test]
async fn values_of_one_label_are_told_apart_section_7_trap_9() {
    let other = "62ed17611725aec2ced6ac2d2a22144f";
    let mut tags = object!({format!("owner:{ORMOY}"): "Val d’Ormoy"});
    for (tag, label) in [
        (format!("contact:{ORMOY}:aaaaaaaabbbb"), "Service SIG"),
        (format!("contact:{ORMOY}:ccccccccdddd"), "Service SIG"),
        (format!("contact:{other}:eeeeeeeeffff"), "Service SIG"),
        ("contact:user:0000000011111".into(), "Ada"),
    ] {
        tags[tag] = label.into();
    }
    let labels: Vec<_> = values(&facets(tags).await, "contact").into_iter().map(|(_, label)| label).collect();
    let expected = ["Service SIG (Val d’Ormoy)", "Service SIG (Val d’Ormoy) cccccccc", "Service SIG (eeeeeeee)", "Ada"];
    assert_eq!(labels, expected);
}

#[tokio::test]
async fn the_search_without_an_envelope_is_read_section_7_trap_6() {
    let server = server().await;
    server.answers(SEARCH, [Answer::raw("application/json", fixture("isogeo/search.facets.json"))]);
    let found = list(&server, &["all"], &Query::default()).await.unwrap();
    assert_eq!((found.items.len(), found.total, found.next), (0, Some(626), None));
}
