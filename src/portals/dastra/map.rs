//! From what Dastra sends to the words of guichet.

use serde_json::{Map, Value};

use super::super::mapping::{joined, joined_by, words};
use super::super::reading::{self, line};
use super::api;
use super::calls::Shelf;
use super::collections::{COLLECTIONS, Collection, MAIN, One};
use super::place::Place;
use crate::base::format;
use crate::base::i18n::Message;
use crate::base::markup;
use crate::base::odd::Odd;
use crate::base::text;
use crate::base::when::When;
use crate::model::{Access, Dataset, Fact, Item, Target};
use crate::{m, said, t};

/// Names listed in one fact; the rest are counted.
const NAMES: usize = 40;

/// A workspace as a row, or the sentence that says why not.
pub fn workspace(portal: &str, raw: Value, odd: &mut Odd) -> Result<Item, Message> {
    let name = raw["label"].as_str().map(text::line).filter(|name| !name.is_empty());
    let quoted = || name.as_deref().map_or(m!("dastra-one-workspace"), |name| m!("portals-quoted", name));
    let workspace: api::Workspace = reading::record(raw, &["/label"], odd)?;
    let id = workspace.id.as_deref().and_then(|id| id.parse().ok());
    let id: i64 = id.ok_or_else(|| m!("dastra-no-number", quoted = quoted()))?;
    let state = workspace.state.as_deref().filter(|state| !state.eq_ignore_ascii_case("active")).map(words);
    let entities = workspace.nb_entities.count().map(|count| t!("dastra-units", count));
    let title = line(&workspace.label).unwrap_or_else(|| t!("dastra-workspace", id = id.to_string()));
    let target = Target::folder(Place::Workspace(id).address(portal));
    let mut item = Item::new(target, title).note(joined([entities, state].into_iter().flatten()));
    item.access = Some(Access::Restricted);
    Ok(item)
}

/// The folders and collections of a workspace, the four main ones first.
pub fn folders(portal: &str, workspace: i64) -> Vec<Item> {
    let row = |place: Place<'_>, title: &str, note: &str, access| {
        let mut item = Item::new(Target::folder(place.address(portal)), title)
            .note(Some(note.to_owned()).filter(|note| text::fold(note) != text::fold(title)));
        item.access = Some(access);
        item
    };
    let collections = COLLECTIONS
        .iter()
        .filter(|collection| collection.listed)
        .map(|it| row(Place::Collection(Shelf { workspace, collection: it }), &it.title.text(), it.note, it.access));
    let mut rows: Vec<Item> = collections.collect();
    let documents =
        row(Place::Storages(workspace), &t!("dastra-documents"), &t!("dastra-documents-note"), Access::Restricted);
    let exports = row(Place::Exports(workspace), &t!("dastra-exports"), &t!("dastra-exports-note"), Access::Restricted);
    rows.splice(MAIN..MAIN, [documents, exports]);
    rows
}

/// An entry as a row, or the sentence that says why not.
pub fn item(portal: &str, of: Shelf, raw: &Value, odd: &mut Odd) -> Result<Item, Message> {
    let Shelf { collection, .. } = of;
    let entry = Entry::of(collection, raw, odd)?;
    let target = Target::dataset(Place::Entry(of, &entry.id).address(portal));
    let mut item = Item::new(target, entry.title.clone()).note(entry.note());
    item.access = Some(collection.access);
    item.publisher = entry.publisher().map(Into::into);
    item.modified = entry.modified();
    item.format = Some(collection.formats(collection.exports.one != One::No, &["json"]).into());
    Ok(item)
}

/// An entry in full, without its media.
pub fn dataset(portal: &str, of: Shelf, raw: &Value) -> Result<Dataset, Message> {
    let Shelf { collection, .. } = of;
    let mut odd = Odd::default();
    let entry = Entry::of(collection, raw, &mut odd)?;
    let facts = collection.facts.iter().filter_map(|(key, label)| Some(((*label).into(), shown(key, &raw[*key])?)));
    let mut facts: Vec<Fact> = facts.collect();
    facts.extend(entry.unreadable_dates());
    let kind = raw["type"].as_str().or(raw["personalDataCategory"].as_str()).map(words);
    let (created, updated) = (entry.moment("dateCreation"), entry.moment("dateUpdate"));
    let end = entry.moment("endDate").or_else(|| entry.moment("end"));
    Ok(Dataset {
        synopsis: entry.line("ref"),
        summary: entry.summary(),
        access: collection.access,
        publisher: entry.publisher(),
        theme: kind.filter(|kind| !kind.is_empty()),
        keywords: names(&raw["tags"]),
        created,
        modified: updated.or(created),
        period: entry.moment("startDate").or_else(|| entry.moment("start")).map(|from| (from, end)),
        facts,
        warnings: odd.said().into_iter().collect(),
        ..Dataset::new(Place::Entry(of, &entry.id).address(portal), entry.title)
    })
}

/// One entry of any collection.
struct Entry<'a> {
    raw: &'a Map<String, Value>,
    id: String,
    title: String,
}

impl<'a> Entry<'a> {
    fn of(collection: &Collection, raw: &'a Value, odd: &mut Odd) -> Result<Self, Message> {
        let one = || m!("dastra-one-of", title = collection.title);
        let fields = raw.as_object().ok_or_else(|| m!("dastra-no-object", one = one()))?;
        // A label that is no text is shown as if there was none.
        if fields.get("label").is_some_and(|label| !label.is_string() && !label.is_null()) {
            odd.note("label");
        }
        let title = title(fields);
        match api::id_of(raw) {
            Some(id) => Ok(Self { raw: fields, title: title.unwrap_or_else(|| id.clone()), id }),
            None => Err(m!("portals-no-id", name = title.map_or_else(one, |title| m!("portals-quoted", name = title)))),
        }
    }

    fn text(&self, key: &str) -> Option<&'a str> {
        self.raw.get(key)?.as_str()
    }

    fn line(&self, key: &str) -> Option<String> {
        text::some_line(self.text(key)?)
    }

    fn moment(&self, key: &str) -> Option<When> {
        When::read(self.text(key)?)
    }

    /// The reference, then what it is about.
    fn note(&self) -> Option<String> {
        let about = self.summary().and_then(|summary| text::some_line(summary.lines().next()?));
        joined_by([self.line("ref"), about].into_iter().flatten(), " · ")
    }

    /// The formatted text is the fuller one. Either may hold HTML (docs/portals/dastra.md 8.8).
    fn summary(&self) -> Option<String> {
        let keys = ["descriptionHtml", "description", "descriptionPlainText", "definition", "message"];
        keys.iter().find_map(|key| markup::some_prose(self.text(key)?))
    }

    fn publisher(&self) -> Option<String> {
        ["entity", "area"].iter().find_map(|key| name(self.raw.get(*key)?))
    }

    fn modified(&self) -> Option<When> {
        ["dateUpdate", "dateCreation", "date"].iter().find_map(|key| self.moment(key))
    }

    /// Dates that no reading makes sense of are shown as they came (docs/portals/dastra.md 8.5).
    fn unreadable_dates(&self) -> Vec<Fact> {
        let dates = [("dateCreation", said!("dastra-created")), ("dateUpdate", said!("dastra-changed"))];
        let odd = dates.iter().filter(|(key, _)| self.text(key).is_some() && self.moment(key).is_none());
        odd.filter_map(|(key, label)| Some(((*label).into(), self.line(key)?))).collect()
    }
}

/// What an entry is called, whatever its collection calls that.
fn title(raw: &Map<String, Value>) -> Option<String> {
    let text = |key: &str| text::some_line(&markup::prose(raw.get(key)?.as_str()?));
    let person = || joined_by([text("givenName"), text("familyName")].into_iter().flatten(), " ");
    ["label", "title", "displayName", "name"]
        .iter()
        .find_map(|key| text(key))
        .or_else(person)
        .or_else(|| ["risk", "object"].iter().find_map(|key| name(raw.get(*key)?)))
        .or_else(|| ["message", "description", "ref", "email"].iter().find_map(|key| text(key)).map(|it| short(&it)))
}

fn short(text: &str) -> String {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

/// The name of what an entry refers to.
fn name(value: &Value) -> Option<String> {
    if let Some(text) = value.as_str() {
        return text::some_line(text);
    }
    let keys = ["label", "displayName", "text", "typeText", "name", "title", "companyName", "ref", "email", "type"];
    if let Some(found) = keys.iter().find_map(|key| text::some_line(value.get(key)?.as_str()?)) {
        return Some(found);
    }
    ["actor", "user", "subjectCategory", "tag"].iter().find_map(|key| name(value.get(key)?))
}

/// The names in a list.
pub fn names(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(name).collect()
}

/// A property's value as a person reads it; `None` for what says nothing (absent, null, empty, false).
fn shown(key: &str, value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Bool(false) => None,
        Value::Bool(true) => Some(t!("dastra-yes")),
        // Whole numbers are whole, whichever model they come from (docs/portals/dastra.md 8.10).
        Value::Number(number) => Some(match number.as_f64() {
            Some(float) if float.fract() == 0.0 && float.abs() < 1e15 => format!("{}", float as i64),
            _ => number.to_string(),
        }),
        Value::String(text) if is_date(key) => When::read(text).map(format::date).or_else(|| text::some_line(text)),
        Value::String(text) if LISTED.contains(&key) => Some(words(text)).filter(|it| !it.is_empty()),
        Value::String(text) => text::some_line(&markup::prose(text)),
        Value::Array(all) => listed(all),
        Value::Object(fields) if key == "customFields" => {
            let fields =
                fields.iter().filter_map(|(key, value)| Some(format::labelled(&text::line(key), &shown("", value)?)));
            joined_by(fields, &format::semicolon())
        }
        Value::Object(_) => name(value),
    }
}

fn listed(all: &[Value]) -> Option<String> {
    let named: Vec<String> = all
        .iter()
        .filter_map(|it| match (name(it)?, &it["sensitiveData"]) {
            (name, Value::Bool(true)) => Some(t!("dastra-sensitive", name)),
            (name, _) => Some(name),
        })
        .collect();
    let shown = joined(named.iter().take(NAMES))?;
    let more = named.len().saturating_sub(NAMES);
    Some(if more > 0 { t!("dastra-names-more", shown, count = more) } else { shown })
}

fn is_date(key: &str) -> bool {
    key.starts_with("date")
        || key.ends_with("Date")
        || key.ends_with("Time")
        || matches!(key, "deadline" | "start" | "end")
}

/// The properties whose values come out of a fixed list of the API.
const LISTED: [&str; 20] = [
    "applicationState",
    "applicationType",
    "actorType",
    "channel",
    "dataSetSource",
    "dataType",
    "developmentType",
    "hostingType",
    "maintenanceType",
    "objectType",
    "personalDataCategory",
    "priority",
    "processingState",
    "processingType",
    "reason",
    "responseType",
    "state",
    "supportType",
    "type",
    "vendorType",
];
