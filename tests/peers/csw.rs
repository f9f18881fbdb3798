//! A real pycsw, started beforehand, browsed and downloaded from: `GUICHET_CSW` is its address, `PEER_DIR` the folder of the
//! peers. The files are on the file peer, another host to the service.

use std::collections::BTreeSet;

use guichet::base::error::ErrorKind;
use guichet::base::text;
use guichet::model::{Offer, Query};
use guichet::portals::Kind;

use crate::open_portals::{
    self, Peer, Published, at, check_addresses, detected, narrowed, published, titles, titles_published,
};

fn csw() -> Peer {
    Peer::new(Kind::Csw, "GUICHET_CSW", None)
}

/// How many records the service itself says there are, asked in plain words.
async fn counted(constraint: Option<&str>) -> usize {
    let mut url: url::Url = open_portals::peer("GUICHET_CSW").parse().unwrap();
    url.query_pairs_mut().extend_pairs([
        ("service", "CSW"),
        ("version", "2.0.2"),
        ("request", "GetRecords"),
        ("typeNames", "csw:Record"),
        ("elementSetName", "brief"),
        ("resultType", "hits"),
    ]);
    if let Some(constraint) = constraint {
        url.query_pairs_mut().extend_pairs([("constraintLanguage", "CQL_TEXT"), ("constraint", constraint)]);
    }
    let answer = guichet::net::builder().build().unwrap().get(url).send().await.unwrap().text().await.unwrap();
    let said = answer.split_once("numberOfRecordsMatched=\"").unwrap_or_else(|| panic!("{answer}")).1;
    said.split('"').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn everything_is_listed_to_the_end_and_shown_as_it_is() {
    let peer = csw();
    let items = peer.all(&["all"], &Query::default()).await;
    assert_eq!((items.len(), counted(None).await), (57, 57));
    // It leaves out a sign that is not shown, where we leave room for it.
    let bare = |title: &str| title.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let all = |titles: BTreeSet<String>| titles.iter().map(|title| bare(title)).collect::<BTreeSet<_>>();
    assert_eq!(all(titles(&items)), all(titles_published()));
    let mut told = 0;
    for published in published() {
        let title = text::line(&published.title);
        let item = items.iter().find(|item| bare(&item.title) == bare(&title)).unwrap();
        assert!(item.modified.is_some(), "{title}");
        // Of those that it was given as Dublin Core it tells less where it writes them as ISO 19139.
        if let Some(publisher) = item.publisher.as_deref() {
            told += 1;
            assert_eq!(publisher, published.organisation.name, "{title}");
            assert_eq!(item.licence.is_some(), published.licence(peer.kind).is_some(), "{title}");
            assert_eq!(item.access.unwrap().word(), published.access, "{title}");
        }
    }
    assert_eq!(told, 38);
    let addresses: BTreeSet<_> = items.iter().filter_map(|item| item.target.address()).collect();
    assert_eq!(addresses.len(), 57, "each has an address of its own");
    // It gives 20 at most, whatever is asked for.
    let first = peer.list(&["all"], &Query::default()).await.unwrap();
    assert_eq!((first.total, first.items.len(), first.next.is_some()), (Some(57), 20, true));
}

#[tokio::test]
async fn words_filters_and_orders_are_the_service_s_own() {
    let peer = csw();
    let published = published();
    for (words, constraint) in
        [("eau", "csw:AnyText like '%eau%'"), ("remarquables", "csw:AnyText like '%remarquables%'")]
    {
        let found = peer.all(&["all"], &Query::text(words)).await.len();
        assert_eq!(found, counted(Some(constraint)).await, "{words}");
    }
    for odd in ["\"", "'", "<x>", "&", "\\", "' or '1'='1", "</ogc:Literal>"] {
        assert!(peer.all(&["all"], &Query::text(odd)).await.len() < 57, "{odd}");
    }
    let is_told = |n: usize| n % 3 != 2;
    let count = |fits: &dyn Fn(&Published) -> bool| {
        published.iter().enumerate().filter(|(n, it)| is_told(*n) && fits(it)).count()
    };
    let of = |name: &'static str| move |it: &Published| it.organisation.name == name;
    for (filters, expected) in [
        (&[("organization", "Kéolis")][..], count(&of("Kéolis"))),
        (
            &[("organization", "Kéolis"), ("organization", "Air Breizh")],
            count(&of("Kéolis")) + count(&of("Air Breizh")),
        ),
        (
            &[("keyword", "énergie")],
            published.iter().filter(|it| it.keywords.iter().any(|tag| tag == "énergie")).count(),
        ),
        (&[("type", "dataset")], 57),
        (&[("type", "service")], 0),
    ] {
        assert_eq!(peer.count(filters).await, expected, "{filters:?}");
    }
    let narrow = peer.count(&[("changed-from", "2021-01-01"), ("changed-to", "2021-12-31")]).await;
    let all = counted(Some("dct:modified >= '2021-01-01' and dct:modified <= '2021-12-31T23:59:59Z'")).await;
    assert!(narrow > 0 && narrow == all, "{narrow} {all}");
}

/// Of those that have a box, as it was published, whatever the order of its numbers.
#[tokio::test]
async fn a_box_finds_what_lies_in_it() {
    let raw = std::fs::read(open_portals::peer_dir().join("data/datasets.json")).unwrap();
    let all: Vec<serde_json::Value> = serde_json::from_slice(&raw).unwrap();
    let (west, south, east, north) = (-1.8, 48.0, -1.6, 48.1);
    let meets = |it: &&serde_json::Value| {
        let side = |n: usize| it["bbox"][n].as_f64().unwrap_or(f64::NAN);
        side(0) <= east && side(2) >= west && side(1) <= north && side(3) >= south
    };
    let expected: BTreeSet<&str> = all.iter().filter(meets).map(|it| it["id"].as_str().unwrap()).collect();
    let found = csw().all(&["all"], &narrowed(&[("territory", "-1.8,48,-1.6,48.1")])).await;
    let found: Vec<String> = found.iter().map(|it| it.target.address().unwrap().segments()[0].to_owned()).collect();
    assert_eq!(found.iter().map(String::as_str).collect::<BTreeSet<_>>(), expected);
}

#[tokio::test]
async fn what_is_sorted_comes_in_order() {
    let peer = csw();
    for sort in ["title", "-title", "updated", "-updated"] {
        let query = Query { sort: Some(sort.into()), ..Query::default() };
        let page = peer.list(&["all"], &query).await.unwrap();
        assert_eq!(page.warnings, [""; 0], "{sort}");
        let items = peer.all(&["all"], &query).await;
        assert_eq!(items.len(), 57, "{sort}");
        if sort.ends_with("title") {
            let mut sorted = titles(&items).into_iter().collect::<Vec<_>>();
            sorted.sort();
            assert_eq!(sorted.len(), 57);
        }
    }
}

#[tokio::test]
async fn folders_and_facets_are_what_the_service_tells() {
    let peer = csw();
    let front = peer.list(&[], &Query::default()).await.unwrap();
    assert_eq!(front.items[0].note.as_deref(), Some("57 datasets"));
    let organizations = peer.all(&["organizations"], &Query::default()).await;
    let mut all = BTreeSet::new();
    for organization in &organizations {
        let folder = organization.target.address().unwrap();
        let items = peer.all(&folder.segments(), &Query::default()).await;
        assert!(items.iter().all(|item| item.publisher.as_deref() == Some(&*organization.title)));
        all.extend(items.iter().map(|item| item.target.address().unwrap().to_string()));
    }
    // Records that it was given as Dublin Core have no organisation there.
    assert_eq!((organizations.len(), all.len()), (5, 38));
    let facets = peer.portal.facets(&at(&["all"])).await.unwrap();
    for facet in &facets {
        for value in facet.values.iter().filter(|_| ["organization", "keyword"].contains(&&*facet.key)) {
            assert!(peer.count(&[(&*facet.key, &*value.value)]).await > 0, "{}: {value:?}", facet.key);
        }
    }
}

#[tokio::test]
async fn a_record_is_told_whole_and_one_that_is_not_there_is_not_found() {
    let peer = csw();
    let dataset = peer.dataset("Zones inondables santé 4").await;
    assert!(dataset.summary.as_ref().unwrap().contains("https://example.org/4"));
    assert!(dataset.extent.is_some_and(|it| it.west < it.east && it.west > -3.0 && it.south > 47.0));
    let error = peer.portal.dataset(&at(&["00000000-0000-0000-0000-000000000001"])).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn files_arrive_as_they_are() {
    let peer = csw();
    let dataset = peer.dataset("Qualité de l’air environnement 1").await;
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<_> = dataset.media.iter().filter(|it| it.offer == Offer::Download).collect();
    assert_eq!((files.len(), dataset.media.len()), (2, 3), "and a service");
    for media in files {
        let plan = guichet::download::FetchPlan::into(folder.path());
        let outcome = guichet::download::fetch(&*peer.portal, media, &plan, |_| {}).await.unwrap();
        let published = std::fs::read(open_portals::peer_dir().join("data/www/open").join(&media.title)).unwrap();
        assert_eq!(std::fs::read(&outcome.path).unwrap(), published, "{}", media.title);
    }
}

#[test]
fn every_address_that_is_printed_leads_back() {
    check_addresses(&csw());
}

#[tokio::test]
async fn a_web_address_tells_that_it_is_a_catalogue_service() {
    for page in ["", "?service=CSW&request=GetCapabilities"] {
        assert_eq!(detected(&csw(), page).await, (vec![Kind::Csw], "/".to_owned()), "{page}");
    }
}
