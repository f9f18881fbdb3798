//! What the addresses of a catalogue's pages lead to: those of GeoNetwork and geOrchestra, which lie beside the service,
//! and the requests of the service itself.

use url::Url;

use super::super::paths::{is_step, segment};
use super::super::web::{Below, path};

/// With what paths below GeoNetwork begin.
const SERVICES: &str = "srv";

/// What only GeoNetwork's pages are called, behind a language.
const PAGES: [&str; 4] = ["catalog.search", "catalog.edit", "metadata.show", "xml.metadata.get"];

/// As GeoNetwork's services are asked in it: `fre`.
fn is_language(segment: &str) -> bool {
    segment.len() == 3 && segment.bytes().all(|byte| byte.is_ascii_lowercase()) && segment != "api"
}

/// Where among the segments of an address GeoNetwork's services begin: its own, or those of a portal within it, which has a
/// name of its own there.
fn services(segments: &[&str]) -> Option<usize> {
    let within = segments.iter().position(|it| *it == "geonetwork").map(|at| at + 1);
    let begins = |at: usize| match segments[at + 1..] {
        ["api", "records", ..] | ["api", _, "records", ..] => within == Some(at),
        [language, "csw", ..] => is_language(language) && within == Some(at),
        [language, page, ..] => is_language(language) && PAGES.contains(&page),
        _ => false,
    };
    segments.iter().position(|it| *it == SERVICES).or_else(|| (0..segments.len()).find(|at| begins(*at)))
}

/// What of an address is GeoNetwork's.
struct GeoNetwork<'a> {
    /// The segments before its services.
    before: Vec<&'a str>,
    /// Its own services, or a portal within it.
    services: &'a str,
    /// Its services are asked in it.
    language: Option<&'a str>,
    /// Behind the services.
    behind: Vec<&'a str>,
}

fn geonetwork(url: &Url) -> Option<GeoNetwork<'_>> {
    let segments: Vec<&str> = url.path_segments()?.filter(|it| !it.is_empty()).collect();
    let at = services(&segments)?;
    Some(GeoNetwork {
        before: segments[..at].to_vec(),
        services: segments[at],
        language: segments.get(at + 1).copied().filter(|it| is_language(it)),
        behind: segments[at + 1..].to_vec(),
    })
}

/// Whether an address has the shape that only GeoNetwork's have: of its pages, or of its interface to records.
pub fn is_of_geonetwork(url: &Url) -> bool {
    match geonetwork(url).map(|it| it.behind).unwrap_or_default()[..] {
        ["api", "records", ..] | ["api", _, "records", ..] | ["metadata", _, ..] => true,
        [language, page, ..] => is_language(language) && (page == "csw" || PAGES.contains(&page)),
        _ => false,
    }
}

fn at(url: &Url, segments: &[&str], behind: &str) -> Url {
    let mut found = url.clone();
    let before: String = segments.iter().map(|segment| format!("{segment}/")).collect();
    found.set_path(&format!("/{before}{behind}"));
    found.set_query(None);
    found.set_fragment(None);
    found
}

/// What belongs to one request, and to no address of a service.
const OF_A_REQUEST: [&str; 22] = [
    "service",
    "request",
    "version",
    "acceptversions",
    "acceptformats",
    "sections",
    "outputschema",
    "outputformat",
    "resulttype",
    "elementsetname",
    "elementname",
    "typenames",
    "typename",
    "constraint",
    "constraintlanguage",
    "constraint_language_version",
    "startposition",
    "maxrecords",
    "sortby",
    "namespace",
    "propertyname",
    "id",
];

/// The address that a request is asked at, without what it asks.
fn without_request(mut url: Url) -> Url {
    let is_request = |key: &str| key.eq_ignore_ascii_case("request") || key.eq_ignore_ascii_case("service");
    if !url.query_pairs().any(|(key, _)| is_request(&key)) {
        return url;
    }
    let is_own = |key: &str| !OF_A_REQUEST.contains(&key.to_lowercase().as_str());
    let own: Vec<_> = url.query_pairs().into_owned().filter(|(key, _)| is_own(key)).collect();
    url.set_query(None);
    if !own.is_empty() {
        url.query_pairs_mut().extend_pairs(own);
    }
    url
}

/// Where the service is, where the address of a page of GeoNetwork or a whole request is given; any other address is taken
/// to be it.
pub fn endpoint(url: Url) -> Url {
    let mut url = without_request(url);
    url.set_fragment(None);
    let is_service = url.path().trim_end_matches('/').rsplit('/').next().is_some_and(|last| last.starts_with("csw"));
    match geonetwork(&url).filter(|_| !is_service) {
        Some(it) => at(&url, &it.before, &format!("{}/{}/csw", it.services, it.language.unwrap_or("eng"))),
        None => url,
    }
}

/// Where the pages of a catalogue are whose service is at `url`.
pub fn sites(url: &Url) -> Vec<Url> {
    let Some(GeoNetwork { before, .. }) = geonetwork(url) else { return vec![] };
    vec![at(url, &before, ""), at(url, &[], "datahub/")]
}

/// The page about a record, where it is known how the catalogue has pages.
pub fn page(endpoint: &Url, id: &str) -> Option<String> {
    let GeoNetwork { before, services, language, .. } = geonetwork(endpoint)?;
    let language = language.unwrap_or("eng");
    let mut page = at(endpoint, &before, &format!("{services}/{language}/catalog.search"));
    page.set_fragment(Some(&format!("/metadata/{}", segment(id))));
    Some(page.into())
}

/// See [`crate::portals::About::led`].
pub fn led(below: &Below) -> Option<Vec<String>> {
    const NAMED: [&str; 6] = ["uuid", "id", "Id", "ID", "UUID", "fileIdentifier"];
    let asked = || below.value(&NAMED).filter(|id| !is_step(id));
    match below.path()[..] {
        [] => match (asked(), below.value(&["request", "REQUEST", "Request"])) {
            (Some(id), _) => path([id]),
            (None, Some(request)) if request.eq_ignore_ascii_case("GetRecords") => path(["all"]),
            (None, None) => in_fragment(below).or_else(|| path([])),
            (None, Some(_)) => path([]),
        },
        ["metadata" | "dataset" | "records", id, ..] => path([id]),
        // Behind its own services, or those of a portal within it.
        [_, "api", "records", id, ..] | [_, "api", _, "records", id, ..] => path([id]),
        [_, "metadata", id, ..] | [_, "resources", "records" | "datasets", id, ..] => path([id]),
        [_, language, "catalog.search" | "search", ..] if is_language(language) => {
            let named = || asked().map(|id| vec![id.to_owned()]);
            in_fragment(below).or_else(named).or_else(|| path(["all"]))
        }
        [SERVICES, _, "metadata", id, ..] => path([id]),
        [SERVICES, _, ..] => asked().map(|id| vec![id.to_owned()]),
        [SERVICES] => path([]),
        _ => None,
    }
}

/// `#/metadata/ID`, whatever view of it follows.
fn in_fragment(below: &Below) -> Option<Vec<String>> {
    let rest = below.fragment.trim_start_matches('/').strip_prefix("metadata/")?;
    let id = rest.split(['/', '?']).next().filter(|id| !is_step(id))?;
    path([id])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn a_page_of_geonetwork_tells_where_the_service_is() {
        let table = [
            ("https://a.org/geonetwork/srv/fre/catalog.search", "https://a.org/geonetwork/srv/fre/csw"),
            ("https://a.org/geonetwork/srv/fre/csw", "https://a.org/geonetwork/srv/fre/csw"),
            ("https://a.org/geonetwork/srv/fre/csw-inspire", "https://a.org/geonetwork/srv/fre/csw-inspire"),
            ("https://a.org/geonetwork/srv/api/records/x", "https://a.org/geonetwork/srv/eng/csw"),
            ("https://a.org/srv/", "https://a.org/srv/eng/csw"),
            ("https://a.org/geonetwork/srv/metadata/x", "https://a.org/geonetwork/srv/eng/csw"),
            (
                "https://a.org/geonetwork/inspire/fre/catalog.search#/metadata/x",
                "https://a.org/geonetwork/inspire/fre/csw",
            ),
            ("https://a.org/geonetwork/inspire/api/records/x", "https://a.org/geonetwork/inspire/eng/csw"),
            ("https://a.org/geonetwork/inspire/fre/csw", "https://a.org/geonetwork/inspire/fre/csw"),
            ("https://a.org/catalogue/dreal/fre/catalog.search", "https://a.org/catalogue/dreal/fre/csw"),
            ("https://a.org/api/records/1001", "https://a.org/api/records/1001"),
            ("https://a.org/x/abc/csw", "https://a.org/x/abc/csw"),
            ("https://a.org/csw", "https://a.org/csw"),
            ("https://a.org/mapserv?map=x", "https://a.org/mapserv?map=x"),
            ("https://a.org/csw?service=CSW&REQUEST=GetCapabilities", "https://a.org/csw"),
            ("https://a.org/csw?config=y&request=GetRecordById&Id=7&outputSchema=z", "https://a.org/csw?config=y"),
            ("https://a.org/csw.php?id=7", "https://a.org/csw.php?id=7"),
            ("https://a.org/geonetwork/srv/fre/csw?request=GetRecords", "https://a.org/geonetwork/srv/fre/csw"),
        ];
        for (given, service) in table {
            assert_eq!(endpoint(url(given)).as_str(), service, "{given}");
        }
    }

    #[test]
    fn the_page_of_a_record_leads_back_to_it() {
        let service = url("https://a.org/geonetwork/srv/fre/csw");
        for id in ["6c3b795c-0b60-4bf8-911c-c6f0625b7123", "fr-120066022-jdd é/1"] {
            let page = page(&service, id).unwrap();
            let found = sites(&service).iter().find_map(|site| led(&Below::of(site, &url(&page))?));
            assert_eq!(found.unwrap(), [id.split('/').next().unwrap()], "{page}");
        }
        assert_eq!(page(&url("https://a.org/csw"), "x"), None);
        for page in [
            "srv/metadata/x",
            "srv/fre/metadata/x",
            "srv/fre/catalog.search?uuid=x",
            "srv/fre/catalog.search#/metadata/x/formatters",
            "srv/api/records/x/formatters/xml",
            "srv/api/0.1/records/x",
            "srv/resources/records/x",
            "srv/resources/datasets/x",
            "inspire/fre/catalog.search#/metadata/x",
            "inspire/api/records/x",
        ] {
            for service in ["srv/fre/csw", "inspire/fre/csw"] {
                let service = url(&format!("https://a.org/geonetwork/{service}"));
                let page = url(&format!("https://a.org/geonetwork/{page}"));
                let found = sites(&service).iter().find_map(|site| led(&Below::of(site, &page)?));
                assert_eq!(found.unwrap_or_default(), ["x"], "{service} {page}");
            }
        }
    }
}
