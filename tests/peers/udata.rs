//! A real udata, started beforehand, browsed and downloaded from: `GUICHET_UDATA` is its address, `PEER_DIR` the folder of
//! the peers. The files are on the file peer, another host to udata.

use guichet::base::error::ErrorKind;
use guichet::base::text;
use guichet::model::{Cursor, Query};
use guichet::portals::Kind;

use crate::common::home::Home;
use crate::open_portals::{
    self, Peer, at, check_addresses, check_downloads, check_listing, check_page, check_program, detected, narrowed,
    published, titles,
};

fn udata() -> Peer {
    Peer::new(Kind::Udata, "GUICHET_UDATA", None)
}

#[tokio::test]
async fn everything_is_listed_to_the_end_and_shown_as_it_is() {
    let peer = udata();
    check_listing(&peer).await;
    let pages = peer.list(&["all"], &Query::default()).await.unwrap();
    assert_eq!((pages.total, pages.items.len()), (Some(57), 50));
    // A page past the end is a 404 there.
    let past = peer.portal.list(&at(&["all"]), &Query::default(), Some(&Cursor("99".into()))).await.unwrap();
    assert_eq!((past.items.len(), past.next), (0, None));
}

#[tokio::test]
async fn words_filters_and_orders_are_udata_s_own() {
    let peer = udata();
    let found = peer.all(&[], &Query::text("arbres  remarquables")).await;
    assert_eq!(found.len(), 6);
    assert!(found.iter().all(|item| item.title.starts_with("Arbres remarquables")));
    let published = published();
    let count = |fits: &dyn Fn(&open_portals::Published) -> bool| published.iter().filter(|it| fits(it)).count();
    let csv = open_portals::Published::has_csv;
    for (filter, expected) in [
        (("licence", "lov2"), count(&|it| it.licence(peer.kind) == Some("lov2"))),
        (("licence", "nothing-of-the-kind"), 0),
        (("format", "CSV"), count(&csv)),
        (("access", "restricted"), count(&|it| it.access == "restricted")),
        (("tag", "Énergie"), count(&|it| it.keywords.iter().any(|tag| tag == "énergie"))),
        (("organization", "keolis"), count(&|it| it.organisation.name == "Kéolis")),
    ] {
        assert_eq!(peer.count(&[filter]).await, expected, "{filter:?}");
    }
    let both = count(&|it| csv(it) && it.licence(peer.kind) == Some("odbl"));
    assert_eq!(peer.count(&[("format", "csv"), ("licence", "odbl")]).await, both);
    for (key, _) in peer.portal.abilities(&at(&["all"])).sorts {
        for sort in [key.to_owned(), format!("-{key}")] {
            let query = Query { sort: Some(sort.clone()), ..Query::default() };
            assert_eq!(peer.all(&["all"], &query).await.len(), 57, "{sort}");
        }
    }
    let sorted = |sort: &str| Query { sort: Some(sort.to_owned()), ..Query::default() };
    let up: Vec<_> = peer.all(&["all"], &sorted("title")).await.into_iter().map(|item| item.title).collect();
    let mut expected: Vec<_> = published.iter().map(|it| it.title.clone()).collect();
    expected.sort();
    assert_eq!(up, expected.iter().map(|title| text::line(title)).collect::<Vec<_>>());
}

#[tokio::test]
async fn organisations_are_folders_and_what_is_unknown_is_said_so() {
    let peer = udata();
    let front = peer.list(&[], &Query::default()).await.unwrap();
    let notes: Vec<_> = front.items.iter().map(|item| item.note.as_deref().unwrap()).collect();
    assert_eq!(notes, ["57 datasets", "5 organisations"], "it has no topics");
    let organizations = peer.all(&["organizations"], &Query::default()).await;
    let mut all = std::collections::BTreeSet::new();
    for organization in &organizations {
        let folder = organization.target.address().unwrap();
        let items = peer.all(&folder.segments(), &Query::default()).await;
        assert_eq!(organization.note.as_deref(), Some(&*format!("{} datasets", items.len())));
        assert!(items.iter().all(|item| item.publisher.as_deref() == Some(&*organization.title)));
        all.extend(titles(&items));
    }
    assert_eq!((organizations.len(), all.len()), (5, 57));
    let facets = peer.portal.facets(&at(&["all"])).await.unwrap();
    let keys: Vec<_> = facets.iter().map(|facet| (&*facet.key, facet.values.len())).collect();
    assert_eq!(keys, [("organization", 5), ("licence", 3), ("access", 3)]);
    for value in &facets[0].values {
        assert_eq!(peer.count(&[("organization", &value.value)]).await as u64, value.count.unwrap());
    }
    for unknown in [&["organizations", "nope"][..], &["organizations", "000000000000000000000000"], &["topics", "nope"]]
    {
        let error = peer.list(unknown, &Query::default()).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::NotFound, "{unknown:?}: {error}");
    }
    // Of itself udata would show all datasets.
    let error = peer.list(&["all"], &narrowed(&[("topic", "000000000000000000000000")])).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
    assert_eq!(peer.portal.dataset(&at(&["nope"])).await.unwrap_err().kind, ErrorKind::NotFound);
    for (key, value) in [("access", "bogus"), ("owner", "x"), ("badge", "bogus")] {
        let error = peer.list(&["all"], &narrowed(&[(key, value)])).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Usage, "{key}: {error}");
    }
}

#[tokio::test]
async fn a_dataset_is_told_whole_by_its_id_and_by_its_name() {
    let peer = udata();
    let dataset = peer.dataset("Zones inondables santé 4").await;
    assert!(dataset.summary.as_ref().unwrap().contains("Markdown, HTML et lien (https://example.org/4)."));
    assert_eq!(dataset.licence.as_ref().unwrap().label, "Licence Ouverte 2.0 (Etalab)");
    assert_eq!(dataset.keywords, ["habitat", "sante"], "as udata keeps them");
    let page = dataset.page.as_ref().unwrap();
    let slug = page.rsplit('/').next().unwrap();
    assert_eq!(peer.portal.dataset(&at(&[slug])).await.unwrap().address, dataset.address);
    let lasting = dataset.media[0].facts.iter().find(|(label, _)| label == "lasting address").unwrap();
    // It leads to the file, on another host.
    let media = guichet::model::Media { url: Some(lasting.1.clone()), ..dataset.media[3].clone() };
    let opened = peer.portal.open(&media, &guichet::model::form::Answers::default(), None).await.unwrap();
    assert_eq!(opened.url().port(), Some(9500), "{}", opened.url());
}

#[tokio::test]
async fn every_file_arrives_and_every_lie_is_found_out() {
    check_downloads(&udata()).await;
}

#[tokio::test]
async fn who_asks_is_nobody_or_somebody_that_udata_knows() {
    let account = udata().portal.account().await.unwrap();
    assert_eq!(account.who, None);
    let secret = "eine-falsche-kennung";
    let wrong = Peer::new(Kind::Udata, "GUICHET_UDATA", Some(secret));
    for error in [wrong.portal.account().await.unwrap_err(), wrong.list(&["all"], &Query::default()).await.unwrap_err()]
    {
        assert_eq!(error.kind, ErrorKind::SignIn);
        assert!(error.cause.contains("Invalid API token") && !format!("{error:?}").contains(secret), "{error:?}");
    }
}

#[test]
fn the_program_gets_from_the_front_page_to_a_verified_file() {
    check_program(&udata());
}

#[test]
fn the_page_of_a_dataset_is_all_that_get_needs() {
    check_page(&udata(), "fr/datasets/zones-inondables-sante-4/");
}

#[test]
fn every_address_that_is_printed_leads_back() {
    check_addresses(&udata());
}

/// By any of its pages; its feed by the feed's own address, where the interface answers too.
#[tokio::test]
async fn a_web_address_tells_that_it_is_udata() {
    let peer = udata();
    for page in ["", "fr/datasets/arbres-remarquables-mobilite-56", "api/1/datasets/?q=eau", "organizations/keolis/#/x"]
    {
        assert_eq!(detected(&peer, page).await, (vec![Kind::Udata], "/".to_owned()), "{page}");
    }
    for syntax in ["jsonld", "ttl", "xml"] {
        let feed = format!("/api/1/site/catalog.{syntax}");
        assert_eq!(detected(&peer, &feed).await, (vec![Kind::Dcat, Kind::Udata], feed.clone()));
    }
}

/// The real interface and the real feed beside it, searched at once.
#[tokio::test(flavor = "multi_thread")]
async fn its_feed_holds_the_same_datasets_and_they_are_shown_once() {
    let base = udata().portal.http().base().clone();
    let home = Home::new();
    let feed = base.join("api/1/site/catalog.jsonld").unwrap();
    home.write_config(&format!(
        "[portals.api]\nkind = \"udata\"\nurl = \"{base}\"\n[portals.flux]\nkind = \"dcat\"\nurl = \"{feed}\"\n"
    ));
    let ran = tokio::task::block_in_place(|| home.run(&["search", "arbres remarquables", "--json"], ""));
    let found: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let items = found["items"].as_array().unwrap();
    assert_eq!((items.len(), found["total"].as_u64()), (6, Some(6)), "{ran:?}");
    for item in items {
        let also = item["also"].as_array().unwrap();
        // Of two that are the same the one that states all checksums is shown, else that of the first portal.
        let shown = item["address"].as_str().unwrap().starts_with("api/");
        assert!((shown || item["preferred"] == "checksums") && also.len() == 1, "{item}");
    }
}
