//! The demo's shares and records as Isogeo writes them (docs/portals/isogeo.md 3 to 6): what has no value is absent.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::catalogue::{CATALOGUE, Licence, Link, Record, Share, Workgroup};
use super::layers;
use crate::base::text::fold;

/// What an answer depends on besides the record.
pub struct Context<'a> {
    /// The parts asked for.
    pub include: &'a [&'a str],
    pub lang: &'a str,
    /// Where the demo listens.
    pub port: u16,
}

fn workgroup(workgroup: &Workgroup) -> Value {
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
    let label = |[french, english]: &[String; 2]| json!(if lang == "en" { english } else { french });
    let mut tags: Vec<(String, Value)> = Vec::new();
    tags.extend(
        actions(record).into_iter().map(|action| (format!("action:{action}"), label(&CATALOGUE.actions[action]))),
    );
    let kind = kebab(&record.kind);
    tags.push((format!("type:{kind}"), label(&CATALOGUE.types[&kind])));
    tags.push((format!("owner:{}", record.workgroup().id), json!(record.workgroup().name)));
    tags.push((format!("contact:group:{}", record.workgroup().contact), json!(record.workgroup().name)));
    tags.push((if record.harvested { "provider:auto" } else { "provider:manual" }.into(), Value::Null));
    if let Some(format) = &record.format {
        tags.push((format!("format:{format}"), json!(CATALOGUE.formats[format])));
    }
    if let Some(system) = record.parts.get("coordinate-system") {
        tags.push((format!("coordinate-system:{}", system["code"]), system["name"].clone()));
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

/// Those of its links, and of the services that show it (docs/portals/isogeo.md 7.1).
fn actions(record: &Record) -> BTreeSet<&str> {
    let of_links = record.links.iter().flat_map(|link| match link.is_hosted() || link.of.is_some() {
        true => vec!["download"],
        false if link.foreign.is_some() => vec!["download", "other"],
        false => link.actions.iter().map(String::as_str).collect(),
    });
    let of_services = record.shown.iter().filter_map(|(id, _)| Record::find(id)).flat_map(|service| {
        if service.format.as_deref() == Some("wfs") { vec!["download", "view"] } else { vec!["view"] }
    });
    of_links.chain(of_services).filter(|action| CATALOGUE.actions.contains_key(*action)).collect()
}

/// A record; its parts only where they are asked for (docs/portals/isogeo.md 4.4).
pub fn record(record: &Record, context: &Context) -> Value {
    let tags: Map<String, Value> = tags(record, context.lang, false).into_iter().collect();
    let written = json!({"_id": record.id, "_abilities": [], "_created": record.described, "_modified": record.reviewed,
        "_creator": workgroup(record.workgroup()), "_fieldsLanguage": "fr", "type": record.kind, "language": "fr",
        "editionProfile": if record.harvested { "csw" } else { "manual" }, "tags": tags,
        "title": Some(&record.title).filter(|title| !title.is_empty()), "name": record.name,
        "abstract": record.r#abstract, "path": record.path, "format": record.format, "created": record.created,
        "modified": record.modified, "envelope": record.bounds.map(envelope)});
    let written = written.as_object().cloned().into_iter().flatten().chain(record.fields.clone());
    let written: Value = written.filter(|(_, value)| !value.is_null()).chain(parts(record, context)).collect();
    layers::reached(written, context.port)
}

fn envelope([west, south, east, north]: [f64; 4]) -> Value {
    let ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
    json!({"type": "Polygon", "bbox": [west, south, east, north], "coordinates": [ring]})
}

/// The parts asked for, of those that records of its kind have.
fn parts(record: &Record, context: &Context) -> impl Iterator<Item = (String, Value)> {
    context.include.iter().filter_map(|part| Some(((*part).to_owned(), self::part(record, part, context)?)))
}

fn part(record: &Record, part: &str, context: &Context) -> Option<Value> {
    let workgroup = record.workgroup();
    Some(match part {
        "conditions" => record.licence.iter().map(|key| condition(&CATALOGUE.licences[key])).collect(),
        "contacts" => json!([{"role": "pointOfContact", "contact": {"_id": workgroup.contact, "type": "group",
            "name": workgroup.name, "email": workgroup.email}}]),
        "keywords" => keywords(record),
        "links" => record.links.iter().enumerate().map(|(number, it)| link(record, number, it, context)).collect(),
        "serviceLayers" if record.kind != "service" => {
            record.shown.iter().enumerate().map(|(number, (id, layer))| shown(record, number, id, *layer)).collect()
        }
        "events" | "limitations" | "specifications" | "translations" => {
            record.parts.get(part).cloned().unwrap_or_else(|| json!([]))
        }
        _ => record.parts.get(part)?.clone(),
    })
}

fn condition(licence: &Licence) -> Value {
    json!({"description": "", "license": {"_id": licence.id, "_tag": licence_tag(licence), "name": licence.name, "link": licence.link}})
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
    let layer = &service.parts["layers"][layer];
    json!({"_id": id, "id": layer["id"], "titles": [{"value": layer["title"]}], "type": "layer", "mimeTypes": [],
        "service": {"_id": service.id, "type": "service", "title": service.title, "format": service.format,
            "formatVersion": service.fields["formatVersion"], "path": service.path}})
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
