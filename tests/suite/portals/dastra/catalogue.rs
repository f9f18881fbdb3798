//! Workspaces, collections, paging, filters, search (docs/portals/dastra.md 3 to 5).

use std::collections::BTreeSet;

use guichet::base::error::ErrorKind;
use guichet::model::{Abilities, Access, Place, Target};

use super::*;

fn query(filters: &[(&str, &str)], sort: Option<&str>, text: &str) -> Query {
    let filters = filters.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Query { text: text.into(), filters, sort: sort.map(str::to_owned) }
}

#[tokio::test]
async fn both_envelopes_of_the_workspaces_are_read_section_8_2() {
    for (name, expected) in [
        (
            "workspaces-page.json",
            vec![
                "Valbrune Métropole – Registre principal",
                "Office public de l'habitat",
                "Bac à sable (formation DPO)",
            ],
        ),
        (
            "workspaces-envelope-2023.json",
            vec!["Valbrune Métropole – Registre principal", "Office public de l'habitat"],
        ),
        ("workspaces-empty.json", vec![]),
    ] {
        let server = answering([(WORKSPACES, recorded(name))]).await;
        let page = list(&server, &[], &Query::default()).await.unwrap();
        assert_eq!(titles(&page.items), expected);
        assert_eq!((page.next, page.warnings), (None, vec![]), "{name}");
        for item in page.items {
            assert_eq!(item.access, Some(Access::Restricted));
            assert_eq!(dastra(&server).resolve(&item.target.address().unwrap()).unwrap(), item.target);
        }
    }
}

#[tokio::test]
async fn page_and_size_are_always_sent_section_4() {
    let server =
        answering([(WORKSPACES, recorded("workspaces-page.json")), (SETS, recorded("datasets-page.json"))]).await;
    list(&server, &[], &Query::default()).await.unwrap();
    list(&server, &["4021", "DataRetentionRules"], &Query::default()).await.unwrap();
    for path in [WORKSPACES, SETS] {
        let asked = &server.asked(path)[0];
        assert_eq!((asked.number("page"), asked.number("size")), (1, 100), "{path}");
    }
}

/// The answered size is not counted with: a server that gives twenty where a hundred were asked is read to its end.
#[tokio::test]
async fn a_server_that_caps_its_pages_is_read_to_the_end_section_8_11() {
    let server = answering([]).await;
    server.on(SETS, |request| {
        let from = (request.number("page") - 1) * 20;
        let mut answer = page(from.min(57), (from + 20).min(57), 57);
        answer["size"] = 500.into();
        Answer::json(&answer)
    });
    let pages = pages(&*dastra(&server), &at(&["4021", "DataRetentionRules"]), &Query::default(), 10).await;
    assert_eq!(pages.iter().map(|page| page.items.len()).collect::<Vec<_>>(), [20, 20, 17]);
    assert_eq!(server.asked(SETS).len(), 3, "what total says is believed");
}

#[tokio::test]
async fn bare_lists_and_lists_without_a_total_end_section_8_2() {
    let threats = "/v1/ws/4021/RiskThreats";
    let bare = |from: usize, to: usize| Value::Array((from..to).map(record).collect());
    let server = answering([(threats, Answer::json(&bare(0, 100)))]).await;
    let address = at(&["4021", "RiskThreats"]);
    let all = pages(&*dastra(&server), &address, &Query::default(), 4).await;
    assert_eq!(all.iter().map(|page| page.items.len()).sum::<usize>(), 100, "a list that is not paged comes once");
    server.on(threats, move |request| {
        let from = (request.number("page") - 1) * 100;
        Answer::json(&bare(from.min(130), (from + 100).min(130)))
    });
    let all = pages(&*dastra(&server), &address, &Query::default(), 4).await;
    assert_eq!(all.iter().map(|page| page.items.len()).collect::<Vec<_>>(), [100, 30]);
    let tags = object!([{"id": 61, "label": "Générique", "type": "DataRetentionRule", "color": null}]);
    let server = answering([("/v1/ws/4021/Tags", Answer::json(&tags))]).await;
    let page = list(&server, &["4021", "Tags"], &Query::default()).await.unwrap();
    assert_eq!((titles(&page.items), page.next), (vec!["Générique"], None));
    assert!(server.asked("/v1/ws/4021/Tags")[0].query.is_empty(), "it takes no page");
}

#[tokio::test]
async fn an_empty_workspace_is_normal_section_8_13() {
    for name in ["page-empty.json", "page-null-items.json"] {
        let server = answering([(SETS, recorded(name))]).await;
        let page = list(&server, &["4021", "DataRetentionRules"], &Query::default()).await.unwrap();
        assert_eq!((page.items.len(), page.total, page.next), (0, Some(0), None));
    }
}

#[tokio::test]
async fn a_workspace_shows_its_collections_the_main_ones_first_section_7() {
    let workspace = object!({"id": 4021, "label": "Valbrune"});
    let server = answering([("/v1/WorkSpaces/4021", Answer::json(&workspace))]).await;
    let page = list(&server, &["4021"], &Query::default()).await.unwrap();
    let shown = titles(&page.items);
    assert_eq!(shown[..6], ["data sets", "processing register", "assets", "data fields", "documents", "exports"]);
    assert!(!shown.iter().any(|title| title.contains("request")), "personal data are off by default: {shown:?}");
    let portal = dastra(&server);
    for item in &page.items {
        assert!(matches!(&item.target, Target::Place(Place::Folder(_))));
        assert_eq!(portal.resolve(&item.target.address().unwrap()).unwrap(), item.target);
    }
    for personal in ["people", "activity log", "stakeholders"] {
        assert_eq!(page.items.iter().find(|item| item.title == personal).unwrap().access, Some(Access::Personal));
    }
    let error = list(&server, &["4099"], &Query::default()).await.unwrap_err();
    assert_eq!((error.kind, &*error.subject.to_string()), (ErrorKind::NotFound, "p/4099"));
}

#[tokio::test]
async fn rights_requests_are_listed_only_when_asked_for_section_7() {
    let request = object!({"id": 8842, "title": "Accès à mon dossier", "state": "Opened"});
    let path = "/v1/ws/4021/DataSubjectRequests";
    let server = answering([(path, Answer::json(&object!({"items": [request], "total": 1})))]).await;
    let page = list(&server, &["4021", "DataSubjectRequests"], &Query::default()).await.unwrap();
    assert_eq!((titles(&page.items), page.items[0].access), (vec!["Accès à mon dossier"], Some(Access::Personal)));
}

#[tokio::test]
async fn filters_and_orders_are_those_of_the_collection_section_5() {
    let server = answering([(SETS, recorded("page-empty.json")), (REGISTER, recorded("page-empty.json"))]).await;
    let asked = query(&[("tag", "61"), ("tag", "74"), ("field", PAYROLL)], Some("-updated"), "été & paie");
    list(&server, &["4021", "DataRetentionRules"], &asked).await.unwrap();
    let sent = &server.asked(SETS)[0];
    assert_eq!(sent.values("tags"), ["61", "74"], "a repeated key (docs/portals/dastra.md 1)");
    assert_eq!((sent.values("q"), sent.values("dataFieldId")), (vec!["été & paie"], vec![PAYROLL]));
    assert_eq!((sent.values("sortBy"), sent.values("asc")), (vec!["dateUpdate"], vec!["false"]));

    let asked = query(
        &[("state", "Active"), ("type", "Vendor"), ("dataset", PAYSLIPS), ("archived", "false"), ("area", "12")],
        Some("title"),
        "",
    );
    list(&server, &["4021", "DataProcessings"], &asked).await.unwrap();
    let sent = &server.asked(REGISTER)[0];
    let expected = [
        ("states", "Active"),
        ("type", "Vendor"),
        ("dataSetId", PAYSLIPS),
        ("archived", "false"),
        ("areaId", "12"),
        ("sortBy", "label"),
        ("asc", "true"),
    ];
    for (name, value) in expected {
        assert_eq!(sent.values(name), [value], "{name}");
    }
    assert!(sent.values("select").is_empty(), "it would load the listed relations only");
}

#[tokio::test]
async fn what_a_collection_cannot_do_is_refused_before_it_is_asked() {
    let server = answering([]).await;
    let table = [
        (vec!["4021", "DataRetentionRules"], query(&[("archived", "true")], None, ""), "tag, field"),
        (
            vec!["4021", "DataProcessings"],
            query(&[("type", "Default"), ("type", "Vendor")], None, ""),
            "either of several",
        ),
        (vec!["4021", "Tags"], query(&[], Some("title"), ""), "one order only"),
        (vec!["4021", "Tags"], query(&[], None, "paie"), "cannot search"),
        (vec!["4021", "Assets"], query(&[], None, &"x".repeat(251)), "250"),
        (vec!["4021"], query(&[("tag", "61")], None, ""), "neither narrowed"),
        (vec!["4021", "exports"], query(&[], None, "paie"), "neither narrowed"),
        (vec![], query(&[("tag", "61")], None, ""), "narrowed by it"),
        (vec![], query(&[], Some("title"), ""), "one order"),
    ];
    for (address, query, part) in table {
        let error = list(&server, &address, &query).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Usage, "{address:?}");
        assert!(format!("{error} {:?}", error.hint).contains(part), "{error:?}");
    }
    assert!(server.requests().is_empty());
}

/// What each folder says it can do is sent, and all the rest is refused before anything is asked.
#[tokio::test]
async fn each_folder_tells_what_it_can_do_section_5() {
    const FILTERS: [&str; 11] =
        ["tag", "state", "type", "category", "area", "archived", "dataset", "field", "actor", "country", "colour"];
    let server = answering([(WORKSPACES, recorded("page-empty.json"))]).await;
    server.answers("/v1/WorkSpaces/4021", [Answer::json(&object!({"id": 4021}))]);
    let portal = dastra(&server);
    let folders = portal.list(&at(&["4021"]), &Query::default(), None).await.unwrap().items;
    let folders = folders.iter().filter_map(|item| item.target.address());
    let folders: Vec<_> =
        [at(&[]), at(&["4021"]), at(&["4021", "DataSubjectRequests"])].into_iter().chain(folders).collect();
    assert!(folders.len() > 25, "{}", folders.len());
    let mut different = BTreeSet::new();
    for folder in folders {
        if let [_, collection] = folder.segments()[..] {
            server.answers(&format!("/v1/ws/4021/{collection}"), [recorded("page-empty.json")]);
            server.answers(&format!("/v1/{collection}"), [recorded("page-empty.json")]);
        }
        let abilities = portal.abilities(&folder);
        let takes = async |query: Query| match portal.list(&folder, &query, None).await {
            Ok(_) => true,
            Err(error) => {
                assert_eq!(error.kind, ErrorKind::Usage, "{folder}: {error}");
                false
            }
        };
        for key in FILTERS {
            let able = abilities.filters.iter().any(|known| known.key == key);
            let value = match key {
                "archived" => "true",
                "dataset" | "field" => PAYROLL,
                _ => "61",
            };
            assert_eq!(takes(query(&[(key, value)], None, "")).await, able, "{folder}: {key}");
        }
        for key in ["title", "updated", "created", "size"] {
            let able = abilities.sorts.iter().any(|(known, _)| *known == key);
            assert_eq!(takes(query(&[], Some(key), "")).await, able, "{folder}: {key}");
        }
        if folder.path.len() == 2 {
            assert_eq!(takes(query(&[], None, "paie")).await, abilities.search, "{folder}: search");
        }
        different.insert(format!("{abilities:?}"));
    }
    assert!(different.len() > 8, "they are not all the same: {different:?}");
    for nowhere in [&["4021", "nothing"][..], &["4021", "Assets", "1"], &["x"]] {
        assert_eq!(portal.abilities(&at(nowhere)), Abilities::default());
    }
}

#[tokio::test]
async fn archived_workspaces_are_asked_for_by_their_state_section_3() {
    let server = answering([(WORKSPACES, recorded("workspaces-page.json"))]).await;
    list(&server, &[], &query(&[("state", "Archived")], None, "")).await.unwrap();
    assert_eq!(server.asked(WORKSPACES)[0].values("state"), ["Archived"]);
}

#[tokio::test]
async fn words_are_looked_for_in_the_main_collections_of_all_workspaces() {
    let server = answering([(WORKSPACES, recorded("workspaces-page.json"))]).await;
    let hits = |n: usize| Answer::json(&page(n, n + 1, 1));
    for (n, workspace) in ["4021", "4022", "4177"].iter().enumerate() {
        for (m, collection) in ["DataRetentionRules", "DataProcessings", "Assets", "DataFields"].iter().enumerate() {
            server.answers(&format!("/v1/ws/{workspace}/{collection}"), [hits(10 * n + m)]);
        }
    }
    server.answers("/v1/ws/4022/Assets", [Answer::status(403)]);
    let pages = pages(&*dastra(&server), &at(&[]), &query(&[], None, " paie "), 5).await;
    let found: Vec<_> = pages.iter().flat_map(|page| titles(&page.items)).collect();
    assert_eq!(found, [0, 1, 2, 3, 10, 11, 13, 20, 21, 22, 23].map(|n| format!("set {n:03}")));
    assert_eq!(pages.len(), 2, "no answer waits for more than eight requests");
    let warnings: Vec<_> = pages.iter().flat_map(|page| &page.warnings).collect();
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].contains("no right to this"), "{warnings:?}");
    assert!(server.asked(SETS).iter().all(|request| request.values("q") == ["paie"]));
}

/// An empty page would be taken for the end.
#[tokio::test]
async fn what_only_the_last_workspace_has_is_on_the_first_page() {
    let server = answering([(WORKSPACES, recorded("workspaces-page.json"))]).await;
    server.otherwise(recorded("page-empty.json"));
    server.answers("/v1/ws/4177/DataFields", [Answer::json(&page(7, 8, 1))]);
    let first = list(&server, &[], &query(&[], None, "paie")).await.unwrap();
    assert_eq!((titles(&first.items), &first.next), (vec!["set 007"], &None));
}

#[tokio::test]
async fn words_are_looked_for_in_one_workspace_and_to_the_end() {
    let server = answering([]).await;
    server.on(SETS, |request| {
        let from = (request.number("page") - 1) * 100;
        Answer::json(&page(from, (from + 100).min(150), 150))
    });
    for collection in ["DataProcessings", "Assets", "DataFields"] {
        server.answers(&format!("/v1/ws/4021/{collection}"), [recorded("page-empty.json")]);
    }
    let all = pages(&*dastra(&server), &at(&["4021"]), &query(&[], None, "paie"), 5).await;
    assert_eq!(all.iter().map(|page| page.items.len()).collect::<Vec<_>>(), [100, 50]);
    let server = answering([]).await;
    let error = list(&server, &["4099"], &query(&[], None, "paie")).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound, "nothing but refusals is a refusal");
}

#[tokio::test]
async fn facets_offer_tags_by_their_names_and_states() {
    let tags = object!([{"id": 74, "label": "Ressources humaines"}, {"id": "1f7d6c1e-0000-4a4a-8b8b-000000000061", "label": "Nouveau"}]);
    let server = answering([("/v1/ws/4021/Tags", Answer::json(&tags))]).await;
    let facets = dastra(&server).facets(&at(&["4021", "DataProcessings"])).await.unwrap();
    let keys: Vec<_> = facets.iter().map(|facet| &*facet.key).collect();
    assert_eq!(keys, ["tag", "archived", "state", "type"]);
    let values: Vec<_> = facets[0].values.iter().map(|value| (&*value.value, &*value.label)).collect();
    assert_eq!(values, [("74", "Ressources humaines"), ("1f7d6c1e-0000-4a4a-8b8b-000000000061", "Nouveau")]);
    assert_eq!(server.asked("/v1/ws/4021/Tags")[0].values("type"), ["DataProcessing"]);
    let root = dastra(&server).facets(&at(&[])).await.unwrap();
    assert_eq!(root[0].values.len(), 3);
}

#[tokio::test]
async fn addresses_have_one_spelling_and_ids_are_opaque_section_8_4() {
    let server = answering([]).await;
    let portal = dastra(&server);
    let one = portal.resolve(&at(&["4021", "DataRetentionRules", PAYSLIPS])).unwrap();
    for other in [["04021", "dataretentionrules", PAYSLIPS], ["4021", "DATARETENTIONRULES", &PAYSLIPS.to_uppercase()]] {
        assert_eq!(portal.resolve(&at(&other)).unwrap(), one, "{other:?}");
    }
    for id in ["771", "8d8c5b0e-6a52-4c0e-9b6e-2f7a1c3d4e5f", "a/b ?c"] {
        assert!(portal.resolve(&at(&["4021", "Assets", id])).is_ok(), "{id}");
    }
    for nowhere in [
        &["x"][..],
        &["4021", "Nothing"],
        &["4021", "Assets", ".."],
        &["4021", "Assets", "."],
        &["4021", "a", "b", "c", "d"],
    ] {
        assert_eq!(portal.resolve(&at(nowhere)).unwrap_err().kind, ErrorKind::NotFound, "{nowhere:?}");
    }
    let error = portal.dataset(&at(&["4021", "Assets", "a/b?c#d%2e"])).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
    assert_eq!(server.requests().last().unwrap().path, "/v1/ws/4021/Assets/a%2Fb%3Fc%23d%252e", "it is one segment");
}

#[tokio::test]
async fn nothing_is_asked_below_a_tenant_section_8_3() {
    let server =
        answering([(WORKSPACES, recorded("workspaces-page.json")), (SETS, recorded("datasets-page.json"))]).await;
    list(&server, &[], &Query::default()).await.unwrap();
    list(&server, &["4021", "DataRetentionRules"], &Query::default()).await.unwrap();
    assert!(server.requests().iter().all(|request| !request.path.contains("tenant")));
}

#[tokio::test]
async fn the_log_is_the_organisation_s_and_narrowed_to_the_workspace_section_5() {
    let log = object!([{"id": uuid(1), "label": "Connexion", "date": "2026-03-11T08:40:00", "user": {"displayName": "Camille Aubert"}}]);
    let server = answering([("/v1/Logs", Answer::json(&log))]).await;
    let page = list(&server, &["4021", "Logs"], &Query::default()).await.unwrap();
    assert_eq!((titles(&page.items), page.items[0].access), (vec!["Connexion"], Some(Access::Personal)));
    assert_eq!(server.asked("/v1/Logs")[0].values("workspaceId"), ["4021"]);
}
