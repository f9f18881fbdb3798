//! Listing: folders, pages, filters, orders, facets, and what one row says.

use guichet::model::{Access, Cursor, Offer};

use super::*;

#[tokio::test]
async fn the_portal_shows_its_folders_with_what_they_hold() {
    let server = Server::start().await;
    server.answers(LIST, [recorded("ckan/search-facets.json")]);
    let page = list(&server, &[], &Query::default()).await.unwrap();
    let rows: Vec<_> = page.items.iter().map(|item| (&*item.title, item.note.as_deref().unwrap())).collect();
    assert_eq!(rows, [("all datasets", "57 datasets"), ("organisations", "5 organisations")], "it has no groups");
    let asked = &server.asked(LIST)[0];
    assert_eq!((asked.values("rows"), asked.values("facet.field")), (vec!["0"], vec![r#"["organization","groups"]"#]));
}

#[tokio::test]
async fn recorded_rows_say_what_can_be_fetched() {
    let server = Server::start().await;
    server.answers(LIST, [recorded("ckan/search.json")]);
    let page = list(&server, &["all"], &Query::default()).await.unwrap();
    assert_eq!((page.items.len(), page.warnings.len(), page.total), (3, 0, Some(57)));
    let [service, files, _] = &page.items[..] else { panic!() };
    assert_eq!(
        (&*service.title, service.note.as_deref()),
        ("Équipements sportifs habitat 53", Some("Jeu de données n°53."))
    );
    assert_eq!(service.format.as_deref(), Some("wfs"));
    assert!(
        matches!(&service.offer, Some(Offer::ShowOnly(why)) if why.contains("no file to fetch")),
        "{:?}",
        service.offer
    );
    assert_eq!((service.access, service.licence.as_deref()), (Some(Access::Open), Some("ODbL 1.0")));
    assert_eq!((files.publisher.as_deref(), files.offer.as_ref()), (Some("Région Bretagne"), Some(&Offer::Download)));
    // Dates have no time zone: it is UTC.
    assert_eq!(files.modified.unwrap().to_string(), "2026-11-21T04:03:53.781026Z");
}

/// `rows` is capped in silence: what comes counts, not what was asked for.
#[tokio::test]
async fn pages_follow_what_came() {
    let server = Server::start().await;
    const CAP: usize = 7;
    server.on(LIST, |asked| {
        let start = asked.number("start");
        Answer::json(&page(start, (start + asked.number("rows").min(CAP)).min(20), 20))
    });
    let pages = pages(&*ckan(&server), &at(&["all"]), &Query::default(), 4).await;
    let found: Vec<_> = pages.iter().flat_map(|page| titles(&page.items)).collect();
    let expected: Vec<_> = (0..20).map(|n| format!("set {n:03}")).collect();
    assert_eq!(found, expected);
    let starts: Vec<_> = server.asked(LIST).iter().map(|asked| asked.number("start")).collect();
    assert_eq!(starts, [0, 7, 14]);
    let odd = ckan(&server).list(&at(&["all"]), &Query::default(), Some(&Cursor("x".into()))).await.unwrap_err();
    assert_eq!(odd.kind, ErrorKind::Usage);
}

#[tokio::test]
async fn a_query_leaves_in_solr_s_words() {
    let server = Server::start().await;
    server.answers(LIST, [recorded("ckan/search.json")]);
    let mut query = narrowed(&[("organization", "a"), ("organization", "b"), ("tag", "l'\"eau\""), ("format", "csv")]);
    query.text = "titre:eau".into();
    query.sort = Some("-updated".into());
    list(&server, &[], &query).await.unwrap();
    let asked = &server.asked(LIST)[0];
    let fq = r#"organization:("a" OR "b") AND tags:("l'\"eau\"") AND res_format:("csv" OR "CSV")"#;
    for (key, value) in [("q", "titre eau"), ("fq", fq), ("sort", "metadata_modified desc")] {
        assert_eq!(asked.values(key), [value], "{key}");
    }
    assert!(asked.values("include_private").is_empty(), "nobody is signed in");
}

#[tokio::test]
async fn organisations_are_those_that_hold_datasets() {
    let server = Server::start().await;
    server.answers(LIST, [recorded("ckan/search-facets.json")]);
    let page = list(&server, &["organizations"], &Query::default()).await.unwrap();
    let rows: Vec<_> = page.items.iter().map(|item| (&*item.title, item.note.as_deref().unwrap())).collect();
    let expected = [
        ("Kéolis", "12 datasets"),
        ("Rennes Métropole", "12 datasets"),
        ("Air Breizh", "11 datasets"),
        ("Région Bretagne", "11 datasets"),
        ("Ville de Saint-Malo", "11 datasets"),
    ];
    assert_eq!(rows, expected);
    assert_eq!(page.items[0].target.address(), Some(at(&["organizations", "org-kolis"])));
    let found = list(&server, &["organizations"], &Query::text("REGION bret")).await.unwrap();
    assert_eq!(titles(&found.items), ["Région Bretagne"], "CKAN does not search them, so guichet does");
    let error = list(&server, &["organizations"], &narrowed(&[("tag", "eau")])).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Usage);
    assert_eq!(list(&server, &["groups"], &Query::default()).await.unwrap().items.len(), 0);
}

/// The search does not tell an organisation without datasets from one that there is none of.
#[tokio::test]
async fn an_empty_organisation_is_empty_and_an_unknown_one_unknown() {
    let server = Server::start().await;
    server.answers(LIST, [recorded("ckan/empty.json")]);
    server.on("/api/3/action/organization_show", |asked| match asked.values("id")[0] {
        "org-kolis" => recorded("ckan/organization-show.json"),
        _ => recorded("ckan/show-404.json").with_status(404),
    });
    let empty = list(&server, &["organizations", "org-kolis"], &Query::default()).await.unwrap();
    assert_eq!((empty.items.len(), empty.next, empty.warnings.len()), (0, None, 0));
    assert_eq!(server.asked(LIST)[0].values("fq"), [r#"organization:("org-kolis")"#]);
    let error = list(&server, &["organizations", "nope"], &Query::default()).await.unwrap_err();
    assert_eq!((error.kind, &*error.subject.to_string()), (ErrorKind::NotFound, "p/organizations/nope"));
    server.answers("/api/3/action/group_show", [recorded("ckan/show-404.json").with_status(404)]);
    let query = narrowed(&[("organization", "a")]);
    assert_eq!(list(&server, &["groups", "g\""], &query).await.unwrap_err().kind, ErrorKind::NotFound);
    let fq = r#"groups:("g\"") AND organization:("a")"#;
    assert_eq!(server.asked(LIST)[2].values("fq"), [fq], "a name stays a name");
}

#[tokio::test]
async fn facets_are_what_ckan_counts() {
    let server = Server::start().await;
    server.answers(LIST, [recorded("ckan/search-facets.json")]);
    let facets = ckan(&server).facets(&at(&["all"])).await.unwrap();
    let found: Vec<_> = facets.iter().map(|facet| (&*facet.key, facet.values.len())).collect();
    assert_eq!(found, [("organization", 5), ("format", 21), ("licence", 4)]);
    let formats: Vec<_> = facets[1].values.iter().take(2).map(|it| (&*it.value, it.count)).collect();
    assert_eq!(formats, [("BIN", Some(35)), ("CSV", Some(34))], "the most frequent first");
    let inside = ckan(&server).facets(&at(&["organizations", "org-kolis"])).await.unwrap();
    assert!(inside.iter().all(|facet| facet.key != "organization"));
    assert_eq!(server.asked(LIST)[1].values("fq"), [r#"organization:("org-kolis")"#]);
    assert_eq!(ckan(&server).facets(&at(&["groups"])).await.unwrap(), []);
}

/// Some portals are at a path: `https://portal.example/opendata/api/3/action/…`.
#[tokio::test]
async fn a_portal_may_have_a_path_before_its_api() {
    let server = Server::start().await;
    server.answers("/opendata/api/3/action/package_show", [recorded("ckan/show.json")]);
    for path in ["opendata", "opendata/"] {
        let config = PortalConfig::new(PORTAL, Kind::Ckan, server.url.join(path).unwrap());
        let dataset = connect_with(config, None).dataset(&at(&[RECORD])).await.unwrap();
        let page = server.url.join("opendata/dataset/jeu-0004").unwrap();
        assert_eq!(dataset.page.as_deref(), Some(page.as_str()));
    }
}

#[test]
fn a_dataset_has_one_address_wherever_it_was_found() {
    let portal = connect_with(PortalConfig::new(PORTAL, Kind::Ckan, "https://a.example".parse().unwrap()), None);
    let paths: [&[&str]; 4] = [&["x"], &["all", "x"], &["organizations", "o", "x"], &["groups", "g", "x"]];
    for path in paths {
        assert_eq!(portal.resolve(&at(path)).unwrap(), guichet::model::Target::dataset(at(&["x"])), "{path:?}");
        let media = portal.resolve(&at(&[path, &["m"]].concat())).unwrap();
        assert_eq!(media.address(), Some(at(&["x", "m"])), "{path:?}");
    }
    assert_eq!(portal.resolve(&at(&["a", "b", "c", "d"])).unwrap_err().kind, ErrorKind::NotFound);
}
