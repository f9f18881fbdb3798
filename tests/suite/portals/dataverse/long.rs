//! What is longer than one answer: collections in one, files of one dataset.

use guichet::model::Target;

use super::super::pages;
use super::*;

/// `own` collections in `labo`, and as many of another behind them that the same words find; `told`: whether they say in
/// which one they are.
fn collections(own: usize, others: usize, told: bool, cap: usize) -> impl Fn(&Request) -> Answer + Send + 'static {
    move |request| {
        let (start, limit) = (request.number("start"), request.number("per_page").min(cap));
        if request.values("type") == ["dataset"] {
            return Answer::json(&page(start.min(137), (start + limit).min(137), 137));
        }
        let all = own + others;
        let one = |n: usize| {
            let mut one = object!({"type": "dataverse", "name": format!("c {n:05}"), "identifier": format!("c{n}")});
            if told {
                one["parentDataverseIdentifier"] = if n < own { "labo" } else { "labo-2" }.into();
            }
            one
        };
        let items: Vec<Value> = (start..all.min(start + limit)).map(one).collect();
        Answer::json(&ok(object!({"total_count": all, "start": start, "items": items})))
    }
}

#[tokio::test]
async fn collections_beyond_one_answer_are_listed_to_the_end() {
    for (own, others, told, cap) in [
        (0, 0, true, 1000),
        (999, 0, true, 1000),
        (1000, 3, true, 1000),
        (2345, 0, true, 1000),
        (2345, 1500, true, 1000),
        (120, 7, true, 50),
        (1001, 0, false, 1000),
    ] {
        let server = Server::start().await;
        server.on(SEARCH, collections(own, others, told, cap));
        let folder = at(&["collections", "labo"]);
        let found = pages(&*portal(&server), &folder, &Query::default(), 50).await;
        let items: Vec<_> = found.iter().flat_map(|page| &page.items).collect();
        let what = format!("{own} {others} {told} {cap}");
        let folders =
            items.iter().filter(|item| matches!(item.target, Target::Place(guichet::model::Place::Folder(_))));
        assert_eq!((folders.count(), items.len()), (own, own + 137), "{what}");
        assert_eq!(found.last().unwrap().total, Some((own + 137) as u64), "{what}");
        assert!(found.iter().all(|page| page.warnings.is_empty() && page.total.is_some()), "{what}");
        assert!(items[own..].iter().all(|item| item.title.starts_with("set")), "{what}: datasets come behind them");
    }
}

#[tokio::test]
async fn a_listing_that_ends_before_its_count_says_so() {
    let server = Server::start().await;
    server.on(SEARCH, |request| match request.number("start") {
        0 => Answer::json(&page(0, 100, 345)),
        _ => Answer::json(&page(0, 0, 345)),
    });
    let found = pages(&*portal(&server), &at(&["all"]), &Query::default(), 5).await;
    let last = found.last().unwrap();
    assert_eq!((last.items.len(), last.total), (0, Some(345)));
    assert!(last.warnings[0].contains("345 rows") && last.warnings[0].contains("beyond 100"), "{:?}", last.warnings);
}

/// How a portal lists files that are too many for one answer.
#[derive(Clone, Copy)]
struct Files {
    all: usize,
    /// It gives no more at once, whatever is asked for.
    cap: usize,
    counts: bool,
    /// From there on it gives this.
    from: usize,
    then: fn() -> Answer,
}

/// Longer than any answer that is read.
fn too_long() -> Answer {
    Answer::raw(
        "application/json",
        [br#"{"status":"OK","data":{"id":51,"x":""#.as_slice(), &vec![b'x'; 65 << 20]].concat(),
    )
}

async fn with_files(files: Files) -> Server {
    let server = Server::start().await;
    let version = format!("{VERSIONS}/:latest-published");
    server.answers(SHOW, [too_long()]);
    let mut bare = json("dataverse/dataset.json")["data"]["latestVersion"].clone();
    bare.as_object_mut().unwrap().remove("files");
    server.on(&version, move |request| match request.values("excludeFiles")[..] {
        ["true"] => Answer::json(&ok(bare.clone())),
        _ => too_long(),
    });
    server.on(&format!("{version}/files"), move |request| {
        let (start, limit) = (request.number("offset"), request.number("limit").min(files.cap));
        if start >= files.from {
            return (files.then)();
        }
        let file = |n: usize| object!({"label": format!("{n}.csv"), "dataFile": {"id": n, "filesize": 1}});
        let mut answer = ok((start..files.all.min(start + limit)).map(file).collect());
        if files.counts {
            answer["totalCount"] = files.all.into();
        }
        Answer::json(&answer)
    });
    server
}

#[tokio::test]
async fn files_beyond_one_answer_are_all_found() {
    let whole = Files { all: 0, cap: 5000, counts: true, from: usize::MAX, then: || Answer::status(404) };
    let counted_empty = || Answer::json(&object!({"status": "OK", "totalCount": 1200, "data": []}));
    let refused = || Answer::json(&object!({"status": "ERROR", "message": "Solr is asleep"}));
    let first_again = || {
        Answer::json(
            &object!({"status": "OK", "totalCount": 1200, "data": [{"label": "0.csv", "dataFile": {"id": 0}}]}),
        )
    };
    let table = [
        (Files { all: 1200, ..whole }, 1200, ""),
        (Files { all: 1200, cap: 100, ..whole }, 1200, ""),
        (Files { all: 1200, cap: 500, counts: false, ..whole }, 1200, ""),
        (Files { all: 1200, cap: 500, from: 1000, then: counted_empty, ..whole }, 1000, "1,200 files"),
        (Files { all: 1200, cap: 500, from: 1000, then: refused, ..whole }, 1000, "Solr is asleep"),
        (Files { all: 1200, cap: 500, from: 500, then: first_again, ..whole }, 500, "500 are listed here"),
        (Files { all: 1200, cap: 500, from: 500, then: || Answer::status(403), ..whole }, 500, "ends after 500"),
    ];
    for (n, (files, count, said)) in table.into_iter().enumerate() {
        let server = with_files(files).await;
        let found = portal(&server).dataset(&at(&[RECORD])).await.unwrap();
        assert_eq!((found.media.len(), &*found.title), (count, "Débits de la Seiche"), "{n}");
        assert_eq!(found.warnings.len(), usize::from(!said.is_empty()), "{n}: {:?}", found.warnings);
        assert!(found.warnings.iter().all(|warning| warning.contains(said)), "{n}: {:?}", found.warnings);
    }
}

/// None at all are told for it: that is no dataset without files.
#[tokio::test]
async fn files_that_cannot_be_had_at_all_are_an_error() {
    let none = Files { all: 0, cap: 1, counts: true, from: 0, then: || Answer::status(403) };
    assert_eq!(portal(&with_files(none).await).dataset(&at(&[RECORD])).await.unwrap_err().kind, ErrorKind::Denied);
}
