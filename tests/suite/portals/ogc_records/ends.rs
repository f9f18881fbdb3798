//! Where listings end: by their links, by what fails, and never in silence.

use super::*;

const THERE: usize = 137;

/// A server of one collection, whose links to the next page are as `next` makes them.
async fn linking(next: fn(offset: usize) -> Value) -> Server {
    let server = Server::start().await;
    server.answers("/collections", [Answer::json(&object!({"collections": [{"id": "jeux", "itemType": "record"}]}))]);
    server.on(ITEMS, move |request| {
        let from = number(request, "offset").min(THERE);
        let to = (from + 50).min(THERE);
        let mut page = page(from, to, THERE);
        page["links"] = if to < THERE { object!([next(to)]) } else { object!([]) };
        Answer::json(&page)
    });
    server
}

async fn whole(server: &Server, segments: &[&str]) -> Vec<Page> {
    pages(&*portal(server), &at(segments), &Query::default(), 40).await
}

fn rows(pages: &[Page]) -> usize {
    pages.iter().map(|page| page.items.len()).sum()
}

fn warnings(pages: &[Page]) -> Vec<&str> {
    pages.iter().flat_map(|page| &page.warnings).map(String::as_str).collect()
}

#[tokio::test]
async fn a_next_page_that_is_not_asked_for_is_told() {
    type Row = (fn(usize) -> Value, usize, &'static str);
    let table: [Row; 5] = [
        (|at| object!({"rel": "next", "href": format!("?offset={at}")}), THERE, ""),
        (|at| object!({"rel": "next", "href": format!("http://inside.internal:81/items?offset={at}")}), THERE, ""),
        (|at| object!({"rel": "next", "href": format!("https://b.example/page/{at}")}), 50, "b.example"),
        (|at| object!({"rel": "next", "method": "POST", "href": "/x", "body": {"offset": at}}), 50, "not where"),
        (|_| object!({"rel": "next"}), 50, "not where"),
    ];
    for (next, count, word) in table {
        let server = linking(next).await;
        let found = whole(&server, JEUX).await;
        assert_eq!((rows(&found), found[0].total), (count, Some(THERE as u64)), "{}", next(7));
        match word {
            "" => assert_eq!(warnings(&found), [""; 0], "{}", next(7)),
            word => assert!(warnings(&found)[0].contains(word), "{}: {:?}", next(7), warnings(&found)),
        }
        assert!(server.requests().iter().all(|it| it.path == ITEMS), "and nothing else is asked");
    }
}

/// What is there of a page that is none.
#[tokio::test]
async fn a_later_page_that_cannot_be_read_is_told_and_a_first_one_is_an_error() {
    let table = [
        Answer::raw("application/json", r#"{"features": [{"id": "#),
        Answer::raw("text/html", "<html>log in</html>"),
        Answer::json(&object!({"code": "X", "description": "the index is closed"})),
        Answer::json(&object!({"features": "no list"})),
    ];
    for answer in table {
        let server = linking(|at| object!({"rel": "next", "href": format!("?offset={at}")})).await;
        let portal = portal(&server);
        let first = portal.list(&at(JEUX), &Query::default(), None).await.unwrap();
        server.answers(ITEMS, [answer.clone()]);
        let second = portal.list(&at(JEUX), &Query::default(), first.next.as_ref()).await.unwrap();
        assert_eq!((second.items.len(), &second.next), (0, &None));
        assert!(second.warnings[0].contains("ends before its end"), "{answer:?}: {:?}", second.warnings);
        for folder in [JEUX, &["all"]] {
            let error = portal.list(&at(folder), &Query::default(), None).await.unwrap_err();
            assert_eq!((error.kind, error.kind.exit_code()), (ErrorKind::Portal, 5), "{answer:?}: {error}");
        }
    }
}

/// Three collections of four records, of which those named in `failing` answer so.
async fn three(failing: &[&str], answer: Answer) -> Server {
    let server = Server::start().await;
    let ids = ["one", "two", "three"];
    let collections = ids.map(|id| object!({"id": id, "itemType": "record"}));
    server.answers("/collections", [Answer::json(&object!({"collections": collections}))]);
    for id in ids {
        let path = format!("/collections/{id}/items");
        let good = Answer::json(&page(0, 4, 4));
        server.answers(&path, [if failing.contains(&id) { answer.clone() } else { good }]);
    }
    server
}

#[tokio::test]
async fn one_collection_that_fails_costs_itself_and_is_told() {
    let refusal = |status: u16| Answer::json(&object!({"code": "X", "description": "gone bad"})).with_status(status);
    for answer in
        [refusal(200), refusal(400), refusal(403), refusal(404), refusal(501), Answer::raw("text/html", "<html>")]
    {
        for failing in [&["one"][..], &["two"], &["three"], &["one", "two"], &["two", "three"]] {
            let server = three(failing, answer.clone()).await;
            let found = whole(&server, &["all"]).await;
            let told = warnings(&found);
            assert_eq!((rows(&found), told.len()), (4 * (3 - failing.len()), failing.len()), "{failing:?}: {told:?}");
            assert!(told[0].contains(failing[0]) && told[0].contains("is left out"), "{told:?}");
        }
        let server = three(&["one", "two", "three"], answer.clone()).await;
        let error = portal(&server).list(&at(&["all"]), &Query::default(), None).await.unwrap_err();
        assert!(error.kind.exit_code() != 0, "all of them is the portal: {error}");
    }
    let server = three(&["one"], refusal(401)).await;
    assert_eq!(rows(&whole(&server, &["all"]).await), 8);
}

#[tokio::test]
async fn a_page_without_records_is_no_end_where_it_says_so() {
    let server = Server::start().await;
    server.on(ITEMS, |request| {
        let from = number(request, "offset");
        let mut page = page(from, (from + 50).min(THERE), THERE);
        if from == 50 {
            page["features"] = object!([]);
        }
        Answer::json(&page)
    });
    assert_eq!(rows(&whole(&server, JEUX).await), 87);
    // And who says so of ever more of them has no more.
    server.on(ITEMS, |request| {
        let from = number(request, "offset");
        let mut page = page(from, from + 50, 1_000_000);
        page["features"] = object!([]);
        Answer::json(&page)
    });
    let found = whole(&server, JEUX).await;
    assert!(warnings(&found)[0].contains("without anything"), "{:?}", warnings(&found));
    assert_eq!(found[0].total, Some(1_000_000));
}

#[tokio::test]
async fn records_and_collections_that_cannot_be_read_end_nothing() {
    let server = Server::start().await;
    let collections = object!({"collections": [
        {"id": "jeux", "itemType": "record"}, {"title": "Nameless", "itemType": "record"}, 7]});
    server.answers("/collections", [Answer::json(&collections)]);
    server.on(ITEMS, |request| {
        let from = number(request, "offset").min(THERE);
        let mut page = page(from, (from + 50).min(THERE), THERE);
        if from == 50 {
            let bad = (0..50).map(|n| object!({"type": "Feature", "properties": {"title": format!("bad {n}")}}));
            page["features"] = bad.collect();
        }
        Answer::json(&page)
    });
    let found = whole(&server, &["all"]).await;
    assert_eq!((rows(&found), warnings(&found).len()), (87, 51));
    for folder in [&[][..], &["collections"]] {
        let told = list(&server, folder, &Query::default()).await.unwrap().warnings;
        assert!(told.len() == 1 && told[0].contains('2'), "{told:?}");
    }
}

#[tokio::test]
async fn the_collections_are_listed_to_their_end_or_it_is_told() {
    let page = |from: usize, next: Value| {
        let ids: Vec<Value> =
            (from..from + 3).map(|n| object!({"id": format!("c{n}"), "itemType": "record"})).collect();
        Answer::json(&object!({"collections": ids, "links": [next]}))
    };
    let next = |href: &str| object!({"rel": "next", "href": href});
    let table = [
        (page(3, object!({})), 6, ""),
        (page(3, next("https://b.example/more")), 6, "b.example"),
        (Answer::json(&object!({"code": "X", "description": "gone bad"})), 3, "gone bad"),
        (Answer::raw("application/json", "{"), 3, "cannot be read"),
    ];
    for (second, count, word) in table {
        let server = Server::start().await;
        server.answers("/collections", [page(0, next("?page=2")), second]);
        let found = list(&server, &["collections"], &Query::default()).await.unwrap();
        assert_eq!(found.items.len(), count, "{word}");
        assert_eq!(found.warnings.len(), usize::from(!word.is_empty()), "{:?}", found.warnings);
        assert!(found.warnings.iter().all(|it| it.contains(word)), "{:?}", found.warnings);
    }
}
