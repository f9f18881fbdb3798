//! What of a dataset can become a file: its distributions.

use url::Url;

use super::super::mapping::{hashed, labelled};
use super::graph::{Node, Object};
use super::map::{Mapper, short_line};
use super::vocabulary::{self, Property};
use crate::base::stated;
use crate::model::file_format::Format;
use crate::model::{Access, Address, Checksum, Media, Offer};
use crate::{said, t};

/// So many of one dataset at most.
const MOST: usize = 1_000;

/// Services of maps and of what is on them.
const MAPS: [&str; 6] = ["wms", "wfs", "wmts", "wcs", "csw", "tms"];
/// Others that are asked in their own language.
const OTHERS: [&str; 6] = ["api", "rest", "sparql", "arcgis geoservices rest api", "esri rest", "geoservices"];

fn is_service(format: &str) -> bool {
    MAPS.contains(&format) || OTHERS.contains(&format)
}

impl Mapper<'_> {
    pub fn media(&self, node: Node, address: &Address, access: Access, warnings: &mut Vec<String>) -> Vec<Media> {
        let page = self.url(node, Property::LandingPage);
        let nodes = self.graph.nodes(node, Property::Distribution);
        if nodes.len() > MOST {
            warnings.push(t!("dcat-first-distributions", most = MOST, count = nodes.len()));
        }
        let mut media: Vec<Media> = Vec::new();
        for node in nodes.into_iter().take(MOST) {
            // Named and not described: there is nothing to show.
            if !self.graph.is_described(node) {
                warnings.push(t!("dcat-bare-distribution"));
                continue;
            }
            let mut one = self.distribution(node, address, access, page.as_deref());
            let same = |media: &[Media], id: &str| media.iter().any(|other| other.id == id);
            if same(&media, &one.id) {
                one.id = (2..).map(|n| format!("{}-{n}", one.id)).find(|id| !same(&media, id)).unwrap_or(one.id);
            }
            media.push(one);
        }
        media
    }

    fn distribution(&self, node: Node, dataset: &Address, access: Access, page: Option<&str>) -> Media {
        let (download, place) = (self.place(node, Property::DownloadUrl), self.place(node, Property::AccessUrl));
        let service = self.graph.nodes(node, Property::AccessService).into_iter().next();
        let url = download.clone().or_else(|| place.clone());
        let url = url.or_else(|| self.place(service?, Property::Endpoint));
        let odd = self.odd_place(node).filter(|_| url.is_none());
        let content_type = self.content_type(node);
        let stated = self.stated_format(node);
        let packed = self.packed(node);
        let format = url
            .as_ref()
            .and_then(service_of)
            .or_else(|| format(stated.as_deref(), content_type.as_deref(), url.as_ref()));
        let title = self.line(node, Property::Title).or_else(|| self.name(node));
        let title = title.or_else(|| file_name(url.as_ref()?));
        let id = self.identifier(node);
        let id = id.unwrap_or_else(|| hashed([url.as_ref().map_or("", Url::as_str), title.as_deref().unwrap_or("")]));
        let access = self.access(node).unwrap_or(access);
        let is_service = service.is_some() || format.as_deref().is_some_and(is_service);
        let offer = match &url {
            None if odd.is_some() => Offer::ShowOnly(t!("portals-odd-address")),
            None => Offer::ShowOnly(t!("dcat-no-address")),
            Some(url) if !matches!(url.scheme(), "http" | "https") => Offer::ShowOnly(t!("portals-odd-address")),
            Some(url) if is_service && !is_file_of_service(url, download.is_some(), format.as_deref()) => {
                Offer::ShowOnly(match &format {
                    Some(format) => t!("dcat-service-of", format),
                    None => t!("dcat-service"),
                })
            }
            Some(url) if download.is_none() && (page == Some(url.as_str()) || format.as_deref() == Some("html")) => {
                Offer::ShowOnly(t!("portals-web-page"))
            }
            Some(_) if access != Access::Open => Offer::Doubtful(t!("dcat-not-for-all")),
            // That it has a format makes it a file; what only has an address may be anything.
            Some(_) if download.is_some() || format.is_some() => Offer::Download,
            Some(_) => Offer::Doubtful(t!("dcat-perhaps-page")),
        };
        Media {
            caption: self.line(node, Property::Description),
            size: self.size(node),
            checksum: self.checksum(node),
            licence: self.stated_licence(node),
            modified: self.moment(node, Property::Modified).or_else(|| self.moment(node, Property::Issued)),
            facts: labelled([(said!("dcat-fact-rights"), self.terms(node, Property::Rights))]),
            url: url.map(String::from).or(odd),
            format,
            content_type: packed.map(str::to_owned).or(content_type),
            access,
            offer,
            ..Media::new(dataset.clone(), id.clone(), title.unwrap_or(id))
        }
    }

    fn place(&self, node: Node, property: Property) -> Option<Url> {
        self.graph.all(node, property).into_iter().find_map(|object| self.address(object))
    }

    /// What stands where an address should, and leads nowhere.
    fn odd_place(&self, node: Node) -> Option<String> {
        let stated = [Property::DownloadUrl, Property::AccessUrl].map(|property| self.graph.all(node, property));
        stated.into_iter().flatten().find_map(|object| short_line(self.graph.written(object)?))
    }

    /// A format as it is stated; some state one in the place of the content type.
    fn stated_format(&self, node: Node) -> Option<String> {
        let typed = || self.line(node, Property::MediaType).filter(|it| known(&it.to_lowercase()).is_some());
        self.line(node, Property::Format).or_else(typed)
    }

    /// `text/csv`, of that or of its address at IANA, or what a node of no address is called; some say so of the format.
    fn content_type(&self, node: Node) -> Option<String> {
        let stated = [Property::MediaType, Property::Format].map(|property| self.graph.all(node, property));
        stated.into_iter().flatten().flat_map(|object| self.words(object)).find_map(media_type)
    }

    /// The content type of what it is packed in.
    fn packed(&self, node: Node) -> Option<&'static str> {
        let stated = self.graph.all(node, Property::Packed);
        let format = stated.into_iter().flat_map(|object| self.words(object)).find_map(|word| {
            let word = media_type(word).unwrap_or_else(|| vocabulary::short(word).to_lowercase());
            known(&word).filter(|format| format.is_archive())
        });
        format.and_then(|format| format.types.first().copied())
    }

    /// What a value is written as: text, an address, or the names of a node without one.
    fn words<'g>(&'g self, object: &'g Object) -> Vec<&'g str> {
        let names = |node| self.graph.all(node, Property::Label).into_iter().filter_map(Object::as_text).collect();
        match (self.graph.written(object), object.node()) {
            (Some(written), _) => vec![written],
            (None, Some(node)) => names(node),
            (None, None) => vec![],
        }
    }

    /// A whole number of bytes, however it is typed.
    fn size(&self, node: Node) -> Option<u64> {
        stated::count(&self.graph.one(node, Property::ByteSize)?.as_text()?.into())
    }

    fn checksum(&self, node: Node) -> Option<Checksum> {
        let node = self.graph.nodes(node, Property::Checksum).into_iter().next()?;
        let text = self.graph.one(node, Property::ChecksumValue)?.as_text()?;
        let stated = self.graph.one(node, Property::Algorithm).and_then(|object| self.label(object))?;
        let name = stated.rsplit_once("checksumAlgorithm_").map_or(&*stated, |(_, name)| name);
        Some(Checksum { algo: algorithm(name), value: short_line(text)? })
    }
}

/// The service that an address names in its query, whatever format is stated of what it answers.
fn service_of(url: &Url) -> Option<String> {
    let (_, service) = url.query_pairs().find(|(key, _)| key.eq_ignore_ascii_case("service"))?;
    let service = service.to_ascii_lowercase();
    (MAPS.contains(&&*service) && !asks_for_data(url)).then_some(service)
}

fn asks_for_data(url: &Url) -> bool {
    const DATA: [&str; 3] = ["getfeature", "getmap", "getcoverage"];
    let mut query = url.query_pairs();
    query.any(|(key, value)| key.eq_ignore_ascii_case("request") && DATA.contains(&&*value.to_ascii_lowercase()))
}

/// Some feeds give the address of a service as that of a file; one that asks it for data is one.
fn is_file_of_service(url: &Url, is_download: bool, format: Option<&str>) -> bool {
    let is_map = format.is_some_and(|it| MAPS.contains(&it));
    is_download && (!is_map || asks_for_data(url))
}

/// `sha256` as `SHA-256`; what is not known stays as it is.
fn algorithm(name: &str) -> String {
    let bare: String = name.to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    match bare.strip_prefix("sha") {
        Some(bits) if matches!(bits, "1" | "224" | "256" | "384" | "512") => format!("SHA-{bits}"),
        _ if bare == "md5" => "MD5".into(),
        _ => name.to_owned(),
    }
}

/// The short name of the first of these that is a format; else what is stated, where that may be one.
fn format(stated: Option<&str>, content_type: Option<&str>, url: Option<&Url>) -> Option<String> {
    let short = |format: &'static Format| format.short().to_owned();
    let lower = stated.map(|it| it.trim().to_lowercase());
    // `OGC:WFS`, and `WFS_SRVC` of the EU's publications office.
    let bare = |it: &'_ str| -> String {
        it.strip_prefix("ogc:").or_else(|| it.strip_suffix("_srvc")).unwrap_or(it).to_owned()
    };
    let lower = lower.as_deref().map(bare);
    let lower = lower.as_deref();
    if let Some(service) = lower.filter(|it| is_service(it)) {
        return Some(service.to_owned());
    }
    let named = lower.and_then(known);
    let ending = || Format::named(file_name(url?)?.rsplit_once('.')?.1);
    let known = named.or_else(|| content_type.and_then(Format::typed)).or_else(ending).map(short);
    // RUDI tells how a file is served, and means nothing of what is in it.
    known.or_else(|| lower.filter(|it| !it.contains('/') && it.len() <= 20 && *it != "dwnl").map(str::to_owned))
}

/// The format of this name, content type, or code of the EU's publications office (`JSON_LD`).
fn known(word: &str) -> Option<&'static Format> {
    let code = || Format::named(&word.replace('_', "-"));
    Format::named(word).or_else(|| Format::typed(word)).or_else(code)
}

/// `text/csv`, of that or of an address that ends so.
fn media_type(written: &str) -> Option<String> {
    const REGISTRIES: [&str; 3] = ["/media-types/", "/mediatypes/", "/mediatype/"];
    let bare = REGISTRIES.iter().find_map(|place| Some(written.rsplit_once(place)?.1)).unwrap_or(written);
    let bare = bare.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let fits = bare.split('/').count() == 2 && bare.bytes().all(|byte| byte.is_ascii_graphic());
    short_line(&bare).filter(|_| fits)
}

fn file_name(url: &Url) -> Option<String> {
    let name = url.path_segments()?.rfind(|segment| !segment.is_empty())?;
    short_line(&percent_encoding::percent_decode_str(name).decode_utf8_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_whatever_is_one() {
        let url = |text: &str| Url::parse(text).ok();
        let table = [
            (Some("CSV"), None, None, Some("csv")),
            (Some("text/csv"), None, None, Some("csv")),
            (Some("dwnl"), Some("application/geo+json"), None, Some("geojson")),
            (Some("dwnl"), None, url("http://a.org/x/Plan.PDF?x=1"), Some("pdf")),
            (Some("dwnl"), None, None, None),
            (Some("OGC:WFS"), Some("application/xml"), None, Some("wfs")),
            (None, None, url("http://a.org/file.csv/"), Some("csv")),
            (Some("MapInfo"), None, None, Some("mapinfo")),
            (Some("TAB"), None, None, Some("mapinfo")),
            (Some("GTFS-RT"), Some("application/zip"), None, Some("protobuf")),
            (Some("JSON_LD"), None, None, Some("jsonld")),
            (Some("RDF_TURTLE"), None, None, Some("ttl")),
            (Some("WMS_SRVC"), None, None, Some("wms")),
            (Some("ESRI Shapefile"), None, None, Some("shp")),
            (Some("a format described in a whole sentence"), None, None, None),
            (None, Some("odd/thing"), url("http://a.org"), None),
        ];
        for (stated, content_type, url, expected) in table {
            assert_eq!(
                format(stated, content_type, url.as_ref()).as_deref(),
                expected,
                "{stated:?} {content_type:?} {url:?}"
            );
        }
    }

    #[test]
    fn algorithms_are_called_as_everywhere_here() {
        for (name, expected) in [("sha256", "SHA-256"), ("SHA-512", "SHA-512"), ("Md5", "MD5"), ("crc32", "crc32")] {
            assert_eq!(algorithm(name), expected);
        }
    }
}
