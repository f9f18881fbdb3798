//! Lists and trees in pages: to their end, at this portal only, and what cannot be had is told.

use super::*;

/// Answers page by page, `rows` in all and `size` at once, each with the header of the next at `host`.
fn paged(
    server: &Server,
    path: &'static str,
    (rows, size): (usize, usize),
    host: Option<String>,
    row: fn(usize) -> Value,
) {
    let host = host.unwrap_or_else(|| server.url.as_str().trim_end_matches('/').to_owned());
    server.on(path, move |request| {
        let from: usize = request.values("cursor").first().map_or(0, |cursor| cursor.parse().unwrap());
        let to = (from + size).min(rows);
        let answer = Answer::json(&(from..to).map(row).collect());
        // A page that is full has another behind it, as far as the Hub knows.
        match to - from == size {
            true => answer.header("link", format!("<{host}{path}?limit=7&cursor={to}>; rel=\"next\"")),
            false => answer,
        }
    });
}

fn file(n: usize) -> Value {
    object!({"type": "file", "path": format!("f{n}.csv"), "size": 1, "oid": "0a".repeat(20)})
}

#[tokio::test]
async fn a_list_is_followed_to_its_last_row() {
    // Mirrors pass the Hub's own address on: this portal is asked all the same, and nobody else.
    for host in [None, Some("https://huggingface.example".to_owned())] {
        for rows in [0, 1, 49, 50, 51, 137] {
            let server = Server::start().await;
            paged(&server, LIST, (rows, 50), host.clone(), record);
            let all = pages(&*portal(&server), &at(&["all"]), &Query::default(), rows / 50 + 1).await;
            let titles: Vec<String> = all.iter().flat_map(|page| &page.items).map(|item| item.title.clone()).collect();
            let expected: Vec<String> = (0..rows).map(|n| format!("ville-inventee/set-{n:03}")).collect();
            assert_eq!(titles, expected, "{rows} {host:?}");
            assert!(all.iter().all(|page| page.warnings.is_empty()), "{rows} {host:?}");
        }
    }
}

#[tokio::test]
async fn a_next_page_that_nobody_can_ask_for_is_told() {
    for link in ["/api/datasets?p=2", "/api/datasets", "/api/datasets?cursor="] {
        let server = Server::start().await;
        server.answers(LIST, [Answer::json(&page(0, 2, 0)).header("link", format!("<{link}>; rel=\"next\""))]);
        let found = list(&server, &["all"], &Query::default()).await.unwrap();
        assert_eq!((found.items.len(), found.next.is_some(), found.warnings.len()), (2, false, 1), "{link}");
        server.answers(DATASET, [Answer::json(&json("hugging-face/dataset.json"))]);
        server.answers(TREE, [Answer::json(&object!([file(1)])).header("link", format!("<{link}>; rel=\"next\""))]);
        let found = dataset(&server).await;
        assert_eq!((found.media.len(), found.warnings.len()), (1, 1), "{link}: {:?}", found.warnings);
    }
}

#[tokio::test]
async fn a_list_that_leads_to_itself_ends_and_says_so() {
    let server = Server::start().await;
    let link = format!("<{LIST}?limit=100&cursor=2>; rel=\"next\"");
    server.answers(LIST, [Answer::json(&page(0, 2, 0)).header("link", link)]);
    let all = pages(&*portal(&server), &at(&["all"]), &Query::default(), 2).await;
    assert_eq!(all.iter().map(|page| page.warnings.len()).collect::<Vec<_>>(), [0, 1]);
}

#[tokio::test]
async fn all_files_are_found_however_many_pages_they_fill() {
    for (rows, size) in [(0, 3), (3, 3), (31, 3), (137, 10)] {
        for host in [None, Some("https://huggingface.example".to_owned())] {
            let server = with_dataset(|_| {}).await;
            paged(&server, TREE, (rows, size), host, file);
            let found = dataset(&server).await;
            assert_eq!((found.media.len(), found.warnings.len()), (rows, 0), "{rows}: {:?}", found.warnings);
            let asked = server.asked(TREE);
            assert_eq!((asked[0].values("recursive"), asked.len()), (vec!["true"], rows / size + 1), "{rows}");
        }
    }
}

/// A page without a file is no end where the Hub says that there are more.
#[tokio::test]
async fn a_page_of_folders_alone_is_not_the_last() {
    let server = with_dataset(|_| {}).await;
    let next = |cursor: usize| format!("<{TREE}?cursor={cursor}>; rel=\"next\"");
    let folders = object!([{"type": "directory", "path": "a", "size": 0}]);
    server.answers(
        TREE,
        [
            Answer::json(&folders).header("link", next(1)),
            Answer::json(&object!([])).header("link", next(2)),
            Answer::json(&object!([file(1)])),
        ],
    );
    let found = dataset(&server).await;
    assert_eq!((found.media.len(), found.warnings.len()), (1, 0), "{:?}", found.warnings);
}

#[tokio::test]
async fn a_tree_without_an_end_has_one_and_it_is_told() {
    for (circle, most) in [(1, 2), (2, 3), (usize::MAX, 100)] {
        let server = with_dataset(|_| {}).await;
        let mut n = 0;
        server.on(TREE, move |_| {
            n += 1;
            Answer::json(&object!([file(n)])).header("link", format!("<{TREE}?cursor={}>; rel=\"next\"", n % circle))
        });
        let found = dataset(&server).await;
        assert_eq!((found.media.len(), server.asked(TREE).len()), (most, most), "{circle}");
        assert_eq!(found.warnings.len(), 1, "{circle}: {:?}", found.warnings);
        assert!(found.warnings[0].contains("has more"), "{:?}", found.warnings);
    }
}
