//! What the portal's crawler found at the address of a resource, out of its `extras`: advice, and never a claim about what
//! comes today; and the files that it made of what it found.

use serde_json::Value;
use url::{Host, Url};

use super::super::mapping::labelled;
use super::super::reading::line_at;
use crate::base::format;
use crate::base::stated;
use crate::base::text;
use crate::base::when::When;
use crate::model::{Fact, Media, Offer};
use crate::{said, t};

/// What it makes: a part of the key, the ending.
const DERIVED: [(&str, &str); 3] = [("parquet", "parquet"), ("geojson", "geojson"), ("pmtiles", "pmtiles")];

fn text_at(extras: &Value, key: &str) -> Option<String> {
    line_at(extras, key)
}

fn day(extras: &Value, key: &str) -> Option<String> {
    When::read(extras.get(key)?.as_str()?).map(format::date)
}

fn is(value: &Value, wanted: bool) -> bool {
    value.as_bool() == Some(wanted) || value.as_str().is_some_and(|text| text.eq_ignore_ascii_case(&wanted.to_string()))
}

/// Why its link is dead, where the crawler found it so. What refuses for being asked too often says nothing of the link.
pub fn dead(extras: &Value) -> Option<String> {
    let status = extras.get("check:status").and_then(stated::count).filter(|status| *status >= 400);
    let is_unsure = status == Some(429);
    if is_unsure || !(is(&extras["check:available"], false) || status.is_some()) {
        return None;
    }
    let why = status.map(|status| status.to_string()).or_else(|| text_at(extras, "check:error"));
    let why = why.unwrap_or_else(|| t!("udata-crawler-no-answer"));
    Some(match day(extras, "check:date") {
        Some(since) => t!("udata-crawler-dead-since", why, since),
        None => t!("udata-crawler-dead", why),
    })
}

/// Everything that helps to judge the file before it comes.
pub fn facts(extras: &Value) -> Vec<Fact> {
    let modified = || {
        let day = day(extras, "analysis:last-modified-at")?;
        Some(match text_at(extras, "analysis:last-modified-detection") {
            Some(way) => t!("udata-crawler-by", day, way = way.replace('-', " ")),
            None => day,
        })
    };
    let size = extras.get("analysis:content-length").and_then(stated::count).filter(|size| *size > 0);
    let sha1 = text_at(extras, "analysis:checksum").map(|sum| format!("SHA-1 {sum}"));
    let errors = ["analysis:error", "analysis:parsing:error"].into_iter().find_map(|key| text_at(extras, key));
    labelled([
        (said!("udata-crawler-found"), dead(extras)),
        (said!("udata-crawler-modified"), modified()),
        (said!("udata-crawler-checksum"), sha1),
        (said!("udata-crawler-size"), size.map(format::size)),
        (said!("udata-crawler-type"), text_at(extras, "analysis:mime-type")),
        (said!("udata-crawler-error"), errors),
        (said!("udata-crawler-parsed"), day(extras, "analysis:parsing:finished_at")),
    ])
}

/// The rows of `of`, out of the table that the crawler made of it (the tabular API): no file of anybody's, and without a
/// checksum. `base` is the portal's address.
pub fn rows(extras: &Value, of: &Media, base: &Url) -> Option<Media> {
    let is_parsed = text_at(extras, "analysis:parsing:parsing_table").is_some();
    let failed = text_at(extras, "analysis:parsing:error").is_some();
    let resource = uuid::Uuid::try_parse(&of.id).ok().filter(|_| is_parsed && !failed)?;
    let mut url = base.clone();
    let above = match base.host()? {
        Host::Domain(host) => {
            url.set_host(Some(&format!("tabular-api.{}", host.trim_start_matches("www.")))).ok()?;
            String::new()
        }
        // A number has no names below it: a portal that is tried out has its table below its own address.
        Host::Ipv4(_) | Host::Ipv6(_) => format!("{}tabular-api/", base.path()),
    };
    url.set_path(&format!("{above}/api/resources/{resource}/data/csv/").replace("//", "/"));
    let stem = of.title.rsplit_once('.').map_or(of.title.as_str(), |(stem, _)| stem);
    Some(Media {
        caption: Some(t!("udata-rows", title = of.title)),
        format: Some("csv".to_owned()),
        url: Some(url.into()),
        modified: extras.get("analysis:parsing:finished_at").and_then(|it| When::read(it.as_str()?)),
        access: of.access,
        offer: Offer::Download,
        ..Media::new(of.dataset.clone(), format!("{}-rows", of.id), t!("udata-rows-title", stem = text::line(stem)))
    })
}

/// The files made of `of`, each a media of its own.
pub fn derived(extras: &Value, of: &Media) -> Vec<Media> {
    let one = |(key, ending): &(&str, &str)| {
        let written = text_at(extras, &format!("analysis:parsing:{key}_url"))?;
        let url = Url::parse(&written).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let size = extras.get(format!("analysis:parsing:{key}_size")).and_then(stated::count);
        let stem = of.title.rsplit_once('.').map_or(of.title.as_str(), |(stem, _)| stem);
        Some(Media {
            caption: Some(t!("udata-derived", title = of.title)),
            format: Some((*ending).to_owned()),
            size: size.filter(|size| *size > 0),
            url: Some(url.into()),
            modified: extras.get("analysis:parsing:finished_at").and_then(|it| When::read(it.as_str()?)),
            access: of.access,
            offer: Offer::Download,
            ..Media::new(of.dataset.clone(), format!("{}-{key}", of.id), format!("{}.{ending}", text::line(stem)))
        })
    };
    DERIVED.iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::fixtures::media;

    #[test]
    fn a_link_is_dead_where_the_crawler_found_it_so() {
        let table = [
            (
                json!({"check:available": false, "check:status": 404, "check:date": "2026-01-02T03:04:05+00:00"}),
                Some("404"),
            ),
            (json!({"check:available": false, "check:error": "no such host"}), Some("no such host")),
            (json!({"check:available": "false"}), Some("no answer")),
            (json!({"check:status": "410"}), Some("410")),
            (json!({"check:available": true, "check:status": 200}), None),
            (json!({"check:available": false, "check:status": 429}), None),
            (json!({"check:available": 7, "check:status": []}), None),
            (json!({}), None),
            (json!([]), None),
            (json!(null), None),
        ];
        for (extras, why) in table {
            let found = dead(&extras);
            assert_eq!(found.is_some(), why.is_some(), "{extras}");
            assert!(why.is_none_or(|why| found.unwrap().contains(why)), "{extras}");
        }
    }

    #[test]
    fn what_was_made_of_a_file_is_a_media_of_its_own() {
        let extras = json!({
            "analysis:parsing:parquet_url": "https://store.example/a.parquet", "analysis:parsing:parquet_size": 512,
            "analysis:parsing:geojson_url": "javascript:alert(1)", "analysis:parsing:pmtiles_url": null,
        });
        let made = derived(&extras, &media("a"));
        let told: Vec<_> = made.iter().map(|it| (&*it.id, &*it.title, it.format.as_deref(), it.size)).collect();
        assert_eq!(told, [("a-parquet", "a.parquet", Some("parquet"), Some(512))]);
        assert!(made[0].checksum.is_none() && made[0].caption.as_ref().unwrap().contains("a.csv"));
    }

    #[test]
    fn a_file_that_was_parsed_has_rows() {
        let id = "11111111-2222-3333-4444-555555555555";
        let at = |extras: Value, id: &str, base: &str| {
            let of = Media { id: id.into(), ..media("a") };
            rows(&extras, &of, &Url::parse(base).unwrap()).map(|it| it.url.unwrap())
        };
        let parsed = json!({"analysis:parsing:parsing_table": "0a1b"});
        let table = [
            (
                parsed.clone(),
                id,
                "https://www.data.gouv.fr/",
                Some("https://tabular-api.data.gouv.fr/api/resources/{}/data/csv/"),
            ),
            (
                parsed.clone(),
                id,
                "http://127.0.0.1:8/u/",
                Some("http://127.0.0.1:8/u/tabular-api/api/resources/{}/data/csv/"),
            ),
            (parsed, "a", "https://www.data.gouv.fr/", None),
            (json!({}), id, "https://www.data.gouv.fr/", None),
            (json!({"analysis:parsing:parsing_table": "0a", "analysis:parsing:error": "x"}), id, "https://a.fr/", None),
        ];
        for (extras, id, base, expected) in table {
            assert_eq!(at(extras, id, base), expected.map(|it| it.replace("{}", id)), "{id} {base}");
        }
    }

    #[test]
    fn what_the_crawler_saw_is_told_and_claimed_of_nothing() {
        let extras = json!({
            "analysis:checksum": "a9993e364706816aba3e25717850c26c9cd0d89d", "analysis:content-length": 10,
            "analysis:last-modified-at": "2025-03-04T00:00:00", "analysis:last-modified-detection": "computed-checksum",
        });
        let told: Vec<String> = facts(&extras).into_iter().map(|(_, text)| text).collect();
        let expected = ["2025-03-04 (computed checksum)", "SHA-1 a9993e364706816aba3e25717850c26c9cd0d89d", "10 B"];
        assert_eq!(told, expected);
    }
}
