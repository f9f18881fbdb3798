//! What of a record can become a file, and what can only be shown (docs/portals/isogeo.md 6).

use url::Url;

use super::super::mapping::{joined_by, labelled, unnamed};
use super::super::reading::{self, items, line};
use super::super::service;
use super::api;
use crate::base::i18n::Said;
use crate::base::odd::Odd;
use crate::base::text;
use crate::model::file_format::Format;
use crate::model::{Access, Address, Fact, Label, Media, Offer};
use crate::{said, t};

/// The media that every record has: its own description.
pub const DESCRIPTION: &str = "xml";
/// The media that a service is.
const SERVICE: &str = "service";

/// What links of the deprecated kinds lead to, and what formats of services mean: code, short name, what it is.
const SERVICES: [(&str, &str, Said); 8] = [
    ("wms", "wms", said!("isogeo-service-wms")),
    ("wfs", "wfs", said!("isogeo-service-wfs")),
    ("wmts", "wmts", said!("isogeo-service-wmts")),
    ("esriFeatureService", "efs", said!("isogeo-service-efs")),
    ("esriMapService", "ems", said!("isogeo-service-ems")),
    ("esriTileService", "ets", said!("isogeo-service-ets")),
    ("efs", "efs", said!("isogeo-service-efs")),
    ("ems", "ems", said!("isogeo-service-ems")),
];

/// Where a link leads.
enum Place {
    /// A file that the platform keeps.
    Hosted(Url),
    Elsewhere(Url),
    /// A path that is none of the platform's, a drive, another protocol.
    Unreachable,
    Nowhere,
}

/// What the media of one record have from it.
pub struct Whole<'a> {
    /// The API's address.
    pub base: &'a Url,
    pub dataset: &'a Address,
    pub record: &'a api::Resource,
    pub access: Access,
}

impl Whole<'_> {
    pub fn links(&self, odd: &mut Odd) -> Vec<Media> {
        let links: Vec<api::Link> = items(&self.record.links, &t!("isogeo-item-link"), odd);
        links.iter().map(|link| self.link(link)).collect()
    }

    fn media(&self, id: impl Into<String>, title: impl Into<String>) -> Media {
        Media { access: self.access, ..Media::new(self.dataset.clone(), id, title) }
    }

    fn link(&self, link: &api::Link) -> Media {
        let target = target(link);
        let place = self.place(target);
        let label = line(&link.title).or_else(|| line(&target.title));
        // The file's name goes before the label: it is what the file will be called (docs/portals/isogeo.md 6.3).
        let name = line(&target.file_name);
        let id = reading::id(&link.id).unwrap_or_else(|| unnamed([&target.url, &link.title]));
        let url = match &place {
            Place::Hosted(url) | Place::Elsewhere(url) => Some(url.to_string()),
            Place::Unreachable | Place::Nowhere => line(&target.url),
        };
        let title = name.clone().or_else(|| label.clone()).unwrap_or_else(|| format!("{id}.bin"));
        Media {
            caption: label.filter(|_| name.is_some()),
            format: format(target, &place),
            size: target.size.positive(),
            url,
            facts: labelled([(said!("isogeo-fact-for"), text::some_line(&target.actions.join(", ")))]),
            offer: offer(target, &place),
            ..self.media(id, title)
        }
    }

    /// Addresses of hosted files are put behind the API's own, which may have a path (docs/portals/isogeo.md 6.3).
    fn place(&self, link: &api::Link) -> Place {
        let Some(raw) = link.url.as_deref().map(str::trim).filter(|url| !url.is_empty()) else { return Place::Nowhere };
        if raw.starts_with("/resources/") {
            let below = format!("{}resources/", self.base);
            let url = Url::parse(&format!("{}{raw}", self.base.as_str().trim_end_matches('/'))).ok();
            return url.filter(|url| url.as_str().starts_with(&below)).map_or(Place::Unreachable, Place::Hosted);
        }
        match Url::parse(raw) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => Place::Elsewhere(url),
            _ => Place::Unreachable,
        }
    }

    /// A service record's own address, with its layers (docs/portals/isogeo.md 6.5).
    pub fn service(&self, odd: &mut Odd) -> Media {
        let layers: Vec<api::Layer> = items(&self.record.layers, &t!("isogeo-item-layer"), odd);
        let operations: Vec<api::Operation> = items(&self.record.operations, &t!("isogeo-item-operation"), odd);
        let mut facts = vec![(Label::from(said!("isogeo-fact-version")), line(&self.record.format_version))];
        facts.extend(layers.iter().map(|layer| (said!("isogeo-fact-layer").into(), layer_words(layer))));
        let opened = service_facts(&self.record.format, &self.record.path, &self.record.format_version, &layers);
        facts.extend(operations.iter().map(|operation| {
            let words = [&operation.verb, &operation.name, &operation.url].into_iter().filter_map(line);
            (said!("isogeo-fact-operation").into(), joined_by(words, " "))
        }));
        facts.extend(opened.into_iter().map(|(label, text)| (label, Some(text))));
        let (code, url) = (line(&self.record.format), line(&self.record.path));
        Media {
            caption: (!layers.is_empty()).then(|| t!("isogeo-layers", count = layers.len())),
            offer: Offer::ShowOnly(service_words(code.as_deref(), url.is_some())),
            format: code,
            url,
            facts: labelled(facts),
            ..self.media(SERVICE, t!("isogeo-the-service"))
        }
    }

    /// The services that show a dataset, one media per layer (docs/portals/isogeo.md 6.5).
    pub fn layers(&self, odd: &mut Odd) -> Vec<Media> {
        let layers: Vec<api::Layer> = items(&self.record.service_layers, &t!("isogeo-item-service-layer"), odd);
        layers.iter().map(|layer| self.layer(layer)).collect()
    }

    fn layer(&self, layer: &api::Layer) -> Media {
        let of_service = |read: fn(&api::Service) -> &Option<String>| line(read(layer.service.as_ref()?));
        let (code, url) = (of_service(|service| &service.format), of_service(|service| &service.path));
        let id = reading::id(&layer.id).unwrap_or_else(|| unnamed([&url, &layer.name]));
        let service = of_service(|service| &service.title);
        let facts = [
            (said!("isogeo-fact-layer"), line(&layer.name)),
            (said!("isogeo-fact-kind"), line(&layer.kind)),
            (said!("isogeo-fact-service"), service.clone()),
            (said!("isogeo-fact-version"), of_service(|service| &service.format_version)),
        ];
        let title = layer_title(layer).or_else(|| line(&layer.name)).unwrap_or_else(|| id.clone());
        let opened = layer
            .service
            .as_ref()
            .map(|it| service_facts(&it.format, &it.path, &it.format_version, std::slice::from_ref(layer)));
        Media {
            caption: service,
            offer: Offer::ShowOnly(match layer.service {
                Some(_) => service_words(code.as_deref(), url.is_some()),
                None => t!("isogeo-layer-not-shared"),
            }),
            format: code,
            url,
            facts: labelled(facts).into_iter().chain(opened.unwrap_or_default()).collect(),
            ..self.media(id, title)
        }
    }

    /// The whole record as ISO 19139 XML (docs/portals/isogeo.md 6.4).
    pub fn description(&self, id: &str, title: &str) -> Media {
        Media {
            caption: Some(t!("isogeo-description")),
            format: Some("xml".into()),
            content_type: Some("application/xml".into()),
            url: Some(format!("{}resources/{id}.xml", self.base)),
            ..self.media(DESCRIPTION, format!("{title} {}", &id[..8]))
        }
    }
}

/// What a link of the type `link` leads to, however far; the link itself where that is not told
/// (docs/portals/isogeo.md 6.5).
fn target(link: &api::Link) -> &api::Link {
    let mut target = link;
    while let (Some("link"), Some(inner)) = (target.stored.as_deref(), &target.link) {
        target = inner;
    }
    target
}

/// The decision table of docs/portals/isogeo.md 6.5.
fn offer(link: &api::Link, place: &Place) -> Offer {
    let kind = link.kind.as_deref().unwrap_or_default();
    let downloads = link.actions.iter().any(|action| action == "download");
    let show = Offer::ShowOnly;
    let known = matches!(link.stored.as_deref(), Some("hosted" | "url" | "link") | None);
    match place {
        Place::Nowhere => show(t!("isogeo-no-address")),
        Place::Unreachable => show(t!("isogeo-odd-address")),
        _ if !known => show(t!("isogeo-odd-type", kind = text::line(link.stored.as_deref().unwrap_or_default()))),
        Place::Hosted(_) => Offer::Download,
        Place::Elsewhere(_) if link.stored.as_deref() == Some("hosted") => Offer::Download,
        Place::Elsewhere(_) => match kind {
            "data" | "url" if downloads => Offer::Download,
            "data" => show(t!("isogeo-no-download")),
            "url" | "" => show(t!("isogeo-web-page")),
            _ => match SERVICES.iter().find(|(code, ..)| *code == kind) {
                Some((.., what)) => show(t!("isogeo-to-open", what)),
                None => show(t!("isogeo-odd-kind", kind = text::line(kind))),
            },
        },
    }
}

fn service_words(code: Option<&str>, has_url: bool) -> String {
    if !has_url {
        return t!("isogeo-service-no-address");
    }
    let Some(code) = code else { return t!("isogeo-service-unknown") };
    match SERVICES.iter().find(|(known, ..)| *known == code) {
        Some((.., what)) => t!("isogeo-to-open", what),
        None => t!("isogeo-service-to-open", code),
    }
}

/// The short name of a service, or of the file format that a name ends with: nothing else is told of a link.
fn format(link: &api::Link, place: &Place) -> Option<String> {
    if let Some((_, short, _)) = SERVICES.iter().find(|(code, ..)| Some(*code) == link.kind.as_deref()) {
        return Some((*short).to_owned());
    }
    let path = match place {
        Place::Elsewhere(url) => url.path_segments().and_then(|mut segments| segments.next_back()),
        _ => None,
    };
    let names = [link.file_name.as_deref(), link.title.as_deref(), path];
    let extension = |name: &str| Some(Format::named(name.trim().rsplit_once('.')?.1)?.extension.to_owned());
    names.into_iter().flatten().find_map(extension)
}

/// What a GIS wants to open a service, of one of its layers where there is one only.
fn service_facts(
    format: &Option<String>,
    path: &Option<String>,
    version: &Option<String>,
    layers: &[api::Layer],
) -> Vec<Fact> {
    let service = line(format).and_then(|code| service::named(&code.to_lowercase()));
    let Some((service, url)) = service.zip(line(path).and_then(|url| Url::parse(&url).ok())) else { return vec![] };
    // In WFS a name may have its namespace before it, in braces.
    let name = |layer: &api::Layer| line(&layer.name).map(|name| name.rsplit('}').next().unwrap_or(&name).to_owned());
    // All of them are told already, with their titles.
    let layers = if let [one] = layers { name(one).into_iter().collect() } else { vec![] };
    service.facts(&service::Found { url: Some(url), version: line(version), layers })
}

fn layer_title(layer: &api::Layer) -> Option<String> {
    let older = layer.titles.iter().filter_map(|title| title["value"].as_str());
    layer.title.as_deref().into_iter().chain(older).find_map(text::some_line)
}

fn layer_words(layer: &api::Layer) -> Option<String> {
    let name = line(&layer.name);
    match (layer_title(layer), name) {
        (Some(title), Some(name)) if title != name => Some(crate::base::format::labelled(&name, &title)),
        (title, name) => name.or(title),
    }
}
