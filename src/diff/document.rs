//! Two JSON documents held against each other, path by path; and the JSON Patch (RFC 6902) that makes one of the other.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use serde_json::{Map, Value, json};

/// The largest document that is in memory as a whole, in bytes.
pub const LARGEST: u64 = 24 << 20;

/// What names an object in a list of them, the likeliest first.
const IDS: [&str; 12] =
    ["id", "@id", "_id", "uuid", "uid", "identifier", "identifiant", "code", "key", "ref", "name", "nom"];

/// What became of what is at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PathFate {
    Added,
    Removed,
    Changed,
    /// A list whose items stand in another order.
    Reordered,
}

/// One difference. What is gone stands where it stood, all else where it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PathChange {
    /// A JSON Pointer (RFC 6901).
    pub path: String,
    pub change: PathFate,
    pub old: Option<Value>,
    pub new: Option<Value>,
}

/// What changed in a document.
#[derive(Clone, Debug, Default)]
pub struct DocumentChanges {
    /// The first of them.
    pub changes: Vec<PathChange>,
    pub counts: [u64; 3],
    most: usize,
}

impl DocumentChanges {
    /// All are counted, and so many told one by one.
    pub fn of(old: &Value, new: &Value, most: usize) -> Self {
        let mut found = Self::up_to(most);
        found.walk("", old, new);
        found
    }

    /// None yet.
    pub(super) fn up_to(most: usize) -> Self {
        Self { most, ..Self::default() }
    }

    pub fn all(&self) -> u64 {
        self.counts.iter().sum()
    }

    pub(super) fn add(&mut self, path: &str, change: PathFate, old: Option<&Value>, new: Option<&Value>) {
        self.counts[(change as usize).min(PathFate::Changed as usize)] += 1;
        if self.changes.len() < self.most {
            let (old, new) = (old.cloned(), new.cloned());
            self.changes.push(PathChange { path: path.to_owned(), change, old, new });
        }
    }

    fn walk(&mut self, path: &str, old: &Value, new: &Value) {
        match (old, new) {
            _ if old == new => {}
            (Value::Object(was), Value::Object(is)) => self.objects(path, was, is),
            (Value::Array(was), Value::Array(is)) => self.lists(path, was, is),
            _ => self.add(path, PathFate::Changed, Some(old), Some(new)),
        }
    }

    fn objects(&mut self, path: &str, was: &Map<String, Value>, is: &Map<String, Value>) {
        for (name, old) in was {
            let path = below(path, name);
            match is.get(name) {
                Some(new) => self.walk(&path, old, new),
                None => self.add(&path, PathFate::Removed, Some(old), None),
            }
        }
        for (name, new) in is.iter().filter(|(name, _)| !was.contains_key(*name)) {
            self.add(&below(path, name), PathFate::Added, None, Some(new));
        }
    }

    fn lists(&mut self, path: &str, was: &[Value], is: &[Value]) {
        let Some(id) = IDS.into_iter().find(|id| names_all(was, id) && names_all(is, id)) else {
            return self.places(path, was, is);
        };
        let by_id = |list: &'_ [Value]| -> HashMap<String, usize> {
            list.iter().enumerate().filter_map(|(at, item)| Some((item.get(id)?.to_string(), at))).collect()
        };
        let (olds, news) = (by_id(was), by_id(is));
        for (at, item) in was.iter().enumerate() {
            let mate = item.get(id).and_then(|it| news.get(&it.to_string()));
            match mate.and_then(|mate| Some((mate, is.get(*mate)?))) {
                Some((mate, new)) => self.walk(&below(path, &mate.to_string()), item, new),
                None => self.add(&below(path, &at.to_string()), PathFate::Removed, Some(item), None),
            }
        }
        for (at, item) in is.iter().enumerate() {
            if item.get(id).is_none_or(|it| !olds.contains_key(&it.to_string())) {
                self.add(&below(path, &at.to_string()), PathFate::Added, None, Some(item));
            }
        }
        let order = |item: &Value| item.get(id).and_then(|it| news.get(&it.to_string())).copied();
        if !was.iter().filter_map(order).is_sorted() {
            self.add(path, PathFate::Reordered, None, None);
        }
    }

    /// Of lists whose items nothing names: what begins and ends alike is the same.
    fn places(&mut self, path: &str, was: &[Value], is: &[Value]) {
        let middle = Middle::of(was, is);
        let [old, new] = [was, is].map(|list| middle.within(list));
        for (at, (old, new)) in (middle.from..).zip(old.iter().zip(new)) {
            self.walk(&below(path, &at.to_string()), old, new);
        }
        for (at, old) in (middle.from..).zip(old).skip(new.len()) {
            self.add(&below(path, &at.to_string()), PathFate::Removed, Some(old), None);
        }
        for (at, new) in (middle.from..).zip(new).skip(old.len()) {
            self.add(&below(path, &at.to_string()), PathFate::Added, None, Some(new));
        }
    }
}

/// What is between those items that two lists begin and end with alike.
struct Middle {
    from: usize,
    behind: usize,
}

impl Middle {
    fn of(was: &[Value], is: &[Value]) -> Self {
        let from = was.iter().zip(is).take_while(|(old, new)| old == new).count();
        let left = was.len().min(is.len()) - from;
        let behind = was.iter().rev().zip(is.iter().rev()).take(left).take_while(|(old, new)| old == new).count();
        Self { from, behind }
    }

    fn within<'l>(&self, list: &'l [Value]) -> &'l [Value] {
        list.get(self.from..list.len() - self.behind).unwrap_or_default()
    }
}

/// Whether each of a list is an object that `id` names, and no other so.
fn names_all(list: &[Value], id: &str) -> bool {
    let mut seen = HashSet::new();
    let named = |item: &Value| match item.get(id) {
        Some(id @ (Value::String(_) | Value::Number(_))) => Some(id.to_string()),
        _ => None,
    };
    !list.is_empty() && list.iter().all(|item| named(item).is_some_and(|id| seen.insert(id)))
}

fn below(path: &str, name: &str) -> String {
    format!("{path}/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// The operations that make `new` of `old`, one after the other.
pub fn patch(old: &Value, new: &Value) -> Vec<Value> {
    let mut operations = Vec::new();
    operate("", old, new, &mut operations);
    operations
}

fn operate(path: &str, old: &Value, new: &Value, into: &mut Vec<Value>) {
    match (old, new) {
        _ if old == new => {}
        (Value::Object(was), Value::Object(is)) => {
            for (name, old) in was {
                match is.get(name) {
                    Some(new) => operate(&below(path, name), old, new, into),
                    None => into.push(json!({"op": "remove", "path": below(path, name)})),
                }
            }
            for (name, new) in is.iter().filter(|(name, _)| !was.contains_key(*name)) {
                into.push(json!({"op": "add", "path": below(path, name), "value": new}));
            }
        }
        (Value::Array(was), Value::Array(is)) => {
            let middle = Middle::of(was, is);
            let [old, new] = [was, is].map(|list| middle.within(list));
            for (at, (old, new)) in (middle.from..).zip(old.iter().zip(new)) {
                operate(&below(path, &at.to_string()), old, new, into);
            }
            let end = below(path, &(middle.from + new.len()).to_string());
            into.extend(old.iter().skip(new.len()).map(|_| json!({"op": "remove", "path": end})));
            for (at, new) in (middle.from..).zip(new).skip(old.len()) {
                into.push(json!({"op": "add", "path": below(path, &at.to_string()), "value": new}));
            }
        }
        _ => into.push(json!({"op": "replace", "path": path, "value": new})),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a patch makes of a document, by the rules of RFC 6902.
    fn patched(mut document: Value, operations: &[Value]) -> Value {
        for operation in operations {
            let path = operation["path"].as_str().unwrap();
            let value = operation.get("value").cloned().unwrap_or_default();
            let Some((parent, name)) = path.rsplit_once('/') else {
                document = value;
                continue;
            };
            let name = name.replace("~1", "/").replace("~0", "~");
            match document.pointer_mut(parent).unwrap() {
                Value::Array(list) => match operation["op"].as_str().unwrap() {
                    "remove" => drop(list.remove(name.parse().unwrap())),
                    "add" => list.insert(name.parse().unwrap(), value),
                    _ => list[name.parse::<usize>().unwrap()] = value,
                },
                Value::Object(object) => match operation["op"].as_str().unwrap() {
                    "remove" => drop(object.shift_remove(&name).unwrap()),
                    _ => drop(object.insert(name, value)),
                },
                other => panic!("{other}"),
            }
        }
        document
    }

    #[test]
    fn differences_are_told_by_path_and_a_patch_makes_one_of_the_other() {
        let table = [
            (json!({"a": 1, "b": {"c/d": [1, 2]}}), json!({"a": 2, "b": {"c/d": [1, 2, 3]}, "e~": null}), [2, 0, 1]),
            (json!([1, 2, 3, 4]), json!([1, 4]), [0, 2, 0]),
            (json!([1, 4]), json!([0, 1, 2, 4]), [2, 0, 1]),
            (json!({"l": [{"id": 1, "n": "x"}, {"id": 2}]}), json!({"l": [{"id": 2}, {"id": 3}]}), [1, 1, 0]),
            (json!([{"id": 1}, {"id": 2}]), json!([{"id": 2}, {"id": 1}]), [0, 0, 1]),
            (json!({"a": []}), json!({"a": {}}), [0, 0, 1]),
            (json!(1), json!("1"), [0, 0, 1]),
            (json!({"a": [[1], [2]]}), json!({"a": [[1], [2]]}), [0, 0, 0]),
        ];
        for (old, new, counts) in table {
            let found = DocumentChanges::of(&old, &new, 1);
            assert_eq!((found.counts, found.changes.len()), (counts, found.all().min(1) as usize), "{old} {new}");
            assert_eq!(patched(old.clone(), &patch(&old, &new)), new);
            assert_eq!(patched(new.clone(), &patch(&new, &old)), old);
        }
        let found =
            DocumentChanges::of(&json!({"l": [{"id": 7, "n": 1}]}), &json!({"l": [{"id": 8}, {"id": 7, "n": 2}]}), 9);
        let paths: Vec<&str> = found.changes.iter().map(|it| it.path.as_str()).collect();
        assert_eq!(paths, ["/l/1/n", "/l/0"]);
    }
}
