//! One element after the other of a rich record made another: no other record is lost, and the one only where nothing
//! names it any more.

use std::sync::{Arc, Mutex};

use guichet::model::Query;

use super::*;

/// What an element is made into.
pub fn mutations() -> Vec<String> {
    let deep = format!("{}{}", "<a>".repeat(80), "</a>".repeat(80));
    let odd =
        ["", "x", "\u{1b}[31m", "&unknown;", "<![CDATA[<b>]]>", "<x:y xmlns:x='z'><c d='e'/></x:y>", "1e999", "-12"];
    odd.into_iter().map(str::to_owned).chain([deep, "é ".repeat(20_000), "<a/>".repeat(2_000)]).collect()
}

/// Where the elements of `xml` are: from behind the start tag to before the end tag.
pub fn elements(xml: &str) -> Vec<(usize, usize)> {
    let (mut open, mut found, mut at) = (Vec::new(), Vec::new(), 0);
    while let Some(start) = xml[at..].find('<').map(|it| it + at) {
        let end = start + xml[start..].find('>').unwrap() + 1;
        match (xml[start..end].starts_with("</"), xml[start..end].ends_with("/>")) {
            (true, _) => found.push((open.pop().unwrap(), start)),
            (false, false) => open.push(end),
            _ => {}
        }
        at = end;
    }
    found
}

#[tokio::test]
async fn no_element_of_a_record_costs_another() {
    let rich = json("csw/dataset.json")["csw:GetRecordByIdResponse"]["gmd:MD_Metadata"].clone();
    let rich = as_xml(&object!({"gmd:MD_Metadata": rich}).to_string()).unwrap();
    let rich = rich.split_once('\n').unwrap().1.to_owned();
    let page = |record: &str| {
        let whole = page(0, 3, 4).to_string();
        let xml = as_xml(&whole).unwrap();
        let (before, after) = xml.split_once("<gmd:MD_Metadata>").unwrap();
        format!("{before}{record}<gmd:MD_Metadata>{after}")
    };
    let said = Arc::new(Mutex::new(String::new()));
    let server = service().await;
    let says = said.clone();
    server.on(RECORDS, move |_| Answer::raw("application/xml", says.lock().unwrap().clone()));
    let portal = connect(Kind::Csw, &server);
    let (mut asked, mut lost) = (0, 0);
    for (n, (from, to)) in elements(&rich).into_iter().enumerate() {
        for mutation in mutations().into_iter().skip(n % 3).step_by(3) {
            *said.lock().unwrap() = page(&format!("{}{mutation}{}", &rich[..from], &rich[to..]));
            let what = format!("{} = {mutation:.40}", &rich[from.saturating_sub(40)..from]);
            let found = portal.list(&at(&["all"]), &Query::default(), None).await;
            let found = found.unwrap_or_else(|error| panic!("{what}: {error}"));
            let titles = titles(&found.items);
            assert!(["set 000", "set 001", "set 002"].iter().all(|it| titles.contains(it)), "{what}: {titles:?}");
            assert!(found.warnings.len() <= 1, "{what}: {:?}", found.warnings);
            if found.items.len() < 4 {
                assert!(
                    what.contains("fileIdentifier") || what.contains("MD_Metadata>"),
                    "{what}: {:?}",
                    found.warnings
                );
                lost += 1;
            }
            asked += 1;
        }
    }
    assert!(asked > 300 && lost > 0, "{asked} {lost}");
}
