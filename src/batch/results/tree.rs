//! The leaf fields of answers, found in all of them before the first row is written, and the cells that one answer fills.
//!
//! Objects in objects are flattened with dots; lists of plain values are one cell; the first things of a list of objects
//! have numbers, and what is behind them is JSON in one cell, as is a list in such a thing: a table keeps a width that
//! people can read, and loses nothing.

use std::collections::HashMap;

use serde_json::Value;

use super::cell::FieldCell;
use crate::base::text;

/// So many things of a list have columns of their own.
pub const NUMBERED: usize = 10;
/// Objects in objects that are flattened; what is deeper is JSON in one cell.
const DEEPEST: usize = 12;
/// No service has as many fields, and no answer brings as many that others before it have not: what is odd in one costs none
/// of the columns of the others.
pub const MOST_FIELDS: usize = 4_000;
const MOST_NEW: usize = 1_000;
/// The longest key of a field, in bytes.
const LONGEST_KEY: usize = 200;
/// The place of what `meta` says, and of the data.
const META: usize = 1;
const DATA: usize = 0;

/// What opens a document that is here already, and soon opens it no more (docs/portals/api-entreprise.md 5).
const OPENERS: [&str; 3] = ["document_url", "document_url_expires_in", "expires_in"];

#[derive(Debug)]
pub struct FieldTree {
    nodes: Vec<FieldNode>,
    /// How many values have no column, as there are too many fields.
    pub left_out: u64,
    /// How many lists are longer than there are numbers.
    pub long_lists: u64,
    /// How many answers it was made of.
    pub answers: u64,
    /// How many fields there were before the last of them.
    before: usize,
}

#[derive(Debug, Default)]
struct FieldNode {
    key: String,
    /// In the order in which they were found.
    below: Vec<usize>,
    fields: HashMap<String, usize>,
    items: Vec<usize>,
    /// What is behind the numbered items.
    rest: Option<usize>,
    /// Whether some answer has a value, or nothing, right here.
    is_leaf: bool,
    is_filled: bool,
    column: Option<usize>,
}

/// What one cell is made of.
enum Leaf<'v> {
    Plain(&'v Value),
    Plains(&'v [Value]),
    Json(&'v Value),
    Rest(&'v [Value]),
}

/// What is done with the parts of an answer.
trait Walk {
    fn field(&mut self, at: usize, key: &str) -> Option<usize>;
    fn item(&mut self, at: usize, number: usize) -> Option<usize>;
    fn rest(&mut self, at: usize) -> Option<usize>;
    fn leaf(&mut self, at: usize, leaf: &Leaf<'_>);
}

/// How deep a part is, and whether it is in a list.
#[derive(Clone, Copy)]
struct Depth {
    levels: usize,
    in_list: bool,
}

impl Depth {
    const TOP: Self = Self { levels: 0, in_list: false };

    fn below(self) -> Self {
        Self { levels: self.levels + 1, ..self }
    }
}

/// Walks through a whole answer. `has_document`: it came, and lies beside the table.
fn walk_answer(walk: &mut impl Walk, answer: &Value, has_document: bool) {
    let Some(data) = answer.get("data") else { return walk_value(walk, DATA, answer, Depth::TOP) };
    match data {
        Value::Array(items) => {
            // Items of a collection are envelopes themselves, though some are flat.
            let inner = |item| Value::get(item, "data").filter(|data| data.is_object()).unwrap_or(item);
            walk_list(walk, DATA, items, inner, Depth::TOP);
        }
        Value::Object(fields) if has_document => {
            let kept = fields.iter().filter(|(key, _)| !OPENERS.contains(&key.as_str()));
            walk_fields(walk, DATA, kept, Depth::TOP);
        }
        data => walk_value(walk, DATA, data, Depth::TOP),
    }
    if let Some(meta) = answer.get("meta") {
        walk_value(walk, META, meta, Depth::TOP);
    }
}

fn walk_value(walk: &mut impl Walk, at: usize, value: &Value, depth: Depth) {
    let is_nested = |item: &Value| item.is_object() || item.is_array();
    match value {
        Value::Object(_) | Value::Array(_) if depth.levels == DEEPEST => walk.leaf(at, &Leaf::Json(value)),
        Value::Object(fields) if !fields.is_empty() => walk_fields(walk, at, fields.iter(), depth),
        Value::Array(items) if !items.iter().any(is_nested) => walk.leaf(at, &Leaf::Plains(items)),
        Value::Array(items) if !depth.in_list && items.iter().any(Value::is_object) => {
            walk_list(walk, at, items, |item| item, depth);
        }
        Value::Array(_) => walk.leaf(at, &Leaf::Json(value)),
        value => walk.leaf(at, &Leaf::Plain(value)),
    }
}

fn walk_fields<'v>(
    walk: &mut impl Walk,
    at: usize,
    fields: impl Iterator<Item = (&'v String, &'v Value)>,
    depth: Depth,
) {
    for (key, value) in fields {
        if let Some(below) = walk.field(at, key) {
            walk_value(walk, below, value, depth.below());
        }
    }
}

fn walk_list<'v>(
    walk: &mut impl Walk,
    at: usize,
    items: &'v [Value],
    inner: impl Fn(&'v Value) -> &'v Value,
    depth: Depth,
) {
    let (numbered, rest) = items.split_at(items.len().min(NUMBERED));
    for (number, item) in numbered.iter().enumerate() {
        if let Some(below) = walk.item(at, number) {
            walk_value(walk, below, inner(item), Depth { in_list: true, ..depth.below() });
        }
    }
    if !rest.is_empty()
        && let Some(below) = walk.rest(at)
    {
        walk.leaf(below, &Leaf::Rest(rest));
    }
}

impl Default for FieldTree {
    fn default() -> Self {
        let root = |key: &str| FieldNode { key: key.to_owned(), ..FieldNode::default() };
        Self { nodes: vec![root(""), root("meta")], left_out: 0, long_lists: 0, answers: 0, before: 0 }
    }
}

impl FieldTree {
    /// Finds the fields of one more answer.
    pub fn see(&mut self, answer: &Value, has_document: bool) {
        self.answers += 1;
        self.before = self.nodes.len();
        walk_answer(self, answer, has_document);
    }

    fn add(&mut self, at: usize, key: String) -> Option<usize> {
        let new = self.nodes.len();
        if new > MOST_FIELDS || new - self.before > MOST_NEW || key.len() > LONGEST_KEY {
            self.left_out += 1;
            return None;
        }
        self.nodes.get_mut(at)?.below.push(new);
        self.nodes.push(FieldNode { key, ..FieldNode::default() });
        Some(new)
    }

    /// The names of the columns, in the order of the fields in the answers; `data.` is left out of them.
    pub fn columns(&mut self) -> Vec<String> {
        let mut names = Vec::new();
        for root in [DATA, META] {
            let mut todo = vec![(root, String::new())];
            while let Some((at, above)) = todo.pop() {
                self.column(at, root == META, above, &mut names, &mut todo);
            }
        }
        names
    }

    fn column(
        &mut self,
        at: usize,
        is_meta: bool,
        above: String,
        names: &mut Vec<String>,
        todo: &mut Vec<(usize, String)>,
    ) {
        let Some(node) = self.nodes.get_mut(at) else { return };
        let key = text::id(&node.key);
        let key = if key.is_empty() && at != DATA { "_".to_owned() } else { key };
        let name = if above.is_empty() { key } else { format!("{above}.{key}") };
        // What is nothing here and something elsewhere has its columns there.
        let is_empty_one = !node.is_filled && (is_meta || !node.below.is_empty());
        if node.is_leaf && !is_empty_one {
            node.column = Some(names.len());
            names.push(if name.is_empty() { "data".to_owned() } else { name.clone() });
        }
        let mut below = node.below.clone();
        // What came late in a list stands in its place.
        below.sort_by_key(|it| match (node.items.iter().position(|item| item == it), node.rest == Some(*it)) {
            (Some(number), _) => (1, number),
            (None, true) => (2, 0),
            (None, false) => (0, 0),
        });
        todo.extend(below.into_iter().rev().map(|below| (below, name.clone())));
    }

    /// Puts what an answer holds into the cells of its [`Self::columns`].
    pub fn fill(&self, answer: &Value, has_document: bool, cells: &mut [FieldCell]) {
        walk_answer(&mut Filling { tree: self, cells }, answer, has_document);
    }
}

impl Walk for FieldTree {
    fn field(&mut self, at: usize, key: &str) -> Option<usize> {
        if let Some(known) = self.nodes.get(at)?.fields.get(key) {
            return Some(*known);
        }
        let new = self.add(at, key.to_owned())?;
        self.nodes.get_mut(at)?.fields.insert(key.to_owned(), new);
        Some(new)
    }

    fn item(&mut self, at: usize, number: usize) -> Option<usize> {
        if let Some(known) = self.nodes.get(at)?.items.get(number) {
            return Some(*known);
        }
        let new = self.add(at, (number + 1).to_string())?;
        self.nodes.get_mut(at)?.items.push(new);
        Some(new)
    }

    fn rest(&mut self, at: usize) -> Option<usize> {
        self.long_lists += 1;
        if let Some(known) = self.nodes.get(at)?.rest {
            return Some(known);
        }
        let new = self.add(at, "more".to_owned())?;
        self.nodes.get_mut(at)?.rest = Some(new);
        Some(new)
    }

    fn leaf(&mut self, at: usize, leaf: &Leaf<'_>) {
        let is_filled = match leaf {
            Leaf::Plain(value) => !value.is_null() && !value.is_object(),
            Leaf::Plains(values) => values.iter().any(|value| !value.is_null()),
            Leaf::Json(_) | Leaf::Rest(_) => true,
        };
        if let Some(node) = self.nodes.get_mut(at) {
            node.is_leaf = true;
            node.is_filled |= is_filled;
        }
    }
}

/// Puts an answer into cells.
struct Filling<'t> {
    tree: &'t FieldTree,
    cells: &'t mut [FieldCell],
}

impl Walk for Filling<'_> {
    fn field(&mut self, at: usize, key: &str) -> Option<usize> {
        self.tree.nodes.get(at)?.fields.get(key).copied()
    }

    fn item(&mut self, at: usize, number: usize) -> Option<usize> {
        self.tree.nodes.get(at)?.items.get(number).copied()
    }

    fn rest(&mut self, at: usize) -> Option<usize> {
        self.tree.nodes.get(at)?.rest
    }

    fn leaf(&mut self, at: usize, leaf: &Leaf<'_>) {
        let Some(node) = self.tree.nodes.get(at) else { return };
        let Some(cell) = node.column.and_then(|column| self.cells.get_mut(column)) else { return };
        *cell = match leaf {
            Leaf::Plain(value) => FieldCell::of(&node.key, value),
            Leaf::Plains(values) => FieldCell::joined(&node.key, values),
            Leaf::Json(value) => FieldCell::json(value),
            Leaf::Rest(values) => FieldCell::json(values),
        };
    }
}
