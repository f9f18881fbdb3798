//! Media: what is offered, where it is, and who gets to see the credential.

use guichet::base::error::ErrorKind;
use guichet::download::{FetchPlan, Require, Verdict};
use guichet::model::Offer;

use super::*;

#[tokio::test]
async fn media_addresses_of_both_generations_sections_0_and_3_2() {
    let server = Server::start().await;
    let (set, one) = (uuid(1), uuid(9));
    let table = [
        (format!("/medias/{set}/{one}/dwnl"), format!("/medias/{set}/{one}/dwnl")),
        (format!("/medias/{set}/{one}/wfs"), format!("/medias/{set}/{one}/wfs")),
        (format!("/medias/{one}/dwnl/1.0.0"), format!("/medias/{one}/dwnl/1.0.0")),
        (format!("/medias/{one}/gdata/1.0.0"), format!("/apm/medias/{one}/gdata/1.0.0")),
        (format!("/medias/{one}/tpbc/1.0.0"), format!("/apm/medias/{one}/tpbc/1.0.0")),
        (format!("/medias/{one}/{set}/1.0.0"), format!("/medias/{one}/{set}/1.0.0")),
        (format!("/apm/medias/{one}/wfs/1.0.0"), format!("/apm/medias/{one}/wfs/1.0.0")),
    ];
    for (raw, path) in table {
        let url = media(&server, file(&raw)).await.url;
        assert_eq!(url, Some(server.url.join(&path).unwrap().to_string()), "{raw}");
    }
    let foreign = media(&server, file("https://noeud.exemple.org/x?a=1")).await;
    assert_eq!(foreign.url.as_deref(), Some("https://noeud.exemple.org/x?a=1"));
    for none in ["", " ", "file:///etc/passwd", "javascript:alert(1)", "http://"] {
        let media = media(&server, file(none)).await;
        assert_eq!(media.url, None, "{none}");
        assert!(matches!(media.offer, Offer::ShowOnly(_)), "{none}: what has no address cannot be fetched");
    }
}

#[tokio::test]
async fn a_list_shows_raw_addresses_and_the_detail_those_to_use_section_1_4() {
    let server = with_page(&json("rudi/list_page.v3.json")).await;
    let listed = list(&server, &["all"], &Query::default()).await.unwrap();
    let dataset = dataset_of(&server, &json("rudi/dataset.open.json")).await;
    assert_eq!(listed.items[0].target.address().as_ref(), Some(&dataset.address));
    let path = format!("/medias/{OPEN}/acfe8ee1-27c1-44f4-a013-7ee18225dddd/dwnl");
    assert_eq!(dataset.media[0].url, Some(server.url.join(&path).unwrap().to_string()));
    assert_eq!(dataset.media[0].offer, Offer::Download);

    server.answers(&path, [Answer::raw("text/csv", fixture("rudi/download.csv"))]);
    assert_eq!(bytes(&*rudi(&server), &dataset.media[0]).await.unwrap(), fixture("rudi/download.csv"));
    let request = &server.asked(&path)[0];
    assert_eq!((&*request.method, request.header("accept-encoding")), ("GET", Some("identity")), "HEAD is no route");
    assert_eq!(request.header("authorization"), None, "open data need no token");
}

#[tokio::test]
async fn only_files_behind_dwnl_are_offered_section_1_5() {
    let dataset = dataset(&json("rudi/dataset.edge.json")).await;
    let offered: Vec<_> = dataset.media.iter().map(|media| media.offer == Offer::Download).collect();
    assert_eq!(offered, [true, true, true, false, false, false]);
    assert!(dataset.media.iter().all(|media| media.url.is_some()), "what is not offered is shown by its address");
    let reason = |n: usize| match &dataset.media[n].offer {
        Offer::ShowOnly(reason) => reason.clone(),
        other => panic!("{other:?}"),
    };
    assert!(reason(4).contains("INDICATOR"), "{}", reason(4));
    assert!(dataset.media[3].url.as_deref().unwrap().ends_with("/null"));
    assert!(!reason(3).contains("null") && dataset.media[3].format.as_deref() != Some("null"), "{}", reason(3));
}

#[tokio::test]
async fn a_contract_that_is_absent_null_or_the_word_is_none_section_1_5() {
    let server = Server::start().await;
    for nothing in [Value::Null, "null".into(), "".into()] {
        for kind in ["FILE", "SERVICE"] {
            let mut raw = file(&format!("/medias/{}/{}/null", uuid(1), uuid(9)));
            raw["media_type"] = kind.into();
            raw["connector"]["interface_contract"] = nothing.clone();
            let media = media(&server, raw).await;
            let Offer::ShowOnly(reason) = &media.offer else { panic!("{kind} {nothing}: {:?}", media.offer) };
            assert!(!reason.contains("null") && !reason.contains("\"\""), "{reason}");
            assert_ne!(media.format.as_deref(), Some("null"));
        }
    }
}

#[tokio::test]
async fn encrypted_media_say_so_section_1_5() {
    let dataset = dataset(&json("rudi/dataset.restricted.json")).await;
    let media = &dataset.media[0];
    assert_eq!((media.format.as_deref(), media.content_type.as_deref()), (Some("csv"), Some("text/csv+crypt")));
    for (label, text) in [("encrypted", "true"), ("type before encryption", "text/csv")] {
        assert!(media.facts.contains(&(label.into(), text.into())), "{:?}", media.facts);
    }
    assert!(matches!(media.offer, Offer::Doubtful(_)), "restricted, and nobody is signed in");
    let series = &dataset.media[1];
    assert!(matches!(series.offer, Offer::ShowOnly(_)));
    for (label, text) in [("period", "900 s"), ("latency", "900 s"), ("records", "5214876")] {
        assert!(series.facts.contains(&(label.into(), text.into())), "{:?}", series.facts);
    }
}

#[tokio::test]
async fn names_sizes_and_checksums_are_taken_as_claims_section_1_5() {
    let dataset = dataset(&json("rudi/dataset.edge.json")).await;
    let [nameless, path, accents, ..] = &dataset.media[..] else { panic!() };
    assert_eq!((&nameless.title, nameless.size), (&nameless.id, None), "no name, and a size of 0 is none");
    assert_eq!((&*path.title, path.size), ("../../etc/passwd", Some(48)), "only a download makes a file name of it");
    let placeholder = path.checksum.as_ref().unwrap();
    assert_eq!((&*placeholder.algo, &*placeholder.value), ("SHA-256", "checksum.hash"));
    assert_eq!((&accents.checksum, accents.format.as_deref()), (&None, Some("geojson")));
}

#[tokio::test]
async fn numbers_of_any_spelling_do_not_cost_a_media_section_1_5() {
    let server = Server::start().await;
    let table = [
        (object!(48), Some(48)),
        (object!(0), None),
        (object!(-1), None),
        (object!(48.0), Some(48)),
        (object!("48"), Some(48)),
        (object!("big"), None),
        (object!(1e300), None),
        (object!([]), None),
        (Value::Null, None),
    ];
    for (size, expected) in table {
        let mut raw = file("/x");
        raw["file_size"] = size.clone();
        raw["latency"] = size.clone();
        assert_eq!(media(&server, raw).await.size, expected, "{size}");
    }
}

#[tokio::test]
async fn a_media_without_an_id_is_named_by_what_it_is_and_what_is_none_is_one_warning_section_1_3() {
    let mut record = record(1);
    let mut other = file("/b");
    other["media_id"] = uuid(8).into();
    record["available_formats"] = object!([file("/a"), {"media_id": 7}, null, {"media_name": "no id"}, other]);
    let dataset = dataset(&record).await;
    assert_eq!((dataset.media.len(), dataset.warnings.len()), (4, 1), "{:?}", dataset.warnings);
}

/// A portal whose every request needs the anonymous token, and a media of it that lies at `url`.
async fn signed_in(url: &str) -> (Server, Arc<dyn Portal>, Media) {
    let server = Server::start().await;
    let media = media(&server, file(url)).await;
    server.answers("/anonymous", [Answer::json(&pair("t"))]);
    server.on(LIST, |request| match request.header("authorization") {
        Some("Bearer t") => Answer::json(&page(0, 1, 1)),
        _ => Answer::status(401),
    });
    let portal = rudi(&server);
    portal.list(&at(&["all"]), &Query::default(), None).await.unwrap();
    (server, portal, media)
}

#[tokio::test]
async fn the_credential_goes_to_the_portal_section_3_1() {
    let (server, portal, media) = signed_in("/m").await;
    server.answers("/m", [Answer::raw("text/csv", "a;b")]);
    assert_eq!(bytes(&*portal, &media).await.unwrap(), b"a;b");
    assert_eq!(server.asked("/m")[0].header("authorization"), Some("Bearer t"));
}

#[tokio::test]
async fn a_foreign_address_gets_no_credential_section_3_1() {
    let foreign = Server::start().await;
    foreign.answers("/m", [Answer::raw("text/csv", "a;b")]);
    let (_server, portal, media) = signed_in(foreign.url.join("/m").unwrap().as_str()).await;
    assert_eq!(bytes(&*portal, &media).await.unwrap(), b"a;b");
    assert_eq!(foreign.asked("/m").len(), 1);
    assert_eq!(foreign.asked("/m")[0].header("authorization"), None);
}

#[tokio::test]
async fn a_redirect_to_another_origin_gets_no_credential_section_3_1() {
    let foreign = Server::start().await;
    let (server, portal, media) = signed_in("/m").await;
    foreign.answers("/m", [Answer::raw("text/csv", "a;b")]);
    server.answers("/m", [Answer::status(302).header("location", foreign.url.join("/m").unwrap())]);
    assert_eq!(bytes(&*portal, &media).await.unwrap(), b"a;b");
    assert_eq!(server.asked("/m")[0].header("authorization"), Some("Bearer t"));
    assert_eq!(foreign.asked("/m")[0].header("authorization"), None);

    foreign.answers("/m", [Answer::status(307).header("location", server.url.join("/back").unwrap())]);
    server.answers("/back", [Answer::raw("text/csv", "c;d")]);
    assert_eq!(bytes(&*portal, &media).await.unwrap(), b"c;d");
    assert_eq!(foreign.asked("/m")[1].header("authorization"), None);
}

#[tokio::test]
async fn a_foreign_refusal_does_not_spend_the_credential_section_3_1() {
    for redirected in [false, true] {
        let foreign = Server::start().await;
        foreign.answers("/m", [Answer::status(401)]);
        let there = foreign.url.join("/m").unwrap();
        let (server, portal, media) = signed_in(if redirected { "/m" } else { there.as_str() }).await;
        server.answers("/m", [Answer::status(302).header("location", there)]);
        let error = bytes(&*portal, &media).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::SignIn);
        assert!(!error.cause.contains("refuses the token"), "none was sent there: {}", error.cause);
        assert_eq!(server.asked("/anonymous").len(), 1, "the token is still good");
        assert_eq!(foreign.asked("/m").len(), 1);
    }
}

#[tokio::test]
async fn redirects_end() {
    let (server, portal, media) = signed_in("/m").await;
    server.answers("/m", [Answer::status(302).header("location", "/m")]);
    let error = bytes(&*portal, &media).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Portal);
    assert!(error.cause.contains("redirected"), "{}", error.cause);
    assert_eq!(server.asked("/m").len(), 21, "20 redirects are followed");
}

#[tokio::test]
async fn the_credential_stays_behind_where_another_origin_comes_in_between_section_3_1() {
    let (own, foreign) = (Server::start().await, Server::start().await);
    let back = own.url.join("/back").unwrap();
    foreign.answers("/away", [Answer::status(302).header("location", back)]);
    let away = foreign.url.join("/away").unwrap();
    own.on("/start", move |request| match request.header("authorization") {
        None => Answer::status(401),
        Some(_) => Answer::status(302).header("location", away.clone()),
    });
    own.answers("/anonymous", [Answer::json(&pair("anonymous-1"))]);
    own.answers("/back", [Answer::raw("text/csv", "x")]);
    let media = media(&own, file("/start")).await;
    assert_eq!(bytes(&*rudi(&own), &media).await.unwrap(), b"x");
    for request in [&foreign.asked("/away")[0], &own.asked("/back")[0]] {
        assert_eq!(request.header("authorization"), None, "{}", request.path);
    }
}

#[tokio::test]
async fn two_media_never_share_an_address_section_1_5() {
    let mut record = record(1);
    record["available_formats"] = object!([file("/a"), file("/b")]);
    let dataset = dataset(&record).await;
    assert_eq!((dataset.media.len(), dataset.warnings.len()), (1, 1), "{:?}", dataset.warnings);
}

/// One file of an empty folder: how it is called, and what is said of it.
async fn downloaded(fields: Value, answer: Answer) -> (String, Verdict, String) {
    let server = Server::start().await;
    let mut raw = file(&format!("/medias/{}/{}/dwnl", uuid(1), uuid(9)));
    for (key, value) in fields.as_object().unwrap() {
        raw[key] = value.clone();
    }
    let media = media(&server, raw).await;
    server.answers(&format!("/medias/{}/{}/dwnl", uuid(1), uuid(9)), [answer]);
    let folder = tempfile::tempdir().unwrap();
    let plan = FetchPlan { require: Require::Nothing, ..FetchPlan::into(folder.path()) };
    let outcome = guichet::download::fetch(&*rudi(&server), &media, &plan, |_| ()).await.unwrap();
    assert_eq!(outcome.path.parent(), Some(folder.path()), "inside the folder only");
    (outcome.path.file_name().unwrap().to_str().unwrap().to_owned(), outcome.verdict, outcome.reason)
}

#[tokio::test]
async fn a_file_s_name_is_the_media_s_where_it_is_one_then_the_answer_s_then_its_id_section_3_3() {
    let csv = |disposition: Option<&str>| {
        let answer = Answer::raw("application/octet-stream", "a;b\n");
        disposition.map_or(answer.clone(), |value| answer.header("content-disposition", value))
    };
    let named = object!({"media_name": "été/passages.csv", "file_type": "text/csv"});
    let titled = object!({"media_name": "Passages", "file_type": "text/csv"});
    let both = "attachment; filename=\"x.csv\"; filename*=UTF-8''%C3%A9t%C3%A9.csv";
    let table = [
        (named.clone(), Some(both), "été_passages.csv"),
        (named.clone(), Some("attachment; filename=passages.zip"), "passages.zip"),
        (named.clone(), Some("attachment; filename=\"../../.profile\""), "été_passages.csv"),
        (titled.clone(), Some(both), "été.csv"),
        (titled.clone(), Some("attachment; filename=passages.csv"), "passages.csv"),
        (titled.clone(), Some("attachment; filename=\"../../.profile\""), "profile"),
        (titled, None, "Passages.csv"),
        (named, None, "été_passages.csv"),
        (object!({"file_type": "text/csv+crypt"}), None, &format!("{}.csv", uuid(9))),
    ];
    for (fields, disposition, expected) in table {
        let (name, ..) = downloaded(fields.clone(), csv(disposition)).await;
        assert!(name.starts_with(expected), "{fields} {disposition:?}: {name}");
        assert!(!name.contains('/') && !name.starts_with('.'), "{name}");
    }
}

#[tokio::test]
async fn a_claim_counts_where_it_can_be_a_checksum_and_no_length_is_expected_section_3_3() {
    const MD5: &str = "8d777f385d3dfec8815d20f7496026dc";
    let claimed = |algo: &str, hash: &str, size: Value| object!({"file_type": "text/csv", "checksum": {"algo": algo, "hash": hash}, "file_size": size});
    let table = [
        (claimed("MD5", MD5, object!(4)), Verdict::Verified, ""),
        (claimed("MD5", MD5, object!(0)), Verdict::Verified, ""),
        (claimed("MD5", MD5, object!(123_456)), Verdict::Verified, ""),
        (claimed("MD5", &MD5.replace('8', "9"), object!(4)), Verdict::Altered, "MD5"),
        (claimed("MD5", "checksum.hash", object!(0)), Verdict::Unverifiable, "not hexadecimal"),
        (claimed("MD5", &uuid(3), object!(0)), Verdict::Unverifiable, "UUID"),
        (claimed("SHA-256", MD5, object!(0)), Verdict::Unverifiable, "32 digits instead of 64"),
        (claimed("SHA-256", "SHA-256", object!(0)), Verdict::Unverifiable, "name of an algorithm"),
    ];
    for (fields, expected, part) in table {
        let (_, verdict, reason) = downloaded(fields.clone(), Answer::raw("text/csv", "data")).await;
        assert_eq!(verdict, expected, "{fields}: {reason}");
        assert!(reason.contains(part), "{fields}: {reason}");
    }
}

/// A producer's error page with a 200 is no file.
#[tokio::test]
async fn a_page_in_place_of_a_file_is_noticed_section_3_3() {
    let csv = object!({"file_type": "text/csv", "media_name": "passages.csv"});
    for (content_type, body) in [
        ("text/html", "<!DOCTYPE html><title>Erreur</title>"),
        ("application/json", r#"{"status":"error","msg":"gone"}"#),
    ] {
        let (_, verdict, reason) = downloaded(csv.clone(), Answer::raw(content_type, body)).await;
        assert_eq!(verdict, Verdict::Altered, "{body}: {reason}");
        assert!(reason.contains("csv"), "{reason}");
    }
}

/// What producers declare, in any spelling, is told by the program's own short names.
#[tokio::test]
async fn formats_are_named_by_the_program_s_own_table_section_1_5() {
    let server = Server::start().await;
    let table = [
        ("a.gpkg", "application/geopackage+sqlite3", "gpkg"),
        ("b.odp", "application/vnd.oasis.opendocument.presentation", "odp"),
        ("c.pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
        ("d.ppt", "application/vnd.ms-powerpoint", "ppt"),
        ("e.7z", "application/x-7z-compressed", "7z"),
        ("f.md", "text/markdown", "md"),
        ("g.yml", "text/x-yaml", "yaml"),
        ("h.nc", "application/netcdf", "nc"),
        ("i.tgz", "application/gzip", "gz"),
        ("k.zst", "application/zstd", "zst"),
        ("l.ics", "text/calendar", "ics"),
        ("m.parquet", "Application/vnd.Apache.Parquet", "parquet"),
        ("n.kml", "application/vnd.google-earth.kml+xml", "kml"),
        ("o.csv", "text/csv; charset=utf-8", "csv"),
        ("p.gtfs", "application/zip+crypt", "zip"),
        ("q", "application/x-geopackage", "gpkg"),
        ("r.shp", "application/octet-stream", "shp"),
        ("s.tiff", "", "tif"),
        ("t.gpkg", "application/vnd.example.unheard-of", "gpkg"),
        ("u.xyz", "application/x-unheard-of", "unheard-of"),
        ("v.xyz", "", "xyz"),
        ("w", "GeoJSON", "geojson"),
        ("x", "csv", "csv"),
    ];
    for (name, declared, expected) in table {
        let mut raw = file("/a");
        (raw["media_name"], raw["file_type"]) = (name.into(), declared.into());
        assert_eq!(media(&server, raw).await.format.as_deref(), Some(expected), "{name} {declared}");
    }
}
