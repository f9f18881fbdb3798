//! What is ArcGIS Hub's own: where its interface lies, the parameters that it takes, and the files that it makes.

use url::Url;

use super::super::ogc_api::feature::{Feature, line};
use super::super::web::Below;
use crate::model::{Access, Address, Media, Offer};
use crate::portals::link::Link;
use crate::portals::paths::segment;
use crate::t;

/// Below a site.
pub const PATH: &str = "api/search/v1/";
/// The collection that holds what all others do.
pub const ALL: &str = "all";

/// Whether a portal's address is that of a site's interface.
pub fn is_one(url: &Url) -> bool {
    format!("{}/", url.path().trim_end_matches('/')).ends_with(&format!("/{PATH}"))
}

/// The site, whose interface is at `base`.
pub fn site(base: &Url) -> Option<Url> {
    let path = base.path().strip_suffix(PATH)?.to_owned();
    let mut site = base.clone();
    site.set_path(&path);
    Some(site)
}

/// What a site calls a property to sort by.
pub fn sorted(property: &str) -> &str {
    if property == "updated" { "modified" } else { property }
}

/// A condition of its filter language.
pub fn clause(name: &str, value: &str) -> String {
    format!("{name}='{}'", value.replace('\'', "''"))
}

/// The id in the address of a page of a site: 32 digits, and a layer behind some.
pub fn led(below: &Below) -> Option<String> {
    let path = below.path();
    let [what, rest @ ..] = &path[..] else { return None };
    if !["datasets", "maps", "documents", "apps", "content"].contains(what) {
        return None;
    }
    let is_id = |part: &&&str| {
        let id = part.split('_').next().unwrap_or_default();
        id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    rest.iter().find(is_id).map(|id| (*id).to_owned())
}

pub fn page(site: &Url, id: &str) -> Option<Url> {
    site.join(&format!("datasets/{}", segment(id))).ok()
}

/// What can be had of a layer: name in the path, file ending.
const EXPORTS: [(&str, &str); 3] = [("csv", "csv"), ("geojson", "geojson"), ("shapefile", "zip")];

/// The service, what a site makes of its layer, or the file that it keeps.
pub fn media(record: &Feature, site: &Url, dataset: &Address, access: Access) -> Vec<Media> {
    let Some(id) = record.id() else { return vec![] };
    let kind = record.line(&["type"]).unwrap_or_default();
    let url = record.line(&["url"]);
    let title = record.line(&["name", "title"]).unwrap_or_else(|| id.clone());
    let link = Link { url: url.as_deref(), format: Some("featureserver"), ..Link::default() };
    let is_of = |server: &str| url.as_deref().is_some_and(|url| url.contains(server));
    let is_features = kind == "Feature Service" || is_of("/FeatureServer");
    if kind.ends_with("Service") || is_features || is_of("/MapServer") || is_of("/ImageServer") {
        let layer = id.split_once('_').map_or("0", |(_, layer)| layer);
        let exports = EXPORTS.iter().filter(|_| is_features).filter_map(|(name, ending)| {
            let item = id.split('_').next().unwrap_or_default();
            let path = format!("api/download/v1/items/{}/{name}?layers={}", segment(item), segment(layer));
            let url = site.join(&path).ok()?;
            Some(Media {
                format: Some((*ending).to_owned()),
                caption: Some(t!("ogc-records-hub-export")),
                offer: Offer::Doubtful(t!("ogc-records-hub-export-may-wait")),
                url: Some(url.into()),
                access,
                ..Media::new(dataset.clone(), *name, format!("{title}.{ending}"))
            })
        });
        let service = Media {
            format: link.format(),
            offer: link.offer("ArcGIS Hub"),
            facts: link.facts(),
            access,
            ..Media::new(dataset.clone(), "service", title.clone())
        };
        let service = url.clone().map(|url| Media { url: Some(url), ..service });
        return exports.chain(service).collect();
    }
    let link = Link { url: url.as_deref(), format: Some(&*kind).filter(|it| !it.is_empty()), ..Link::default() };
    let address = match link.url() {
        Some(url) => url.into(),
        None => format!("https://www.arcgis.com/sharing/rest/content/items/{}/data", segment(&id)),
    };
    let kept = Link { url: Some(&address), ..link };
    vec![Media {
        format: kept.format(),
        offer: kept.offer("ArcGIS Hub"),
        facts: kept.facts(),
        size: crate::portals::reading::Number::of(record.property("size")).positive(),
        access,
        url: Some(address.clone()),
        ..Media::new(dataset.clone(), "data", line(record.property("name")).unwrap_or(title))
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_known_by_the_path_of_its_interface_and_its_pages_by_ids() {
        let url = |text: &str| Url::parse(text).unwrap();
        assert!(is_one(&url("https://data.a.org/api/search/v1")) && is_one(&url("https://a.org/x/api/search/v1/")));
        assert!(!is_one(&url("https://a.org/search/v1")));
        let site = site(&url("https://a.org/x/api/search/v1/")).unwrap();
        assert_eq!(site.as_str(), "https://a.org/x/");
        let id = "27f4373c24fc421c8194d9c813802940";
        let of = |path: &str| led(&Below::of(&site, &url(&format!("https://a.org/x/{path}"))).unwrap());
        assert_eq!(of(&format!("datasets/{id}")).as_deref(), Some(id));
        assert_eq!(of(&format!("datasets/{id}_3/explore?x=1")).unwrap(), format!("{id}_3"));
        assert_eq!(of(&format!("maps/{id}/about")).as_deref(), Some(id));
        assert_eq!(of("datasets/ville::arbres"), None);
        assert_eq!(of(&format!("pages/{id}")), None);
    }
}
