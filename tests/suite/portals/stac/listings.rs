//! Listings as the servers in use page them, to the end; and those that end early, each with a word.

use super::*;

/// How a server says where it goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Pager {
    /// stac-fastapi with pgstac: a POST whose body is whole.
    WholeBody,
    /// Earth Search: a POST that says what is new, and the total as it was once.
    Merged,
    /// rustac: no total.
    Skip,
    /// The next of a POST is a GET.
    Get,
    /// Each page is at a path of its own.
    Path,
}

const PAGERS: [Pager; 5] = [Pager::WholeBody, Pager::Merged, Pager::Skip, Pager::Get, Pager::Path];

/// A server with `there` items that gives `most` at once.
async fn paged(pager: Pager, there: usize, most: usize) -> Server {
    let server = interface().await;
    let base = server.url.clone();
    let answer = move |request: &Request| {
        let body: Value = serde_json::from_str(&request.body).unwrap_or_default();
        let of_path = request.path.rsplit('/').next().and_then(|last| last.parse().ok());
        let stated = body["token"].as_str().and_then(|it| it.strip_prefix("next:")?.parse().ok());
        let in_query = request.values("token").first().and_then(|it| it.parse().ok());
        let skipped = body["skip"].as_u64().map(|it| it as usize);
        let from: usize = of_path.or(stated).or(in_query).or(skipped).unwrap_or_default();
        // What was wanted is wanted of each page.
        let is_wanted = body["datetime"] == "2019-01-01T00:00:00Z/.." || request.values("datetime").len() == 1;
        let is_own = body["collections"] == object!(["images"]) || request.values("collections") == ["images"];
        assert!(is_wanted && is_own, "{} {:?}", request.body, request.query);
        let to = (from + most).min(there);
        let mut page = object!({"type": "FeatureCollection", "features": (from..to).map(record).collect::<Vec<_>>()});
        let mut whole = body.clone();
        whole["token"] = format!("next:{to}").into();
        let next = match pager {
            Pager::WholeBody => object!({"method": "POST", "href": "/search", "body": whole}),
            Pager::Merged => {
                object!({"method": "POST", "href": "/search", "merge": true, "body": {"token": format!("next:{to}")}})
            }
            Pager::Skip => object!({"method": "POST", "href": "/search", "merge": true, "body": {"skip": to}}),
            Pager::Get => object!({"href": base.join(&format!("search?token={to}")).unwrap()}),
            Pager::Path => object!({"href": format!("/search/page/{to}")}),
        };
        match pager {
            Pager::Merged => page["context"] = object!({"matched": there, "returned": to - from, "limit": most}),
            Pager::Skip => page["numberReturned"] = (to - from).into(),
            _ => page["numberMatched"] = there.into(),
        }
        let mut next = next;
        next["rel"] = "next".into();
        page["links"] = if to < there { object!([{"rel": "self", "href": "/search"}, next]) } else { object!([]) };
        Answer::json(&page)
    };
    for from in (0..there).step_by(most) {
        server.on(&format!("/search/page/{from}"), answer.clone());
    }
    server.on(SEARCH, answer);
    server
}

#[tokio::test]
async fn every_way_to_page_is_followed_to_the_server_s_count() {
    let wanted = narrowed(&[("from", "2019-01-01"), ("collection", "images")]);
    for pager in PAGERS {
        for (there, most) in [(0, 50), (1, 50), (49, 50), (50, 50), (51, 50), (137, 50), (137, 10), (3, 1)] {
            let server = paged(pager, there, most).await;
            let pages = pages(&*portal(&server), &at(&["all"]), &wanted, 15).await;
            let rows: Vec<&str> = pages.iter().flat_map(|page| titles(&page.items)).collect();
            let expected: Vec<String> = (0..there).map(|n| format!("set {n:03}")).collect();
            assert_eq!(rows, expected, "{pager:?} {there} {most}");
            let total = (pager != Pager::Skip).then_some(there as u64);
            assert!(pages.iter().all(|page| page.total == total), "{pager:?} {there} {most}");
            let said: Vec<&String> = pages.iter().flat_map(|page| &page.warnings).collect();
            assert!(said.is_empty(), "{pager:?} {there} {most}: {said:?}");
        }
    }
}

/// What `next` is of a page with items, how many pages of rows come, and a word of what is said.
#[tokio::test]
async fn a_listing_that_ends_early_says_so_and_how_many_there_are() {
    let table = [
        (object!({"href": "https://elsewhere.example/page/2"}), "elsewhere.example"),
        (object!({"href": "https://elsewhere.example/other?token=2"}), "elsewhere.example"),
        (object!({"href": "s3://bucket/2.json"}), "not where"),
        (object!({}), "not where"),
        (object!({"method": "POST"}), "not where"),
        (object!({"method": "POST", "merge": true}), "follows itself"),
        (object!({"method": "POST", "merge": true, "body": {"limit": 100}}), "follows itself"),
    ];
    for (mut next, word) in table {
        next["rel"] = "next".into();
        let server = interface().await;
        let mut page = page(0, 3, 137);
        page["links"] = object!([next]);
        server.answers(SEARCH, [Answer::json(&page)]);
        let found = list(&server, &["all"], &Query::default()).await.unwrap();
        assert_eq!((found.items.len(), found.next, found.total), (3, None, Some(137)), "{next}");
        assert!(matches!(&found.warnings[..], [one] if one.contains(word)), "{next}: {:?}", found.warnings);
    }
}

#[tokio::test]
async fn a_get_whose_next_is_itself_ends_with_a_word() {
    let server = interface().await;
    server.answers("/", [Answer::status(404)]);
    server.on(SEARCH, |request| match request.body.is_empty() {
        true => {
            let again = request.query.iter().rev().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>();
            let mut page = page(0, 2, 9);
            page["links"] = object!([{"rel": "next", "href": format!("/search?{}", again.join("&"))}]);
            Answer::json(&page)
        }
        false => Answer::status(405),
    });
    let found = list(&server, &["all"], &narrowed(&[("collection", "images")])).await.unwrap();
    assert_eq!((found.items.len(), found.next), (2, None));
    assert!(found.warnings[0].contains("follows itself"), "{:?}", found.warnings);
}

/// A page may be empty before the end; behind some of them nothing is believed.
#[tokio::test]
async fn empty_pages_are_passed_by_and_not_for_ever() {
    for (empty, came, pages_asked) in [(0, 3, 1), (2, 3, 3), (50, 0, 3)] {
        let server = interface().await;
        server.on(SEARCH, move |request| {
            let body: Value = serde_json::from_str(&request.body).unwrap();
            let skip = body["skip"].as_u64().unwrap_or_default() as usize;
            let mut page = page(0, if skip < empty { 0 } else { 3 }, 3);
            page["numberMatched"] = Value::Null;
            let next = object!({"rel": "next", "method": "POST", "merge": true, "body": {"skip": skip + 1}});
            page["links"] = if skip < empty { object!([next]) } else { object!([]) };
            Answer::json(&page)
        });
        let found = list(&server, &["all"], &Query::default()).await.unwrap();
        assert_eq!((found.items.len(), found.next), (came, None), "{empty}");
        assert_eq!(server.asked(SEARCH).len(), pages_asked, "{empty}");
        assert_eq!(found.warnings.iter().filter(|it| it.contains("nothing more")).count(), usize::from(came == 0));
    }
}

#[tokio::test]
async fn collections_that_are_not_all_listed_are_told() {
    let one = |id: &str| object!({"id": id, "title": id, "type": "Collection"});
    let next = |href: &str| object!([{"rel": "next", "href": href}]);
    let answer =
        |links: &Value, collections: &[Value]| Answer::json(&object!({"collections": collections, "links": links}));
    let none = object!([]);
    let table = [
        (answer(&none, &[one("a"), object!(null), one("b")]), 2, "1 collection"),
        (answer(&none, &[object!({"title": "a"}), object!("b"), one("c")]), 1, "2 collections"),
        (answer(&next("https://elsewhere.example/2"), &[one("a")]), 1, "elsewhere.example"),
        (answer(&next("/collections"), &[one("a")]), 1, "follows itself"),
        (answer(&next("/collections?page=2"), &[one("a")]), 1, "follows itself"),
        (answer(&none, &[one("a")]), 1, ""),
    ];
    for (answer, count, word) in table {
        let server = interface().await;
        server.answers("/collections", [answer.clone()]);
        let found = list(&server, &["collections"], &Query::default()).await.unwrap();
        assert_eq!(found.items.len(), count, "{answer:?}");
        let said = found.warnings.join("\n");
        assert!(said.contains(word) && said.is_empty() == word.is_empty(), "{answer:?}: {said}");
        let front = list(&server, &[], &Query::default()).await.unwrap();
        assert_eq!(front.warnings, found.warnings);
    }
    let server = interface().await;
    server.on("/collections", move |request| {
        let page = number(request, "page") + 1;
        Answer::json(&object!({"collections": [one("a")], "links": next(&format!("/collections?page={page}"))}))
    });
    let found = list(&server, &["collections"], &Query::default()).await.unwrap();
    assert!(found.items.len() == 1 && found.warnings[0].contains("again"), "{:?}", found.warnings);
    assert_eq!(server.asked("/collections").len(), 2);
}

#[tokio::test]
async fn an_order_is_asked_for_where_it_is_declared_and_told_where_it_does_not_come() {
    let sorted = Query { sort: Some("-date".into()), ..Query::default() };
    let dated = |days: &[&str]| {
        let features = days.iter().enumerate().map(|(n, day)| {
            let mut item = record(n);
            item["properties"]["datetime"] = format!("{day}T00:00:00Z").into();
            item
        });
        object!({"features": features.collect::<Vec<_>>(), "links": []})
    };
    let item_search = "https://api.stacspec.org/v1.0.0/item-search#sort";
    let collection_search = "https://api.stacspec.org/v1.0.0/collection-search#sort";
    for (class, days, expected) in [
        (Some(item_search), &["2024-03-01", "2024-02-01"][..], Some(0)),
        (Some(item_search), &["2024-02-01", "2024-03-01"], Some(1)),
        (Some(collection_search), &["2024-03-01"], None),
        (None, &["2024-02-01", "2024-03-01"], Some(1)),
    ] {
        let server = interface().await;
        let mut root = json("stac/root.json");
        root["conformsTo"] = class.map_or(Value::Null, |class| object!([class]));
        server.answers("/", [Answer::json(&root)]);
        server.answers(SEARCH, [Answer::json(&dated(days))]);
        match (list(&server, &["all"], &sorted).await, expected) {
            (Ok(page), Some(warnings)) => assert_eq!(page.warnings.len(), warnings, "{class:?} {days:?}"),
            (Err(error), None) => assert_eq!(error.kind, ErrorKind::Usage, "{class:?}"),
            (came, _) => panic!("{class:?} {days:?}: {came:?}"),
        }
    }
}

/// Whatever is in a value, it is one value.
#[tokio::test]
async fn values_with_quotes_and_signs_are_asked_for_as_they_are() {
    for value in ["a\"b", "a'b", "a&b=c", "a%2Fb", "a{b}", "é,à"] {
        for root in [200, 404] {
            let server = interface().await;
            server.answers("/", [Answer::json(&json("stac/root.json")).with_status(root)]);
            let takes_posts = root == 200;
            server.on(SEARCH, move |request| match takes_posts || request.body.is_empty() {
                true => Answer::json(&page(0, 1, 1)),
                false => Answer::status(405),
            });
            list(&server, &["all"], &narrowed(&[("id", value), ("collection", value)])).await.unwrap();
            let asked = server.asked(SEARCH).pop().unwrap();
            let body: Value = serde_json::from_str(&asked.body).unwrap_or_default();
            match takes_posts {
                true => assert_eq!((&body["ids"], &body["collections"]), (&object!([value]), &object!([value]))),
                false => assert_eq!((asked.values("ids"), asked.values("collections")), (vec![value], vec![value])),
            }
        }
    }
}
