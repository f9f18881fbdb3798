//! Listing, searching and telling the Hub's datasets.

use guichet::access::guide::AccessWish;
use guichet::portals::web::led;
use url::Url;

use super::*;

#[tokio::test]
async fn a_dataset_is_told_in_full() {
    let found = dataset(&with_dataset(|_| {}).await).await;
    assert_eq!(found.warnings, [""; 0]);
    assert_eq!(found.summary.as_deref().map(str::trim), Some("Arbres\n\nLes arbres d’une ville inventée."));
    assert_eq!(found.synopsis.as_deref(), Some("Arbres d’une ville inventée"));
    assert_eq!(found.licence.as_ref().unwrap().label, "Licence Ouverte 2.0 (Etalab)");
    assert_eq!((found.publisher.as_deref(), found.access), (Some("ville-inventee"), Access::Open));
    assert_eq!(found.keywords, ["arbres", "patrimoine vert"]);
    assert_eq!(found.modified.unwrap().to_string(), "2026-09-14T08:30:00Z");
    assert_eq!(found.doi.as_deref(), Some("10.57967/hf/123456"));
    assert!(
        !found.media.is_empty() && found.media.iter().all(|media| media.modified.is_none()),
        "it is not of each file"
    );
    for (key, text) in [
        ("task", "text-classification"),
        ("language", "fr"),
        ("rows", "1K<n<10K"),
        ("doi", "10.57967/hf/123456"),
        ("revision", COMMIT),
    ] {
        assert_eq!(fact(&found, key), Some(text), "{key}: {:?}", found.facts);
    }
    assert!(found.page.as_deref().unwrap().ends_with("/datasets/ville-inventee/arbres"));
}

/// Names without a namespace, lists for texts, nothing for lists, gates nobody knows, paths that lead elsewhere.
#[tokio::test]
async fn odd_records_are_read_as_far_as_they_go() {
    let server = Server::start().await;
    let record = object!({"_id": 7, "id": "ancien-nom", "disabled": true, "gated": "somehow", "lastModified": null,
        "tags": null, "cardData": {"license": ["cc-by-4.0", "odbl", 3, "unknown"], "language": "fr"}, "sha": "odd", "siblings": [
            {"rfilename": "dossier à part/é#?.csv"}, {"rfilename": "../../etc/passwd"}, {"rfilename": "a//b.csv"}, {"rfilename": null}, 7]});
    server.answers("/api/datasets/ancien-nom", [Answer::json(&record)]);
    let found = portal(&server).dataset(&at(&["ancien-nom"])).await.unwrap();
    assert_eq!((&*found.title, found.access, found.publisher), ("ancien-nom", Access::Restricted, None));
    assert_eq!(found.licence.unwrap().label, "CC BY 4.0, ODbL 1.0");
    let urls: Vec<&str> = found.media.iter().map(|media| media.url.as_deref().unwrap()).collect();
    let expected =
        server.url.join("datasets/ancien-nom/resolve/main/dossier%20%C3%A0%20part/%C3%A9%23%3F.csv").unwrap();
    assert_eq!(urls, [expected.as_str()]);
    assert!(matches!(&found.media[0].offer, Offer::Doubtful(why) if why.contains("disabled")));
    assert!(found.warnings.iter().any(|it| it.contains("../../etc/passwd")), "{:?}", found.warnings);
}

#[tokio::test]
async fn other_licences_are_called_as_their_owner_does() {
    let named = with_dataset(|record| {
        record["cardData"] = object!({"license": "other", "license_name": "accord-labo", "license_link": "LICENSE"});
    });
    let licence = dataset(&named.await).await.licence.unwrap();
    assert_eq!(licence.label, "accord-labo");
    assert!(licence.url.unwrap().ends_with("/datasets/ville-inventee/arbres/blob/main/LICENSE"));
    let unknown = with_dataset(|record| record["cardData"] = object!({"license": "unknown"})).await;
    assert_eq!(dataset(&unknown).await.licence, None);
}

#[tokio::test]
async fn what_is_asked_for_is_in_the_hub_s_words_and_the_page_behind_goes_on_from_the_header() {
    let server = Server::start().await;
    let more = format!("<{}api/datasets?search=arbres&limit=100&cursor=eyJ4IjoxfQ%3D%3D>; rel=\"next\"", server.url);
    server.answers(LIST, [Answer::json(&page(0, 2, 0)).header("link", more), Answer::json(&page(2, 3, 0))]);
    let query = Query {
        filters: vec![("licence".into(), "etalab-2.0".into())],
        sort: Some("-likes".into()),
        ..Query::text("arbres d’ornement")
    };
    let all = pages(&*portal(&server), &at(&["tasks", "text-classification"]), &query, 3).await;
    assert_eq!((all.len(), all[0].total), (2, None));
    let asked = server.asked(LIST);
    assert_eq!(asked[0].values("search"), ["arbres", "d’ornement"]);
    assert_eq!(asked[0].values("filter"), ["license:etalab-2.0", "task_categories:text-classification"]);
    assert_eq!((asked[0].values("sort"), asked[0].values("direction")), (vec!["likes"], vec!["-1"]));
    assert_eq!((asked[1].values("cursor"), asked[1].values("search")), (vec!["eyJ4IjoxfQ=="], vec!["arbres"]));
}

#[tokio::test]
async fn there_is_one_order_and_that_is_said() {
    let server = Server::start().await;
    server.answers(LIST, [Answer::json(&page(0, 2, 0))]);
    for (sort, warnings) in [("likes", 1), ("-likes", 0)] {
        let query = Query { sort: Some(sort.into()), ..Query::default() };
        assert_eq!(list(&server, &["all"], &query).await.unwrap().warnings.len(), warnings, "{sort}");
    }
}

#[tokio::test]
async fn folders_are_the_tags_that_there_are() {
    let server = Server::start().await;
    server.answers(TAGS, [Answer::json(&json("hugging-face/tags.json"))]);
    let licences = list(&server, &["licences"], &Query::default()).await.unwrap();
    assert_eq!(titles(&licences.items), ["Licence Ouverte 2.0 (Etalab)", "CC BY 4.0"]);
    assert_eq!(server.asked(TAGS)[0].values("type"), ["license"]);
    server.answers(LIST, [Answer::json(&super::page(0, 1, 0))]);
    let root = list(&server, &[], &Query::default()).await.unwrap();
    assert_eq!(titles(&root.items), ["all datasets", "tasks", "modalities", "licences"]);
}

/// A redirect without a body leads from the old name to the one it has now.
#[tokio::test]
async fn a_dataset_that_was_renamed_has_its_new_name() {
    let server = with_dataset(|_| {}).await;
    let moved = Answer::status(307).header("location", DATASET);
    server.answers("/api/datasets/arbres-autrefois", [moved]);
    let found = portal(&server).dataset(&at(&["arbres-autrefois"])).await.unwrap();
    assert_eq!(found.address, at(&[SET]));
}

#[tokio::test]
async fn what_is_gated_tells_how_it_is_asked_for() {
    let gated = |how: &'static str| {
        with_dataset(move |record| {
            record["gated"] = how.into();
            record["cardData"]["extra_gated_fields"] = object!({"Nom": "text", "J’accepte": "checkbox"});
        })
    };
    for (how, words) in [("auto", "at once"), ("manual", "decides"), ("somehow", "asked for")] {
        let server = gated(how).await;
        let found = dataset(&server).await;
        assert_eq!(found.access, Access::Restricted);
        assert!(found.media.iter().all(|it| matches!(&it.offer, Offer::Doubtful(why) if why.contains(words))), "{how}");
        let guide = portal(&server).guide(&AccessWish::to(at(&[SET])), "en").await.unwrap();
        assert_eq!(guide.ids().collect::<Vec<_>>(), ["request", "token"]);
        assert!(guide.start.unwrap().ends_with("/datasets/ville-inventee/arbres"));
        assert!(guide.steps[0].detail.contains("Nom") && guide.steps[0].detail.contains("J’accepte"));
    }
    let server = gated("manual").await;
    server.answers(&format!("{DATASET}/auth-check"), [Answer::json(&object!({}))]);
    let found = signed_in(&server).dataset(&at(&[SET])).await.unwrap();
    assert!(found.media.iter().all(|media| media.offer == Offer::Download), "who was let in is not warned");
}

/// Where the tree of a gated dataset is hidden, the names are known all the same.
#[tokio::test]
async fn names_of_files_may_be_all_that_is_told() {
    let server = with_dataset(|record| record["gated"] = "manual".into()).await;
    server.answers(TREE, [Answer::status(401).header("x-error-code", "GatedRepo").body("restricted")]);
    let found = dataset(&server).await;
    assert_eq!(found.media.len(), 3);
    assert!(found.media.iter().all(|media| media.size.is_none() && media.checksum.is_none()));
}

#[tokio::test]
async fn what_is_not_there_and_what_is_private_are_refused_alike() {
    let server = Server::start().await;
    let unknown = Answer::json(&object!({"error": "Invalid username or password."})).with_status(401);
    server.answers(DATASET, [unknown]);
    let error = portal(&server).dataset(&at(&[SET])).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
    assert!(error.cause.contains("or it is private"), "{error}");
    let absent = Answer::json(&object!({"error": "Repository not found"}))
        .with_status(404)
        .header("x-error-code", "RepoNotFound");
    server.answers(DATASET, [absent]);
    assert_eq!(signed_in(&server).dataset(&at(&[SET])).await.unwrap_err().kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn whose_the_token_is_is_told() {
    let server = Server::start().await;
    server.answers("/api/whoami-v2", [Answer::json(&json("hugging-face/whoami.json"))]);
    let account = signed_in(&server).account().await.unwrap();
    assert_eq!(account.who.as_deref(), Some("Ada L."));
    assert!(account.opens.iter().any(|it| it.contains("ville-inventee")));
    server.answers(LIST, [Answer::json(&page(0, 1, 0))]);
    assert_eq!(portal(&server).account().await.unwrap().who, None);
}

/// The five minutes are counted as the headers tell it.
#[tokio::test]
async fn how_many_requests_are_left_is_read_from_the_headers() {
    let server = Server::start().await;
    let told = Answer::json(&page(0, 1, 0))
        .header("ratelimit", "\"api\";r=1;t=240")
        .header("ratelimit-policy", "\"fixed window\";\"api\";q=77;w=300");
    server.answers(LIST, [told]);
    let portal = portal(&server);
    portal.list(&at(&["all"]), &Query::default(), None).await.unwrap();
    let left = portal.quota();
    assert_eq!(left.iter().map(|it| (it.limit, it.left)).collect::<Vec<_>>(), [(77, 1)]);
}

#[test]
fn every_page_leads_to_its_address() {
    let base = Url::parse("https://hub.exemple.org/").unwrap();
    let table: &[(&str, Option<&[&str]>)] = &[
        ("", Some(&[])),
        ("datasets", Some(&["all"])),
        ("datasets/a/b", Some(&["a/b"])),
        ("datasets/old", Some(&["old"])),
        ("datasets/a/b/tree/main/data", Some(&["a/b"])),
        ("datasets/a/b/tree/v1.0", Some(&["a/b@v1.0"])),
        ("datasets/a/b/tree/essai%2F%C3%A9t%C3%A9/data/deep", Some(&["a/b@essai/été"])),
        ("datasets/a/b/tree/refs%2Fconvert%2Fparquet/default", Some(&["a/b@refs/convert/parquet"])),
        ("datasets/a/b/tree/refs/convert/parquet/default", Some(&["a/b@refs/convert/parquet"])),
        ("datasets/a/b/blob/refs/pr/3/x.csv", Some(&["a/b@refs/pr/3", "x.csv"])),
        ("datasets/a/b/commit/0123abc", Some(&["a/b@0123abc"])),
        ("datasets/a/b/commits/essai", Some(&["a/b@essai"])),
        ("datasets/a/b/commits", Some(&["a/b"])),
        ("datasets/a/tree", Some(&["a/tree"])),
        ("datasets/old/tree/v2", Some(&["old@v2"])),
        ("datasets/a/b/tree/..%2F..%2Fmodels", None),
        ("datasets/a/b/blob/v1/100%25%20%23%3F.csv", Some(&["a/b@v1", "100% #?.csv"])),
        ("datasets/a/b/raw/v1/a%20%20b.csv", Some(&["a/b@v1", "a b.csv"])),
        ("api/datasets/a/b/revision/v1", Some(&["a/b@v1"])),
        ("api/datasets/a/b/tree/v1/data?recursive=true", Some(&["a/b@v1"])),
        ("datasets/a/b/discussions/3", Some(&["a/b"])),
        ("datasets/a/b/blob/main/data/x%20y.csv", Some(&["a/b", "data/x y.csv"])),
        (
            "datasets/a/b/resolve/refs%2Fconvert%2Fparquet/default/train/0000.parquet?download=true",
            Some(&["a/b@refs/convert/parquet", "default/train/0000.parquet"]),
        ),
        ("datasets/old/raw/main/x.csv", Some(&["old", "x.csv"])),
        ("api/datasets/a/b", Some(&["a/b"])),
        ("api/datasets/a/b/tree/main?recursive=true", Some(&["a/b"])),
        ("api/resolve-cache/datasets/a/b/0123/data/x.csv?etag=1", Some(&["a/b@0123", "data/x.csv"])),
        ("datasets/new", Some(&["new"])),
        ("a/b", None),
        ("api/models/a/b", None),
    ];
    for &(page, expected) in table {
        let found = led(Kind::HuggingFace, &base, &base.join(page).unwrap());
        let expected: Option<Vec<String>> = expected.map(|it| it.iter().map(|it| (*it).to_owned()).collect());
        if page != "datasets/new" {
            assert_eq!(found, expected, "{page}");
        } else {
            assert_eq!(found, None, "a page to make one is none");
        }
    }
}
