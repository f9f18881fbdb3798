//! The traps of the Géoplateforme's download service, whose answers are feeds.

mod mutation;
mod whole;

use std::sync::Arc;

use guichet::base::error::ErrorKind;
use guichet::download::{FetchPlan, Verdict, fetch};
use guichet::model::territory::TERRITORY;
use guichet::model::{Address, Cursor, Offer, Place, Query, Target};
use guichet::net::asking_once;
use guichet::portals::web::led;
use guichet::portals::{Kind, Portal};
use serde_json::{Value, json as object};
use url::Url;

use super::contract::{Recorded, any_file};
use super::csw::as_xml;
use super::{at, connect, fixture, json, pages, titles};
use crate::common::server::{Answer, Server};

const PRODUCTS: &str = "/capabilities";
const EDITIONS: &str = "/resource/HAIES";
const EDITION: &str = "HAIES_1-0__GPKG_LAMB93_D035_2026-06-15";
const FILES: &str = "/resource/HAIES/HAIES_1-0__GPKG_LAMB93_D035_2026-06-15";
const ID: &str = "HAIES/HAIES_1-0__GPKG_LAMB93_D035_2026-06-15";

pub static RECORDED: std::sync::LazyLock<Recorded> = std::sync::LazyLock::new(|| Recorded {
    kind: Kind::Geoplateforme,
    folder: &["products", "HAIES"],
    list: EDITIONS,
    page,
    with_records: |mut page, records| {
        page["feed"]["entry"] = records.into();
        page
    },
    records: |page| page["feed"]["entry"].as_array().unwrap().clone(),
    wanted: |request| ((request.number("page") - 1) * 50, request.number("limit")),
    empty: "geoplateforme/empty.json",
    bad: object!({"content": "nothing to ask for it by"}),
    title: |n| format!("E{n:03}"),
    key: "id",
    dataset: &[ID],
    dataset_path: FILES,
    dataset_answer: "geoplateforme/files.json",
    dataset_title: EDITION,
    file: any_file,
    facets: || vec![(PRODUCTS, json("geoplateforme/capabilities.json"))],
    credentials: None,
    sign_in: |server| {
        server.written(as_xml);
    },
    credential: ("authorization", "never"),
});

fn page(from: usize, to: usize, total: usize) -> Value {
    let entry = |n: usize| {
        let at = format!("https://a.exemple/resource/HAIES/E{n:03}");
        object!({"title": format!("E{n:03}"), "link": {"@href": at, "@rel": "alternate"}, "id": at})
    };
    object!({"feed": {
        "@xmlns": "http://www.w3.org/2005/Atom",
        "@xmlns:gpf_dl": "https://data.geopf.fr/annexes/ressources/xsd/gpf_dl.xsd",
        "@gpf_dl:pagecount": total.div_ceil(50).to_string(),
        "@gpf_dl:totalentries": total.to_string(),
        "entry": (from..to).map(entry).collect::<Vec<_>>(),
    }})
}

fn feed(name: &str) -> Answer {
    Answer::raw("application/atom+xml", fixture(&format!("geoplateforme/{name}.xml")))
}

pub async fn recorded() -> Server {
    let server = Server::start().await;
    for (path, name) in [(PRODUCTS, "capabilities"), (EDITIONS, "resource"), (FILES, "files")] {
        server.answers(path, [feed(name)]);
    }
    server
}

fn portal(server: &Server) -> Arc<dyn Portal> {
    connect(Kind::Geoplateforme, server)
}

fn narrowed(key: &str, value: &str) -> Query {
    Query { filters: vec![(key.into(), value.into())], ..Query::default() }
}

/// A feed with entries `from..to` of `total`, fifty to a page; it counts its pages or does not.
fn made(from: usize, to: usize, total: usize, counts: bool) -> Answer {
    let entry =
        |n: usize| format!("<entry><title>E{n:03}</title><id>https://a.exemple/resource/HAIES/E{n:03}</id></entry>");
    let entries: String = (from..to).map(entry).collect();
    let counted = match counts {
        true => format!(" g:pagecount='{}' g:totalentries='{total}'", total.div_ceil(50)),
        false => String::new(),
    };
    let body = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:g='https://data.geopf.fr/annexes/ressources/xsd/gpf_dl.xsd'{counted}>{entries}</feed>"
    );
    Answer::raw("application/atom+xml", body)
}

#[tokio::test]
async fn products_are_folders_and_editions_datasets() {
    let server = recorded().await;
    let portal = portal(&server);
    let root = portal.list(&at(&[]), &Query::default(), None).await.unwrap();
    assert!(matches!(&root.items[..], [one] if one.note.as_deref().unwrap().contains('2')), "{root:?}");
    let products = portal.list(&at(&["products"]), &Query::default(), None).await.unwrap();
    assert_eq!(titles(&products.items), ["HAIES®", "MURETS"]);
    assert_eq!(products.items[0].target, Target::folder(at(&["products", "HAIES"])));
    assert_eq!(products.items[0].note.as_deref(), Some("Les haies & les talus, inventés"));
    let editions = portal.list(&at(&["products", "HAIES"]), &Query::default(), None).await.unwrap();
    assert_eq!(titles(&editions.items), [EDITION, "HAIES_1-0__SHP_LAMB93_D035_2025-12-15"]);
    assert_eq!((editions.total, editions.next, editions.warnings.len()), (Some(2), None, 0));
    for item in &editions.items {
        let address = item.target.address().unwrap();
        assert!(matches!(&item.target, Target::Place(Place::Dataset(_))));
        assert_eq!(portal.resolve(&address).unwrap(), item.target);
        assert_eq!(address.to_string().parse::<Address>().unwrap(), address);
    }
    assert_eq!(editions.items[0].modified.unwrap().day(), "2026-06-15");
    let asked = &server.asked(EDITIONS)[0];
    assert_eq!((asked.values("limit"), asked.values("page")), (vec!["50"], vec!["1"]));
    assert_eq!((asked.values("sortEntriesBy"), asked.values("sortEntriesOrder")), (vec!["editionDate"], vec!["desc"]));
    assert_eq!(server.asked(PRODUCTS).len(), 1, "the products are asked for once");
}

#[tokio::test]
async fn files_have_sizes_and_the_sums_that_stand_where_texts_do() {
    let server = recorded().await;
    let dataset = portal(&server).dataset(&at(&[ID])).await.unwrap();
    assert_eq!((&*dataset.title, dataset.warnings.len()), (EDITION, 0));
    assert_eq!(dataset.summary.as_deref(), Some("Les haies & les talus, inventés"));
    assert_eq!(dataset.territory.as_deref(), Some("Ille-et-Vilaine"));
    assert_eq!(dataset.modified.unwrap().day(), "2026-06-15");
    let names: Vec<&str> = dataset.media.iter().map(|media| &*media.id).collect();
    assert_eq!(names, ["haies.7z.001", "haies.7z.002", "haies.md5"], "volumes in the order they are put together in");
    let [first, second, sums] = &dataset.media[..] else { panic!() };
    assert_eq!((first.size, second.size), (Some(14), Some(8)));
    assert!(first.caption.as_deref().unwrap().contains("1 of 2"), "{first:?}");
    assert_eq!(first.checksum.as_ref().unwrap().algo, "MD5");
    assert!(matches!(&sums.offer, Offer::Doubtful(why) if why.contains("may be gone")));
    for media in &dataset.media {
        assert_eq!(portal(&server).resolve(&media.address()).unwrap(), media.target());
    }
}

#[tokio::test]
async fn a_file_is_held_against_its_sum() {
    let server = recorded().await;
    let portal = portal(&server);
    let dataset = portal.dataset(&at(&[ID])).await.unwrap();
    for (body, verdict) in [("part two", Verdict::Verified), ("part 2.0", Verdict::Altered)] {
        server.answers("/volume", [Answer::raw("application/octet-stream", body)]);
        let mut media = dataset.find("haies.7z.002").unwrap().clone();
        media.url = Some(server.url.join("volume").unwrap().into());
        let folder = tempfile::tempdir().unwrap();
        let outcome = fetch(&*portal, &media, &FetchPlan::into(folder.path()), |_| {}).await.unwrap();
        assert_eq!(outcome.verdict, verdict, "{}", outcome.reason);
    }
}

/// No feed says where it goes on.
#[tokio::test]
async fn pages_are_counted_to_the_end() {
    for (counts, total, past) in
        [(true, 120, None), (false, 120, None), (false, 100, Some(404)), (false, 100, Some(200)), (true, 100, None)]
    {
        let server = recorded().await;
        server.on(EDITIONS, move |request| {
            let from = (request.number("page") - 1) * 50;
            match past {
                Some(404) if from >= total => Answer::status(404),
                _ => made(from.min(total), (from + 50).min(total), total, counts),
            }
        });
        let pages = pages(&*portal(&server), &at(&["products", "HAIES"]), &Query::default(), 5).await;
        let rows: usize = pages.iter().map(|page| page.items.len()).sum();
        assert_eq!(rows, total, "{counts} {past:?}");
        assert!(pages.iter().all(|page| page.total == counts.then_some(total as u64)));
    }
}

#[tokio::test]
async fn a_count_that_lies_does_not_make_it_endless() {
    let server = recorded().await;
    server.on(EDITIONS, |request| match request.number("page") {
        1 => made(0, 50, 1_000_000, true),
        _ => made(0, 0, 1_000_000, true),
    });
    assert_eq!(pages(&*portal(&server), &at(&["products", "HAIES"]), &Query::default(), 3).await.len(), 2);
    for garbage in ["garbage", "", "-1", "0", "1", "1e9", "2 7", "2 http://elsewhere.example/?page=2"] {
        for folder in [at(&["products", "HAIES"]), at(&["products"]), at(&[])] {
            let error =
                portal(&server).list(&folder, &Query::default(), Some(&Cursor(garbage.into()))).await.unwrap_err();
            assert_eq!(error.kind, ErrorKind::Usage, "{garbage} {folder}");
        }
    }
}

#[tokio::test]
async fn words_are_looked_for_here() {
    let server = recorded().await;
    let portal = portal(&server);
    let found = portal.list(&at(&[]), &Query::text("talus"), None).await.unwrap();
    assert_eq!(titles(&found.items), ["HAIES®"], "at the root, products");
    let found = portal.list(&at(&["products"]), &Query::text("pierre murets"), None).await.unwrap();
    assert_eq!(titles(&found.items), ["MURETS"]);
    let found = portal.list(&at(&["products", "HAIES"]), &Query::text("shp 2025"), None).await.unwrap();
    assert_eq!(titles(&found.items), ["HAIES_1-0__SHP_LAMB93_D035_2025-12-15"]);
}

#[tokio::test]
async fn filters_are_in_the_service_s_words_and_a_territory_is_widened_until_something_is_there() {
    let server = recorded().await;
    server.on(EDITIONS, |request| match request.values("zone").first() {
        Some(&"R53") => made(0, 2, 2, true),
        Some(_) => made(0, 0, 0, true),
        None => made(0, 7, 7, true),
    });
    let portal = portal(&server);
    let folder = at(&["products", "HAIES"]);
    let found = portal.list(&folder, &narrowed(TERRITORY, "rennes"), None).await.unwrap();
    assert_eq!(found.items.len(), 2);
    let zones: Vec<String> = server.asked(EDITIONS).iter().map(|it| it.values("zone").concat()).collect();
    assert_eq!(zones, ["D035", "R53"]);
    for (key, value, word, said) in [
        ("zone", "FXX", "zone", "FXX"),
        ("format", "GPKG", "format", "GPKG"),
        ("crs", "EPSG:2154", "crs", "EPSG:2154"),
        ("from", "2026-01-01", "editionDateFrom", "2026-01-01"),
        ("to", "2026-12-31", "editionDateTo", "2026-12-31"),
    ] {
        portal.list(&folder, &narrowed(key, value), None).await.unwrap();
        assert_eq!(server.asked(EDITIONS).last().unwrap().values(word), [said], "{key}");
    }
    for query in [
        narrowed("colour", "red"),
        narrowed("from", "soon"),
        Query { sort: Some("-colour".into()), ..Query::default() },
    ] {
        let before = server.requests().len();
        assert_eq!(portal.list(&folder, &query, None).await.unwrap_err().kind, ErrorKind::Usage);
        assert_eq!(server.requests().len(), before, "it is refused before anybody is asked");
    }
    let facets = portal.facets(&at(&["products"])).await.unwrap();
    assert!(facets.is_empty(), "products are found by words");
    let facets = portal.facets(&folder).await.unwrap();
    let values: Vec<&str> = facets.iter().flat_map(|it| &it.values).map(|it| &*it.value).collect();
    assert_eq!(values, ["D035", "FXX", "GPKG", "SHP"]);
}

/// Whatever its letters are typed in; the products tell how it is written.
#[tokio::test]
async fn a_format_is_one_in_capitals_or_not() {
    let server = recorded().await;
    for (key, value, said) in [("format", "gpkg", "GPKG"), ("zone", "d035", "D035"), ("format", "Other", "Other")] {
        for (folder, path) in [(&["products", "HAIES"][..], EDITIONS), (&[], PRODUCTS)] {
            portal(&server).list(&at(folder), &narrowed(key, value), None).await.ok();
            let asked = server.asked(path);
            assert!(asked.iter().any(|request| request.values(key) == [said]), "{key}={value} {path}");
        }
    }
}

/// Without a wish the newest come first, and a search among editions is told of too.
#[tokio::test]
async fn editions_that_do_not_come_newest_first_are_said() {
    let entry = |day: &str| {
        let at = format!("https://a.exemple/resource/HAIES/H_1-0__SHP_LAMB93_D035_{day}");
        object!({"title": at, "link": {"@href": at, "@rel": "alternate"}, "id": at})
    };
    let server = recorded().await;
    let mut feed = page(0, 0, 2);
    feed["feed"]["entry"] = ["2025-01-15", "2026-06-15"].map(entry).to_vec().into();
    server.answers(EDITIONS, [Answer::raw("application/atom+xml", as_xml(&feed.to_string()).unwrap())]);
    for (text, sort, warnings) in
        [("", None, 1), ("shp", None, 1), ("shp", Some("edition"), 0), ("", Some("-title"), 1)]
    {
        let query = Query { sort: sort.map(str::to_owned), ..Query::text(text) };
        let page = portal(&server).list(&at(&["products", "HAIES"]), &query, None).await.unwrap();
        assert_eq!((page.items.len(), page.warnings.len()), (2, warnings), "{text} {sort:?} {:?}", page.warnings);
    }
}

/// Older services take no notice of it.
#[tokio::test]
async fn an_order_that_did_not_come_is_said() {
    let server = recorded().await;
    for (sort, warnings) in [("-edition", 0), ("edition", 1), ("title", 0), ("-title", 1)] {
        let query = Query { sort: Some(sort.into()), ..Query::default() };
        let page = portal(&server).list(&at(&["products", "HAIES"]), &query, None).await.unwrap();
        assert_eq!((page.items.len(), page.warnings.len()), (2, warnings), "{sort}");
    }
}

#[tokio::test]
async fn what_is_no_feed_is_said_and_what_is_odd_in_one_costs_itself() {
    for body in ["<html><body>429</body></html>", "{}", "", "words"] {
        let server = Server::start().await;
        server.otherwise(Answer::raw("text/html", body));
        let portal = portal(&server);
        assert_eq!(
            portal.list(&at(&["products"]), &Query::default(), None).await.unwrap_err().kind,
            ErrorKind::Portal,
            "{body}"
        );
        assert!(portal.account().await.is_err(), "{body}");
    }
    let server = recorded().await;
    let odd = "<feed xmlns:g='x' g:pagecount='many'><entry><title>no id</title></entry>
        <entry><id>https://a/resource/HAIES/..</id></entry><entry><title>a\u{202e}b &#27;[31m</title><id>https://a/resource/HAIES/OK%20%C3%A9</id></entry>
        <entry><id>https://a/resource/HAIES/OK%20%C3%A9</id></entry></feed>";
    server.answers(EDITIONS, [Answer::raw("application/xml", odd)]);
    let page = portal(&server).list(&at(&["products", "HAIES"]), &Query::default(), None).await.unwrap();
    assert_eq!((titles(&page.items), page.warnings.len()), (vec!["OK é"], 2), "{:?}", page.warnings);
    assert!(!format!("{page:?}").contains('\u{1b}'));
    for (status, kind) in [
        (404, ErrorKind::NotFound),
        (400, ErrorKind::Usage),
        (429, ErrorKind::Unavailable),
        (503, ErrorKind::Unavailable),
    ] {
        server.answers(FILES, [Answer::raw("text/html", "<html>no</html>").with_status(status)]);
        let error = asking_once(portal(&server).dataset(&at(&[ID]))).await.unwrap_err();
        assert_eq!(error.kind, kind, "{status}: {error}");
    }
}

#[test]
fn every_address_leads_to_guichet_s_own() {
    let base = Url::parse("https://data.geopf.fr/telechargement").unwrap();
    let table: [(&str, Option<&[&str]>); 6] = [
        ("/capabilities?page=2", Some(&["products"])),
        ("/resource/BDTOPO", Some(&["products", "BDTOPO"])),
        ("/resource/BDTOPO/BDTOPO_X", Some(&["BDTOPO/BDTOPO_X"])),
        ("/download/BDTOPO/BDTOPO_X/x.7z.001", Some(&["BDTOPO/BDTOPO_X", "x.7z.001"])),
        ("/download/BDTOPO", None),
        ("/../wms-v?service=WMS", None),
    ];
    for (page, expected) in table {
        let found = led(Kind::Geoplateforme, &base, &Url::parse(&format!("{base}{page}")).unwrap());
        let expected: Option<Vec<String>> = expected.map(|it| it.iter().map(|it| (*it).to_owned()).collect());
        assert_eq!(found, expected, "{page}");
    }
}
