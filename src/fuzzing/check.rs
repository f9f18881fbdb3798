//! Files held against schemas, both of others.

use super::{is_all_clean, is_clean, says};
use crate::base::beside::Wanted;
use crate::base::error::Result;
use crate::check::{CheckReport, FileSchema};
use crate::tabular::TextOptions;
use serde_json::{Value, json};

/// The most that is told of one by one.
const LIMIT: usize = 50;

/// The input is a table, and where it is JSON a schema too.
pub fn check(bytes: &[u8]) {
    let kinds =
        ["string", "integer", "number", "boolean", "date", "datetime", "geopoint", "geojson", "list", "duration"];
    let field = |kind: &&str| json!({"name": kind, "type": kind, "constraints": {"unique": true, "enum": ["a", 1]}});
    let schema = json!({"fields": kinds.iter().map(field).collect::<Vec<_>>(), "primaryKey": ["date", "string"],
        "custom_checks": [{"name": "french-siret-value", "params": {"column": "string"}}]});
    look(&schema, bytes);
    if let Ok(schema) = serde_json::from_slice::<Value>(bytes) {
        look(&schema, b"id,siret,date,n,it\n1,21350238800019,2024-01-31,1.5,{}\n1,x,31/01/2024,,\n\n,,,,,\n");
        look(&schema, br#"{"id": 1, "items": [{"nom": "x"}, null, 1e30]}"#);
    }
}

fn look(schema: &Value, file: &[u8]) {
    match checked(schema, file) {
        Ok(report) => keeps_its_promises(&report),
        Err(error) => says(&error),
    }
}

fn checked(schema: &Value, file: &[u8]) -> Result<CheckReport> {
    let schema = FileSchema::read(schema, "schema.json", "f.csv")?;
    schema.check(file, "f.csv", &TextOptions::default(), LIMIT, &Wanted::always())
}

fn keeps_its_promises(report: &CheckReport) {
    assert!(report.misfits.len() <= LIMIT, "{} are told of", report.misfits.len());
    assert_eq!(report.counts.values().sum::<u64>(), report.errors + report.warnings, "all are counted");
    report.notes.iter().for_each(|note| is_clean(&note.to_string()));
    for misfit in &report.misfits {
        is_all_clean(&(&misfit.column, &misfit.value, misfit.message.to_string(), misfit.remedy.to_string()));
    }
}
