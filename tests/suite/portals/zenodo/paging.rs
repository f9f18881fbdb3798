//! Pages smaller than asked for, and listings that end early.

use super::super::pages;
use super::*;

/// A list of `all` records in pages of at most `cap`, which counts and links as told.
fn capped(all: usize, cap: usize, counts: bool) -> impl Fn(&Request) -> Answer + Send + 'static {
    move |request| {
        let size = request.number("size").min(cap);
        let from = (request.number("page") - 1) * size;
        let mut answer = page(from.min(all), all.min(from + size), all);
        if from + size < all {
            answer["links"]["next"] = "https://depot.example/api/records?page=2&size=100".into();
        }
        if !counts {
            answer["hits"].as_object_mut().unwrap().remove("total");
        }
        Answer::json(&answer)
    }
}

#[tokio::test]
async fn smaller_pages_than_asked_for_lead_to_the_end() {
    for all in [0, 1, 25, 26, 49, 50, 51, 137] {
        for (cap, counts) in [(100, true), (25, true), (10, true), (25, false)] {
            let server = Server::start().await;
            server.on(LIST, capped(all, cap, counts));
            for portal in [portal(&server), signed_in(&server)] {
                let found = pages(&*portal, &at(&["all"]), &Query::default(), 200).await;
                let titles: Vec<String> =
                    found.iter().flat_map(|page| &page.items).map(|it| it.title.clone()).collect();
                let expected: Vec<String> = (0..all).map(|n| format!("set {n:03}")).collect();
                assert_eq!(titles, expected, "{all} in pages of {cap}");
                assert!(found.iter().all(|page| page.warnings.is_empty()), "{all} {cap}");
                assert!(found.iter().all(|page| page.total == counts.then_some(all as u64)), "{all} {cap}");
            }
        }
    }
}

/// More rows than those without a token may have are refused to who has a bad one.
#[tokio::test]
async fn a_bad_token_costs_no_row() {
    let server = Server::start().await;
    server.on(LIST, |request| match (request.header("authorization"), request.number("size")) {
        (Some(_), _) => Answer::status(401),
        (None, 26..) => Answer::json(&object!({"status": 400, "message": "size"})).with_status(400),
        (None, _) => capped(60, 25, true)(request),
    });
    let found = pages(&*signed_in(&server), &at(&["all"]), &Query::default(), 9).await;
    assert_eq!(found.iter().map(|page| page.items.len()).collect::<Vec<_>>(), [25, 25, 10]);
    assert!(found[0].warnings[0].contains("refuses your token"));
}

#[tokio::test]
async fn a_listing_that_ends_before_its_count_says_so() {
    let server = Server::start().await;
    server.on(LIST, |request| match request.number("page") {
        1 => Answer::json(&page(0, 25, 345)),
        _ => Answer::json(&page(0, 0, 345)),
    });
    let found = pages(&*portal(&server), &at(&["all"]), &Query::default(), 5).await;
    let last = found.last().unwrap();
    assert_eq!((last.items.len(), last.total), (0, Some(345)));
    assert!(last.warnings[0].contains("345 rows") && last.warnings[0].contains("beyond 25"), "{:?}", last.warnings);
    // What cannot be read is an error, and no end.
    server.on(LIST, |request| match request.number("page") {
        1 => Answer::json(&page(0, 25, 345)),
        _ => Answer::json(&object!({"status": 500, "message": "boom"})),
    });
    let portal = portal(&server);
    let first = portal.list(&at(&["all"]), &Query::default(), None).await.unwrap();
    let error = portal.list(&at(&["all"]), &Query::default(), first.next.as_ref()).await.unwrap_err();
    assert!(error.kind == ErrorKind::Unavailable && error.cause.contains("boom"), "{error}");
}

#[tokio::test]
async fn an_order_that_there_is_not_is_said() {
    let server = with_page(&page(0, 2, 2)).await;
    for (sort, is_said) in
        [("views", true), ("downloads", true), ("-views", false), ("created", false), ("-updated", false)]
    {
        let query = Query { sort: Some(sort.into()), ..Query::default() };
        let found = list(&server, &["all"], &query).await.unwrap();
        assert_eq!(found.warnings.len(), usize::from(is_said), "{sort}: {:?}", found.warnings);
    }
    let facets = portal(&server);
    facets.facets(&at(&["datasets"])).await.unwrap();
    assert_eq!(asked(&server.asked(LIST).pop().unwrap(), "resource_type"), ["dataset"], "those of the folder");
}
