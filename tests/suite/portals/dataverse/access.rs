//! How access is asked for where a dataset is open in part.

use guichet::access::guide::{AccessWish, Guide};

use super::*;

async fn guide(whole: &Value, media: Option<&str>) -> Result<Guide, Error> {
    let server = Server::start().await;
    server.answers(SHOW, [Answer::json(whole)]);
    server.answers("/api/guestbooks/17", [Answer::raw("application/json", fixture("dataverse/guestbook.json"))]);
    let address = [RECORD].into_iter().chain(media).collect::<Vec<_>>();
    portal(&server).guide(&AccessWish::to(at(&address)), "en").await
}

fn said(guide: &Guide) -> String {
    guide.lines().into_iter().map(|line| line.text).collect::<Vec<_>>().join("\n")
}

/// Of the five files, one is restricted and one under embargo.
#[tokio::test]
async fn a_dataset_that_is_open_in_part_tells_which_files_are_not() {
    let whole = json("dataverse/dataset.json");
    let found = guide(&whole, None).await.unwrap();
    let text = said(&found);
    for part in [
        "2 of its 5 files are not open",
        "asked for on the dataset's page",
        "embargo until 2099-01-01",
        "Écrire à l’observatoire.",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("nothing is to be asked for") && !text.contains("debits.csv"), "{text}");
    assert_eq!(found.ids().collect::<Vec<_>>(), ["request", "token"]);
    assert!(found.start.unwrap().contains("persistentId=doi%3A10.5072%2FEXEMPLE%2FSEICHE"));
    let table: [(&str, &str, &[&str]); 5] = [
        ("701", "nothing is to be asked for", &[]),
        ("701-tab", "nothing is to be asked for", &[]),
        ("704", "Its file is not open to everybody.", &["request", "token"]),
        ("705", "under embargo until 2099-01-01", &[]),
        ("702", "nothing is to be asked for", &[]),
    ];
    for (id, part, steps) in table {
        let found = guide(&whole, Some(id)).await.unwrap();
        assert!(said(&found).contains(part), "{id}: {}", said(&found));
        assert_eq!(found.ids().collect::<Vec<_>>(), steps, "{id}");
    }
    assert_eq!(guide(&whole, Some("999")).await.unwrap_err().kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn whether_requests_are_taken_and_a_guestbook_is_filled_in_is_told() {
    let with = |takes: Value, guestbook: bool| {
        let mut whole = json("dataverse/dataset.json");
        whole["data"]["latestVersion"]["fileAccessRequest"] = takes;
        if guestbook {
            whole["data"]["guestbookId"] = 17.into();
        }
        whole
    };
    for (takes, guestbook, parts) in [
        (object!(true), false, ["asked for on the dataset's page", "choose the files"]),
        (object!(false), false, ["takes no requests", "whom to write to"]),
        (Value::Null, false, ["its publisher decides", "choose the files"]),
        (object!(true), true, ["has a guestbook filled in", "choose the files"]),
    ] {
        let text = said(&guide(&with(takes, guestbook), None).await.unwrap());
        assert!(parts.iter().all(|part| text.contains(part)), "{parts:?}: {text}");
    }
    let mut open = with(object!(true), true);
    open["data"]["latestVersion"]["files"].as_array_mut().unwrap().truncate(3);
    let found = guide(&open, None).await.unwrap();
    assert!(
        said(&found).contains("nothing is to be asked for") && said(&found).contains("guestbook"),
        "{}",
        said(&found)
    );
    assert!(found.steps.is_empty());
}
