//! Addresses, queries, pages, facets.

use guichet::base::error::ErrorKind;
use guichet::model::{Cursor, Item, Target};

use super::*;

fn filter(filters: &[(&str, &str)]) -> Query {
    let filters = filters.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
    Query { filters, ..Query::default() }
}

/// The request that a query leads to.
async fn asked(segments: &[&str], query: &Query) -> Request {
    let server = with_page(&page(0, 1, 1)).await;
    list(&server, segments, query).await.unwrap();
    server.asked(LIST).remove(0)
}

#[tokio::test]
async fn a_value_with_a_comma_is_sent_twice_section_1_1() {
    let name = "Régie des mobilités, réseaux & données";
    let request = asked(&["all"], &filter(&[("producer", name), ("keyword", "été"), ("keyword", "a,b")])).await;
    assert_eq!(request.values("producerNames"), [name, name]);
    assert_eq!(request.values("keywords"), ["été", "a,b", "a,b"]);
    let request = asked(&["all"], &filter(&[("theme", "x,y"), ("theme", "culture")])).await;
    assert_eq!(request.values("themes"), ["x,y", "x,y", "culture"]);
    let request = asked(&["themes", "x,y"], &Query::default()).await;
    assert_eq!(request.values("themes"), ["x,y", "x,y"]);
}

#[tokio::test]
async fn a_producer_is_named_or_given_by_its_id_section_1_1() {
    let request = asked(&["all"], &filter(&[("producer", &uuid(3))])).await;
    assert_eq!((request.values("producerUuids"), request.values("producerNames")), (vec![&*uuid(3)], vec![]));
}

#[tokio::test]
async fn each_access_state_is_one_parameter_section_1_1() {
    let table = [
        (vec!["open"], vec![("restrictedAccess", "false")]),
        (vec!["restricted"], vec![("restrictedAccess", "true")]),
        (vec!["personal"], vec![("gdprSensitive", "true")]),
        (vec!["restricted", "open"], vec![("gdprSensitive", "false")]),
        (vec!["open", "open"], vec![("restrictedAccess", "false")]),
        (vec!["personal", "open", "restricted"], vec![]),
    ];
    for (states, expected) in table {
        let query = filter(&states.iter().map(|state| ("access", *state)).collect::<Vec<_>>());
        let request = asked(&["all"], &query).await;
        let access = request.query.iter().filter(|(key, _)| key == "restrictedAccess" || key == "gdprSensitive");
        assert_eq!(access.map(|(key, value)| (&**key, &**value)).collect::<Vec<_>>(), expected, "{states:?}");
    }
    let server = with_page(&page(0, 1, 1)).await;
    for states in [["open", "personal"], ["restricted", "personal"], ["open", "secret"]] {
        let query = filter(&states.map(|state| ("access", state)));
        let error = list(&server, &["all"], &query).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Usage, "both in one request match nothing: {states:?}");
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn dates_go_out_with_an_offset_section_1_1() {
    let request = asked(&["all"], &filter(&[("from", "2024-01-31"), ("to", "2024-12-31")])).await;
    assert_eq!(request.values("dateDebut"), ["2024-01-31T00:00:00Z"]);
    assert_eq!(request.values("dateFin"), ["2024-12-31T23:59:59Z"], "the last day is part of the period");
    let request = asked(&["all"], &filter(&[("to", "2024-12-31T12:00:00+01:00")])).await;
    assert_eq!(request.values("dateFin"), ["2024-12-31T11:00:00Z"]);
    let server = with_page(&page(0, 1, 1)).await;
    for bad in [filter(&[("from", "last year")]), filter(&[("to", "2024-01-01"), ("to", "2025-01-01")])] {
        assert_eq!(list(&server, &["all"], &bad).await.unwrap_err().kind, ErrorKind::Usage);
    }
}

#[tokio::test]
async fn orders_have_the_names_that_work_section_1_1() {
    let table = [
        ("title", "resource_title"),
        ("-title", "-resource_title"),
        ("updated", "dataset_dates.updated"),
        ("-created", "-dataset_dates.created"),
        ("producer", "producer.organization_name"),
        ("theme", "theme"),
        ("-relevance", "-score"),
    ];
    for (sort, order) in table {
        let query = Query { sort: Some(sort.into()), ..Query::default() };
        assert_eq!(asked(&["all"], &query).await.values("order"), [order]);
    }
    assert_eq!(asked(&["all"], &Query::default()).await.values("order"), ["resource_title"]);
    let search = asked(&["all"], &Query::text(" été à vélo ")).await;
    assert_eq!((search.values("order"), search.values("freeText")), (vec!["-score"], vec!["été à vélo"]));
}

#[tokio::test]
async fn a_query_at_the_portal_or_its_themes_searches_the_catalogue() {
    for folder in [&[][..], &["themes"]] {
        let server = with_page(&page(0, 2, 2)).await;
        let page = list(&server, folder, &Query::text("vélo")).await.unwrap();
        assert_eq!(titles(&page.items), ["set 000", "set 001"]);
        assert_eq!(server.asked(LIST)[0].values("freeText"), ["vélo"]);
    }
}

#[tokio::test]
async fn a_theme_filter_narrows_a_theme_and_never_widens_it_section_1_1() {
    let request = asked(&["themes", "culture"], &filter(&[("theme", "health"), ("theme", "culture")])).await;
    assert_eq!(request.values("themes"), ["culture"], "several would be alternatives");
    let server = with_page(&page(0, 1, 1)).await;
    let page = list(&server, &["themes", "culture"], &filter(&[("theme", "health")])).await.unwrap();
    assert_eq!((page.items.len(), page.total, page.next), (0, Some(0), None));
}

#[tokio::test]
async fn pages_are_counted_in_records_section_1_2() {
    let server = Server::start().await;
    // A server with a cap of its own: the next page starts where this one ended.
    server
        .on(LIST, |request| Answer::json(&page(request.number("offset"), (request.number("offset") + 40).min(90), 90)));
    let pages = pages(&*rudi(&server), &at(&["all"]), &Query::default(), 9).await;
    assert_eq!(pages.iter().map(|page| page.items.len()).collect::<Vec<_>>(), [40, 40, 10]);
    let asked = server.asked(LIST);
    assert_eq!(asked.iter().map(|request| request.number("offset")).collect::<Vec<_>>(), [0, 40, 80]);
    assert!(asked.iter().all(|request| request.number("limit") == 100));
    let odd = rudi(&server).list(&at(&["all"]), &Query::default(), Some(&Cursor("x".into()))).await;
    assert_eq!(odd.unwrap_err().kind, ErrorKind::Usage);
}

#[tokio::test]
async fn a_record_that_comes_twice_is_shown_once_section_1_2() {
    let mut twice = page(0, 3, 3);
    twice["items"][2] = record(0);
    twice["items"][2]["global_id"] = uuid(0).to_uppercase().into();
    let page = list(&with_page(&twice).await, &["all"], &Query::default()).await.unwrap();
    assert_eq!(titles(&page.items), ["set 000", "set 001"]);
}

/// A catalogue of `total` that fails for every page with one of the `broken` records.
async fn with_broken(total: usize, broken: &'static [usize], status: u16) -> Server {
    let server = Server::start().await;
    server.on(LIST, move |request| {
        let from = request.number("offset").min(total);
        let to = (from + request.number("limit")).min(total);
        match broken.iter().any(|record| (from..to).contains(record)) {
            true => Answer::status(status),
            false => Answer::json(&page(from, to, total)),
        }
    });
    server
}

#[tokio::test]
async fn a_record_that_fails_its_page_costs_itself_only_section_9() {
    let table: [(usize, &[usize], u16); 6] = [
        (150, &[17], 500),
        (150, &[0], 500),
        (150, &[99, 100], 400),
        (150, &[3, 71], 500),
        (30, &[29], 500),
        (1, &[0], 500),
    ];
    for (total, broken, status) in table {
        let server = with_broken(total, broken, status).await;
        let pages = pages(&*rudi(&server), &at(&["all"]), &Query::default(), 4).await;
        let shown: Vec<&Item> = pages.iter().flat_map(|page| &page.items).collect();
        let expected: Vec<_> = (0..total).filter(|n| !broken.contains(n)).map(|n| format!("set {n:03}")).collect();
        assert_eq!(shown.iter().map(|item| &*item.title).collect::<Vec<_>>(), expected, "{broken:?} of {total}");
        let warnings: Vec<_> = pages.iter().flat_map(|page| &page.warnings).collect();
        assert_eq!(warnings.len(), broken.len(), "{warnings:?}");
        assert!(warnings[0].contains(&format!("number {}", broken[0] + 1)), "{warnings:?}");
        assert!(server.requests().len() <= 40, "{} requests", server.requests().len());
    }
}

#[tokio::test]
async fn a_page_that_fails_everywhere_is_one_error_section_9() {
    static EVERYWHERE: [usize; 10] = [2, 12, 22, 32, 42, 52, 62, 72, 82, 92];
    let server = with_broken(250, &EVERYWHERE, 500).await;
    let error = list(&server, &["all"], &Query::default()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Portal);
    assert!(server.requests().len() < 10, "a portal that is down is not asked again and again");
}

#[tokio::test]
async fn records_too_broken_to_corner_are_counted_section_9() {
    static HALF: [usize; 10] = [2, 7, 12, 17, 22, 27, 32, 37, 42, 47];
    let server = with_broken(100, &HALF, 500).await;
    let page = list(&server, &["all"], &Query::default()).await.unwrap();
    assert!(page.items.len() >= 50, "the sound half comes: {}", page.items.len());
    assert_eq!(page.next, None);
    let [left] = &page.warnings[..] else { panic!("{:?}", page.warnings) };
    assert!(left.contains(&format!("{} ", 100 - page.items.len())), "{left}");
    assert!(server.requests().len() < 30);
}

#[tokio::test]
async fn the_portal_opens_although_its_first_record_is_broken_section_9() {
    let server = with_broken(143, &[0], 500).await;
    let page = list(&server, &[], &Query::default()).await.unwrap();
    assert_eq!(titles(&page.items), ["all datasets", "themes", "my restricted datasets"]);
    assert_eq!(page.items[0].note.as_deref(), Some("143 datasets"));
}

#[tokio::test]
async fn facets_are_found_by_name_in_any_order_section_1_2() {
    let server = Server::start().await;
    server.answers("/konsult/v1/datasets/metadatas/facets", [Answer::json(&json("rudi/facets.json"))]);
    server.answers("/kos/v1/skosConcepts", [Answer::json(&json("rudi/skos_themes.json"))]);
    let portal = rudi(&server);
    let facets = portal.facets(&at(&[])).await.unwrap();
    assert_eq!(facets.iter().map(|facet| &*facet.key).collect::<Vec<_>>(), ["theme", "producer", "access"]);
    let theme = &facets[0].values[0];
    assert_eq!((&*theme.value, &*theme.label, theme.count), ("transportation", "Mobilité, Transport", Some(58)));
    assert_eq!(facets[0].values[2].label, "citizenship", "a code without a label is its own");
    assert_eq!(facets[1].values[1].value, "Régie des mobilités, réseaux & données");
    let request = &server.asked("/konsult/v1/datasets/metadatas/facets")[0];
    assert_eq!(request.values("facets"), ["theme", "producer_organization_name"]);
    let known: Vec<_> = portal.abilities(&at(&[])).filters.iter().map(|filter| filter.key).collect();
    assert!(facets.iter().all(|facet| known.contains(&&*facet.key)), "what a facet offers can be filtered by");

    let themes = portal.list(&at(&["themes"]), &Query::default(), None).await.unwrap();
    assert_eq!(titles(&themes.items), ["Mobilité, Transport", "Environnement", "citizenship"]);
    assert_eq!(themes.items[0].note.as_deref(), Some("58 datasets"));
    assert_eq!(themes.items[0].target, Target::folder(at(&["themes", "transportation"])));
}

#[tokio::test]
async fn facets_may_be_absent_null_or_partly_unreadable_section_1_2() {
    let odd = object!({"items": [{"propertyName": null, "values": 3}, {"propertyName": "theme", "values":
        [{"value": null, "count": 1}, {"value": "culture", "count": -1}, {"count": 7}, {"value": "health"}]}]});
    let table = [
        (json("rudi/facets.empty.json"), vec![]),
        (object!({"items": null}), vec![]),
        (odd, vec!["culture", "health"]),
    ];
    for (answer, expected) in table {
        let server = Server::start().await;
        server.answers("/konsult/v1/datasets/metadatas/facets", [Answer::json(&answer)]);
        let facets = rudi(&server).facets(&at(&["all"])).await.unwrap();
        let themes =
            facets.iter().find(|facet| facet.key == "theme").map(|facet| &facet.values[..]).unwrap_or_default();
        assert_eq!(themes.iter().map(|theme| &*theme.value).collect::<Vec<_>>(), expected, "{answer}");
        let page = list(&server, &["themes"], &Query::default()).await.unwrap();
        assert_eq!(titles(&page.items), expected);
    }
}

#[tokio::test]
async fn addresses_are_judged_by_their_shape() {
    let portal = rudi(&Server::start().await);
    let id = uuid(1);
    for folder in [&[][..], &["all"], &["themes"], &["themes", "culture"], &["restricted"]] {
        assert_eq!(portal.resolve(&at(folder)).unwrap(), Target::folder(at(folder)));
    }
    for dataset in
        [&[&*id][..], &[&id.to_uppercase()], &["all", &id], &["restricted", &id], &["themes", "culture", &id]]
    {
        assert_eq!(portal.resolve(&at(dataset)).unwrap(), Target::dataset(at(&[&id])), "{dataset:?}");
        let media = at(dataset).child("m");
        let target = Target::Media { dataset: at(&[&id]), media: "m".into() };
        assert_eq!(portal.resolve(&media).unwrap(), target, "{media}");
    }
    for none in [&["nowhere"][..], &["all", "x"], &["themes", "culture", "x"], &[&id, "m", "n"], &[&id[1..]]] {
        let error = portal.resolve(&at(none)).unwrap_err();
        assert_eq!(error.kind, ErrorKind::NotFound, "{none:?}");
        assert!(error.hint.is_some());
    }
}

#[tokio::test]
async fn what_is_no_uuid_is_not_asked_for_section_5() {
    let server = Server::start().await;
    let error = rudi(&server).dataset(&at(&["../../acl/v1/users/me"])).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_catalogue_without_a_total_is_listed_to_its_end_section_1_3() {
    for total in [Value::Null, object!(-1)] {
        let server = Server::start().await;
        server.on(LIST, move |request| {
            let from = request.number("offset").min(150);
            let mut page = page(from, (from + request.number("limit")).min(150), 0);
            page["total"] = total.clone();
            Answer::json(&page)
        });
        let pages = pages(&*rudi(&server), &at(&["all"]), &Query::default(), 4).await;
        assert_eq!(pages.iter().map(|page| page.items.len()).sum::<usize>(), 150);
        assert!(pages.iter().all(|page| page.total.is_none()), "nobody said how many there are");
    }
}

#[tokio::test]
async fn producers_by_name_and_by_id_would_match_nothing_together_section_1_1() {
    let server = with_page(&page(0, 1, 1)).await;
    let mixed = filter(&[("producer", &uuid(3)), ("producer", "Rennes Métropole")]);
    assert_eq!(list(&server, &["all"], &mixed).await.unwrap_err().kind, ErrorKind::Usage);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_theme_nobody_has_is_no_folder() {
    let server = with_page(&page(0, 0, 0)).await;
    let error = list(&server, &["themes", "nothing"], &Query::default()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
    let searched = list(&server, &["themes", "culture"], &Query::text("x")).await.unwrap();
    assert_eq!(searched.items.len(), 0, "a search without a match is an empty page");
}
