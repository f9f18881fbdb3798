//! A JSON document held against a JSON Schema, drafts 4 to 2020-12. Nothing is fetched: what a schema refers to elsewhere
//! must be in it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::{PatternOptions, ValidationError, Validator};
use serde_json::Value;

use super::report::{CheckReport, Misfit, Rule, Severity, shown};
use crate::base::beside::Wanted;
use crate::base::error::{Error, ErrorKind, Result, Retold};
use crate::base::i18n::Message;
use crate::m;

/// How many steps a pattern may go back, so that none runs for ever.
const STEPS_BACK: usize = 100_000;
/// How many misfits are counted; there may be one for each value of a long document.
const MOST_COUNTED: u64 = 1_000_000;

/// Checks all of `document`; the reader's panics are taken for a schema that cannot be used.
pub fn check(document: &Value, schema: &Value, whose: &str, limit: usize, wanted: &Wanted) -> Result<CheckReport> {
    let unusable = |cause: Message| Error::new(ErrorKind::Usage, m!("check-the-schema", name = shown(whose)), cause);
    let checked = catch_unwind(AssertUnwindSafe(|| -> Result<CheckReport> {
        let validator = validator(schema).map_err(unusable)?;
        let mut report = CheckReport::new(limit);
        for error in validator.iter_errors(document) {
            if wanted.is_over() || report.errors >= MOST_COUNTED {
                report.note(m!("check-counted", count = report.errors));
                break;
            }
            let keyword = error.kind().keyword().to_owned();
            report.add(Rule::Keyword(keyword), Severity::Error, |rule| misfit(rule, &error));
        }
        Ok(report)
    }));
    checked.unwrap_or_else(|_| Err(unusable(m!("check-schema-broke"))))
}

fn validator(schema: &Value) -> std::result::Result<Validator, Message> {
    let patterns = PatternOptions::fancy_regex().backtrack_limit(STEPS_BACK).size_limit(1 << 20);
    let built = jsonschema::options().offline().with_pattern_options(patterns).build(schema);
    built.map_err(|error| m!("check-unusable", why = shown(&Retold::of(&error).to_string())))
}

fn misfit(rule: Rule, error: &ValidationError<'_>) -> Misfit {
    let path = error.instance_path().to_string();
    let path = if path.is_empty() { "/".to_owned() } else { shown(&path) };
    let value = shown(&error.instance().to_string());
    Misfit {
        place: None,
        column: Some(path),
        position: None,
        severity: Severity::Error,
        message: message(&rule, error, &value),
        remedy: remedy(&rule, error),
        value: Some(value),
        rule,
    }
}

/// What is wrong with `value`.
fn message(rule: &Rule, error: &ValidationError<'_>, value: &str) -> Message {
    let said = |limit: &Value| shown(&limit.to_string());
    match error.kind() {
        Kind::Required { property } => m!("check-json-lacks", name = shown(property.as_str().unwrap_or_default())),
        Kind::AdditionalProperties { unexpected } => m!("check-json-unknown", names = shown(&unexpected.join(", "))),
        Kind::Type { kind } => m!("check-json-not-type", value, types = types(kind)),
        Kind::Enum { .. } | Kind::Constant { .. } => m!("check-not-allowed", value),
        Kind::Pattern { pattern } => m!("check-off-pattern", value, pattern = shown(pattern)),
        Kind::Format { format } => m!("check-json-no-format", value, format = shown(format)),
        Kind::Minimum { limit } => m!("check-below", value, bound = said(limit)),
        Kind::Maximum { limit } => m!("check-above", value, bound = said(limit)),
        Kind::ExclusiveMinimum { limit } => m!("check-not-above", value, bound = said(limit)),
        Kind::ExclusiveMaximum { limit } => m!("check-not-below", value, bound = said(limit)),
        Kind::MinLength { limit } => m!("check-too-short", value, least = *limit),
        Kind::MaxLength { limit } => m!("check-too-long", value, most = *limit),
        _ => m!("check-json-breaks", keyword = shown(rule.word())),
    }
}

fn types(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(one) => one.to_string(),
        TypeKind::Multiple(several) => several.iter().map(|it| it.to_string()).collect::<Vec<_>>().join(", "),
    }
}

/// In words where the schema's own are few; else where in the schema it is asked for.
fn remedy(rule: &Rule, error: &ValidationError<'_>) -> Message {
    match error.kind() {
        Kind::Required { property } => m!("check-json-required", name = shown(property.as_str().unwrap_or_default())),
        Kind::AdditionalProperties { unexpected } => m!("check-json-additional", names = shown(&unexpected.join(", "))),
        Kind::Enum { options } => m!("check-not-allowed-remedy", named = shown(&listed(options))),
        Kind::Pattern { pattern } => m!("check-as-pattern", pattern = shown(pattern)),
        Kind::Format { format } => m!("check-json-format", format = shown(format)),
        _ => m!("check-json-remedy", keyword = shown(rule.word()), path = shown(&error.schema_path().to_string())),
    }
}

fn listed(options: &Value) -> String {
    let written = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let options = options.as_array().map(Vec::as_slice).unwrap_or_default();
    let named = options.iter().take(10).map(written).collect::<Vec<_>>().join(", ");
    if options.len() > 10 { format!("{named}, …") } else { named }
}
