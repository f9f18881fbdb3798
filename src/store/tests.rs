//! The store as its users see it, and as the disk does.

use tempfile::TempDir;

use super::packed::Body;
use super::*;
use crate::access::secrets::{BoundCredentials, Credentials, Secrets};
use crate::model::creator::Creator;
use crate::model::form::{Field, Takes};
use crate::model::{
    Access, Address, Checksum, Cursor, Dataset, Extent, Facet, FacetValue, Item, Licence, Media, Offer, Page, Query,
    Target,
};
use crate::portals::Kind;
use crate::portals::PortalConfig;

impl Store {
    async fn prune(&self) {
        let (sender, done) = oneshot::channel();
        self.send(move |disk| {
            let limits = disk.limits;
            disk.run(|connection| schema::prune(connection, limits, Timestamp::now(), true));
            let _ = sender.send(());
        })
        .await;
        let _ = done.await;
    }
}

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("guichet")
    }

    fn file(&self) -> PathBuf {
        self.path().join(FILE)
    }

    fn store(&self) -> Store {
        Store::in_folder(&self.path())
    }

    /// The shelf of a portal that everybody may ask, in a store of its own, as the next run of the program has it.
    fn shelf(&self) -> Shelf {
        Shelf::new(self.store(), config("p", Kind::Rudi), Secrets::none())
    }

    fn raw(&self) -> Connection {
        Connection::open(self.file()).unwrap()
    }

    /// Everything that lies on the disk.
    fn bytes(&self) -> Vec<u8> {
        let files = fs::read_dir(self.path()).unwrap();
        files.flat_map(|file| fs::read(file.unwrap().path()).unwrap()).collect()
    }

    /// As it lies there, or in an answer.
    fn holds(&self, text: &str) -> bool {
        let raw = self.raw();
        let mut answers = raw.prepare("SELECT body FROM answer").unwrap();
        let bodies = answers.query_map([], |row| Body::of(row.get_ref(0)?)).unwrap();
        let unpacked = bodies.map(|body| body.unwrap().text().unwrap().into_bytes());
        let mut all = unpacked.chain([self.bytes()]);
        all.any(|bytes| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
    }
}

fn config(name: &str, kind: Kind) -> PortalConfig {
    PortalConfig::new(name, kind, "https://portail.example/".parse().unwrap())
}

fn root() -> Address {
    Address::root("p")
}

fn row(id: &str) -> Item {
    Item::new(Target::dataset(root().child(id)), format!("Jeu {id}")).note(Some("été".into()))
}

fn dated(id: &str, modified: i64) -> Item {
    Item { modified: Timestamp::from_second(modified).ok().map(Into::into), ..row(id) }
}

fn page(items: Vec<Item>) -> Page {
    Page { items, total: Some(7), ..Page::default() }
}

/// With something in every field.
fn dataset() -> Dataset {
    let day = Timestamp::from_second(1_700_000_000).unwrap();
    let address = root().child("a/b");
    let answer = Field::new("siren", "SIREN", Takes::OneOf(vec!["1".into()])).help("nine digits").remembered();
    let media = Media {
        format: Some("csv".into()),
        size: Some(3),
        checksum: Some(Checksum { algo: "MD5".into(), value: "aa".into() }),
        offer: Offer::Doubtful("no right".into()),
        url: Some("https://portail.example/f.csv?version=2".into()),
        form: vec![answer],
        ..Media::new(address.clone(), "m", "m.csv")
    };
    Dataset {
        address,
        title: "Qualité".into(),
        synopsis: Some("court".into()),
        summary: Some("long\nplus long".into()),
        access: Access::Restricted,
        licence: Some(Licence { label: "ODbL".into(), url: Some("https://odbl.example/".into()) }),
        publisher: Some("Ville".into()),
        creators: Creator::person("Martin", Some("Ada")).into_iter().collect(),
        doi: Some("10.5281/zenodo.1".into()),
        theme: Some("eau".into()),
        keywords: vec!["eau".into()],
        created: Some(day.into()),
        modified: Some(day.into()),
        territory: Some("Rennes Métropole".into()),
        extent: Some(Extent { west: -1.5, south: 48.0, east: -1.0, north: 48.5 }),
        period: Some((day.into(), None)),
        facts: vec![("mention".into(), "Ville de P".into())],
        page: Some("https://portail.example/d/5".into()),
        media: vec![media],
        withdrawn: Some("taken back: a fault".into()),
        warnings: vec!["one entry is unreadable".into()],
    }
}

#[tokio::test]
async fn what_is_kept_comes_back_in_the_next_run() {
    let folder = Folder::new();
    let shelf = folder.shelf();
    let (query, next) = (Query::text("eau"), Cursor("2".into()));
    let mut first = page(vec![row("1"), dated("2", 1_700_000_000)]);
    first.items[1].access = Some(Access::Denied);
    first.items[1].offer = Some(Offer::ShowOnly("a service".into()));
    (first.next, first.warnings) = (Some(next.clone()), vec!["odd".into()]);
    let second = page(vec![row("3")]);
    let value = FacetValue { value: "eau".into(), label: "Eau".into(), count: Some(3) };
    let facets = vec![Facet { key: "theme".into(), values: vec![value] }];
    shelf.keep_page(&root(), &query, None, &first).await;
    shelf.keep_page(&root(), &query, Some(&next), &second).await;
    shelf.keep_dataset(&dataset().address, &dataset()).await;
    shelf.keep_facets(&root(), &facets).await;
    shelf.store().flush().await;

    let shelf = folder.shelf();
    let old = shelf.page(&root(), &query, None).await.unwrap();
    assert_eq!(old.value, first, "with what narrows its rows");
    assert!(Timestamp::now().duration_since(old.when).as_secs() < 60);
    assert_eq!(shelf.page(&root(), &query, Some(&next)).await.unwrap().value, second);
    assert_eq!(shelf.dataset(&dataset().address).await.unwrap().value, dataset());
    assert_eq!(shelf.facets(&root()).await.unwrap().value, facets);
    assert_eq!(shelf.newest().await.map(|it| it >= old.when), Some(true));

    shelf.keep_page(&root(), &query, None, &second).await;
    shelf.forget_dataset(&dataset().address).await;
    assert_eq!(shelf.page(&root(), &query, None).await.unwrap().value, second, "the newest replaces what was there");
    assert_eq!(shelf.dataset(&dataset().address).await, None);
}

#[tokio::test]
async fn what_was_asked_otherwise_or_by_another_is_not_found() {
    let folder = Folder::new();
    let store = folder.store();
    let client = |id: &str| Credentials::Client { id: id.into(), secret: "one password for all".to_owned().into() };
    let shelf = |config: &PortalConfig, credentials: Credentials| {
        Shelf::new(store.clone(), config.clone(), Secrets::only(&config.name, credentials))
    };
    let mine = config("p", Kind::Dastra);
    let query = Query::text("eau");
    let kept = shelf(&mine, client("ada"));
    kept.keep_page(&root(), &query, None, &page(vec![row("1")])).await;
    assert!(shelf(&mine, client("ada")).page(&root(), &query, None).await.is_some());

    let elsewhere = PortalConfig { url: "https://autre.example/".parse().unwrap(), ..mine.clone() };
    let scoped = PortalConfig { scope: Some("more".into()), ..mine.clone() };
    let token = |text: &str| Credentials::Token(text.to_owned().into());
    let others = [
        shelf(&mine, client("eve")),
        shelf(&mine, token("ada")),
        shelf(&elsewhere, client("ada")),
        shelf(&scoped, client("ada")),
        shelf(&config("q", Kind::Dastra), client("ada")),
        shelf(&config("p", Kind::Isogeo), client("ada")),
        Shelf::new(store.clone(), mine.clone(), Secrets::none()),
    ];
    for (index, other) in others.iter().enumerate() {
        assert_eq!(other.page(&root(), &query, None).await, None, "{index}");
    }
    let sorted = Query { sort: Some("title".into()), ..query.clone() };
    let cursor = Cursor(String::new());
    assert_eq!(kept.page(&root(), &sorted, None).await, None);
    assert_eq!(kept.page(&root(), &Query::default(), None).await, None);
    assert_eq!(kept.page(&root(), &query, Some(&cursor)).await, None);
    assert_eq!(kept.page(&root().child("x"), &query, None).await, None);

    let keyed = shelf(&mine, token("a-long-random-token"));
    keyed.keep_page(&root(), &query, None, &page(vec![row("2")])).await;
    assert!(keyed.page(&root(), &query, None).await.is_some());
    assert_eq!(shelf(&mine, token("another-random-token")).page(&root(), &query, None).await, None);
    for secret in ["one password for all", "a-long-random-token", "ada", "eau"] {
        assert!(!folder.holds(secret), "{secret}");
    }
}

#[tokio::test]
async fn an_unreadable_keyring_keeps_nothing() {
    struct Stuck;
    impl crate::access::secrets::SecretStore for Stuck {
        fn whereabouts(&self) -> crate::access::secrets::Whereabouts {
            crate::access::secrets::Whereabouts::Keyring
        }
        fn probe(&self) -> crate::base::error::Result<()> {
            Ok(())
        }
        fn get(&self, _: &str) -> crate::base::error::Result<Option<BoundCredentials>> {
            Err(crate::base::error::Error::new(crate::base::error::ErrorKind::SignIn, "keyring", "locked"))
        }
        fn set(&self, _: &str, _: &BoundCredentials) -> crate::base::error::Result<()> {
            Ok(())
        }
        fn remove(&self, _: &str) -> crate::base::error::Result<bool> {
            Ok(false)
        }
    }
    let folder = Folder::new();
    let environment = crate::access::secrets::Environment::with(|_| None);
    let nobody = std::sync::Arc::new(crate::access::secrets::Nobody);
    let secrets = Secrets::with_store(environment, Some(std::sync::Arc::new(Stuck)), Duration::from_secs(9), nobody);
    let shelf = Shelf::new(folder.store(), config("p", Kind::Dastra), secrets);
    shelf.keep_page(&root(), &Query::default(), None, &page(vec![row("1")])).await;
    shelf.store().flush().await;
    assert_eq!(shelf.page(&root(), &Query::default(), None).await, None);
    assert!(!folder.file().exists());
}

#[tokio::test]
async fn personal_data_and_keys_never_reach_the_disk() {
    let folder = Folder::new();
    let shelf = folder.shelf();
    let mut personal = Item::new(Target::dataset(root().child("PERSONAL-ID")), "PERSONAL-TITLE");
    personal.access = Some(Access::Personal);
    personal.modified = Some(Timestamp::now().into());
    let mut linked = row("linked").note(Some("at https://a.example/f?token=SECRET-IN-NOTE, see there".into()));
    linked.publisher = Some("https://ada:SECRET-PASSWORD@a.example/".into());
    let answered = page(vec![personal.clone(), linked, row("1")]);
    shelf.keep_page(&root(), &Query::default(), None, &answered).await;
    shelf.saw_page(&root(), &Query::default(), None, &answered).await;
    shelf.keep_page(&root(), &Query::text("SEARCHED"), None, &page(vec![personal])).await;

    let mut restricted = dataset();
    let mut signed = restricted.media[0].clone();
    (signed.id, signed.offer) = ("signed".into(), Offer::Download);
    signed.url = Some("https://a.example/f.csv?X-Amz-Signature=SECRET-SIGNATURE&part=1".into());
    let mut closed = restricted.media[0].clone();
    (closed.id, closed.access, closed.title) = ("PERSONAL-MEDIA".into(), Access::Personal, "PERSONAL-NAME".into());
    restricted.media.extend([signed, closed]);
    restricted.facts.push(("feed".into(), "https://a.example/rss#access_token=SECRET-FRAGMENT".into()));
    shelf.keep_dataset(&restricted.address, &restricted).await;
    shelf.saw_dataset(&restricted).await;
    let hidden =
        Dataset { address: root().child("h"), access: Access::Personal, title: "PERSONAL-SET".into(), ..dataset() };
    shelf.keep_dataset(&hidden.address, &hidden).await;
    shelf.saw_dataset(&hidden).await;
    shelf.store().flush().await;

    let old = shelf.page(&root(), &Query::default(), None).await.unwrap().value;
    let titles: Vec<&str> = old.items.iter().map(|item| item.title.as_str()).collect();
    assert_eq!(titles, ["Jeu linked", "Jeu 1"], "the others of the page are there");
    assert_eq!(shelf.page(&root(), &Query::text("SEARCHED"), None).await, None, "no empty page in its place");
    let old = shelf.dataset(&restricted.address).await.unwrap().value;
    let ids: Vec<&str> = old.media.iter().map(|media| media.id.as_str()).collect();
    assert_eq!(ids, ["m", "signed"]);
    assert!(matches!(old.media[1].offer, Offer::ShowOnly(_)), "its address is not whole");
    assert_eq!(shelf.dataset(&hidden.address).await, None);
    for marker in ["PERSONAL", "SECRET", "SEARCHED"] {
        assert!(!folder.holds(marker), "{marker}");
    }
    assert!(folder.holds("Jeu linked"), "it was looked for in the right place");
}

#[tokio::test]
async fn another_version_s_answers_and_files_are_forgotten() {
    let folder = Folder::new();
    let query = Query::default();
    let keep = async |shelf: &Shelf| {
        shelf.keep_page(&root(), &query, None, &page(vec![row("1")])).await;
        shelf.store().flush().await;
        assert!(shelf.page(&root(), &query, None).await.is_some());
    };
    let shelf = folder.shelf();
    keep(&shelf).await;
    folder.raw().execute("UPDATE answer SET shape = 99", []).unwrap();
    assert_eq!(shelf.page(&root(), &query, None).await, None);

    keep(&shelf).await;
    folder.raw().execute("UPDATE answer SET body = '{\"items\": 5}'", []).unwrap();
    assert_eq!(shelf.page(&root(), &query, None).await, None);
    shelf.store().flush().await;
    let left: i64 = folder.raw().query_row("SELECT count(*) FROM answer", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0, "it is not read again each time");

    keep(&shelf).await;
    for older in [0, 1, -7, schema::LAYOUT - 1] {
        let emptied = format!("CREATE TABLE other (a); PRAGMA user_version = {older}");
        folder.raw().execute_batch(&emptied).unwrap();
        let shelf = folder.shelf();
        assert_eq!(shelf.page(&root(), &query, None).await, None, "{older}");
        keep(&shelf).await;
        assert!(folder.raw().prepare("SELECT * FROM other").is_err(), "{older}");
    }
    folder.raw().execute_batch("CREATE TABLE later (a); PRAGMA user_version = 99").unwrap();
    let shelf = folder.shelf();
    assert_eq!(shelf.page(&root(), &query, None).await, None);
    shelf.keep_page(&root(), &query, None, &page(vec![row("new")])).await;
    shelf.store().flush().await;
    assert_eq!(shelf.page(&root(), &query, None).await, None, "nothing is kept there");
    assert!(folder.raw().prepare("SELECT * FROM later").is_ok(), "what a newer program wrote is left alone");
    assert_eq!(schema::layout(&folder.raw()).unwrap(), 99);
}

#[tokio::test]
async fn a_damaged_file_is_set_aside_and_begun_anew() {
    let query = Query::default();
    let noise: Vec<u8> = (0..40_000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for from in [0, 4096 + 8, 8192] {
        let folder = Folder::new();
        let shelf = folder.shelf();
        for n in 0..50 {
            let address = root().child(n.to_string());
            shelf.keep_page(&address, &query, None, &page((0..30).map(|n| row(&n.to_string())).collect())).await;
        }
        shelf.store().flush().await;
        folder.raw().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        drop(shelf);
        let mut bytes = fs::read(folder.file()).unwrap();
        let until = (from + noise.len()).min(bytes.len());
        bytes[from..until].copy_from_slice(&noise[..until - from]);
        // As a broken disk would, in place: nobody has it open any more.
        fs::write(folder.file(), &bytes).unwrap();

        let shelf = folder.shelf();
        for n in 0..50 {
            let _ = shelf.page(&root().child(n.to_string()), &query, None).await; // some of it may be readable
            shelf.keep_page(&root().child(n.to_string()), &query, None, &page(vec![row("new")])).await;
        }
        shelf.keep_page(&root(), &query, None, &page(vec![row("new")])).await;
        assert_eq!(shelf.page(&root(), &query, None).await.unwrap().value.items, [row("new")], "from {from}");
        assert!(folder.path().join(format!("{FILE}.damaged")).exists(), "from {from}");
    }
}

#[tokio::test]
async fn a_folder_that_cannot_be_is_no_error() {
    let folder = Folder::new();
    fs::write(folder.path(), "a file").unwrap();
    let shelf = folder.shelf();
    for _ in 0..5 {
        shelf.keep_page(&root(), &Query::default(), None, &page(vec![row("1")])).await;
        assert_eq!(shelf.page(&root(), &Query::default(), None).await, None);
    }
    assert_eq!(shelf.saw_page(&root(), &Query::default(), None, &page(vec![row("1")])).await, []);
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    fs::create_dir(folder.path()).unwrap();
    fs::write(folder.path().join(FILE), "").unwrap();
    fs::set_permissions(folder.path().join(FILE), fs::Permissions::from_mode(0o644)).unwrap();
    let shelf = folder.shelf();
    shelf.keep_page(&root(), &Query::default(), None, &page(vec![row("1")])).await;
    shelf.store().flush().await;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let names = [FILE.to_owned(), format!("{FILE}-wal"), format!("{FILE}-shm")];
    for name in names {
        assert_eq!(mode(&folder.path().join(&name)), 0o600, "{name}");
    }
}

#[tokio::test]
async fn the_oldest_go_when_there_is_too_much_or_it_is_too_old() {
    let folder = Folder::new();
    let limits = Limits { bytes: 1_000_000, age: Duration::from_secs(1000) };
    let store = Store::with(&folder.path(), limits);
    let shelf = Shelf::new(store, config("p", Kind::Rudi), Secrets::none());
    let query = Query::default();
    let large = page((0..100).map(|n| row(&format!("{n} {}", "x".repeat(40)))).collect());
    let weight = serde_json::to_string(&large).unwrap().len() as u64;
    let count = 3 * limits.bytes / weight;
    for n in 0..count {
        shelf.keep_page(&root().child(n.to_string()), &query, None, &large).await;
        if n == count / 2 {
            shelf.store().flush().await;
            // What came a second ago is older than what comes now.
            folder.raw().execute("UPDATE answer SET came = came - 5", []).unwrap();
        }
    }
    shelf.store().prune().await;
    assert!(fs::metadata(folder.file()).unwrap().len() <= limits.bytes);
    assert!(shelf.page(&root().child((count - 1).to_string()), &query, None).await.is_some());
    assert_eq!(shelf.page(&root().child("0"), &query, None).await, None);

    shelf.saw_page(&root(), &query, None, &page(vec![row("1")])).await;
    folder.raw().execute_batch("UPDATE answer SET came = came - 1001; UPDATE mark SET seen = seen - 1001").unwrap();
    shelf.keep_page(&root(), &query, None, &page(vec![row("1")])).await;
    shelf.store().prune().await;
    let left = |table: &str| -> i64 {
        folder.raw().query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
    };
    assert_eq!((left("answer"), left("mark")), (1, 0));
}

/// Set in the processes that [`processes_beside_each_other_lose_nothing`] starts: the folder, and which one it is.
const ONE_OF_MANY: &str = "GUICHET_TEST_STORE";

#[tokio::test]
async fn processes_beside_each_other_lose_nothing() {
    const PROCESSES: u32 = 4;
    const PAGES: u32 = 60;
    let place = |process: u32, n: u32| root().child(process.to_string()).child(n.to_string());
    if let Ok(told) = std::env::var(ONE_OF_MANY) {
        let (process, folder) = told.split_once(' ').unwrap();
        let process = process.parse().unwrap();
        let shelf = Shelf::new(Store::in_folder(Path::new(folder)), config("p", Kind::Rudi), Secrets::none());
        for n in 0..PAGES {
            let items = vec![row(&n.to_string())];
            shelf.keep_page(&place(process, n), &Query::default(), None, &page(items)).await;
            assert!(shelf.page(&place(process, n), &Query::default(), None).await.is_some());
        }
        return;
    }
    let folder = Folder::new();
    let test = "store::tests::processes_beside_each_other_lose_nothing";
    let start = |process: u32| {
        let told = format!("{process} {}", folder.path().display());
        let mut command = std::process::Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", test]).env(ONE_OF_MANY, told).stdout(std::process::Stdio::null()).spawn().unwrap()
    };
    let processes: Vec<_> = (0..PROCESSES).map(start).collect();
    for mut process in processes {
        assert!(process.wait().unwrap().success());
    }
    let shelf = folder.shelf();
    for (process, n) in (0..PROCESSES).flat_map(|process| (0..PAGES).map(move |n| (process, n))) {
        assert!(shelf.page(&place(process, n), &Query::default(), None).await.is_some(), "{process} {n}");
    }
    assert!(!folder.path().join(format!("{FILE}.damaged")).exists());
}

/// As the next run of the browser sees it; what stands there is its portal's answer.
async fn visit(folder: &Folder, query: &Query, pages: &[Page]) -> Vec<(String, News)> {
    let shelf = folder.shelf();
    let mut news = Vec::new();
    let mut after = None;
    for page in pages {
        news.extend(shelf.saw_page(&root(), query, after.as_ref(), page).await);
        after = page.next.clone();
    }
    news.into_iter().map(|(target, news)| (target.address().unwrap().path.join("/"), news)).collect()
}

/// The last visit was so long ago.
fn age(folder: &Folder, seconds: i64) {
    folder.raw().execute("UPDATE portal SET visited = visited - ?1", [seconds]).unwrap();
}

fn followed(mut page: Page, next: &str) -> Page {
    page.next = Some(Cursor(next.into()));
    page
}

#[tokio::test]
async fn rows_are_news_until_the_visit_ends_and_the_first_visit_has_none() {
    let folder = Folder::new();
    let all = Query::default();
    let now = Timestamp::now().as_second();
    let before = [followed(page(vec![dated("a", 10), dated("b", 20), row("c")]), "2")];
    assert_eq!(visit(&folder, &all, &before).await, []);
    assert_eq!(visit(&folder, &all, &before).await, [], "the second finds all as it was");
    age(&folder, 100);

    let mut renamed = row("c");
    renamed.publisher = Some("Ville".into());
    let after = followed(
        page(vec![dated("a", 10), dated("b", now - 50), renamed, dated("fresh", now - 50), dated("deep", 5)]),
        "2",
    );
    let shelf = folder.shelf();
    let expected = vec![
        (Target::dataset(root().child("b")), News::Changed),
        (Target::dataset(root().child("c")), News::Changed),
        (Target::dataset(root().child("fresh")), News::New),
    ];
    assert_eq!(shelf.saw_page(&root(), &all, None, &after).await, expected, "nobody knows when deep came");
    assert_eq!(shelf.saw_page(&root(), &all, None, &after).await, expected, "the visit goes on");
    assert_eq!(visit(&folder, &all, &[after]).await, [], "the next one has seen it");
}

#[tokio::test]
async fn what_was_not_in_a_listing_seen_to_its_end_is_new() {
    let folder = Folder::new();
    let all = Query::default();
    let first = |items: Vec<Item>| followed(page(items), "2");
    assert_eq!(visit(&folder, &all, &[first(vec![row("a")])]).await, []);
    // Not seen to its end before: what else is there may always have been.
    assert_eq!(visit(&folder, &all, &[first(vec![row("a")]), page(vec![row("b")])]).await, []);
    let grown = [first(vec![row("a"), row("new")]), page(vec![row("b")])];
    assert_eq!(visit(&folder, &all, &grown).await, [("new".to_owned(), News::New)]);
    let other = visit(&folder, &Query::text("x"), &[page(vec![row("z")])]).await;
    assert_eq!(other, [], "another question is another listing");
    // A last page without those before it says nothing of them.
    let shelf = folder.shelf();
    let sorted = Query { sort: Some("title".into()), ..Query::default() };
    shelf.saw_page(&root(), &sorted, Some(&Cursor("9".into())), &page(vec![row("a")])).await;
    assert_eq!(visit(&folder, &sorted, &[page(vec![row("y")])]).await, []);
}

#[tokio::test]
async fn a_media_with_another_checksum_or_size_is_marked() {
    let folder = Folder::new();
    let mut before = dataset();
    before.media.push(Media { size: Some(5), ..Media::new(before.address.clone(), "n", "n.csv") });
    assert_eq!(folder.shelf().saw_dataset(&before).await, []);
    let mut after = before.clone();
    after.media[0].checksum = Some(Checksum { algo: "MD5".into(), value: "bb".into() });
    after.media[1].title = "another name for it".into();
    after.media.push(Media::new(before.address.clone(), "o", "o.csv"));
    let news = folder.shelf().saw_dataset(&after).await;
    let named = |media: &str| Target::Media { dataset: before.address.clone(), media: media.into() };
    assert_eq!(news, [(named("m"), News::Changed), (named("o"), News::New)]);
    assert_eq!(folder.shelf().saw_dataset(&after).await, []);
}

#[tokio::test]
async fn words_the_portal_was_never_asked_for_are_found_in_what_is_kept() {
    let folder = Folder::new();
    let shelf = folder.shelf();
    let (all, under) = (root().child("all"), root().child("theme"));
    let newer = Item::new(Target::dataset(root().child("1")), "Qualité de l'EAU, à jour");
    shelf
        .keep_page(&all, &Query::default(), None, &page(vec![Item::new(newer.target.clone(), "L'eau"), row("2")]))
        .await;
    shelf.store().flush().await;
    folder.raw().execute("UPDATE answer SET came = came - 100", []).unwrap();
    let folder_row = Item::new(Target::folder(root().child("eau")), "Eau");
    shelf.keep_page(&under, &Query::text("x"), None, &page(vec![folder_row, newer.clone()])).await;
    let found = shelf.search(&root(), "EAU qualite").await.unwrap();
    assert_eq!(found.value, [newer], "each dataset once, as it was seen last");
    assert!(Timestamp::now().duration_since(found.when).as_secs() >= 100, "as old as the oldest looked through");
    assert_eq!(shelf.search(&under, "jeu").await.unwrap().value, []);
    assert_eq!(shelf.search(&root().child("elsewhere"), "jeu").await, None);
}

#[tokio::test]
async fn a_portal_has_as_many_datasets_as_its_largest_folder_told_last() {
    let folder = Folder::new();
    let shelf = folder.shelf();
    assert_eq!(shelf.figures().await, PortalFigures::default());
    let all = root().child("all");
    let counted = |total| Page { total, next: Some(Cursor("2".into())), ..page(vec![row("1")]) };
    let theme = root().child("theme");
    for (address, query, page) in [
        (&all, Query::default(), counted(Some(150))),
        (&all, Query::default(), counted(Some(143))),
        (&all, Query::text("eau"), counted(Some(500))),
        (&all, Query::default(), counted(None)),
        (&theme, Query::default(), counted(Some(12))),
        (
            &root(),
            Query::default(),
            Page { total: Some(900), ..page(vec![Item::new(Target::folder(all.clone()), "all")]) },
        ),
    ] {
        shelf.keep_count(address, &query, None, &page).await;
    }
    assert_eq!(shelf.figures().await.datasets, Some(143));
    shelf.saw_page(&all, &Query::default(), None, &page(vec![row("1")])).await;
    assert_eq!(shelf.figures().await.visited, None, "this is the first visit");
    assert!(folder.shelf().figures().await.visited.is_some());
    shelf.store().forget(None).await;
    assert_eq!(folder.shelf().figures().await, PortalFigures::default());
}
