//! The demo asked as a client would ask it, and walked through by guichet itself.

use std::sync::Arc;

use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

use super::register::{REGISTER, text_of};
use super::{CLOSED, LARGEST_PAGE, LIFE, PRIVATE_KEY, PUBLIC_KEY};
use crate::access::secrets::Secrets;
use crate::base::error::ErrorKind;
use crate::demo::Demo;
use crate::download::{self, FetchPlan, IfExists, Require};
use crate::model::form::Answers;
use crate::model::{Address, Dataset, Item, Offer, Query};
use crate::net::{self, Clients};
use crate::portals::PortalConfig;
use crate::portals::{self, Connection, Kind, Portal};

struct Service {
    demo: Demo,
    base: String,
    client: Client,
}

impl Service {
    async fn start() -> Self {
        let demo = Demo::start(0).await.unwrap();
        let base = config(&demo).url.to_string();
        Self { demo, base, client: net::builder().no_proxy().build().unwrap() }
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.base)).header("X-API-Key", PRIVATE_KEY)
    }

    async fn json(&self, path: &str) -> Value {
        self.get(path).send().await.unwrap().json().await.unwrap()
    }

    async fn status(&self, path: &str) -> u16 {
        self.get(path).send().await.unwrap().status().as_u16()
    }

    fn export(&self, path: &str, body: &Value) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.base)).header("X-API-Key", PRIVATE_KEY).json(body)
    }

    fn token(&self, pair: (&str, &str), form: &[(&str, &str)]) -> RequestBuilder {
        let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let request = self.client.post(format!("{}connect/token", self.base));
        request.basic_auth(encoded(pair.0), Some(encoded(pair.1))).form(form)
    }

    /// What guichet makes of it, with its key pair.
    fn portal(&self) -> Arc<dyn Portal> {
        let (name, pair) = Demo::credentials().into_iter().find(|(name, _)| *name == "dastra").unwrap();
        let secrets = Secrets::only(name, pair);
        portals::connect(Connection { config: config(&self.demo), clients: Clients::new(None).unwrap(), secrets })
    }
}

fn config(demo: &Demo) -> PortalConfig {
    demo.portals().into_iter().find(|portal| portal.kind == Kind::Dastra).unwrap()
}

fn at(segments: &[&str]) -> Address {
    segments.iter().fold(Address::root("dastra"), |address, segment| address.child(*segment))
}

async fn all(portal: &dyn Portal, address: &Address) -> Vec<Item> {
    let (mut items, mut after) = (vec![], None);
    loop {
        let page = portal.list(address, &Query::default(), after.as_ref()).await.unwrap();
        assert_eq!(page.warnings, [""; 0], "{address}");
        items.extend(page.items);
        after = page.next;
        if after.is_none() {
            return items;
        }
    }
}

const GRANT: [(&str, &str); 2] = [("grant_type", "client_credentials"), ("scope", "api1")];

#[tokio::test]
async fn tokens_are_given_for_the_pair_and_live_a_minute() {
    let service = Service::start().await;
    let answer: Value = service.token((PUBLIC_KEY, PRIVATE_KEY), &GRANT).send().await.unwrap().json().await.unwrap();
    assert_eq!((&answer["expires_in"], &answer["scope"]), (&json!(LIFE.as_secs()), &json!("api1")));
    let with = async |token: &str| {
        let request = service.client.get(format!("{}me", service.base)).bearer_auth(token);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!((with(answer["access_token"].as_str().unwrap()).await, with("other").await), (200, 401));
    let refusals = [
        ((PUBLIC_KEY, "wrong"), GRANT.to_vec(), "invalid_client"),
        ((PUBLIC_KEY, PRIVATE_KEY), vec![GRANT[0], ("scope", "offline_access")], "invalid_scope"),
        ((PUBLIC_KEY, PRIVATE_KEY), vec![("grant_type", "password")], "unsupported_grant_type"),
    ];
    for (pair, form, word) in refusals {
        let answer = service.token(pair, &form).send().await.unwrap();
        assert_eq!(answer.status(), 400, "as IdentityServer4 does");
        assert_eq!(answer.json::<Value>().await.unwrap(), json!({"error": word}));
    }
    let nobody = service.client.get(format!("{}v1/workspaces", service.base)).send().await.unwrap();
    assert_eq!((nobody.status().as_u16(), nobody.headers().contains_key("www-authenticate")), (401, true));
}

#[tokio::test]
async fn paging_visits_every_entry_once_in_every_order_and_any_case() {
    let service = Service::start().await;
    let there = REGISTER.collection("4021", "DataRetentionRules").unwrap().1.len();
    assert!(there > 20);
    for order in ["", "&sortBy=label&asc=true", "&sortBy=dateUpdate&asc=false"] {
        let mut seen: Vec<String> = vec![];
        loop {
            let page = seen.len() / 7 + 1;
            let page = service.json(&format!("v1/WS/4021/dataretentionrules?size=7&page={page}{order}")).await;
            assert_eq!(page["total"], there);
            let items = page["items"].as_array().unwrap();
            seen.extend(items.iter().map(|item| text_of(&item["id"])));
            if items.len() < 7 {
                break;
            }
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), there, "{order}");
    }
    let largest = service.json("v1/ws/4021/DataRetentionRules?size=9999").await;
    assert_eq!(largest["size"], LARGEST_PAGE);
    assert_eq!(service.status("v1/ws/4021/DataRetentionRules?page=x").await, 400);
}

#[tokio::test]
async fn filters_and_words_find_what_they_name() {
    let service = Service::start().await;
    let total = async |query: &str| service.json(&format!("v1/ws/4021/{query}")).await["total"].as_u64().unwrap();
    assert_eq!(total("DataRetentionRules?q=BULLETINS").await, 1);
    assert_eq!(total("DataRetentionRules?q=zzz").await, 0);
    let payslips = service.json("v1/ws/4021/DataRetentionRules?q=bulletins").await["items"][0].clone();
    assert_eq!(total(&format!("DataProcessings?dataSetId={}", text_of(&payslips["id"]))).await, 1);
    assert_eq!(total("DataProcessings?archived=true").await, 1);
    assert_eq!(total("Assets?types=Building&types=Network").await, 3);
    let both = total("DataRetentionRules?tags=61&tags=62").await;
    assert_eq!(both, total("DataRetentionRules?tags=61").await + total("DataRetentionRules?tags=62").await);
}

#[tokio::test]
async fn relations_come_with_the_detail_and_not_with_the_register_s_list() {
    let service = Service::start().await;
    let listed = service.json("v1/ws/4021/DataProcessings?q=paie").await["items"][0].clone();
    assert_eq!((&listed["attachments"], &listed["assets"]), (&Value::Null, &Value::Null));
    let full = service.json(&format!("v1/ws/4021/DataProcessings/{}", text_of(&listed["id"]))).await;
    assert_eq!(full["assets"][0]["label"], "SIRH Corail");
    let pdf = full["attachments"].as_array().unwrap().iter().find(|it| it["extension"] == ".pdf").unwrap();
    let bytes = service.get(&format!("v1/ws/4021/CloudStorage/Dastra/{}/download", pdf["id"])).send().await.unwrap();
    assert_eq!(bytes.bytes().await.unwrap().len() as u64, pdf["size"].as_u64().unwrap(), "its stated size is true");
}

#[tokio::test]
async fn exports_are_paged_and_narrowed_by_ids() {
    let service = Service::start().await;
    let rows = async |body: Value| {
        let answer = service.export("v1/ws/4021/DataRetentionRules/export/json", &body).send().await.unwrap();
        answer.json::<Vec<Value>>().await.unwrap()
    };
    assert_eq!(rows(json!({})).await.len(), 20, "the default page cuts it (docs/portals/dastra.md 6.1)");
    let whole = rows(json!({"page": 1, "size": 500})).await;
    assert!(whole.len() > 20);
    assert_eq!(rows(json!({"size": 100, "ids": [whole[3]["id"]]})).await, [whole[3].clone()]);
    for (format, magic) in [("pdf", &b"%PDF-"[..]), ("xlsx", b"PK\x03\x04"), ("docx", b"PK\x03\x04"), ("csv", b"\"R")] {
        let path = format!("v1/ws/4021/DataProcessings/export/{format}?template=Article30");
        let bytes = service.export(&path, &json!({"size": 3})).send().await.unwrap().bytes().await.unwrap();
        assert!(bytes.starts_with(magic), "{format}");
    }
    let refused = async |path: &str| service.export(path, &json!({})).send().await.unwrap().status().as_u16();
    assert_eq!(refused("v1/ws/4021/Assets/export/csv").await, 403);
    assert_eq!(refused("v1/ws/4021/DataFields/export/csv").await, 404);
    assert_eq!(refused("v1/ws/4021/DataProcessings/export/odt").await, 400);
}

#[tokio::test]
async fn the_five_hundred_and_first_request_of_a_minute_is_refused() {
    let service = Service::start().await;
    for _ in 0..500 {
        assert_eq!(service.status("me").await, 200);
    }
    let refused = service.get("me").send().await.unwrap();
    assert_eq!(refused.status(), 429);
    let wait: u64 = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=61).contains(&wait), "{wait}");
}

/// Everything that is shown can be opened, but what says otherwise.
#[tokio::test]
async fn guichet_walks_through_all_of_it() {
    let service = Service::start().await;
    let portal = service.portal();
    let account = portal.account().await.unwrap();
    assert_eq!((account.opens.len(), account.warnings), (4, vec![]));
    for workspace in ["4021", "4022", "4177"] {
        for name in ["DataRetentionRules", "DataProcessings", "Assets", "DataFields"] {
            for item in all(&*portal, &at(&[workspace, name])).await {
                let address = item.target.address().unwrap();
                let dataset = portal.dataset(&address).await.unwrap();
                assert_eq!((&dataset.title, dataset.warnings.len()), (&item.title, 0), "{:?}", dataset.warnings);
            }
        }
    }
    for workspace in ["4021", "4022", "4177"] {
        for folder in all(&*portal, &at(&[workspace])).await {
            let address = folder.target.address().unwrap();
            if let Err(error) = portal.list(&address, &Query::default(), None).await {
                assert_eq!((error.kind, &*address.path[1]), (ErrorKind::Denied, "DataBreachs"), "{address}: {error}");
            }
        }
    }
    let closed = portal.list(&at(&[CLOSED]), &Query::default(), None).await.unwrap_err();
    let forbidden = portal.list(&at(&["4021", "DataBreachs"]), &Query::default(), None).await.unwrap_err();
    assert_eq!((closed.kind, forbidden.kind), (ErrorKind::Denied, ErrorKind::Denied));
}

#[tokio::test]
async fn guichet_downloads_each_sort_of_media() {
    let service = Service::start().await;
    let portal = service.portal();
    let folder = tempfile::tempdir().unwrap();
    let plan = FetchPlan { if_exists: IfExists::Rename, ..FetchPlan::into(folder.path()) };
    let found = portal.list(&at(&["4021", "DataProcessings"]), &Query::text("paie"), None).await.unwrap();
    let entry = portal.dataset(&found.items[0].target.address().unwrap()).await.unwrap();
    let whole = portal.dataset(&at(&["4021", "exports", "DataFields"])).await.unwrap();
    let stored = portal.dataset(&at(&["4021", "CloudStorage", "Dastra"])).await.unwrap();
    let request = portal.dataset(&at(&["4021", "DataSubjectRequests", "8842"])).await.unwrap();
    assert_eq!(
        stored.warnings,
        ["214 files in the folder \"Archives papier numérisées\" can only be reached in Dastra itself"]
    );
    let mut done = 0;
    for dataset in [&entry, &whole, &stored, &request] {
        for media in dataset.media.iter().filter(|media| media.offer == Offer::Download) {
            // This version exports no data fields: what guichet does not make itself is missing.
            let missing = dataset.title == "all data fields"
                && ["xlsx", "pdf", "docx"].contains(&media.format.as_deref().unwrap());
            match download::fetch(&*portal, media, &plan, |_| {}).await {
                Ok(outcome) => {
                    assert!(outcome.meets(Require::NotAltered) && !missing, "{}: {}", media.title, outcome.reason);
                    done += 1;
                }
                Err(error) => assert!(missing && error.kind == ErrorKind::NotFound, "{}: {error}", media.title),
            }
        }
    }
    assert!(done > 20, "{done}");
    let names = |dataset: &Dataset| dataset.media.iter().filter(|it| it.offer != Offer::Download).count();
    assert_eq!((names(&entry), names(&request)), (1, 1), "one is kept elsewhere, one was deleted");
    let elsewhere = entry.media.iter().find(|it| matches!(it.offer, Offer::Doubtful(_))).unwrap();
    let error = portal.open(elsewhere, &Answers::default(), None).await.err().unwrap();
    assert!(error.hint.unwrap().contains("sharepoint.example"));
}
