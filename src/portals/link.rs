//! Whether a link in an open catalogue is a file, a web page or a service, judged by its metadata and its address.

use std::net::Ipv4Addr;

use url::Url;

use super::service::{self, Service};
use crate::base::text;
use crate::model::file_format::Format;
use crate::model::identity::resolved;
use crate::model::{Fact, Offer};
use crate::t;

/// What follows the scheme where an address was written without one: `//host/…`, `www.host.fr`, `host.fr/…`. A bare
/// `data.csv` or `folder/data.csv` names no host.
fn without_scheme(written: &str) -> Option<&str> {
    if let Some(rest) = written.strip_prefix("//") {
        return Some(rest);
    }
    let authority = written.split(['/', '?', '#']).next()?;
    let (host, port) = authority.split_once(':').unwrap_or((authority, "0"));
    let is_port = port.parse::<u16>().is_ok();
    let is_number = host.parse::<Ipv4Addr>().is_ok();
    let is_named = host.split_once('.').is_some() && host.split('.').all(is_label);
    let last = host.rsplit('.').next()?;
    let is_top = last.len() > 1 && last.chars().all(char::is_alphabetic) && Format::named(last).is_none();
    let is_whole = authority.len() < written.len() || host.starts_with("www.");
    (is_port && is_whole && (is_number || (is_named && is_top))).then_some(written)
}

fn is_label(part: &str) -> bool {
    !part.is_empty() && !part.starts_with('-') && part.chars().all(|it| it.is_alphanumeric() || it == '-')
}

/// What publishers write as the format of a page.
const PAGES: [&str; 16] = [
    "html",
    "php",
    "web page",
    "webpage",
    "web site",
    "website",
    "web",
    "page web",
    "site web",
    "page",
    "homepage",
    "link",
    "lien",
    "url",
    "www",
    "hyperlink",
];

/// Formats that say nothing.
const NOTHING: [&str; 7] = ["other", "unknown", "data", "file", "octet stream", "none", "null"];

/// What is longer is no short name.
const LONGEST: usize = 24;

/// A link as a catalogue gives it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Link<'a> {
    pub url: Option<&'a str>,
    /// As its publisher writes it: `CSV`, `text/csv`, `OGC:WMS`, `…/file-type/CSV`.
    pub format: Option<&'a str>,
    pub content_type: Option<&'a str>,
    /// The portal keeps the file itself, so that there is one.
    pub kept: bool,
}

impl Link<'_> {
    /// Where it leads, if guichet can go there; what names a host and no scheme is meant as https.
    pub fn url(&self) -> Option<Url> {
        let written = self.url?.trim();
        let url = match without_scheme(written) {
            Some(rest) => Url::parse(&format!("https://{rest}")).ok()?,
            None => Url::parse(written).ok()?,
        };
        (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
    }

    /// Whether it can be fetched. `portal` is what gives the link.
    pub fn offer(&self, portal: &str) -> Offer {
        let Some(written) = self.url.map(str::trim).filter(|url| !url.is_empty()) else {
            return Offer::ShowOnly(t!("portals-gives-no-address", portal));
        };
        let Some(url) = self.url() else {
            // A scheme is of letters, digits and signs that hide nothing.
            let odd = Url::parse(written).map(|url| t!("portals-odd-scheme", scheme = url.scheme()));
            return Offer::ShowOnly(odd.unwrap_or_else(|_| t!("portals-odd-address")));
        };
        self.leads(&url)
    }

    /// The short name of what it leads to.
    pub fn format(&self) -> Option<String> {
        let url = self.url();
        if let Some(service) = self.service(url.as_ref()) {
            return Some(service.short.to_owned());
        }
        if let Some(word) = self.word() {
            if is_page(&word) {
                let file = url.as_ref().and_then(extension).filter(|it| !is_page(it));
                return Some(file.unwrap_or("html").into());
            }
            if let Some(format) = named(&word) {
                return Some(format.into());
            }
            if !NOTHING.contains(&word.as_str()) && word.chars().count() <= LONGEST {
                let first = self.first_format(&word).map(Format::short);
                return Some(first.map_or(word, str::to_owned));
            }
        }
        let typed = self.content_type.and_then(Format::typed).map(|format| format.extension);
        typed.or_else(|| extension(url.as_ref()?)).map(str::to_owned)
    }

    /// What is to be known to open it, where it is a service.
    pub fn facts(&self) -> Vec<Fact> {
        let url = self.url();
        let service = self.service(url.as_ref());
        service.map(|service| service.facts(&service::Found::at(url))).unwrap_or_default()
    }

    /// The service that it leads to: by what its address asks for, by its format's words, by the end of its address where
    /// its format says only what services answer in.
    fn service(&self, url: Option<&Url>) -> Option<&'static Service> {
        const ANSWERS: [&str; 4] = ["xml", "gml", "json", "html"];
        if self.kept || url.is_some_and(service::asks_for_data) {
            return None;
        }
        let word = self.word().filter(|word| !NOTHING.contains(&word.as_str()));
        let says_little = word
            .as_deref()
            .is_none_or(|word| is_page(word) || named(word).is_some_and(|format| ANSWERS.contains(&format)));
        let by_words = || word.as_deref().filter(|word| named(word).is_none()).and_then(service::named);
        let by_end = || url.filter(|_| says_little).and_then(service::at_end);
        url.and_then(service::asked).or_else(by_words).or_else(by_end)
    }

    /// The format that the first of several words names: `csv ; entête`. A file that shows what it is may be another by the
    /// words beside: `GTFS RT 2` is no ZIP, `JPEG 2000` no JPEG; set apart, they are about it: `SHP (zip)`. What is packed is
    /// what it is packed in: `CSV zip`.
    fn first_format(&self, words: &str) -> Option<&'static Format> {
        let mut words = words.split(' ').filter(|word| !NOTHING.contains(word));
        let first = Format::named(words.next()?)?;
        let beside: Vec<&str> = words.collect();
        let is_apart = beside.is_empty() || self.format?.contains(['(', ';', ',', '/', ':', '|', '[']);
        let archive = beside.iter().filter_map(|word| Format::named(word)).find(|format| format.is_archive());
        match (first.shows(), is_apart) {
            (true, true) => Some(first),
            (true, false) => archive,
            (false, _) => archive.or(Some(first)),
        }
    }

    fn leads(&self, url: &Url) -> Offer {
        let page = || Offer::ShowOnly(t!("portals-web-page"));
        if self.kept || service::asks_for_data(url) {
            return Offer::Download;
        }
        if let Some(service) = self.service(Some(url)) {
            return Offer::ShowOnly(t!("portals-service-to-open", what = service.what));
        }
        // Where a persistent identifier leads is a page about it, whatever it is.
        if resolved(url.as_str()).is_some() {
            return page();
        }
        let word = self.word().filter(|word| !NOTHING.contains(&word.as_str()));
        if let Some(word) = &word {
            // "Link" beside an address that ends with `.csv` is a file all the same.
            if is_page(word) && extension(url).is_none_or(is_page) {
                return page();
            }
            if named(word).is_some() {
                return Offer::Download;
            }
            if word.split(' ').any(|part| part == "api") {
                return Offer::Doubtful(t!("portals-bare-api"));
            }
        }
        let typed = self.content_type.and_then(Format::typed).map(|format| format.extension);
        match (typed, extension(url)) {
            (Some("html"), extension) if word.is_none() && extension.is_none_or(is_page) => page(),
            (None, Some("html")) if word.is_none() => page(),
            // Nothing says what it is, and its address names nothing.
            (None, None) if word.is_none() && url.path() == "/" && url.query().is_none() => {
                Offer::Doubtful(t!("portals-unsaid"))
            }
            _ => Offer::Download,
        }
    }

    /// The format as written, in lower case, its words parted by single spaces; the last part of what is an IRI.
    fn word(&self) -> Option<String> {
        let written = self.format?.trim();
        if let Some(format) = Format::typed(written) {
            return Some(format.extension.to_owned());
        }
        let last = if written.contains("://") { written.rsplit(['/', '#']).next()? } else { written };
        let words: Vec<&str> = last.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        Some(text::line(&words.join(" ").to_lowercase())).filter(|word| !word.is_empty())
    }
}

fn is_page(word: &str) -> bool {
    PAGES.contains(&word) || named(word) == Some("html")
}

fn named(word: &str) -> Option<&'static str> {
    Format::named(word).map(Format::short)
}

/// What the last part of the path ends with, where that is a known format.
fn extension(url: &Url) -> Option<&'static str> {
    named(url.path_segments()?.next_back()?.rsplit_once('.')?.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_names_a_host_and_no_scheme_is_meant_as_https() {
        let table = [
            ("www.example.fr/x.csv", Some("https://www.example.fr/x.csv")),
            ("//example.fr/x.csv", Some("https://example.fr/x.csv")),
            (" example.fr:8443/x?a=1 ", Some("https://example.fr:8443/x?a=1")),
            ("données.example.fr/x", Some("https://xn--donnes-eva.example.fr/x")),
            ("www.example.fr", Some("https://www.example.fr/")),
            ("127.0.0.1:81/x.csv", Some("https://127.0.0.1:81/x.csv")),
            ("http://example.fr/x", Some("http://example.fr/x")),
            ("data.csv", None),
            ("folder/data.csv", None),
            ("folder.zip/data.csv", None),
            ("/data.csv", None),
            ("mailto:a@example.fr", None),
            ("a@example.fr/x", None),
            ("javascript:alert(1)", None),
            ("example.fr:port/x", None),
            ("voir example.fr/x", None),
            ("C:\\data\\x.csv", None),
            ("n/a", None),
            ("", None),
        ];
        for (written, expected) in table {
            let url = Link { url: Some(written), ..Link::default() }.url().map(String::from);
            assert_eq!(url.as_deref(), expected, "{written}");
        }
    }

    fn link<'a>(format: &'a str, content_type: &'a str, url: &'a str) -> Link<'a> {
        let some = |text: &'a str| Some(text).filter(|text| !text.is_empty());
        Link { url: some(url), format: some(format), content_type: some(content_type), kept: false }
    }

    #[test]
    fn formats_are_read_as_publishers_write_them() {
        let table = [
            ("CSV", "", "https://a.org/x", Some("csv")),
            (".csv", "", "https://a.org/x", Some("csv")),
            ("csv ; entête", "", "https://a.org/x", Some("csv")),
            ("text/csv", "", "https://a.org/x", Some("csv")),
            (
                "http://publications.europa.eu/resource/authority/file-type/GEOJSON",
                "",
                "https://a.org/x",
                Some("geojson"),
            ),
            ("SHP (zip)", "", "https://a.org/x", Some("shp")),
            ("CSV (zip)", "", "https://a.org/x", Some("zip")),
            ("CSV UTF-8", "", "https://a.org/x", Some("csv")),
            ("GTFS", "", "https://a.org/x", Some("zip")),
            ("GTFS-RT", "", "https://a.org/x", Some("protobuf")),
            ("JPEG 2000", "", "https://a.org/x", Some("jpeg 2000")),
            ("PDF file", "", "https://a.org/x", Some("pdf")),
            ("OGC:WMS", "", "https://a.org/x", Some("wms")),
            ("WFS 53", "", "https://a.org/x", Some("wfs")),
            ("Esri REST", "", "https://a.org/x", Some("esri")),
            ("mapinfo", "", "https://a.org/x", Some("mapinfo")),
            ("Lien", "", "https://a.org/x", Some("html")),
            ("Lien", "", "https://a.org/x.csv", Some("csv")),
            ("HTML", "", "https://a.org/x.zip", Some("zip")),
            ("text/html", "", "https://a.org/x.php", Some("html")),
            ("Un fichier comme il y en a beaucoup", "text/csv", "https://a.org/x", Some("csv")),
            ("HTM", "", "https://a.org/x", Some("html")),
            ("", "text/csv; charset=utf-8", "https://a.org/x", Some("csv")),
            ("other", "", "https://a.org/x.zip?y=1", Some("zip")),
            ("", "", "https://a.org/ows?SERVICE=WMS", Some("wms")),
            ("", "application/xml", "https://a.org/ows?SERVICE=WFS&version=2.0.0", Some("wfs")),
            ("XML", "text/xml", "https://a.org/ows?service=WFS&request=GetCapabilities", Some("wfs")),
            ("GML", "", "https://a.org/geoserver/wfs", Some("wfs")),
            ("XML", "", "https://a.org/geoserver/wms?", Some("wms")),
            ("HTML", "", "https://a.org/rest/services/x/FeatureServer/0", Some("esri")),
            ("", "application/json", "https://a.org/rest/services/x/MapServer", Some("esri")),
            ("CSV", "", "https://a.org/geoserver/wfs", Some("csv")),
            ("OGC API Features", "", "https://a.org/api", Some("ogc api")),
            ("", "", "https://a.org/x", None),
            ("", "", "", None),
            (" \u{1b}[31m ", "", "", Some("31m")),
        ];
        for (format, content_type, url, expected) in table {
            assert_eq!(link(format, content_type, url).format().as_deref(), expected, "{format} {content_type} {url}");
        }
    }

    #[test]
    fn pages_and_services_are_told_from_files() {
        const FILE: &str = "";
        let table = [
            ("CSV", "", "https://a.org/export?id=1", FILE),
            ("", "", "https://a.org/export?id=1", FILE),
            ("mapinfo", "", "https://a.org/", FILE),
            ("", "application/octet-stream", "https://a.org/", "nothing says"),
            ("", "", "https://a.org", "nothing says"),
            ("HTML", "", "https://a.org/jeu", "a web page"),
            ("HTML", "text/html", "https://a.org/jeu.html", "a web page"),
            ("Lien", "", "https://a.org/jeu", "a web page"),
            ("Lien", "", "https://a.org/jeu.csv", FILE),
            ("HTML", "", "https://a.org/jeu.php?id=3", "a web page"),
            (".htm", "", "https://a.org/jeu", "a web page"),
            ("", "", "https://a.org/jeu.html", "a web page"),
            ("", "text/html", "https://a.org/jeu", "a web page"),
            ("csv", "text/html", "https://a.org/jeu", FILE),
            ("", "text/html", "https://a.org/jeu.zip", FILE),
            ("OGC:WMS", "", "https://a.org/ows", "(WMS)"),
            ("WFS", "", "https://a.org/ows?service=WFS&request=GetCapabilities", "(WFS)"),
            ("WFS", "", "https://a.org/ows?service=WFS&version=2.0.0&request=GetFeature&typename=x", FILE),
            ("", "application/xml", "https://a.org/ows?SERVICE=WFS&version=2.0.0", "(WFS)"),
            ("ArcGIS GeoServices REST API", "", "https://a.org/x", "Esri"),
            ("XML", "", "https://a.org/ows?service=WFS&request=GetCapabilities", "(WFS)"),
            ("XML", "", "https://a.org/geoserver/wfs", "(WFS)"),
            ("HTML", "", "https://a.org/rest/services/x/FeatureServer/0", "Esri"),
            ("XML", "", "https://a.org/a.xml", FILE),
            ("CSV", "", "https://a.org/geoserver/wfs", FILE),
            ("API", "", "https://a.org/v1", "an API"),
            ("CSV", "", "ftp://a.org/x.csv", "cannot open (ftp:)"),
            ("CSV", "", "file:///etc/passwd", "cannot open (file:)"),
            ("CSV", "", "javascript:alert(1)", "cannot open"),
            ("CSV", "", "données.csv", "cannot open"),
            ("CSV", "", "  ", "gives no address"),
        ];
        for (format, content_type, url, part) in table {
            match link(format, content_type, url).offer("CKAN") {
                Offer::Download => assert_eq!(part, FILE, "{format} {content_type} {url}"),
                Offer::Doubtful(why) | Offer::ShowOnly(why) => {
                    assert!(part != FILE && why.contains(part), "{format} {content_type} {url}: {why}");
                }
            }
        }
        let kept = Link { kept: true, ..link("HTML", "text/html", "https://a.org/x.html") };
        assert_eq!(kept.offer("CKAN"), Offer::Download, "what the portal keeps is a file");
    }
}
