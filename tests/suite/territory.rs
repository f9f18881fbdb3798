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

/// Portals that show only once they are asked that they cannot be narrowed so, beside one that can.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_cannot_be_narrowed_is_left_out_of_all_and_refuses_alone() {
    let (server, home) = (Server::start().await, Home::new());
    let feed = json!({"@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
        "@graph": [{"@id": "https://a.example/", "@type": "dcat:Catalog",
            "dcat:dataset": [{"@id": "https://a.example/eau"}, {"@id": "https://a.example/mer"}]},
            {"@id": "https://a.example/eau", "@type": "dcat:Dataset", "dct:title": "Eau",
            "dct:spatial": {"dcat:bbox": "POLYGON((-1.8 48,-1.5 48,-1.5 48.2,-1.8 48.2,-1.8 48))"}},
            {"@id": "https://a.example/mer", "@type": "dcat:Dataset", "dct:title": "Mer",
            "dct:spatial": {"dcat:bbox": "POLYGON((175 -10,179 -10,179 10,175 10,175 -10))"}}]});
    server.on("/feed", move |_| Answer::json(&feed));
    for (path, extensions) in [("/plain", json!([])), ("/spatial", json!(["spatial_query"]))] {
        let status = json!({"success": true, "result": {"extensions": extensions}});
        server.on(&format!("{path}/api/3/action/status_show"), move |_| Answer::json(&status));
        let found = json!({"success": true, "result": {"count": 0, "results": []}});
        server.on(&format!("{path}/api/3/action/package_search"), move |_| Answer::json(&found));
    }
    server.on(LIST, |_| Answer::json(&json!({"data": [], "total": 0, "next_page": null})));
    let portals = [("feed", "dcat", "feed"), ("plain", "ckan", "plain"), ("spatial", "ckan", "spatial")]
        .into_iter()
        .chain([("zones", "udata", ""), ("catalogue", "csw", "csw"), ("records", "ogc-records", "records")]);
    let block = |(name, kind, path): (&str, &str, &str)| {
        format!("[portals.{name}]\nkind = \"{kind}\"\nurl = \"{}{path}\"\n", server.url)
    };
    home.write_config(&portals.map(block).collect::<String>());

    let (rennes, pacific) = ("-1.75,48.07,-1.62,48.16", "170,-20,-170,20");
    type Case<'a> = (&'a [&'a str], &'a str, u8, &'a [&'a str]);
    let table: [Case; 10] = [
        (&["feed", "plain"], rennes, 0, &["plain cannot be narrowed so and is left out: this portal does not have"]),
        (&["feed", "plain", "zones"], rennes, 0, &["plain cannot", "zones takes a territory, not a box"]),
        (
            &["feed", "spatial"],
            pacific,
            0,
            &["spatial cannot be narrowed so and is left out: this portal takes one box"],
        ),
        (
            &["feed", "catalogue"],
            "978",
            0,
            &["catalogue cannot be narrowed so and is left out: no bounds are known of"],
        ),
        (&["feed", "records"], "978", 0, &["records cannot be narrowed so and is left out: no bounds are known of"]),
        (&["feed"], rennes, 0, &[]),
        (&["plain"], rennes, 2, &["guichet: plain: filter territory: this portal does not have"]),
        (&["plain", "zones"], rennes, 2, &["plain: filter territory", "zones takes a territory"]),
        (&["spatial"], pacific, 2, &["this portal takes one box"]),
        (&["catalogue"], "978", 2, &["no bounds are known of"]),
    ];
    for (names, territory, code, expected) in table {
        let only: Vec<&str> = names.iter().flat_map(|name| ["--portal", name]).collect();
        for all in [&[][..], &["--all"]] {
            let ran = run(&home, &[&["search", "--territory", territory], &only[..], all].concat());
            assert_eq!(ran.code, i32::from(code), "{names:?} {territory}: {ran:?}");
            assert!(expected.iter().all(|it| ran.err.contains(it)), "{names:?} {territory}: {}", ran.err);
            let title = if territory == pacific { "Mer" } else { "Eau" };
            assert_eq!(ran.out.contains(title), code == 0 && territory != "978", "{names:?} {territory}: {ran:?}");
        }
    }
    let json = run(&home, &["search", "--territory", rennes, "--portal", "feed", "--portal", "plain", "--json"]);
    let json: Value = serde_json::from_str(&json.out).unwrap();
    assert!(json["error"].is_null() && json["warnings"][0].as_str().unwrap().starts_with("plain cannot"), "{json}");
}
