//! The demo's shares and records as Isogeo writes them (docs/portals/isogeo.md 3 to 6): what has no value is absent.

use serde_json::{Map, Value, json};

use super::catalogue::{CATALOGUE, Licence, Link, Record, Share, Workgroup};
use crate::base::text::fold;

/// Labels of type tags: tag, French, English.
const TYPES: [(&str, &str, &str); 5] = [
    ("vector-dataset", "Donnée (vecteur)", "Dataset (vector)"),
    ("raster-dataset", "Donnée (raster)", "Dataset (raster)"),
    ("no-geo-dataset", "Donnée (tabulaire)", "Dataset (tabular)"),
    ("service", "Service", "Service"),
    ("resource", "Ressource", "Resource"),
];

const ACTIONS: [(&str, &str, &str); 3] =
    [("download", "Téléchargement", "Download"), ("view", "Visualisation", "View"), ("other", "Autre", "Other")];

const FORMATS: [(&str, &str); 14] = [
    ("shp", "ESRI Shapefile"),
    ("postgis", "PostGIS"),
    ("filegdb", "ESRI File Geodatabase"),
    ("tab", "MapInfo TAB"),
    ("geotiff", "GeoTIFF"),
    ("ecw", "ECW"),
    ("gml", "GML"),
    ("csv", "CSV"),
    ("gpx", "GPX"),
    ("geopackage", "GeoPackage"),
    ("citygml", "CityGML"),
    ("wms", "WMS"),
    ("wfs", "WFS"),
    ("wmts", "WMTS"),
];

/// What an answer depends on besides the record.
pub struct Context<'a> {
    /// The parts asked for.
    pub include: &'a [&'a str],
    pub lang: &'a str,
    /// Where the demo listens.
    pub port: u16,
}

pub fn workgroup(workgroup: &Workgroup) -> Value {
    json!({"_id": workgroup.id, "_tag": format!("owner:{}", workgroup.id), "keywordsCasing": "lowercase",
        "metadataLanguage": "fr", "contact": {"_id": workgroup.contact, "_tag": format!("contact:group:{}", workgroup.contact),
        "_deleted": false, "type": "group", "name": workgroup.name, "email": workgroup.email, "city": workgroup.city,
        "countryCode": "FR", "available": true}})
}

pub fn share(share: &Share) -> Value {
    let application = &CATALOGUE.application;
    let mut json = json!({"_id": share.id, "_created": "2021-02-14T09:12:44.1203345+00:00", "_modified": share.modified,
        "_creator": workgroup(&CATALOGUE.workgroups[&share.owner]), "name": share.name, "type": "application", "rights": [],
        "applications": [{"_id": application.id, "name": application.name, "type": "group", "kind": "public"}],
        "catalogs": []});
    if let Some(token) = &share.token {
        json["urlToken"] = json!(token);
    }
    json
}

/// `vectorDataset` as tags have it (docs/portals/isogeo.md 7.2).
pub fn kebab(kind: &str) -> String {
    let mut out = String::new();
    for c in kind.chars() {
        if c.is_uppercase() {
            out.push('-');
        }
        out.extend(c.to_lowercase());
    }
    out
}

fn code(text: &str) -> String {
    fold(text).replace([' ', '\''], "-")
}

fn licence_tag(licence: &Licence) -> String {
    let of = CATALOGUE.workgroups.get(&licence.of).map_or(licence.of.as_str(), |workgroup| &workgroup.id);
    format!("license:{of}:{}", licence.id)
}

/// Tags and labels, in order. `facets`: with the spelling of whole searches (docs/portals/isogeo.md 7.4).
pub fn tags(record: &Record, lang: &str, facets: bool) -> Vec<(String, Value)> {
    let label = |table: &[(&str, &str, &str)], key: &str| {
        let found = table.iter().find(|(known, ..)| *known == key);
        json!(found.map_or(key, |(_, french, english)| if lang == "en" { english } else { french }))
    };
    let mut tags: Vec<(String, Value)> = Vec::new();
    tags.extend(actions(record).into_iter().map(|action| (format!("action:{action}"), label(&ACTIONS, action))));
    let kind = kebab(&record.kind);
    tags.push((format!("type:{kind}"), label(&TYPES, &kind)));
    tags.push((format!("owner:{}", record.workgroup().id), json!(record.workgroup().name)));
    tags.push((format!("contact:group:{}", record.workgroup().contact), json!(record.workgroup().name)));
    tags.push((if record.harvested { "provider:auto" } else { "provider:manual" }.into(), Value::Null));
    if let Some(format) = &record.format {
        let label = FORMATS.iter().find(|(known, _)| known == format).map_or(format.as_str(), |(_, label)| label);
        tags.push((format!("format:{format}"), json!(label)));
    }
    if is_located(record) {
        tags.push(("coordinate-system:2154".into(), json!("RGF93 / Lambert-93")));
    }
    if let Some(theme) = &record.theme {
        let spelled = if facets { theme.to_lowercase() } else { theme.clone() };
        tags.push((format!("keyword:inspire-theme:{spelled}"), json!(CATALOGUE.themes[theme])));
        tags.push(("conformity:inspire".into(), Value::Null));
    }
    tags.extend(record.keywords.iter().map(|text| (format!("keyword:isogeo:{}", code(text)), json!(text))));
    tags.extend(record.licence.as_ref().map(|key| {
        let licence = &CATALOGUE.licences[key];
        (licence_tag(licence), json!(licence.name))
    }));
    tags.sort_by(|(a, _), (b, _)| a.cmp(b));
    tags
}

fn is_located(record: &Record) -> bool {
    matches!(record.kind.as_str(), "vectorDataset" | "rasterDataset")
}

/// Those of its links, and of the services that show it (docs/portals/isogeo.md 7.1).
fn actions(record: &Record) -> Vec<&'static str> {
    let of_links = record.links.iter().flat_map(|link| match link.is_hosted() || link.of.is_some() {
        true => vec!["download"],
        false if link.foreign.is_some() => vec!["download", "other"],
        false => link.actions.iter().map(String::as_str).collect(),
    });
    let of_services = record.shown.iter().filter_map(|(id, _)| Record::find(id)).flat_map(|service| {
        if service.format.as_deref() == Some("wfs") { vec!["download", "view"] } else { vec!["view"] }
    });
    let all: Vec<&str> = of_links.chain(of_services).collect();
    ACTIONS.iter().map(|(action, ..)| *action).filter(|action| all.contains(action)).collect()
}

/// A record; its parts only where they are asked for (docs/portals/isogeo.md 4.4).
pub fn record(record: &Record, context: &Context) -> Value {
    let stamp = |date: &Option<String>| date.as_ref().map(|date| json!(format!("{date}T00:00:00+00:00")));
    let text = |text: &Option<String>| text.as_ref().map(|text| json!(text));
    let bounds = record.bounds.map(envelope);
    let title = Some(json!(record.title)).filter(|title| title != "");
    let fields = [
        ("title", title),
        ("name", text(&record.name)),
        ("abstract", text(&record.r#abstract)),
        ("path", text(&record.path)),
        ("format", text(&record.format)),
        ("formatVersion", record.format.as_ref().map(|_| json!(record.version.as_deref().unwrap_or_default()))),
        ("geometry", text(&record.geometry)),
        ("features", record.features.map(|it| json!(it))),
        ("scale", record.scale.map(|it| json!(it))),
        ("distance", record.distance.map(|it| json!(it))),
        ("series", is_located(record).then(|| json!(record.series))),
        ("collectionContext", text(&record.context)),
        ("collectionMethod", text(&record.method)),
        ("geoContext", text(&record.geo_context)),
        ("created", stamp(&record.created)),
        ("modified", stamp(&record.modified)),
        ("validFrom", stamp(&record.valid_from)),
        ("validTo", stamp(&record.valid_to)),
        ("updateFrequency", text(&record.frequency)),
        ("envelope", bounds),
    ];
    let tags: Map<String, Value> = tags(record, context.lang, false).into_iter().collect();
    let mut json = json!({"_id": record.id, "_abilities": [], "_created": record.described, "_modified": record.reviewed,
        "_creator": workgroup(record.workgroup()), "_fieldsLanguage": "fr", "type": record.kind, "language": "fr",
        "editionProfile": if record.harvested { "csw" } else { "manual" }, "tags": tags});
    let present = fields.into_iter().filter_map(|(key, value)| Some((key, value?)));
    present.for_each(|(key, value)| json[key] = value);
    parts(record, context).into_iter().for_each(|(key, value)| json[key] = value);
    json
}

fn envelope([west, south, east, north]: [f64; 4]) -> Value {
    let ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
    json!({"type": "Polygon", "bbox": [west, south, east, north], "coordinates": [ring]})
}

fn parts(record: &Record, context: &Context) -> Vec<(&'static str, Value)> {
    let workgroup = record.workgroup();
    let contact = json!({"role": "pointOfContact", "contact": {"_id": workgroup.contact, "type": "group",
        "name": workgroup.name, "email": workgroup.email}});
    let layers = record.layers.iter().enumerate().map(|(number, [name, title])| {
        json!({"_id": record.link_id(128 + number), "id": name, "title": title, "type": "layer", "mimeTypes": []})
    });
    let attributes: Vec<Value> = record.attributes.iter().map(|[name, kind, alias, description]| {
        json!({"name": name, "dataType": kind, "alias": alias, "description": description, "language": "fr"})
    }).collect();
    let events = record.events.iter().map(|[date, kind, description]| {
        json!({"date": format!("{date}T00:00:00+00:00"), "kind": kind, "description": description})
    });
    let specifications = record.specification.iter().map(|[name, date]| {
        json!({"conformant": true, "specification": {"name": name, "published": format!("{date}T00:00:00")}})
    });
    let operations = record.operations.iter().map(
        |[name, verb]| json!({"name": name, "verb": verb, "url": record.path, "mimeTypesIn": [], "mimeTypesOut": []}),
    );
    let translations = record.translation.iter().map(|(lang, title)| json!({"languageCode": lang, "title": title}));
    let is_service = record.kind == "service";
    let parts = [
        ("conditions", true, record.licence.iter().map(|key| condition(&CATALOGUE.licences[key])).collect()),
        ("contacts", true, json!([contact])),
        (
            "coordinate-system",
            is_located(record),
            json!({"_tag": "coordinate-system:2154", "code": 2154, "name": "RGF93 / Lambert-93"}),
        ),
        ("events", true, events.collect()),
        ("feature-attributes", !attributes.is_empty(), json!(attributes)),
        ("keywords", true, keywords(record)),
        ("layers", is_service, layers.collect()),
        ("limitations", true, record.limitation.iter().map(|kind| limitation(kind)).collect()),
        (
            "links",
            true,
            record.links.iter().enumerate().map(|(number, it)| link(record, number, it, context)).collect(),
        ),
        ("operations", is_service, operations.collect()),
        (
            "serviceLayers",
            !is_service,
            record.shown.iter().enumerate().map(|(number, (id, layer))| shown(record, number, id, *layer)).collect(),
        ),
        ("specifications", true, specifications.collect()),
        ("translations", true, translations.collect()),
    ];
    let wanted = |key: &str| context.include.contains(&key);
    parts.into_iter().filter(|(key, applies, _)| *applies && wanted(key)).map(|(key, _, value)| (key, value)).collect()
}

fn condition(licence: &Licence) -> Value {
    json!({"description": "", "license": {"_id": licence.id, "_tag": licence_tag(licence), "name": licence.name, "link": licence.link}})
}

fn limitation(kind: &str) -> Value {
    match kind {
        "inspire" => json!({"type": "legal", "restriction": "other", "description": "",
            "directive": {"name": "Pas de restriction d’accès public selon INSPIRE", "description": ""}}),
        "security" => {
            json!({"type": "security", "description": "Localisation précise réservée aux services concernés."})
        }
        _ => {
            json!({"type": "legal", "restriction": "restricted", "description": "Diffusion limitée aux **partenaires**."})
        }
    }
}

fn keywords(record: &Record) -> Value {
    let own = record
        .keywords
        .iter()
        .map(|text| json!({"_tag": format!("keyword:isogeo:{}", code(text)), "code": code(text), "text": text}));
    let theme = record.theme.iter().map(|theme| {
        json!({"_tag": format!("keyword:inspire-theme:{theme}"), "code": theme, "text": CATALOGUE.themes[theme]})
    });
    own.chain(theme).collect()
}

/// A layer of a service that shows the record; the service is missing where it is not shared.
fn shown(record: &Record, number: usize, service: &str, layer: usize) -> Value {
    let id = record.link_id(64 + number);
    let Some(service) = Record::find(service) else {
        return json!({"_id": id, "id": "couche_externe", "mimeTypes": []});
    };
    let [name, title] = &service.layers[layer];
    json!({"_id": id, "id": name, "titles": [{"value": title}], "type": "layer", "mimeTypes": [],
        "service": {"_id": service.id, "type": "service", "title": service.title, "format": service.format,
            "formatVersion": service.version, "path": service.path}})
}

fn link(record: &Record, number: usize, it: &Link, context: &Context) -> Value {
    let id = record.link_id(number);
    if let Some(target) = it.of.as_deref().and_then(Record::find) {
        let inner = link(target, 0, &target.links[0], context);
        return json!({"_id": id, "type": "link", "kind": "data", "actions": ["download"], "title": it.title,
            "url": inner["url"], "link": inner});
    }
    if let Some(name) = &it.foreign {
        // By another name this machine is another origin.
        let url = format!("http://localhost:{}/isogeo/ailleurs/{name}", context.port);
        return json!({"_id": id, "type": "url", "kind": "data", "actions": ["download", "other"], "title": it.title, "url": url});
    }
    if !it.is_hosted() {
        return json!({"_id": id, "type": it.stored.as_deref().unwrap_or("url"), "kind": it.kind, "actions": it.actions,
            "title": it.title, "url": it.url});
    }
    let url = format!("/resources/{}/links/{id}.bin", record.id);
    let size = it.bytes(record).len();
    let mut json =
        json!({"_id": id, "type": "hosted", "kind": "data", "actions": ["download"], "title": it.title, "url": url});
    // Older links have no file name, and their size is a text.
    json["size"] = if it.has_flaw("old") { json!(size.to_string()) } else { json!(size) };
    if let Some(name) = &it.file {
        json["fileName"] = json!(name);
    }
    json
}
