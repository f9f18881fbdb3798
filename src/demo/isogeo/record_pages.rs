//! Web pages of the demo's records, as if their platform had one for each: no platform on loopback has of itself.

use serde_json::json;
use url::Url;

use crate::access::secrets::Secrets;
use crate::demo::Demo;
use crate::model::{Address, Dataset, Query};
use crate::net::Clients;
use crate::portals::isogeo::Isogeo;
use crate::portals::isogeo::shares::read;
use crate::portals::{Connection, Portal};

/// The demo, as if its platform had a web page for every record.
async fn demo() -> (Demo, Isogeo) {
    let demo = Demo::start(0).await.unwrap();
    let config = demo.portals().into_iter().find(|portal| portal.name == "isogeo").unwrap();
    let (_, credentials) = Demo::credentials().into_iter().find(|(name, _)| *name == "isogeo").unwrap();
    let secrets = Secrets::only("isogeo", credentials);
    let mut isogeo = Isogeo::new(Connection { config, clients: Clients::new(None).unwrap(), secrets });
    assert_eq!(isogeo.open_catalog, None, "nobody knows that of an installation of one's own");
    isogeo.open_catalog = Some(Url::parse("https://open.example/").unwrap());
    (demo, isogeo)
}

async fn found(isogeo: &Isogeo, text: &str) -> Dataset {
    let page = isogeo.list(&Address::root("isogeo").child("all"), &Query::text(text), None).await.unwrap();
    isogeo.dataset(&page.items[0].target.address().unwrap()).await.unwrap()
}

#[tokio::test]
async fn a_record_s_page_is_that_of_a_share_which_holds_it_section_3() {
    let (_demo, isogeo) = demo().await;
    for (text, token) in [("Voies nommées", "Exemple0PasUnVraiJeton0"), ("Charte du parc", "Exemple1PasUnVraiJeton1")]
    {
        let dataset = found(&isogeo, text).await;
        let page = dataset.page.unwrap();
        assert!(page.starts_with("https://open.example/s/") && page.contains(token), "{page}");
        assert!(page.ends_with(&format!("/r/{}", dataset.address.path[0])), "{page}");
    }
    assert_eq!(found(&isogeo, "Cours d’eau").await.page, None, "its share has no page");
}

#[tokio::test]
async fn the_only_share_is_not_asked_whether_it_holds_the_record() {
    let (demo, isogeo) = demo().await;
    let only = json!({"_id": "s", "type": "application", "urlToken": "t"});
    *isogeo.shares.lock().unwrap() = Some(read(vec![only]).0);
    drop(demo);
    assert_eq!(isogeo.web_page("r").await.as_deref(), Some("https://open.example/s/s/t/r/r"));
}

#[tokio::test]
async fn a_record_is_shown_without_its_page_where_the_shares_fail() {
    let (_demo, isogeo) = demo().await;
    *isogeo.shares.lock().unwrap() = Some(Vec::new());
    assert_eq!(found(&isogeo, "Voies nommées").await.page, None);
}
