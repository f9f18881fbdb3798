//! What the addresses of a catalogue's pages lead to: those of GeoNetwork and geOrchestra, which lie beside the service,
//! and the requests of the service itself.

use url::Url;

use super::super::paths::{is_step, segment};
use super::super::web::{Below, path};

/// With what paths below GeoNetwork begin.
const SERVICES: &str = "srv";

/// The segments before GeoNetwork's services, and the language that its services are asked in.
fn geonetwork(url: &Url) -> Option<(Vec<&str>, Option<&str>)> {
    let segments: Vec<&str> = url.path_segments()?.filter(|it| !it.is_empty()).collect();
    let at = segments.iter().position(|it| *it == SERVICES)?;
    let is_code = |it: &&str| it.len() == 3 && it.bytes().all(|byte| byte.is_ascii_lowercase()) && *it != "api";
    Some((segments[..at].to_vec(), segments.get(at + 1).copied().filter(is_code)))
}

/// Whether an address has the shape that only GeoNetwork's have: of its pages, or of its interface to records.
pub fn is_of_geonetwork(url: &Url) -> bool {
    const PAGES: [&str; 5] = ["catalog.search", "catalog.edit", "metadata.show", "xml.metadata.get", "csw"];
    let segments: Vec<&str> = url.path_segments().into_iter().flatten().filter(|it| !it.is_empty()).collect();
    let Some(at) = segments.iter().position(|it| *it == SERVICES) else { return false };
    match segments[at + 1..] {
        ["api", "records", ..] | ["api", _, "records", ..] => true,
        [language, page, ..] => language.len() == 3 && PAGES.contains(&page),
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
    match geonetwork(&url) {
        Some((before, language)) if !is_service => at(&url, &before, &format!("srv/{}/csw", language.unwrap_or("eng"))),
        _ => url,
    }
}

/// Where the pages of a catalogue are whose service is at `url`.
pub fn sites(url: &Url) -> Vec<Url> {
    let Some((before, _)) = geonetwork(url) else { return vec![] };
    vec![at(url, &before, ""), at(url, &[], "datahub/")]
}

/// The page about a record, where it is known how the catalogue has pages.
pub fn page(endpoint: &Url, id: &str) -> Option<String> {
    let (before, language) = geonetwork(endpoint)?;
    let language = language.unwrap_or("eng");
    let mut page = at(endpoint, &before, &format!("srv/{language}/catalog.search"));
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
        [SERVICES, "api", "records", id, ..] | [SERVICES, "api", _, "records", id, ..] => path([id]),
        ["metadata" | "dataset" | "records", id, ..] => path([id]),
        [SERVICES, _, "catalog.search" | "search", ..] => in_fragment(below).or_else(|| path(["all"])),
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
    }
}
