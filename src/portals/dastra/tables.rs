//! Entries as a table, the way Dastra writes its own: `;` between cells, all of them quoted
//! (docs/portals/dastra.md 6.1).

use serde_json::Value;

use super::map::names;

/// A head and one row per entry. Columns are in the order their fields first come in.
pub fn csv(entries: &[Value]) -> String {
    let mut columns: Vec<&str> = vec![];
    for key in entries.iter().filter_map(Value::as_object).flat_map(|entry| entry.keys()) {
        if !columns.contains(&key.as_str()) {
            columns.push(key);
        }
    }
    let mut out = row(columns.iter().map(|column| (*column).to_owned()));
    for entry in entries {
        out.push_str(&row(columns.iter().map(|column| cell(&entry[*column]))));
    }
    out
}

fn row(cells: impl Iterator<Item = String>) -> String {
    let quoted: Vec<String> = cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
    quoted.join(";") + "\r\n"
}

/// Texts as they are, lists by the names in them, all else as JSON.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(all) if !all.is_empty() && names(value).len() == all.len() => names(value).join(", "),
        Value::Array(all) if all.is_empty() => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_table_keeps_every_field_of_every_entry() {
        let entries = [
            json!({"label": "Paie \"2024\"; suite", "tags": [{"label": "RH"}, {"label": "Paie"}], "required": true}),
            json!({"label": "Deux\nlignes", "ref": null, "creator": {"id": 1}, "tags": []}),
        ];
        let expected = "\"label\";\"tags\";\"required\";\"ref\";\"creator\"\r\n\
                        \"Paie \"\"2024\"\"; suite\";\"RH, Paie\";\"true\";\"\";\"\"\r\n\
                        \"Deux\nlignes\";\"\";\"\";\"\";\"{\"\"id\"\":1}\"\r\n";
        assert_eq!(csv(&entries), expected);
        assert_eq!(csv(&[]), "\r\n");
    }
}
