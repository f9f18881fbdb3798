//! The columns of a table of results: those of the input, then a group for each endpoint, each name once.

use std::collections::HashSet;

use super::tree::FieldTree;
use crate::base::text::{self, fold};
use crate::t;

/// What every group begins with.
const STATUS: &str = "status";
const DOCUMENT: &str = "document";
/// So alike is a name that may be meant.
const ALIKE: f64 = 0.84;
/// So many of them are named.
const MOST_NEAR: usize = 3;

/// What was found of one endpoint in its answers.
#[derive(Debug, Default)]
pub struct EndpointFields {
    pub tree: FieldTree,
    /// Whether some answer came with a document.
    pub has_documents: bool,
}

/// The columns of one endpoint, behind its status.
#[derive(Debug, PartialEq)]
pub struct ColumnGroup {
    pub has_documents: bool,
    /// How many cells [`FieldTree::fill`] fills.
    pub found: usize,
    /// Which of them stand in the table; `None`: one that no answer has.
    pub shown: Vec<Option<usize>>,
}

#[derive(Debug, PartialEq)]
pub struct TableColumns {
    pub titles: Vec<String>,
    pub groups: Vec<ColumnGroup>,
    /// One sentence for each chosen field that no answer has.
    pub notes: Vec<String>,
}

impl TableColumns {
    /// `chosen`: the fields that a person wants, in their order; all where they do not say.
    pub fn new(
        header: &[String],
        endpoints: &[String],
        found: &mut [EndpointFields],
        chosen: Option<&[String]>,
    ) -> Self {
        let names: Vec<Vec<String>> = found.iter_mut().map(|it| it.tree.columns()).collect();
        let (mut titles, mut groups) = (UniqueTitles::of(header), Vec::new());
        let unknown = unknown(endpoints, &names, chosen);
        for ((endpoint, names), fields) in endpoints.iter().zip(&names).zip(found.iter()) {
            let before = if endpoints.len() > 1 { format!("{}.", text::id(endpoint)) } else { String::new() };
            titles.add(format!("{before}{STATUS}"));
            if fields.has_documents {
                titles.add(format!("{before}{DOCUMENT}"));
            }
            let columns = shown((endpoint, endpoints), names, chosen, &unknown);
            columns.iter().for_each(|(name, _)| titles.add(format!("{before}{name}")));
            let shown = columns.into_iter().map(|(_, at)| at).collect();
            groups.push(ColumnGroup { has_documents: fields.has_documents, found: names.len(), shown });
        }
        let has_answers = found.iter().any(|it| it.tree.answers > 0);
        let notes = unknown.iter().filter(|_| has_answers).map(|name| unknown_note(name, &names)).collect();
        Self { titles: titles.titles, groups, notes }
    }
}

/// The chosen fields that no answer has.
fn unknown<'c>(endpoints: &[String], names: &[Vec<String>], chosen: Option<&'c [String]>) -> Vec<&'c str> {
    let chosen = chosen.unwrap_or_default().iter().map(String::as_str);
    let is_known = |wanted: &&str| {
        let of = |(endpoint, names): (&String, &Vec<String>)| {
            own(endpoint, endpoints, wanted).is_some_and(|wanted| names.iter().any(|name| is_meant(name, wanted)))
        };
        endpoints.iter().zip(names).any(of)
    };
    chosen.filter(|wanted| !is_known(wanted)).collect()
}

/// The columns of one endpoint: their names, and which of what was found they are.
fn shown(
    (endpoint, endpoints): (&str, &[String]),
    names: &[String],
    chosen: Option<&[String]>,
    unknown: &[&str],
) -> Vec<(String, Option<usize>)> {
    let Some(chosen) = chosen else {
        return names.iter().cloned().zip((0..).map(Some)).collect();
    };
    let mut shown: Vec<(String, Option<usize>)> = Vec::new();
    for (whole, wanted) in chosen.iter().filter_map(|wanted| Some((wanted.as_str(), own(endpoint, endpoints, wanted)?)))
    {
        for (at, name) in names.iter().enumerate().filter(|(_, name)| is_meant(name, wanted)) {
            if shown.iter().all(|(_, known)| *known != Some(at)) {
                shown.push((name.clone(), Some(at)));
            }
        }
        // The table has the columns that were asked for, whatever came.
        if unknown.contains(&whole) {
            shown.push((text::id(wanted), None));
        }
    }
    shown
}

/// What `wanted` names of an endpoint's fields; `None` where it begins with the name of another.
fn own<'w>(endpoint: &str, endpoints: &[String], wanted: &'w str) -> Option<&'w str> {
    let behind = |endpoint: &str| wanted.strip_prefix(endpoint).and_then(|rest| rest.strip_prefix('.'));
    let is_others = endpoints.iter().any(|other| other != endpoint && behind(other).is_some());
    let own = behind(endpoint).or_else(|| (!is_others).then_some(wanted))?;
    Some(own.strip_prefix("data.").unwrap_or(own))
}

/// Whether `wanted` means the field: by its name, by the name of what it is in, or by either without the numbers of lists.
fn is_meant(field: &str, wanted: &str) -> bool {
    let is_below =
        |field: &str| field.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    is_below(field) || is_below(&field.split('.').filter(|part| !is_number(part)).collect::<Vec<_>>().join("."))
}

/// One sentence with what may be meant instead.
fn unknown_note(wanted: &str, names: &[Vec<String>]) -> String {
    let last = |name: &str| fold(name.rsplit('.').next().unwrap_or_default());
    let whole = fold(wanted);
    let alike = |name: &String| {
        let ends = strsim::jaro_winkler(&last(name), &last(wanted));
        strsim::jaro_winkler(&fold(name), &whole).max(ends)
    };
    let mut near: Vec<(f64, &String)> = names.iter().flatten().map(|name| (alike(name), name)).collect();
    near.retain(|(likeness, _)| *likeness > ALIKE);
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    near.dedup_by(|a, b| a.1 == b.1);
    let near: Vec<&str> = near.iter().take(MOST_NEAR).map(|(_, name)| name.as_str()).collect();
    match near.is_empty() {
        true => t!("batch-results-unknown-field", field = text::line(wanted)),
        false => t!("batch-results-unknown-field-near", field = text::line(wanted), near = near.join(", ")),
    }
}

/// Names of columns, each once, whatever their case: programs that keep tables tell no capitals.
struct UniqueTitles {
    titles: Vec<String>,
    taken: HashSet<String>,
}

impl UniqueTitles {
    /// The columns of the input stay as they are.
    fn of(header: &[String]) -> Self {
        Self { titles: header.to_vec(), taken: header.iter().map(|title| title.to_lowercase()).collect() }
    }

    fn add(&mut self, title: String) {
        let numbered = |number: u64| if number == 1 { title.clone() } else { format!("{title} ({number})") };
        // One of as many names as are taken, and one more, is free.
        let free = (1..=self.taken.len() as u64 + 1).map(numbered).find(|it| !self.taken.contains(&it.to_lowercase()));
        let title = free.unwrap_or_else(|| title.clone());
        self.taken.insert(title.to_lowercase());
        self.titles.push(title);
    }
}
