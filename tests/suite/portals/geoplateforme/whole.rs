//! Lists that are not whole: cut, counted wrongly, repeated, longer than anybody reads, or an error in their place. None passes
//! for a shorter one.

use guichet::base::error::{Error, ErrorKind};
use guichet::model::{Dataset, Page};

use super::*;

const PRODUCT: &[&str] = &["products", "HAIES"];

async fn listed(server: &Server, segments: &[&str], query: &Query) -> Result<Page, Error> {
    asking_once(portal(server).list(&at(segments), query, None)).await
}

async fn files(server: &Server) -> Result<Dataset, Error> {
    asking_once(portal(server).dataset(&at(&[ID]))).await
}

/// Wherever the line breaks, and whatever was asked for.
#[tokio::test]
async fn a_feed_that_is_cut_is_an_error_and_no_shorter_list() {
    let server = recorded().await;
    for (path, name) in [(PRODUCTS, "capabilities"), (EDITIONS, "resource"), (FILES, "files")] {
        let whole = fixture(&format!("geoplateforme/{name}.xml"));
        let text = String::from_utf8(whole.clone()).unwrap();
        let ends = ["<feed", "<entry>", "</entry>", "<id>", "</content>", "<gpf_dl:", "</feed>"];
        let cuts = ends.iter().flat_map(|end| text.match_indices(end).flat_map(|(at, end)| [at, at + end.len() - 1]));
        for cut in cuts.filter(|cut| *cut > 0).collect::<Vec<_>>() {
            server.answers(path, [Answer::raw("application/atom+xml", &whole[..cut])]);
            let error = match name {
                "capabilities" => listed(&server, &["products"], &Query::default()).await.err(),
                "resource" => listed(&server, PRODUCT, &Query::default()).await.err(),
                _ => files(&server).await.err(),
            };
            let error = error.unwrap_or_else(|| panic!("{name}, cut behind {}", &text[cut.saturating_sub(60)..cut]));
            assert_eq!(error.kind, ErrorKind::Network, "{name}: {error}");
            assert!(error.cause.contains("was cut off") && error.hint.is_some(), "{error}");
        }
        server.answers(path, [feed(name)]);
    }
    assert_eq!(files(&server).await.unwrap().media.len(), 3);
    let words = Query::text("haies");
    let half = &fixture("geoplateforme/resource.xml")[..900];
    server.answers(EDITIONS, [Answer::raw("application/atom+xml", half)]);
    assert_eq!(listed(&server, PRODUCT, &words).await.unwrap_err().kind, ErrorKind::Network);
}

/// The second page of two: what came before it is no list either, where all of it is wanted.
#[tokio::test]
async fn a_page_further_on_that_fails_is_told() {
    let broken = |body: &str| Answer::raw("application/atom+xml", body);
    let table = [
        (broken("<feed><entry><id>https://a/resource/HAIES/E100</id>"), Some(ErrorKind::Network)),
        (Answer::status(503), Some(ErrorKind::Unavailable)),
        (Answer::raw("text/html", "<html>429</html>"), Some(ErrorKind::Portal)),
        (Answer::status(404), None),
        (broken("<feed/>"), None),
    ];
    for (second, expected) in table {
        let server = recorded().await;
        let answer = second.clone();
        server.on(EDITIONS, move |request| match request.number("page") {
            1 => made(0, 50, 70, true),
            _ => answer.clone(),
        });
        match (listed(&server, PRODUCT, &Query::text("e")).await, expected) {
            (Err(error), Some(kind)) => assert_eq!(error.kind, kind, "{error}"),
            (Ok(page), None) => {
                let told = page.warnings.iter().any(|it| it.contains("70") && it.contains("50"));
                assert!(page.items.len() == 50 && told, "{second:?}: {:?}", page.warnings);
            }
            (came, _) => panic!("{second:?}: {came:?}"),
        }
    }
}

#[tokio::test]
async fn a_list_that_is_longer_than_is_read_or_repeats_itself_says_so() {
    let folder = |server: &Server, text: &str| (portal(server), at(PRODUCT), Query::text(text));
    let server = recorded().await;
    server.on(EDITIONS, |request| {
        let from = (request.number("page") - 1) * 50;
        made(from, from + 50, 100_000, true)
    });
    let (one, address, query) = folder(&server, "e");
    let page = one.list(&address, &query, None).await.unwrap();
    assert!(page.items.len() == 2_000 && page.warnings[0].contains("2,000"), "{:?}", page.warnings);
    assert_eq!(server.asked(EDITIONS).len(), 40);

    for counts in [true, false] {
        let server = recorded().await;
        server.on(EDITIONS, move |_| made(0, 50, 500, counts));
        let (one, address, query) = folder(&server, "e");
        let page = one.list(&address, &query, None).await.unwrap();
        assert!(page.items.len() == 50 && page.warnings[0].contains("again"), "{:?}", page.warnings);
        assert_eq!(server.asked(EDITIONS).len(), 2, "{counts}");
    }

    let server = recorded().await;
    server.on(EDITIONS, |_| made(0, 1_200, 1_200, true));
    let (one, address, _) = folder(&server, "");
    let page = one.list(&address, &Query::default(), None).await.unwrap();
    assert!(page.items.len() == 1_000 && page.warnings[0].contains("200"), "{:?}", page.warnings);
}

/// Of the volumes of one archive each is needed.
#[tokio::test]
async fn files_that_are_counted_and_do_not_come_are_told() {
    let server = recorded().await;
    let said = String::from_utf8(fixture("geoplateforme/files.xml")).unwrap().replace("entries=\"3\"", "entries=\"4\"");
    server.answers(FILES, [Answer::raw("application/atom+xml", said)]);
    let found = files(&server).await.unwrap();
    assert!(found.media.len() == 3 && found.warnings[0].contains('4'), "{:?}", found.warnings);
}

#[tokio::test]
async fn a_service_that_gives_less_at_once_is_followed_to_the_end() {
    for (total, size) in [(0, 10), (1, 10), (49, 10), (50, 50), (51, 50), (137, 10), (137, 50)] {
        for counts in [true, false] {
            let server = recorded().await;
            server.on(EDITIONS, move |request| {
                let from = ((request.number("page") - 1) * size).min(total);
                let mut made = page(from, (from + size).min(total), total);
                let feed = made["feed"].as_object_mut().unwrap();
                feed.insert("@gpf_dl:pagesize".into(), size.to_string().into());
                feed.insert("@gpf_dl:pagecount".into(), total.div_ceil(size).to_string().into());
                if !counts {
                    feed.remove("@gpf_dl:pagecount");
                }
                Answer::raw("application/atom+xml", as_xml(&made.to_string()).unwrap())
            });
            let pages = pages(&*portal(&server), &at(PRODUCT), &Query::default(), 20).await;
            let rows: usize = pages.iter().map(|page| page.items.len()).sum();
            assert_eq!((rows, pages[0].total), (total, Some(total as u64)), "{size} {counts}");
            let found = listed(&server, PRODUCT, &Query::text("e")).await.unwrap();
            assert_eq!((found.items.len(), found.warnings.len()), (total, 0), "{size} {counts} {:?}", found.warnings);
        }
    }
}

#[tokio::test]
async fn an_error_with_status_200_is_one_error_in_the_service_s_words() {
    let table = [
        (r#"{"code":"NotAvailable","description":"index being rebuilt"}"#, "index being rebuilt"),
        (r#"{"error":{"message":"too much asked"}}"#, "too much asked"),
        (r#"{"message":"no Route matched","status":404}"#, "no Route matched"),
        ("<!DOCTYPE html><html><h1>Maintenance</h1></html>", "web page"),
        ("<ExceptionReport><Exception/></ExceptionReport>", "no feed"),
        ("", "nothing at all"),
    ];
    for (body, words) in table {
        let server = Server::start().await;
        server.otherwise(Answer::raw("application/json", body));
        // A status in the body is what it means.
        let kind = if body.contains("404") { ErrorKind::NotFound } else { ErrorKind::Portal };
        for segments in [&[][..], &["products"], PRODUCT] {
            let error = listed(&server, segments, &Query::default()).await.unwrap_err();
            let said = words == "no feed" || error.cause.contains(words);
            assert!(error.kind == kind && said && error.hint.is_some(), "{body}: {error}");
        }
        let error = files(&server).await.unwrap_err();
        assert_eq!(error.kind, kind, "{body}: {error}");
    }
}
