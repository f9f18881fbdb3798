//! Listing: folders, pages, filters, orders, facets, and what one row says.

use guichet::model::{Access, Cursor, Offer};

use super::*;

fn topic(n: usize, name: &str) -> Value {
    object!({"id": hex(n), "name": name, "description": "**Deux** mots\n\nautre"})
}

#[tokio::test]
async fn the_portal_shows_its_folders_with_what_they_hold() {
    let server = server().await;
    server.answers(LIST, [Answer::json(&object!({"total": 57}))]);
    server.answers(ORGANIZATIONS, [Answer::json(&object!({"total": 5}))]);
    server.answers(TOPICS, [Answer::json(&object!({"total": 2}))]);
    let page = list(&server, &[], &Query::default()).await.unwrap();
    let rows: Vec<_> = page.items.iter().map(|item| (&*item.title, item.note.as_deref().unwrap())).collect();
    let expected = [("all datasets", "57 datasets"), ("organisations", "5 organisations"), ("topics", "2 topics")];
    assert_eq!(rows, expected);
    let asked = &server.asked(LIST)[0];
    assert_eq!(
        (asked.header("x-fields"), asked.values("page_size")),
        (Some("total"), vec!["1"]),
        "no more than is wanted"
    );

    server.answers(ORGANIZATIONS, [Answer::status(500)]).answers(TOPICS, [recorded("udata/topics.json")]);
    let page = list(&server, &[], &Query::default()).await.unwrap();
    assert_eq!(
        titles(&page.items),
        ["all datasets", "organisations"],
        "what does not answer or holds nothing is no matter"
    );
    server.answers(LIST, [recorded("udata/v1-past-the-end-404.json").with_status(404)]);
    let error = list(&server, &[], &Query::default()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound, "a portal without datasets is none");
}

#[tokio::test]
async fn recorded_rows_say_what_can_be_fetched() {
    let server = server().await;
    server.answers(LIST, [recorded("udata/v1-list.json")]);
    let page = list(&server, &["all"], &Query::default()).await.unwrap();
    assert_eq!((page.items.len(), page.warnings.len(), page.total), (3, 0, Some(57)));
    let [open, restricted, _] = &page.items[..] else { panic!() };
    assert_eq!(open.title, "Arbres remarquables mobilité 56");
    assert_eq!(open.note.as_deref(), Some("Jeu de données n°56."));
    assert_eq!((open.access, open.licence.as_deref()), (Some(Access::Open), Some("Licence Ouverte 2.0 (Etalab)")));
    assert_eq!((open.publisher.as_deref(), open.format.as_deref()), (Some("Kéolis"), Some("bin, csv")));
    assert_eq!(open.modified.unwrap().to_string(), "2026-11-21T04:29:06.575Z");
    assert_eq!(open.offer, Some(Offer::Download));
    assert_eq!(restricted.access, Some(Access::Restricted));
    assert!(
        matches!(&restricted.offer, Some(Offer::Doubtful(why)) if why.contains("decides")),
        "{:?}",
        restricted.offer
    );
    let asked = &server.asked(LIST)[0];
    assert_eq!((asked.values("page"), asked.values("page_size")), (vec!["1"], vec!["50"]));
    let mask = asked.header("x-fields").unwrap();
    assert!(mask.starts_with("data{id,") && mask.ends_with("},total,next_page") && !mask.contains(' '), "{mask}");
}

/// `next_page` is absolute: it may name another host. guichet counts on, and asks the portal it knows.
#[tokio::test]
async fn the_next_page_is_asked_of_the_portal_itself() {
    let server = server().await;
    server.answers(LIST, [Answer::json(&page(0, 2, 4)), Answer::json(&page(2, 4, 4))]);
    let pages = pages(&*udata(&server), &at(&["all"]), &Query::default(), 3).await;
    assert_eq!(pages.iter().map(|page| page.items.len()).collect::<Vec<_>>(), [2, 2]);
    let numbers: Vec<_> = server.asked(LIST).iter().map(|asked| asked.number("page")).collect();
    assert_eq!(numbers, [1, 2]);
}

/// What was promised may be gone by then.
#[tokio::test]
async fn a_page_past_the_end_ends_the_listing() {
    let server = server().await;
    server.answers(LIST, [Answer::json(&page(0, 2, 99)), recorded("udata/v1-past-the-end-404.json").with_status(404)]);
    let pages = pages(&*udata(&server), &at(&["all"]), &Query::default(), 3).await;
    assert_eq!(pages.iter().map(|page| page.items.len()).collect::<Vec<_>>(), [2, 0]);
    server.answers(LIST, [recorded("udata/v1-past-the-end-404.json").with_status(404)]);
    let error = list(&server, &["all"], &Query::default()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound, "the first page is never past the end");
    assert!(!error.cause.contains("did you mean"), "{}", error.cause);
    let odd = udata(&server).list(&at(&["all"]), &Query::default(), Some(&Cursor("x".into()))).await.unwrap_err();
    assert_eq!(odd.kind, ErrorKind::Usage);
}

#[tokio::test]
async fn a_query_leaves_in_udata_s_words() {
    let server = server().await;
    server.answers(LIST, [recorded("udata/v1-search.json")]);
    let mut query = narrowed(&[("tag", "Santé publique"), ("licence", "lov2"), ("format", "CSV"), ("access", "open")]);
    query.text = "  arbres  eau".into();
    query.sort = Some("-updated".into());
    let found = list(&server, &[], &query).await.unwrap();
    assert_eq!(
        titles(&found.items),
        ["Arbres remarquables eau 6", "Arbres remarquables mobilité 16"],
        "asked at the root too"
    );
    let asked = &server.asked(LIST)[0];
    for (key, value) in [
        ("q", "arbres eau"),
        ("tag", "sante-publique"),
        ("license", "lov2"),
        ("format", "csv"),
        ("access_type", "open"),
        ("sort", "-last_update"),
    ] {
        assert_eq!(asked.values(key), [value], "{key}");
    }
}

#[tokio::test]
async fn a_value_that_udata_refuses_is_the_person_s_to_correct() {
    let server = server().await;
    server.answers(LIST, [recorded("udata/v1-bad-param.json").with_status(400)]);
    let error = list(&server, &["all"], &narrowed(&[("geozone", "bogus")])).await.unwrap_err();
    assert_eq!((error.kind, error.kind.exit_code()), (ErrorKind::Usage, 2));
    assert!(error.cause.contains("page_size: The page size to fetch abc"), "{}", error.cause);
}

#[tokio::test]
async fn organisations_are_folders_in_pages() {
    let server = server().await;
    server.answers(ORGANIZATIONS, [recorded("udata/organizations.json")]);
    let page = list(&server, &["organizations"], &Query::default()).await.unwrap();
    assert_eq!((page.items.len(), page.total, page.warnings.len()), (5, Some(5), 0));
    assert_eq!(page.items[0].title, "Rennes Métropole");
    assert_eq!(page.items[0].note.as_deref(), Some("12 datasets"));
    assert_eq!(server.asked(ORGANIZATIONS)[0].values("sort"), ["-datasets"]);
    list(&server, &["organizations"], &Query::text("ville")).await.unwrap();
    let asked = &server.asked(ORGANIZATIONS)[1];
    assert_eq!((asked.values("q"), asked.values("sort").len()), (vec!["ville"], 0));
    let error = list(&server, &["organizations"], &narrowed(&[("licence", "lov2")])).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Usage);
    let abilities = udata(&server).abilities(&at(&["organizations"]));
    assert!(abilities.search && abilities.filters.is_empty() && abilities.sorts.is_empty());
}

/// Datasets are narrowed by ids only, and of one that there is none of udata finds nothing, without a word.
#[tokio::test]
async fn an_organisation_is_known_by_its_id_or_its_web_address() {
    let server = server().await;
    server.answers(LIST, [Answer::json(&page(0, 1, 1))]);
    server.answers(&format!("{ORGANIZATIONS}keolis/"), [Answer::json(&object!({"id": hex(5), "name": "Kéolis"}))]);
    let portal = udata(&server);
    for _ in 0..2 {
        portal.list(&at(&["organizations", "keolis"]), &Query::default(), None).await.unwrap();
    }
    portal.list(&at(&["all"]), &narrowed(&[("organization", "keolis")]), None).await.unwrap();
    let asked = server.asked(LIST);
    assert_eq!(asked.len(), 3);
    assert!(asked.iter().all(|asked| asked.values("organization") == [&*hex(5)]), "{asked:?}");
    assert_eq!(server.asked(&format!("{ORGANIZATIONS}keolis/")).len(), 1, "asked once");

    let error = portal.list(&at(&["organizations", "nope"]), &Query::default(), None).await.unwrap_err();
    assert_eq!((error.kind, &*error.subject.to_string()), (ErrorKind::NotFound, "p/organizations/nope"));
    let both = narrowed(&[("organization", &hex(9))]);
    server.answers(&format!("{ORGANIZATIONS}{}/", hex(9)), [Answer::json(&object!({"id": hex(9)}))]);
    let error = portal.list(&at(&["organizations", "keolis"]), &both, None).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Usage, "one cannot be in two at once");
    server.answers(&format!("{ORGANIZATIONS}gone/"), [Answer::status(410)]);
    let error = portal.list(&at(&["organizations", "gone"]), &Query::default(), None).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
}

/// udata passes over a topic that there is none of, and would show all datasets.
#[tokio::test]
async fn a_topic_is_looked_up_before_it_narrows() {
    let server = server().await;
    server.answers(LIST, [Answer::json(&page(0, 1, 1))]);
    server.answers(TOPICS, [Answer::json(&object!({"data": [topic(3, "Climat"), {"name": "sans id"}], "total": 2}))]);
    server.answers(&format!("{TOPICS}{}/", hex(3)), [Answer::json(&topic(3, "Climat"))]);
    let page = list(&server, &["topics"], &Query::default()).await.unwrap();
    assert_eq!((titles(&page.items), page.items[0].note.as_deref()), (vec!["Climat"], Some("Deux mots")));
    assert_eq!(page.warnings.len(), 1);
    list(&server, &["topics", &hex(3)], &Query::default()).await.unwrap();
    assert_eq!(server.asked(LIST)[0].values("topic"), [&*hex(3)]);
    let error = list(&server, &["topics", "nope"], &Query::default()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
    let error = list(&server, &["all"], &narrowed(&[("topic", "nope")])).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
    assert_eq!(server.asked(LIST).len(), 1);
}

/// What names a thing is one part of an address, whatever is in it.
#[tokio::test]
async fn a_name_cannot_lead_elsewhere() {
    let server = server().await;
    let error = list(&server, &["organizations", "../../datasets/r?x=1#y"], &Query::default()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
    let error = udata(&server).dataset(&at(&["../site"])).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
    let asked: Vec<_> = server.requests().into_iter().map(|asked| asked.path).filter(|it| it.contains("..")).collect();
    let expected = ["/api/1/organizations/..%2F..%2Fdatasets%2Fr%3Fx%3D1%23y/", "/api/1/datasets/..%2Fsite/"];
    assert_eq!(asked, expected);
}

#[tokio::test]
async fn facets_are_the_search_engine_s_or_what_can_be_told_without() {
    let server = server().await;
    server.answers(SEARCH, [recorded("udata/search-facets.json")]);
    server.answers(ORGANIZATIONS, [recorded("udata/organizations.json")]);
    let facets = udata(&server).facets(&at(&["all"])).await.unwrap();
    let found: Vec<_> = facets.iter().map(|facet| (&*facet.key, facet.values.len())).collect();
    assert_eq!(found, [("organization", 5), ("licence", 3), ("access", 3)]);
    assert_eq!((&*facets[0].values[0].label, facets[0].values[0].count), ("Rennes Métropole", Some(12)));
    assert_eq!(facets[1].values[0].label, "CC BY 4.0");
    let of_one = udata(&server).facets(&at(&["topics", &hex(3)])).await.unwrap();
    assert_eq!(of_one[0].values[0].count, None, "counted over the whole portal");
    let of_one = udata(&server).facets(&at(&["organizations", &hex(3)])).await.unwrap();
    assert!(of_one.iter().all(|facet| facet.key != "organization"));
    assert_eq!(udata(&server).facets(&at(&["organizations"])).await.unwrap(), []);

    // As udata counts where Elasticsearch is behind its search.
    let counted = object!({"facets": {"format": [{"name": "all", "count": 9}, {"name": "csv", "count": 6}],
        "license": [{"name": "lov2", "count": 4}]}});
    server.answers(SEARCH, [Answer::json(&counted)]);
    let facets = udata(&server).facets(&at(&["all"])).await.unwrap();
    let found: Vec<_> = facets.iter().map(|facet| (&*facet.key, facet.values.len())).collect();
    assert_eq!(found, [("licence", 1), ("format", 1), ("organization", 5), ("access", 3)]);
    assert_eq!(facets[0].values[0].label, "Licence Ouverte 2.0 (Etalab)");
    // Older portals have no such search.
    server.answers(SEARCH, [Answer::status(404)]);
    assert_eq!(udata(&server).facets(&at(&[])).await.unwrap().len(), 3);
}

#[tokio::test]
async fn licences_are_asked_for_once_and_missed_by_nobody() {
    let server = server().await;
    server.answers(LIST, [recorded("udata/v1-list.json")]);
    let portal = udata(&server);
    for _ in 0..2 {
        portal.list(&at(&["all"]), &Query::default(), None).await.unwrap();
    }
    assert_eq!(server.asked(LICENCES).len(), 1);
    server.answers(LICENCES, [Answer::status(404)]);
    let portal = udata(&server);
    for _ in 0..2 {
        let page = portal.list(&at(&["all"]), &Query::default(), None).await.unwrap();
        assert_eq!(page.items[0].licence.as_deref(), Some("Licence Ouverte 2.0 (Etalab)"), "known without the list");
    }
    assert_eq!(server.asked(LICENCES).len(), 2, "not asked again at once");
}

#[test]
fn a_dataset_has_one_address_wherever_it_was_found() {
    let portal = connect_with(PortalConfig::new(PORTAL, Kind::Udata, "https://a.example".parse().unwrap()), None);
    let paths: [&[&str]; 4] = [&["x"], &["all", "x"], &["organizations", "o", "x"], &["topics", "t", "x"]];
    for path in paths {
        assert_eq!(portal.resolve(&at(path)).unwrap(), guichet::model::Target::dataset(at(&["x"])), "{path:?}");
        let media = portal.resolve(&at(&[path, &["m"]].concat())).unwrap();
        assert_eq!(media.address(), Some(at(&["x", "m"])), "{path:?}");
    }
    for folder in [&["organizations", "o"][..], &["topics"]] {
        assert_eq!(portal.resolve(&at(folder)).unwrap(), guichet::model::Target::folder(at(folder)));
    }
    assert_eq!(portal.resolve(&at(&["a", "b", "c", "d"])).unwrap_err().kind, ErrorKind::NotFound);
}
