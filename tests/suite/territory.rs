//! `--territory`: understood, said, asked of all portals that can, and refused with what is near.

use serde_json::{Value, json};

use crate::common::home::{Home, Ran};
use crate::common::server::{Answer, Server};

const LIST: &str = "/api/1/datasets/";

/// A portal that takes zones, one that takes none, and a home where both are configured.
async fn portals() -> (Server, Home) {
    let (server, home) = (Server::start().await, Home::new());
    server.on(LIST, |request| {
        let of = request.values("geozone").join(" ");
        let data = json!([{"id": "5f000000000000000000000a", "slug": "eau", "title": format!("Eau {of}")}]);
        Answer::json(&json!({"data": data, "total": 1, "next_page": null}))
    });
    home.write_config(&format!(
        "[portals.zones]\nkind = \"udata\"\nurl = \"{0}\"\n[portals.firms]\nkind = \"api-entreprise\"\nurl = \"{0}\"\n",
        server.url
    ));
    (server, home)
}

fn run(home: &Home, args: &[&str]) -> Ran {
    tokio::task::block_in_place(|| home.run(args, ""))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_territory_is_asked_of_those_that_can() {
    let (_server, home) = portals().await;
    let listed = run(&home, &["list", "zones", "--territory", "rennes"]);
    assert_eq!(listed.code, 0, "{listed:?}");
    assert!(listed.out.contains("Eau fr:commune:35238"), "{listed:?}");
    assert!(listed.err.contains("Rennes (commune 35238)"), "{}", listed.err);

    let found = run(&home, &["search", "--territory", "35"]);
    assert_eq!(found.code, 0, "{found:?}");
    assert!(found.out.contains("Eau fr:departement:35"), "{found:?}");
    assert!(found.err.contains("firms cannot be narrowed to a territory"), "{}", found.err);
    let found = run(&home, &["search", "eau", "--territory", "35", "--json"]);
    let json: Value = serde_json::from_str(&found.out).unwrap();
    assert!(json["warnings"].to_string().contains("firms"), "{}", found.out);
    let all = run(&home, &["search", "eau", "--territory", "35", "--all"]);
    assert!(all.code == 0 && all.err.contains("firms cannot"), "{all:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_a_wrong_use_with_what_is_near() {
    let (_server, home) = portals().await;
    let table: [(&[&str], &str); 6] = [
        (&["list", "zones", "--territory", "rennse"], "Rennes (Ille-et-Vilaine)"),
        (&["list", "zones", "--territory", "saint-denis"], "commune:97411"),
        (&["list", "firms", "--territory", "rennes"], "cannot be narrowed to a territory"),
        (&["list", "zones", "--territory", "1,2,3,4"], "not a box"),
        (&["search", "--territory", "1,2,3,4"], "none of these portals"),
        (&["search"], "TEXT"),
    ];
    for (args, expected) in table {
        let ran = run(&home, args);
        assert_eq!(ran.code, 2, "{args:?} {ran:?}");
        assert!(ran.err.contains(expected), "{args:?} {}", ran.err);
    }
}
