//! Which media are services that can be exported, by their format and their address alone, and what each is asked.

use url::Url;

use super::wish::{AS, BBOX, LAYER, WHERE};
use super::write::Output;
use crate::model::form::{Field, Takes};
use crate::model::{Media, Offer};
use crate::portals::service::{self, Found};
use crate::t;

/// So many layers are a choice; more are a list to read.
const CHOICE: usize = 60;
/// So many columns are named in a form.
const NAMED: usize = 40;

/// What a service speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    Wfs,
    Features,
    /// data.gouv.fr's rows of a parsed file.
    Tabular,
}

/// A media that is a service, and where it is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceMedia {
    pub protocol: Protocol,
    /// Without what belongs to one request, or names one layer.
    pub base: Url,
    /// The layer that the media is of, where it says so.
    pub layer: Option<String>,
}

impl ServiceMedia {
    /// `None` of all that is a file, or nothing that can be asked.
    pub fn of(media: &Media) -> Option<Self> {
        let url = Url::parse(media.url.as_deref()?).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        if let Some(base) = tabular_base(&url) {
            return Some(Self { protocol: Protocol::Tabular, base, layer: None });
        }
        let short = media.format.as_deref().and_then(|it| service::named(&it.to_lowercase())).map(|it| it.short);
        let (above, layer) = collection(&url);
        match short {
            Some("wfs") if !service::asks_for_data(&url) => {
                let found = Found::at(Some(url));
                let layer = match &found.layers[..] {
                    [layer] => Some(layer.clone()),
                    _ => layer_in_facts(media),
                };
                Some(Self { protocol: Protocol::Wfs, base: found.address()?, layer })
            }
            Some(short) if short.starts_with("ogc") => Some(Self { protocol: Protocol::Features, base: above, layer }),
            // One page of a collection is no file of it.
            _ if is_items(&url) => Some(Self { protocol: Protocol::Features, base: above, layer }),
            _ => None,
        }
    }

    /// What it is asked. Of what the service offers, as far as that is known.
    pub fn form(&self, offered: Option<&ServiceOffer>) -> Vec<Field> {
        let mut fields = vec![];
        if self.protocol != Protocol::Tabular {
            fields.push(self.layer_field(offered));
        }
        let outputs = offered.map_or_else(|| self.outputs(), |offered| offered.outputs.clone());
        let words = outputs.iter().map(|output| output.word().to_owned()).collect();
        fields.push(Field::new(AS, t!("services-as"), Takes::OneOf(words)).help(t!("services-as-help")).optional());
        fields.extend(narrowing(offered));
        fields.retain(|field| field.key != BBOX || self.protocol != Protocol::Tabular);
        fields
    }

    fn layer_field(&self, offered: Option<&ServiceOffer>) -> Field {
        let names = offered.map(|offered| offered.layers.clone()).unwrap_or_default();
        let is_choice = !names.is_empty() && names.len() <= CHOICE && !names.iter().any(|it| it.contains(' '));
        let takes = if is_choice { Takes::OneOf(names.clone()) } else { Takes::Text };
        let only = match &names[..] {
            [only] => Some(only.clone()),
            _ => None,
        };
        let help = match names.len() {
            0 | 1 => t!("services-layer-help"),
            _ => t!("services-layer-among", names = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ")),
        };
        let default = self.layer.clone().filter(|it| names.is_empty() || names.contains(it)).or(only);
        let field = Field::new(LAYER, t!("services-layer"), takes).help(help).default(default).names();
        // What the service was not asked for yet may be the only one there.
        if offered.is_some() { field } else { field.optional() }
    }

    /// What can be made of it, as far as its protocol goes.
    pub fn outputs(&self) -> Vec<Output> {
        match self.protocol {
            Protocol::Wfs => vec![Output::GeoJson, Output::Csv, Output::Lines, Output::Gml],
            Protocol::Features => vec![Output::GeoJson, Output::Csv, Output::Lines],
            Protocol::Tabular => vec![Output::Csv, Output::Json, Output::Lines],
        }
    }

    /// `media` as something to download.
    pub fn offered_as(&self, mut media: Media, offered: Option<&ServiceOffer>) -> Media {
        if matches!(media.offer, Offer::ShowOnly(_)) {
            media.offer = Offer::Download;
        }
        // What is stated was never of these rows.
        (media.size, media.checksum) = (None, None);
        media.form = self.form(offered);
        media
    }
}

/// Which rows are wanted.
pub fn narrowing(offered: Option<&ServiceOffer>) -> [Field; 2] {
    let columns = offered.map(|it| it.columns.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", "));
    let help = match columns.filter(|columns| !columns.is_empty()) {
        Some(columns) => t!("services-where-columns", columns),
        None => t!("services-where-help"),
    };
    let criteria = Field::new(WHERE, t!("services-where"), Takes::Text).help(help);
    let bounds = Field::new(BBOX, t!("services-bbox"), Takes::Text).help(t!("services-bbox-help"));
    [criteria, bounds].map(|field| field.optional().names())
}

/// What a service says it has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ServiceOffer {
    pub layers: Vec<String>,
    pub outputs: Vec<Output>,
    /// Of the layer that is asked for.
    pub columns: Vec<String>,
}

/// `…/api/resources/UUID/`, of whatever is below it.
fn tabular_base(url: &Url) -> Option<Url> {
    let segments: Vec<&str> = url.path_segments()?.collect();
    let at = segments.windows(2).position(|pair| *pair == ["api", "resources"])?;
    let id = segments.get(at + 2).filter(|id| uuid::Uuid::try_parse(id).is_ok())?;
    let above: String = segments.iter().take(at).map(|segment| format!("{segment}/")).collect();
    let mut base = url.clone();
    base.set_path(&format!("/{above}api/resources/{id}/"));
    base.set_query(None);
    base.set_fragment(None);
    Some(base)
}

/// What one request to an OGC API says, and no address of the service.
const OF_A_REQUEST: [&str; 11] =
    ["f", "format", "limit", "offset", "startindex", "bbox", "crs", "lang", "filter", "filter-lang", "datetime"];

/// The address above `/collections`, and the collection that is named behind it.
fn collection(url: &Url) -> (Url, Option<String>) {
    let path = url.path().trim_end_matches('/').to_owned();
    let (above, below) = match path.split_once("/collections") {
        Some((above, below)) if below.is_empty() || below.starts_with('/') => (above, below.trim_start_matches('/')),
        _ => (&*path, ""),
    };
    let id = below.split('/').next().filter(|id| !id.is_empty());
    let id = id.map(|id| percent_encoding::percent_decode_str(id).decode_utf8_lossy().into_owned());
    // What is no part of one request may be what the service knows its users by.
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(key, _)| !OF_A_REQUEST.contains(&&*key.to_lowercase()))
        .map(|(key, value)| (key.into(), value.into()))
        .collect();
    let mut base = url.clone();
    base.set_path(&format!("{above}/"));
    base.set_query(None);
    base.set_fragment(None);
    if !kept.is_empty() {
        base.query_pairs_mut().extend_pairs(kept);
    }
    (base, id)
}

/// Whether all items of a collection are at the address, and not those of one request.
fn is_items(url: &Url) -> bool {
    let segments: Vec<&str> = url.path_segments().into_iter().flatten().filter(|it| !it.is_empty()).collect();
    let about_format = |key: &str| ["f", "format", "crs", "lang"].contains(&key);
    matches!(segments[..], [.., "collections", _, "items"]) && url.query_pairs().all(|(key, _)| about_format(&key))
}

/// The one layer that the portal says the media is of.
fn layer_in_facts(media: &Media) -> Option<String> {
    let named = media.facts.iter().filter(|(label, _)| label.key() == "layers");
    let mut names = named.map(|(_, text)| text.as_str());
    let first = names.next().filter(|name| !name.contains(", ") && names.next().is_none());
    first.map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixtures;

    fn found(format: &str, url: &str) -> Option<(Protocol, String, Option<String>)> {
        let media = Media { format: Some(format.into()), url: Some(url.into()), ..fixtures::media("m") };
        ServiceMedia::of(&media).map(|it| (it.protocol, it.base.into(), it.layer))
    }

    #[test]
    fn services_are_known_by_format_and_address() {
        let rid = "11111111-2222-3333-4444-555555555555";
        type Expected<'a> = Option<(Protocol, &'a str, Option<&'a str>)>;
        let table: [(&str, &str, Expected<'_>); 13] = [
            (
                "wfs",
                "https://a.org/ows?service=WFS&typeName=n:eau",
                Some((Protocol::Wfs, "https://a.org/ows", Some("n:eau"))),
            ),
            (
                "wfs",
                "https://a.org/ows?map=x&request=GetCapabilities",
                Some((Protocol::Wfs, "https://a.org/ows?map=x", None)),
            ),
            ("wfs", "https://a.org/ows?service=WFS&request=GetFeature&typeName=x", None),
            ("wfs", "ftp://a.org/ows", None),
            ("ogc api", "https://a.org/api", Some((Protocol::Features, "https://a.org/api/", None))),
            ("ogc api", "https://a.org/api/collections", Some((Protocol::Features, "https://a.org/api/", None))),
            ("ogc api", "https://a.org/api?map=x&f=json", Some((Protocol::Features, "https://a.org/api/?map=x", None))),
            (
                "ogc api",
                "https://a.org/collections/b%20c?f=html",
                Some((Protocol::Features, "https://a.org/", Some("b c"))),
            ),
            (
                "geojson",
                "https://a.org/o/collections/b/items?f=json",
                Some((Protocol::Features, "https://a.org/o/", Some("b"))),
            ),
            ("geojson", "https://a.org/collections/b/items?limit=5", None),
            ("geojson", "https://a.org/collections/b/items/7", None),
            (
                "csv",
                &format!("https://t.org/api/resources/{rid}/data/csv/"),
                Some((Protocol::Tabular, &format!("https://t.org/api/resources/{rid}/"), None)),
            ),
            ("csv", "https://t.org/api/resources/x/data/csv/", None),
        ];
        for (format, url, expected) in table {
            let expected = expected.map(|(it, base, layer)| (it, base.to_owned(), layer.map(str::to_owned)));
            assert_eq!(found(format, url), expected, "{format} {url}");
        }
    }

    #[test]
    fn what_the_service_offers_becomes_a_choice() {
        let media = Media { format: Some("wfs".into()), url: Some("https://a.org/wfs".into()), ..fixtures::media("m") };
        let service = ServiceMedia::of(&media).unwrap();
        let open = service.offered_as(media.clone(), None);
        assert!(open.offer == Offer::Download && open.form.iter().all(|field| !field.required), "{open:?}");
        let offered =
            ServiceOffer { layers: vec!["a".into()], outputs: vec![Output::Gml], columns: vec!["nom".into()] };
        let known = service.offered_as(media, Some(&offered));
        assert_eq!(known.form[0].takes, Takes::OneOf(vec!["a".into()]));
        assert_eq!(known.form[0].default.as_deref(), Some("a"), "the only one there is");
        assert_eq!(known.form[1].takes, Takes::OneOf(vec!["gml".into()]));
        assert!(known.form[2].help.as_ref().unwrap().contains("nom"));
    }
}
