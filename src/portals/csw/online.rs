//! Online resources of a record as media: files, pages and services by their protocol, their function and their address.

use super::super::link::Link;
use super::super::mapping::{first_line, labelled, unnamed};
use super::super::service::{self, Found, Service};
use super::tree::{Spoken, all, first, line_at, raw_at};
use crate::base::format::decimal;
use crate::base::markup;
use crate::base::text;
use crate::base::xml_tree::XmlElement;
use crate::model::file_format::Format;
use crate::model::{Access, Address, Media, Offer};
use crate::{said, t};

/// What a catalogue says of one address.
#[derive(Debug, Default, PartialEq)]
pub struct OnlineResource {
    pub url: Option<String>,
    pub protocol: Option<String>,
    pub name: Option<String>,
    pub description: Option<String>,
    /// `download`, `information`, …
    pub function: Option<String>,
    /// As it declares one besides.
    pub content_type: Option<String>,
    /// What is said of all addresses of a transfer: megabytes.
    pub megabytes: Option<f64>,
    /// What the record as a whole comes in, where that can only be this.
    pub format: Option<String>,
}

/// Gives the one of `formats`, which a record says of all there is, to its one file, where nothing else tells what that
/// is: of several files nobody knows which of them is meant.
pub fn in_format(mut online: Vec<OnlineResource>, formats: &[String]) -> Vec<OnlineResource> {
    let is_known = |format: &&String| {
        let short = Link { format: Some(format), ..Link::default() }.format();
        short.is_some_and(|short| Format::named(&short).is_some())
    };
    if let [format] = formats
        && let Some(format) = Some(format).filter(is_known)
        && let [file] = &mut online.iter_mut().filter(|it| it.is_file()).collect::<Vec<_>>()[..]
        && file.own_format().is_none()
    {
        file.format = Some(format.clone());
    }
    online
}

impl OnlineResource {
    /// Those of all transfers of a record (ISO 19139 and 19115-3).
    pub fn all_of(record: &XmlElement, texts: &Spoken) -> Vec<Self> {
        let path = "distributionInfo/MD_Distribution";
        let own = all(record, &format!("{path}/transferOptions/MD_DigitalTransferOptions"));
        let of_distributors = all(
            record,
            &format!("{path}/distributor/MD_Distributor/distributorTransferOptions/MD_DigitalTransferOptions"),
        );
        let mut found: Vec<Self> = Vec::new();
        for transfer in own.into_iter().chain(of_distributors) {
            let megabytes =
                raw_at(transfer, "transferSize").and_then(|size| size.trim().replace(',', ".").parse().ok());
            for element in all(transfer, "onLine/CI_OnlineResource") {
                let one = Self { megabytes, ..Self::of(element, texts) };
                let is_new = found.iter().all(|known| (&known.url, &known.name) != (&one.url, &one.name));
                found.extend(Some(one).filter(|one| is_new && (one.url.is_some() || one.name.is_some())));
            }
        }
        in_format(found, &formats(record, texts))
    }

    fn of(element: &XmlElement, texts: &Spoken) -> Self {
        let content_type = first(element, "name/MimeFileType|description/MimeFileType");
        Self {
            url: texts.raw_at(element, "linkage").and_then(|url| text::some_line(&url)),
            protocol: texts.line_at(element, "protocol"),
            name: texts.line_at(element, "name"),
            description: texts.raw_at(element, "description"),
            function: raw_at(element, "function"),
            content_type: content_type.and_then(|it| it.attribute("type")).and_then(text::some_line),
            ..Self::default()
        }
    }

    /// What is not for everybody will hardly come.
    pub fn media(&self, dataset: &Address, access: Access) -> Media {
        let words = self.format_words();
        let link = self.link(words.as_deref());
        let (url, service) = (link.url(), self.service());
        let id = unnamed([&self.url, &self.name]);
        let (format, offer, facts) = match service {
            Some(service) => {
                let mut found = Found::at(url.clone());
                if found.layers.is_empty() {
                    found.layers = self.layers(service);
                }
                let offer = Offer::ShowOnly(t!("portals-service-to-open", what = service.what));
                (Some(service.short.to_owned()), offer, service.facts(&found))
            }
            None => {
                let said = self.format.as_deref();
                let of_record = || Link { format: said, ..Link::default() }.format().filter(|_| said.is_some());
                (self.own_format().or_else(of_record), self.offer(&link), link.facts())
            }
        };
        let offer = match offer {
            Offer::Download if access != Access::Open => Offer::Doubtful(t!("portals-restricted")),
            offer => offer,
        };
        let size = self.megabytes.filter(|size| *size > 0.0 && *size < 1e9 && !matches!(offer, Offer::ShowOnly(_)));
        let told = labelled([
            (said!("csw-fact-size"), size.map(|size| t!("csw-megabytes", size = decimal(size, 1)))),
            (said!("portals-fact-protocol"), self.protocol.clone().filter(|_| service.is_none())),
            (said!("portals-fact-description"), self.long_description()),
        ]);
        let has_protocol = facts.iter().any(|(label, _)| *label == said!("portals-fact-protocol"));
        let told = told.into_iter().filter(|(label, _)| !has_protocol || *label != said!("portals-fact-protocol"));
        Media {
            caption: self.caption(),
            content_type: self.declared_type(),
            url: url.map(String::from).or_else(|| self.url.clone()),
            facts: facts.into_iter().chain(told).collect(),
            format,
            offer,
            access,
            ..Media::new(dataset.clone(), id.clone(), self.title().unwrap_or(id))
        }
    }

    /// Whether it is something to fetch, as far as it tells.
    fn is_file(&self) -> bool {
        let words = self.format_words();
        self.service().is_none() && !matches!(self.offer(&self.link(words.as_deref())), Offer::ShowOnly(_))
    }

    /// What its protocol, its type, its address or its name tells of its format.
    fn own_format(&self) -> Option<String> {
        let words = self.format_words();
        let named = || {
            let ending = self.name.as_deref()?.rsplit_once('.')?.1;
            Format::named(ending).map(|format| format.short().to_owned())
        };
        self.link(words.as_deref()).format().or_else(named)
    }

    fn offer(&self, link: &Link) -> Offer {
        match (link.offer("CSW"), self.function.as_deref().map(str::to_lowercase).as_deref()) {
            // Nothing but its function says that it is a page: an address that names a file is one.
            (
                Offer::Download,
                Some("information" | "search" | "order" | "offlineaccess" | "browsing" | "completemetadata"),
            ) if !self.is_download() && link.format().is_none() => Offer::ShowOnly(t!("portals-web-page")),
            (offer, _) => offer,
        }
    }

    fn link<'l>(&'l self, words: Option<&'l str>) -> Link<'l> {
        Link {
            url: self.url.as_deref(),
            format: words,
            content_type: self.content_type.as_deref().or(self.described_type()),
            kept: false,
        }
    }

    /// What the words of its protocol say: of a download the format behind the last colon, of a link that it is a page, else
    /// the protocol itself (docs/portals/csw.md 6).
    fn format_words(&self) -> Option<String> {
        let protocol = self.protocol.as_deref().unwrap_or_default();
        let lower = protocol.to_lowercase();
        if let Some(url) = self.link(None).url().filter(service::asks_for_data) {
            let is_format = |key: &str| key.eq_ignore_ascii_case("outputformat") || key.eq_ignore_ascii_case("format");
            return url.query_pairs().find(|(key, _)| is_format(key)).map(|(_, value)| value.into_owned());
        }
        let is_transport = matches!(lower.as_str(), "" | "http" | "https" | "ftp" | "file" | "null" | "none");
        if self.is_download() {
            let last = protocol.rsplit(':').next().filter(|last| last.len() < protocol.len())?;
            return (Format::named(last).is_some() || Format::typed(last).is_some()).then(|| last.to_owned());
        }
        if is_transport {
            return None;
        }
        if lower.starts_with("www:link") || lower.starts_with("www-1.0-http--link") || lower.starts_with("www:") {
            return Some("link".to_owned());
        }
        told_format(protocol)
    }

    fn is_download(&self) -> bool {
        let protocol = self.protocol.as_deref().unwrap_or_default().to_lowercase();
        (protocol.starts_with("www:download") || protocol.contains("--download") || protocol.starts_with("file:"))
            && !protocol.contains("ogc:")
    }

    /// As its protocol names it; what asks it for data is a file.
    fn service(&self) -> Option<&'static Service> {
        let is_data = self.link(None).url().as_ref().is_some_and(service::asks_for_data);
        let protocol = self.protocol.as_deref().filter(|_| !is_data && !self.is_download())?;
        let words = protocol.to_lowercase().replace(|c: char| !c.is_alphanumeric(), " ");
        service::named(&words.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Catalogues write the layer of a service as the name of its address.
    fn layers(&self, service: &Service) -> Vec<String> {
        let has_layers = matches!(service.short, "wms" | "wfs" | "wmts" | "wcs");
        let names = self.name.as_deref().filter(|_| has_layers).unwrap_or_default().split(',');
        let is_name = |name: &&str| !name.is_empty() && !name.contains(' ');
        names.map(str::trim).filter(is_name).map(str::to_owned).collect()
    }

    fn title(&self) -> Option<String> {
        let described =
            || self.description.as_deref().and_then(markup::first_line).filter(|_| self.described_type().is_none());
        self.name.clone().or_else(described).or_else(|| self.file_name()).or_else(|| self.url.clone())
    }

    /// The last part of its address.
    fn file_name(&self) -> Option<String> {
        let url = self.link(None).url()?;
        let last = url.path_segments()?.rfind(|segment| !segment.is_empty())?.to_owned();
        text::some_line(&percent_encoding::percent_decode_str(&last).decode_utf8_lossy())
    }

    fn caption(&self) -> Option<String> {
        let described = self.description.as_deref().filter(|_| self.described_type().is_none())?;
        let line = first_line(&markup::some_plain(described)?)?;
        Some(line).filter(|line| Some(line) != self.title().as_ref())
    }

    /// What is one line only is the caption already.
    fn long_description(&self) -> Option<String> {
        let plain = self.description.as_deref().and_then(markup::some_plain)?;
        (plain.lines().count() > 1 && self.described_type().is_none()).then_some(plain)
    }

    /// Where a catalogue writes a type of content in place of a description.
    fn described_type(&self) -> Option<&str> {
        let described = self.description.as_deref()?.trim();
        let is_type = described.contains('/') && !described.contains(' ') && !described.contains("://");
        (is_type && Format::typed(described).is_some()).then_some(described)
    }

    fn declared_type(&self) -> Option<String> {
        self.content_type.clone().or_else(|| self.described_type().and_then(text::some_line))
    }
}

/// The service, the page or the format that a protocol names, which stands behind a prefix and before a version in some:
/// `OGC:KML`, `GLG:KML-2.0-http-get-map`. Words of a protocol that name none of these leave it to the address to tell.
fn told_format(protocol: &str) -> Option<String> {
    let spaced = |text: &str| text.to_lowercase().replace(|c: char| !c.is_alphanumeric(), " ");
    if service::named(&spaced(protocol).split_whitespace().collect::<Vec<_>>().join(" ")).is_some() {
        return Some(protocol.to_owned());
    }
    let behind = protocol.rsplit(':').next().unwrap_or_default();
    let (all, last) = (spaced(protocol), spaced(behind));
    if all.trim() == "doi" {
        return Some("link".to_owned());
    }
    let first = last.split_whitespace().next().unwrap_or_default();
    let known =
        [protocol, behind, first].into_iter().find(|it| Format::named(it).is_some() || Format::typed(it).is_some());
    known.map(str::to_owned)
}

/// What a record says that all there is comes in; ISO 19115-3 names formats by the specification that they follow.
fn formats(record: &XmlElement, texts: &Spoken) -> Vec<String> {
    let at = |path: &str| {
        let all = "distributionInfo/MD_Distribution/distributionFormat/MD_Format";
        texts.lines_at(record, &format!("{all}/{path}"))
    };
    let named = at("name");
    if named.is_empty() { at("formatSpecificationCitation/CI_Citation/title") } else { named }
}

/// The address that a service is asked at, out of one of its operations.
pub fn connect_point(operation: &XmlElement, texts: &Spoken) -> Option<OnlineResource> {
    let element = first(operation, "connectPoint/CI_OnlineResource")?;
    let name = line_at(operation, "operationName");
    let found = OnlineResource::of(element, texts);
    found.url.is_some().then_some(OnlineResource { name: found.name.or(name), ..found })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resource(protocol: &str, url: &str, name: &str, function: &str) -> OnlineResource {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        OnlineResource {
            url: some(url),
            protocol: some(protocol),
            name: some(name),
            function: some(function),
            ..Default::default()
        }
    }

    #[test]
    fn files_pages_and_services_are_told_apart() {
        const FILE: &str = "file";
        const PAGE: &str = "page";
        const SERVICE: &str = "service";
        let table = [
            ("WWW:DOWNLOAD-1.0-http--download", "https://a.org/x?id=3", "", FILE, None),
            ("WWW:DOWNLOAD-1.0-http--download", "https://a.org/eau.zip", "", FILE, Some("zip")),
            ("WWW:DOWNLOAD", "https://a.org/page.html", "", PAGE, Some("html")),
            ("WWW:LINK-1.0-http--link", "https://a.org/jeu", "", PAGE, Some("html")),
            ("WWW:LINK-1.0-http--link", "https://a.org/jeu.csv", "", FILE, Some("csv")),
            ("WWW:LINK", "https://a.org/geoserver/wfs", "", SERVICE, Some("wfs")),
            ("OGC:WMS", "https://a.org/ows", "", SERVICE, Some("wms")),
            ("OGC:WMS-1.3.0-http-get-map", "https://a.org/ows", "", SERVICE, Some("wms")),
            ("OGC:WFS-1.1.0-http-get-capabilities", "https://a.org/ows", "", SERVICE, Some("wfs")),
            (
                "OGC:WFS",
                "https://a.org/ows?service=WFS&version=2.0.0&request=GetFeature&typename=x&outputFormat=csv",
                "",
                FILE,
                Some("csv"),
            ),
            ("ESRI:REST", "https://a.org/rest/services/x/FeatureServer/0", "", SERVICE, Some("esri")),
            ("http", "https://a.org/jeu", "information", PAGE, None),
            ("http", "https://a.org/jeu.csv", "information", FILE, Some("csv")),
            ("", "https://a.org/export?id=1", "download", FILE, None),
            ("application/zip", "https://a.org/export?id=1", "", FILE, Some("zip")),
        ];
        for (protocol, url, function, kind, format) in table {
            let media = resource(protocol, url, "", function).media(&Address::root("p").child("d"), Access::Open);
            let told = match &media.offer {
                Offer::Download | Offer::Doubtful(_) => FILE,
                Offer::ShowOnly(why) if why.contains("page") => PAGE,
                Offer::ShowOnly(_) => SERVICE,
            };
            assert_eq!((told, media.format.as_deref()), (kind, format), "{protocol} {url} {function}");
        }
    }

    /// Protocol, address, name of each, and the formats that the record names: the format of each that is told.
    #[test]
    fn the_format_of_a_record_is_that_of_its_one_file_which_tells_none() {
        const DOWNLOAD: &str = "WWW:DOWNLOAD-1.0-http--download";
        type Row<'a> = (&'a [(&'a str, &'a str, &'a str)], &'a [&'a str], &'a [Option<&'a str>]);
        let table: [Row; 15] = [
            (&[(DOWNLOAD, "https://a.org/x?id=3", "")], &["CSV"], &[Some("csv")]),
            (&[(DOWNLOAD, "https://a.org/x?id=3", "")], &["text/csv"], &[Some("csv")]),
            (&[(DOWNLOAD, "https://a.org/x?id=3", "")], &["ESRI Shapefile"], &[Some("shp")]),
            (&[(DOWNLOAD, "https://a.org/x?id=3", "")], &["CSV", "GeoJSON"], &[None]),
            (&[(DOWNLOAD, "https://a.org/x.geojson", "")], &["CSV"], &[Some("geojson")]),
            (&[(DOWNLOAD, "https://a.org/x?id=3", "eaux.xlsx")], &["CSV"], &[Some("xlsx")]),
            (&[("WWW:DOWNLOAD:application/zip", "https://a.org/x?id=3", "")], &["CSV"], &[Some("zip")]),
            (&[("WWW:DOWNLOAD:GPKG", "https://a.org/x?id=3", "")], &["CSV"], &[Some("gpkg")]),
            (&[("application/pdf", "https://a.org/x?id=3", "")], &["CSV"], &[Some("pdf")]),
            // Of two nobody knows which is meant.
            (
                &[(DOWNLOAD, "https://a.org/x?id=3", ""), (DOWNLOAD, "https://a.org/y?id=4", "")],
                &["CSV"],
                &[None, None],
            ),
            (
                &[(DOWNLOAD, "https://a.org/x", ""), (DOWNLOAD, "https://a.org/y.pdf", "")],
                &["CSV"],
                &[None, Some("pdf")],
            ),
            // Beside services and pages it is the one file still.
            (
                &[
                    (DOWNLOAD, "https://a.org/x", ""),
                    ("OGC:WMS", "https://a.org/ows", "x"),
                    ("WWW:LINK", "https://a.org", ""),
                ],
                &["GeoPackage"],
                &[Some("gpkg"), Some("wms"), Some("html")],
            ),
            (&[("OGC:WFS", "https://a.org/ows", "ms:x")], &["CSV"], &[Some("wfs")]),
            (&[("WWW:LINK", "https://a.org/jeu", "")], &["CSV"], &[Some("html")]),
            (&[(DOWNLOAD, "https://a.org/x", "")], &[], &[None]),
        ];
        for (links, formats, expected) in table {
            let online = links.iter().map(|(protocol, url, name)| resource(protocol, url, name, "")).collect();
            let formats: Vec<String> = formats.iter().map(|it| (*it).to_owned()).collect();
            let dataset = Address::root("p").child("d");
            let media: Vec<Media> =
                in_format(online, &formats).iter().map(|it| it.media(&dataset, Access::Open)).collect();
            let told: Vec<_> = media.iter().map(|it| it.format.as_deref()).collect();
            assert_eq!(told, expected, "{links:?} {formats:?}");
        }
    }

    #[test]
    fn a_stated_size_in_megabytes_is_no_number_of_bytes() {
        let of = OnlineResource { megabytes: Some(12.5), ..resource("WWW:DOWNLOAD", "https://a.org/x.zip", "", "") };
        let media = of.media(&Address::root("p").child("d"), Access::Open);
        assert_eq!(media.size, None);
        assert!(media.facts.iter().any(|(_, text)| text.contains("12.5")), "{:?}", media.facts);
    }

    #[test]
    fn the_name_of_a_service_s_address_is_its_layer() {
        let media =
            resource("OGC:WFS", "https://a.org/wfs", "ms:eau", "").media(&Address::root("p").child("d"), Access::Open);
        assert!(media.facts.iter().any(|(_, text)| text == "ms:eau"), "{:?}", media.facts);
        assert_eq!(media.title, "ms:eau");
    }
}
