//! A real CKAN, started beforehand, browsed and downloaded from: `GUICHET_CKAN` is its address, `PEER_DIR` the folder of the
//! peers. The files are on the file peer, another host to CKAN, but for the one that a test puts into CKAN itself.

use std::process::Command;

use guichet::base::error::ErrorKind;
use guichet::download::{FetchPlan, Verdict, fetch};
use guichet::model::{Access, Query};
use guichet::portals::Kind;
use serde_json::{Value, json};

use crate::open_portals::{
    self, Peer, at, check_addresses, check_downloads, check_listing, check_page, check_program, detected, narrowed,
    peer_dir, published, titles,
};

fn ckan() -> Peer {
    Peer::new(Kind::Ckan, "GUICHET_CKAN", None)
}

#[tokio::test]
async fn everything_is_listed_to_the_end_and_shown_as_it_is() {
    let peer = ckan();
    check_listing(&peer).await;
    // This one gives 50 rows at most, whatever is asked for, and says nothing.
    let first = peer.list(&["all"], &Query::default()).await.unwrap();
    assert_eq!((first.total, first.items.len(), first.next.is_some()), (Some(57), 50, true));
}

#[tokio::test]
async fn words_filters_and_orders_are_ckan_s_own() {
    let peer = ckan();
    let found = peer.all(&[], &Query::text("arbres remarquables:")).await;
    assert_eq!(found.len(), 6);
    assert!(found.iter().all(|item| item.title.starts_with("Arbres remarquables")));
    let published = published();
    let count = |fits: &dyn Fn(&open_portals::Published) -> bool| published.iter().filter(|it| fits(it)).count();
    let licence = |id: &'static str| move |it: &open_portals::Published| it.licence(Kind::Ckan) == Some(id);
    let csv = open_portals::Published::has_csv;
    let of =
        |names: &'static [&'static str]| move |it: &open_portals::Published| names.contains(&&*it.organisation.name);
    for (filters, expected) in [
        (&[("licence", "lov2")][..], count(&licence("lov2"))),
        (&[("licence", "lov2"), ("licence", "odbl")], count(&licence("lov2")) + count(&licence("odbl"))),
        (&[("licence", "no\"thing")], 0),
        (&[("format", "csv")], count(&csv)),
        (&[("tag", "énergie")], count(&|it| it.keywords.iter().any(|tag| tag == "énergie"))),
        (&[("organization", "org-kolis"), ("organization", "org-airbreizh")], count(&of(&["Kéolis", "Air Breizh"]))),
        (&[("organization", "org-kolis"), ("format", "csv")], count(&|it| csv(it) && it.organisation.name == "Kéolis")),
    ] {
        assert_eq!(peer.count(filters).await, expected, "{filters:?}");
    }
    for (key, _) in peer.portal.abilities(&at(&["all"])).sorts {
        for sort in [key.to_owned(), format!("-{key}")] {
            let query = Query { sort: Some(sort.clone()), ..Query::default() };
            assert_eq!(peer.all(&["all"], &query).await.len(), 57, "{sort}");
        }
    }
    let query = Query { sort: Some("-created".into()), ..Query::default() };
    let titles: Vec<_> = peer.all(&["all"], &query).await.into_iter().map(|item| item.title).collect();
    assert_eq!((&*titles[0], &*titles[56]), ("Arbres remarquables mobilité 56", "Arrêts de bus mobilité 0"));
}

#[tokio::test]
async fn organisations_are_folders_and_what_is_unknown_is_said_so() {
    let peer = ckan();
    let front = peer.list(&[], &Query::default()).await.unwrap();
    let notes: Vec<_> = front.items.iter().map(|item| item.note.as_deref().unwrap()).collect();
    assert_eq!(notes, ["57 datasets", "5 organisations"], "it has no groups");
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
    let keys: Vec<_> = facets.iter().map(|facet| &*facet.key).collect();
    assert_eq!(keys, ["organization", "tag", "format", "licence"]);
    // What stands in for its index counts a format of two files twice, so only what a dataset has one of is counted again.
    for facet in facets.iter().filter(|facet| ["organization", "licence"].contains(&&*facet.key)) {
        for value in &facet.values {
            assert_eq!(peer.count(&[(&*facet.key, &*value.value)]).await as u64, value.count.unwrap(), "{value:?}");
        }
    }
    for unknown in [&["organizations", "nope"][..], &["groups", "nope"]] {
        let error = peer.list(unknown, &Query::default()).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::NotFound, "{unknown:?}: {error}");
    }
    assert_eq!(peer.portal.dataset(&at(&["nope"])).await.unwrap_err().kind, ErrorKind::NotFound);
    // A path that is none of its API gives a web page.
    let astray = Peer { portal: elsewhere(), ..ckan() };
    let error = astray.list(&["all"], &Query::default()).await.unwrap_err();
    assert!(error.kind == ErrorKind::NotFound && error.hint.as_ref().unwrap().contains("before `/api`"), "{error:?}");
}

/// The same portal, as if it were at a path where it is not.
fn elsewhere() -> std::sync::Arc<dyn guichet::portals::Portal> {
    let url = format!("{}/opendata", open_portals::peer("GUICHET_CKAN")).parse().unwrap();
    let config = guichet::portals::PortalConfig::new("p", Kind::Ckan, url);
    let (clients, secrets) = (guichet::net::Clients::new(None).unwrap(), guichet::access::secrets::Secrets::none());
    guichet::portals::connect(guichet::portals::Connection { config, clients, secrets })
}

#[tokio::test]
async fn a_dataset_is_told_whole_by_its_id_and_by_its_name() {
    let peer = ckan();
    let dataset = peer.dataset("Zones inondables santé 4").await;
    assert!(dataset.summary.as_ref().unwrap().contains("Markdown, HTML et lien (https://example.org/4)."));
    assert_eq!(dataset.keywords, ["habitat", "santé"]);
    assert!(dataset.extent.is_some_and(|extent| extent.west < extent.east && extent.south < extent.north));
    assert_eq!(dataset.page.as_deref(), Some(&*format!("{}/dataset/jeu-0004", peer.url)));
    assert_eq!(peer.portal.dataset(&at(&["jeu-0004"])).await.unwrap(), dataset);
}

#[tokio::test]
async fn every_file_arrives_and_every_lie_is_found_out() {
    check_downloads(&ckan()).await;
}

#[test]
fn the_program_gets_from_the_front_page_to_a_verified_file() {
    check_program(&ckan());
}

#[test]
fn the_page_of_a_dataset_is_all_that_get_needs() {
    check_page(&ckan(), "fr/dataset/jeu-0004");
}

#[test]
fn every_address_that_is_printed_leads_back() {
    check_addresses(&ckan());
}

/// Runs a command of the peer's own program.
fn administer(args: &[&str]) -> String {
    let folder = peer_dir().join("ckan");
    let mut command = Command::new(folder.join("venv/bin/ckan"));
    let output = command.arg("-c").arg(folder.join("ckan.ini")).args(args).current_dir(&folder).output().unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "ckan {args:?}: {out}{err}");
    out.into_owned()
}

/// The token of an administrator made for this test, who is made anew each time.
fn token() -> String {
    let name = "guichet-tests";
    let known = administer(&["user", "list"]);
    if !known.contains(name) {
        administer(&["user", "add", name, "email=tests@example.org", "password=a-long-password"]);
        administer(&["sysadmin", "add", name]);
    }
    let said = administer(&["user", "token", "add", name, "one-run", "--quiet"]);
    said.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap().to_owned()
}

async fn act(token: &str, action: &str, body: &Value) -> Value {
    let url = format!("{}/api/3/action/{action}", open_portals::peer("GUICHET_CKAN"));
    let request = guichet::net::builder().build().unwrap().post(url).header("Authorization", token).json(body);
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["success"], true, "{action}: {answer}");
    answer["result"].clone()
}

const PRIVATE: &str = "guichet-private";
const CONTENT: &str = "a;b\n1;2\n";
const BOUNDARY: &str = "----guichet";

/// Puts a private dataset with a file of its own into CKAN.
async fn publish(token: &str) -> String {
    let organization = json!({"name": "guichet-org", "title": "À part"});
    let organization = act(token, "organization_create", &organization).await["id"].clone();
    let dataset = json!({"name": PRIVATE, "title": "À nous seuls", "private": true, "owner_org": organization});
    let dataset = act(token, "package_create", &dataset).await["id"].as_str().unwrap().to_owned();
    // A form with a file in it, as browsers send it.
    let part = |head: &str, content: &str| {
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n{content}\r\n")
    };
    let form = [
        part("name=\"package_id\"", &dataset),
        part("name=\"name\"", "donnees.csv"),
        part("name=\"format\"", "CSV"),
        part("name=\"upload\"; filename=\"donnees.csv\"\r\nContent-Type: text/csv", CONTENT),
        format!("--{BOUNDARY}--\r\n"),
    ];
    let url = format!("{}/api/3/action/resource_create", open_portals::peer("GUICHET_CKAN"));
    let request = guichet::net::builder().build().unwrap().post(url).header("Authorization", token);
    let request =
        request.header("Content-Type", format!("multipart/form-data; boundary={BOUNDARY}")).body(form.concat());
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["success"], true, "{answer}");
    // And one on the file peer, of which it states the checksum of another.
    let lie = json!({"package_id": dataset, "name": "stops.csv", "format": "CSV", "hash": "d41d8cd98f00b204e9800998ecf8427f",
        "url": format!("{}/open/stops.csv", open_portals::peer("GUICHET_NGINX"))});
    act(token, "resource_create", &lie).await;
    dataset
}

/// Removes it, whatever is there of it.
async fn withdraw(token: &str) {
    for (action, id) in [("dataset_purge", PRIVATE), ("organization_purge", "guichet-org")] {
        let url = format!("{}/api/3/action/{action}", open_portals::peer("GUICHET_CKAN"));
        let request =
            guichet::net::builder().build().unwrap().post(url).header("Authorization", token).json(&json!({"id": id}));
        request.send().await.unwrap();
    }
}

#[tokio::test]
async fn a_token_opens_what_is_private_and_a_wrong_one_is_found_out() {
    let wrong = Peer::new(Kind::Ckan, "GUICHET_CKAN", Some("eine-falsche-kennung"));
    let error = wrong.portal.account().await.unwrap_err();
    assert!(error.kind == ErrorKind::SignIn && !format!("{error:?}").contains("falsche"), "{error:?}");
    assert_eq!(ckan().portal.account().await.unwrap().who, None);

    let token = token();
    withdraw(&token).await;
    let id = publish(&token).await;
    let peer = Peer::new(Kind::Ckan, "GUICHET_CKAN", Some(&token));
    let account = peer.portal.account().await.unwrap();
    assert_eq!(account.who.as_deref(), Some("guichet-tests"));
    let mine = peer.list(&["all"], &narrowed(&[("organization", "guichet-org")])).await.unwrap();
    assert_eq!(mine.items.len(), 1, "it is listed");
    assert_eq!(mine.items[0].access, Some(Access::Restricted));
    let dataset = peer.portal.dataset(&at(&[&id])).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let [own, lie] = &dataset.media[..] else { panic!("{:?}", dataset.media) };
    let outcome = fetch(&*peer.portal, own, &FetchPlan::into(folder.path()), |_| {}).await.unwrap();
    assert_eq!(std::fs::read_to_string(&outcome.path).unwrap(), CONTENT);
    assert_eq!(outcome.verdict, Verdict::SizeOnly, "CKAN counts what is given to it: {}", outcome.reason);

    let outcome = fetch(&*peer.portal, lie, &FetchPlan::into(folder.path()), |_| {}).await.unwrap();
    assert_eq!((outcome.verdict, outcome.path), (Verdict::Altered, folder.path().join("stops.csv.altered")));

    // To everybody else there is nothing of the kind.
    let others = ckan().list(&["all"], &narrowed(&[("organization", "guichet-org")])).await.unwrap();
    assert_eq!(others.items.len(), 0);
    let error = ckan().portal.dataset(&at(&[&id])).await.unwrap_err();
    assert!(matches!(error.kind, ErrorKind::Denied | ErrorKind::NotFound), "{error}");
    // The file host has been asked for the lie, and not been told by whom.
    let log = std::fs::read_to_string(peer_dir().join("nginx/access.log")).unwrap();
    assert!(log.contains("/open/stops.csv") && !log.contains(&token));
    withdraw(&token).await;
}

#[tokio::test]
async fn a_web_address_tells_that_it_is_ckan() {
    let peer = ckan();
    for page in ["", "dataset/jeu-0001", "fr/dataset/jeu-0001", "organization/org-keolis", "api/3/action/package_list"]
    {
        assert_eq!(detected(&peer, page).await, (vec![Kind::Ckan], "/".to_owned()), "{page}");
    }
}
