//! From page to page, and what is done here as feeds do not.

use std::collections::HashSet;

use super::*;

const RUDI: &str = "/konsult/v1/datasets/metadatas/dcat";

fn asked(server: &Server, path: &str) -> Vec<String> {
    let query =
        |request: &Request| request.query.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>();
    server.asked(path).iter().map(|request| query(request).join("&")).collect()
}

fn filtered(key: &str, value: &str) -> Query {
    Query { filters: vec![(key.into(), value.into())], ..Query::default() }
}

/// The feed's own addresses are those of another scheme and port: a proxy stands in between.
#[tokio::test]
async fn pages_are_asked_for_where_the_first_was() {
    let server = Server::start().await;
    server.on("/", |request| {
        let from = (number(request, "page").unwrap_or(1) - 1) * 100;
        Answer::json(&page(from, (from + 100).min(230), 230))
    });
    let found = pages(&*feed(&server), &at(&["all"]), &Query::default(), 5).await;
    assert_eq!(found.iter().map(|page| page.items.len()).collect::<Vec<_>>(), [100, 100, 30]);
    assert_eq!(asked(&server, "/"), ["", "page=2&page_size=100", "page=3&page_size=100"]);
}

#[tokio::test]
async fn another_host_is_not_followed() {
    let mut first = page(0, 2, 300);
    first["@graph"][1]["next"] = "http://169.254.169.254/latest?page=2".into();
    let server = serving("application/ld+json", first.to_string()).await;
    let found = all(&server).await;
    assert_eq!((found.items.len(), found.next), (2, None));
    assert!(found.warnings[0].contains("169.254.169.254"), "{:?}", found.warnings);
}

/// Links that lead in a circle, to themselves, or behind the last page.
#[tokio::test]
async fn links_that_never_end_do() {
    let circle = |to: usize| {
        move |_: &Request| {
            let mut it = page(0, 2, 300);
            it["@graph"][1]["next"] = format!("/?page={to}").into();
            Answer::json(&it)
        }
    };
    let server = Server::start().await;
    server.on("/", circle(2));
    let portal = feed(&server);
    let sorted = Query { sort: Some("title".into()), ..Query::default() };
    let found = portal.list(&at(&["all"]), &sorted, None).await.unwrap();
    assert_eq!((found.items.len(), server.asked("/").len()), (2, 2), "each page once, each dataset once");
    let found = pages(&*portal, &at(&["all"]), &Query::default(), 3).await;
    assert_eq!(found.len(), 2, "a page that goes on to itself is the last");

    let mut last = page(200, 203, 400);
    last["@graph"][1]["hydra:last"] = object!({"@id": server.url.join("/?page=3").unwrap().as_str()});
    last["@graph"][1]["next"] = "/?page=4".into();
    server.on("/", move |_| Answer::json(&last));
    let cursor = guichet::model::Cursor(format!("3 {}", server.url.join("/?page=3").unwrap()));
    assert_eq!(
        portal.list(&at(&["all"]), &Query::default(), Some(&cursor)).await.unwrap().next,
        None,
        "told to be the last"
    );
    for cursor in ["2 http://elsewhere.example/", "1 x", "2", "x", "2 file:///etc/passwd"] {
        let after = guichet::model::Cursor(cursor.into());
        let listed = portal.list(&at(&["all"]), &Query::default(), Some(&after)).await;
        assert!(cursor == "2" || listed.unwrap_err().kind == ErrorKind::Usage, "{cursor}");
    }
}

/// Longer than what is read into memory: every way of asking answers as for a short one, and it is asked for once.
#[tokio::test(flavor = "multi_thread")]
async fn a_long_feed_is_listed_searched_and_shown() {
    const SETS: usize = 3_000;
    let about = "Relevés de la ville, tels que ses services les publient. ".repeat(110);
    let set = |n: usize| {
        let title = if n == 1_234 { "Eau".to_owned() } else { format!("Jeu {n:05}") };
        object!({"identifier": format!("set-{n:05}"), "title": title, "description": about, "modified": "2026-01-02",
            "publisher": {"name": format!("Ville {}", n % 3)}, "theme": [if n < 5 { "Rare" } else { "Usuel" }],
            "distribution": [{"title": "F", "downloadURL": format!("http://a.example/{n}.csv"), "mediaType": "text/csv"}]})
    };
    let sets: Vec<Value> = (0..SETS).map(set).collect();
    let body = object!({"conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "dataset": sets}).to_string();
    assert!(body.len() > 17 << 20);
    let server = serving("application/json", body).await;
    let portal = feed(&server);
    let found = pages(&*portal, &at(&["all"]), &Query::default(), 40).await;
    let all: Vec<String> = found.iter().flat_map(|page| titles(&page.items)).map(|it| it.to_owned()).collect();
    assert_eq!((all.len(), &*all[1_233], &*all[1_234], &*all[2_999]), (SETS, "Jeu 01233", "Eau", "Jeu 02999"));
    assert!(found.iter().all(|page| page.total == Some(SETS as u64) && page.warnings.is_empty()));
    let first = async |query: Query, place: &[&str]| {
        let page = portal.list(&at(place), &query, None).await.unwrap();
        (page.total.unwrap(), page.items[0].title.clone())
    };
    assert_eq!(first(Query::text("eau"), &["all"]).await, (1, "Eau".into()));
    assert_eq!(first(Query::text("services jeu"), &["all"]).await, (2_999, "Jeu 00000".into()));
    assert_eq!(first(filtered("publisher", "ville 2"), &["all"]).await, (1_000, "Jeu 00002".into()));
    let last = Query { sort: Some("-title".into()), ..Query::default() };
    assert_eq!(first(last, &["all"]).await, (SETS as u64, "Jeu 02999".into()));
    assert_eq!(first(Query::default(), &["themes", "Rare"]).await, (5, "Jeu 00000".into()));
    let shown = portal.dataset(&at(&["set-02999"])).await.unwrap();
    assert_eq!((shown.summary.map(|it| it.len()), shown.media.len()), (Some(about.trim_end().len()), 1));
    let facets = portal.facets(&at(&["all"])).await.unwrap();
    let publishers = facets.iter().find(|facet| facet.key == "publisher").unwrap();
    assert_eq!(publishers.values.iter().map(|it| it.count).collect::<Vec<_>>(), [Some(1_000); 3]);
    assert_eq!(portal.list(&at(&[]), &Query::default(), None).await.unwrap().items.len(), 3);
    assert_eq!(server.asked("/").len(), 1, "it is known for a while");
}

/// What came is there, with one sentence; the next time it may be whole.
#[tokio::test(flavor = "multi_thread")]
async fn a_long_feed_whose_connection_breaks_is_known_as_far_as_it_came() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let about = "x".repeat(20_000);
    let set = |n: usize| object!({"identifier": format!("s{n}"), "title": format!("Jeu {n}"), "description": about});
    let sets: Vec<String> = (0..1_000).map(|n| set(n).to_string()).collect();
    let body = format!("{{\"dataset\":[{}]}}", sets.join(","));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
    let serving = tokio::spawn(async move {
        for length in [body.len() - 10_000, body.len()] {
            let mut stream = listener.accept().await.unwrap().0;
            let _ = stream.read(&mut [0; 4096]).await.unwrap();
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\netag: \"a\"\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            stream.write_all(head.as_bytes()).await.unwrap();
            stream.write_all(&body.as_bytes()[..length]).await.unwrap();
            stream.shutdown().await.unwrap();
        }
    });
    let portal = connect_with(PortalConfig::new(PORTAL, Kind::Dcat, url), None);
    let sorted = Query { sort: Some("title".into()), ..Query::default() };
    let found = portal.list(&at(&["all"]), &sorted, None).await.unwrap();
    assert_eq!((found.total, found.warnings.len()), (Some(999), 1), "{:?}", found.warnings);
    assert!(found.warnings[0].contains("only as far as its first 999 datasets"), "{:?}", found.warnings);
    let found = portal.list(&at(&["all"]), &sorted, None).await.unwrap();
    assert_eq!((found.total, found.warnings.len()), (Some(1_000), 0), "{:?}", found.warnings);
    serving.await.unwrap();
}

/// A second dataset of one identifier, wherever it comes, and the first one told again: of pages in memory, and of such as
/// are too long for that.
#[tokio::test(flavor = "multi_thread")]
async fn datasets_of_one_identifier_are_told_apart_over_all_pages() {
    for more in [0, 17 << 20] {
        are_told_apart_over_all_pages(more).await;
    }
}

/// Each page is so many bytes longer than what it says.
async fn are_told_apart_over_all_pages(more: usize) {
    let set = |id: &str, title: &str| {
        object!({"@id": format!("http://a.example/{title}"), "@type": "Dataset",
        "identifier": id, "dct:title": title})
    };
    let pages_of = [
        vec![set("a", "one"), set("b", "two"), set("a", "three")],
        vec![set("a", "one"), set("b", "four"), set("b", "five"), set("c", "six")],
        vec![set("b", "seven"), set("b", "four"), set("a-2", "eight"), set("d", "nine")],
    ];
    let expected = [
        ("a", "one"),
        ("b", "two"),
        ("a-2", "three"),
        ("b-2", "four"),
        ("b-3", "five"),
        ("c", "six"),
        ("b-4", "seven"),
        ("a-2-2", "eight"),
        ("d", "nine"),
    ];
    let server = Server::start().await;
    server.on("/", move |request| {
        let number = number(request, "page").unwrap_or(1);
        let mut it = page(0, 0, if number < 3 { 9 } else { 0 });
        if number < 3 {
            it["@graph"][1]["next"] = format!("/?page={}", number + 1).into();
        }
        it["@graph"].as_array_mut().unwrap().extend(pages_of[number - 1].iter().cloned());
        Answer::raw("application/ld+json", it.to_string() + &" ".repeat(more))
    });
    let names = |page: &Page| -> Vec<(String, String)> {
        let name = |item: &guichet::model::Item| (item.target.address().unwrap().path[0].clone(), item.title.clone());
        page.items.iter().map(name).collect()
    };
    let own = |expected: &[(&str, &str)]| -> HashSet<(String, String)> {
        expected.iter().map(|(id, title)| ((*id).to_owned(), (*title).to_owned())).collect()
    };
    let portal = feed(&server);
    for _ in 0..2 {
        let found = pages(&*portal, &at(&["all"]), &Query::default(), 5).await;
        let found: Vec<(String, String)> = found.iter().flat_map(names).collect();
        assert_eq!(found.iter().cloned().collect::<HashSet<_>>(), own(&expected), "and again");
    }
    let sorted = Query { sort: Some("title".into()), ..Query::default() };
    let all = portal.list(&at(&["all"]), &sorted, None).await.unwrap();
    assert_eq!(names(&all).into_iter().collect::<HashSet<_>>(), own(&expected));
    assert_eq!(all.items.len(), expected.len(), "each once");
    for (id, title) in expected {
        assert_eq!(feed(&server).dataset(&at(&[id])).await.unwrap().title, title, "{id} in another run");
    }
    let eight = portal.dataset(&at(&["a-2-2"])).await.unwrap();
    assert_eq!(eight.warnings.len(), 1, "it is told of: {:?}", eight.warnings);
}

/// One large document is shown a hundred rows at a time, from what was read once.
#[tokio::test]
async fn a_feed_in_one_piece_is_read_once() {
    let mut whole = page(0, 250, 250);
    whole["@graph"][1] = object!({"@id": "http://a.example/x"});
    let server = Server::start().await;
    let body = whole.to_string();
    server.on("/", move |request| match request.header("if-none-match") {
        Some("\"one\"") => Answer::status(304),
        _ => Answer::raw("application/ld+json", body.clone()).header("etag", "\"one\""),
    });
    let portal = feed(&server);
    let found = pages(&*portal, &at(&["all"]), &Query::default(), 5).await;
    assert_eq!(
        found.iter().map(|page| (page.items.len(), page.total)).collect::<Vec<_>>(),
        [(100, Some(250)), (100, Some(250)), (50, Some(250))]
    );
    assert_eq!(server.asked("/").len(), 1, "the rows further down are here");
    assert_eq!(portal.dataset(&at(&["set-7"])).await.unwrap().title, "set 007");
    assert_eq!(server.asked("/").len(), 1, "and so is every dataset");
    let again = portal.list(&at(&["all"]), &Query::default(), None).await.unwrap();
    assert_eq!((again.items.len(), server.asked("/").len()), (100, 2), "asked whether it has changed, and it has not");
}

#[tokio::test]
async fn a_new_version_is_read_anew() {
    let server = Server::start().await;
    let version =
        |n: usize| Answer::json(&page(0, n, n)).header("last-modified", format!("Sat, 21 Nov 2026 0{n}:00:00 GMT"));
    server.answers("/", [version(1), version(2)]);
    let portal = feed(&server);
    assert_eq!(portal.list(&at(&["all"]), &Query::default(), None).await.unwrap().items.len(), 1);
    assert_eq!(portal.list(&at(&["all"]), &Query::default(), None).await.unwrap().items.len(), 2);
    assert_eq!(server.asked("/")[1].header("if-modified-since"), Some("Sat, 21 Nov 2026 01:00:00 GMT"));
}

#[tokio::test]
async fn what_feeds_cannot_do_is_done_here() {
    let mut whole = page(0, 4, 4);
    let graph = whole["@graph"].as_array_mut().unwrap();
    let more = [
        ("Été à la plage", "Loisirs", "Ville", "2026-01-01"),
        ("Hiver", "Énergie", "Ville", "2024-01-01"),
        ("printemps", "Énergie", "Région", ""),
        ("Automne", "", "", "2025-01-01"),
    ];
    for (node, (title, theme, publisher, modified)) in graph.iter_mut().filter(|it| is_dataset(it)).zip(more) {
        node["dct:title"] = title.into();
        node["keyword"] = object!(["saison"]);
        for (key, value) in [("theme", theme), ("dct:publisher", publisher), ("dct:modified", modified)] {
            if !value.is_empty() {
                node[key] = value.into();
            }
        }
    }
    let server = serving("application/ld+json", whole.to_string()).await;
    let portal = feed(&server);
    let found = async |segments: &[&str], query: Query| {
        let page = portal.list(&at(segments), &query, None).await.unwrap();
        page.items.into_iter().map(|item| item.title).collect::<Vec<_>>()
    };
    assert_eq!(found(&["all"], Query::text("ete PLAGE")).await, ["Été à la plage"]);
    assert_eq!(found(&["all"], Query::text("saison énergie")).await, ["Hiver", "printemps"]);
    assert_eq!(found(&["all"], filtered("publisher", "ville")).await, ["Été à la plage", "Hiver"]);
    let mut either = filtered("theme", "Loisirs");
    either.filters.push(("theme".into(), "energie".into()));
    either.filters.push(("publisher".into(), "Ville".into()));
    assert_eq!(found(&["all"], either).await, ["Été à la plage", "Hiver"], "either theme, and the publisher");
    let sorted = |sort: &str| Query { sort: Some(sort.into()), ..Query::default() };
    assert_eq!(found(&["all"], sorted("title")).await, ["Automne", "Été à la plage", "Hiver", "printemps"]);
    assert_eq!(found(&["all"], sorted("-updated")).await, ["Été à la plage", "Automne", "Hiver", "printemps"]);
    assert_eq!(found(&["all"], sorted("updated")).await, ["Hiver", "Automne", "Été à la plage", "printemps"]);
    assert_eq!(found(&["themes", "Énergie"], sorted("title")).await, ["Hiver", "printemps"]);
    assert_eq!(found(&["publishers", "Ville"], filtered("theme", "Énergie")).await, ["Hiver"]);
    assert_eq!(found(&["publishers"], Query::default()).await, ["Ville", "Région"]);
    assert_eq!(found(&[], Query::default()).await, ["all datasets", "themes", "publishers"]);
    let missing = portal.list(&at(&["themes", "Rien"]), &Query::default(), None).await.unwrap_err();
    assert_eq!(missing.kind, ErrorKind::NotFound);
    let facets = portal.facets(&at(&["publishers", "Ville"])).await.unwrap();
    let told: Vec<_> = facets.iter().map(|facet| (&*facet.key, facet.values.len())).collect();
    assert_eq!(told, [("theme", 2), ("keyword", 1), ("publisher", 1), ("access", 1)]);
    assert_eq!(facets[1].values[0].count, Some(2));
}

/// Where a feed comes in pages, folders of all of it would cost a walk through them.
#[tokio::test]
async fn a_feed_in_pages_shows_its_folders_only_when_asked() {
    let server = Server::start().await;
    server.on("/", |request| {
        let from = (number(request, "page").unwrap_or(1) - 1) * 100;
        Answer::json(&page(from, (from + 100).min(230), 230))
    });
    let portal = feed(&server);
    let root = portal.list(&at(&[]), &Query::default(), None).await.unwrap();
    assert_eq!((titles(&root.items), server.asked("/").len()), (vec!["all datasets"], 1));
    let found = portal.list(&at(&["all"]), &Query::text("set 22"), None).await.unwrap();
    assert_eq!((found.items.len(), found.total, server.asked("/").len()), (12, Some(12), 4));
    portal.list(&at(&["all"]), &Query::text("set 11"), None).await.unwrap();
    assert_eq!(server.asked("/").len(), 4, "what was gathered is kept for a while");
    assert_eq!(portal.dataset(&at(&["set-229"])).await.unwrap().title, "set 229");
}

/// What lies behind a page that fails is missing, which is said; and the next time it is tried again.
#[tokio::test]
async fn a_page_that_fails_costs_what_lies_behind_it() {
    let server = Server::start().await;
    // As often as it is asked for where a person waits.
    let mut broken = 3;
    server.on("/", move |request| match number(request, "page").unwrap_or(1) {
        2 if broken > 0 => {
            broken -= 1;
            Answer::status(500)
        }
        page_number => Answer::json(&page((page_number - 1) * 100, (page_number * 100).min(230), 230)),
    });
    let portal = feed(&server);
    let sorted = Query { sort: Some("title".into()), ..Query::default() };
    let found = portal.list(&at(&["all"]), &sorted, None).await.unwrap();
    assert_eq!(found.total, Some(100));
    assert!(found.warnings[0].contains("page 1") && found.warnings[0].contains("500"), "{:?}", found.warnings);
    let found = portal.list(&at(&["all"]), &sorted, None).await.unwrap();
    assert_eq!((found.total, found.warnings.len()), (Some(230), 0));
}

/// RUDI's feed searches, and its link to the next page forgets what for (research of its code: `PaginationJsonLdMapper`).
#[tokio::test]
async fn rudi_searches_and_the_next_page_is_asked_for_the_same() {
    let server = Server::start().await;
    let host = server.url.authority().to_owned();
    let first = String::from_utf8(fixture("dcat/rudi.jsonld")).unwrap().replace("HOST", &host);
    let second =
        first.replace("6c3b795c", "7d3b795c").replace("Comptages vélo", "Stations").replace("\"next\"", "\"nothing\"");
    server.on(RUDI, move |request| {
        let body = if number(request, "page") == Some(2) { second.clone() } else { first.clone() };
        Answer::raw("application/ld+json", body)
    });
    let config = PortalConfig::new(PORTAL, Kind::Dcat, server.url.join(RUDI).unwrap());
    let portal = connect_with(config, None);
    let found = pages(&*portal, &at(&["all"]), &Query::text("vélo & co"), 3).await;
    assert_eq!(found.iter().flat_map(|page| titles(&page.items)).collect::<Vec<_>>(), ["Comptages vélo", "Stations"]);
    let expected = ["page=1&pageSize=50&freeText=vélo & co", "page=2&pageSize=50&freeText=vélo & co"];
    assert_eq!(asked(&server, RUDI), expected);
    let sorted = Query { sort: Some("-title".into()), ..Query::text("vélo & co") };
    let found = portal.list(&at(&["all"]), &sorted, None).await.unwrap();
    assert_eq!(titles(&found.items), ["Stations", "Comptages vélo"], "the feed's own finds are not searched again");
    let bikes = portal.dataset(&at(&["6c3b795c-0b60-4bf8-911c-c6f0625b7123"])).await.unwrap();
    assert_eq!(
        (bikes.theme.as_deref(), bikes.publisher.as_deref()),
        (Some("transportation"), Some("Rennes Métropole"))
    );
    assert_eq!((bikes.media[0].format.as_deref(), bikes.media[0].size), (Some("csv"), Some(2048)));
    assert_eq!(bikes.licence.unwrap().label, "Licence Ouverte (Etalab)");
}
