//! Files that a record does not tell, or not all of.

use super::*;

fn record(files: Value, status: &str) -> Value {
    object!({"id": "5", "metadata": {"title": "five"}, "access": {"status": status}, "files": files})
}

fn entries(keys: &[&str]) -> Value {
    keys.iter().map(|key| object!({"key": key, "links": {"content": "https://depot.example/x"}})).collect()
}

/// What the record tells of its files, what their route answers, how many are shown, what is said.
#[tokio::test]
async fn files_that_a_record_does_not_tell_are_asked_for() {
    let (open, hidden) = ("open", "restricted");
    let told = object!({"enabled": true, "entries": {"a": {"key": "a"}, "b": {"key": "b"}}, "count": 2});
    let cut = object!({"enabled": true, "entries": {"a": {"key": "a"}}, "count": 3});
    let untold = object!({"enabled": true, "count": 3});
    let three = object!({"enabled": true, "entries": entries(&["a", "b", "c"])});
    let two = object!({"enabled": true, "entries": entries(&["a", "b"])});
    let failed = object!({"status": 500, "message": "no storage"});
    let table = [
        (told, open, None, 2, ""),
        (untold.clone(), open, Some(three.clone()), 3, ""),
        (Value::Null, open, Some(three.clone()), 3, ""),
        (cut.clone(), open, Some(three.clone()), 3, ""),
        (untold.clone(), open, Some(two), 2, "3 files, and the portal lists 2"),
        (untold.clone(), open, Some(failed.clone()), 0, "no storage"),
        (cut, open, Some(failed), 1, "no storage"),
        (object!({"enabled": false}), open, None, 0, ""),
        (object!({"enabled": true, "count": 0}), open, None, 0, ""),
        (object!([]), open, None, 0, ""),
        (Value::Null, "metadata-only", None, 0, ""),
        (untold, hidden, None, 0, "not shown to you"),
    ];
    for (files, status, answer, count, said) in table {
        let server = Server::start().await;
        server.answers("/api/records/5", [Answer::json(&record(files.clone(), status))]);
        let is_asked = answer.is_some();
        server.answers("/api/records/5/files", answer.iter().map(Answer::json).chain([Answer::status(404)]));
        let found = portal(&server).dataset(&at(&["5"])).await.unwrap();
        let what = format!("{files} {status}: {:?}", found.warnings);
        assert_eq!(
            (found.media.len(), server.asked("/api/records/5/files").len()),
            (count, usize::from(is_asked)),
            "{what}"
        );
        assert_eq!(found.warnings.len(), usize::from(!said.is_empty()), "{what}");
        assert!(found.warnings.iter().all(|warning| warning.contains(said)), "{what}");
    }
}

#[tokio::test]
async fn a_list_of_files_is_followed_to_its_end_at_the_repository_alone() {
    let other = Server::start().await;
    for (links, count) in [(["2", "3", ""], 3), (["2", "2", ""], 2), (["elsewhere", "", ""], 1)] {
        let server = Server::start().await;
        server.answers("/api/records/5", [Answer::json(&record(object!({"enabled": true}), "open"))]);
        let (own, foreign) = (server.url.clone(), other.url.clone());
        server.on("/api/records/5/files", move |request| {
            let number = request.values("page").first().map_or(1, |page| page.parse().unwrap());
            let next = match links[number - 1] {
                "" => Value::Null,
                "elsewhere" => foreign.join("/api/records/5/files?page=2").unwrap().as_str().into(),
                page => own.join(&format!("/api/records/5/files?page={page}")).unwrap().as_str().into(),
            };
            Answer::json(&object!({"entries": entries(&[&format!("{number}.csv")]), "links": {"next": next}}))
        });
        let found = portal(&server).dataset(&at(&["5"])).await.unwrap();
        assert_eq!((found.media.len(), found.warnings.len()), (count, 0), "{links:?}: {:?}", found.warnings);
    }
    assert!(other.requests().is_empty());
}

/// A row does not say that there is no file where none is told.
#[tokio::test]
async fn a_row_knows_no_more_of_files_than_is_told() {
    let none = |row: &Option<Offer>| matches!(row, Some(Offer::ShowOnly(why)) if why.contains("no file"));
    for (files, is_without) in [
        (object!({"enabled": true, "count": 3, "total_bytes": 9}), false),
        (object!({"enabled": true}), false),
        (Value::Null, false),
        (object!({"enabled": true, "count": 0}), true),
        (object!({"enabled": false}), true),
        (object!([]), true),
    ] {
        let mut page = page(0, 1, 1);
        page["hits"]["hits"][0]["files"] = files.clone();
        let row = list(&with_page(&page).await, &["all"], &Query::default()).await.unwrap().items.remove(0);
        assert_eq!((row.offer.is_some(), none(&row.offer)), (is_without, is_without), "{files}");
    }
}
