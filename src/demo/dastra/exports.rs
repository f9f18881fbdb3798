//! The files that the demo's Dastra makes: exports of entries, and documents that say what they are.

use serde_json::Value;

use crate::base::file_writers;

/// What is written of an entry: property, head of its column.
const COLUMNS: [(&str, &str); 6] = [
    ("ref", "Référence"),
    ("label", "Libellé"),
    ("description", "Description"),
    ("state", "État"),
    ("dateCreation", "Date de création"),
    ("dateUpdate", "Date de modification"),
];

/// These entries in this format, and its content type; `None` for a format that there is none of.
pub fn export(entries: &[Value], format: &str, template: Option<&str>) -> Option<(Vec<u8>, &'static str)> {
    let rows = rows(entries);
    let head = match template {
        Some("Article30") => "Registre des traitements (article 30 du RGPD)",
        Some("NoticeInformation") => "Notice d'information des personnes concernées",
        _ => "Export",
    };
    let lines: Vec<String> = std::iter::once(head.to_owned())
        .chain(entries.iter().map(|entry| format!("{} : {}", cell(entry, "label"), cell(entry, "description"))))
        .collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    Some(match format {
        "csv" => (csv(&rows).into_bytes(), "text/csv"),
        "json" => (Value::from(entries.to_vec()).to_string().into_bytes(), "application/json"),
        "xlsx" => (file_writers::xlsx(&rows), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        "docx" => {
            (file_writers::docx(&lines), "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
        }
        "pdf" => (file_writers::pdf(&lines), "application/pdf"),
        _ => return None,
    })
}

/// The bytes of an attached document.
pub fn document(document: &Value) -> Vec<u8> {
    let label = document["label"].as_str().unwrap_or("Document");
    let text = format!("{label} - Valbrune Métropole");
    match document["extension"].as_str() {
        Some(".docx") => file_writers::docx(&[&text, "Document de démonstration."]),
        Some(".xlsx") => {
            file_writers::xlsx(&[vec!["Action".into(), "Échéance".into()], vec![text, "2026-12-31".into()]])
        }
        _ => file_writers::pdf(&[text.as_str(), "Document de démonstration."]),
    }
}

fn rows(entries: &[Value]) -> Vec<Vec<String>> {
    let head = COLUMNS.iter().map(|(_, head)| (*head).to_owned()).collect();
    let rows = entries.iter().map(|entry| COLUMNS.iter().map(|(key, _)| cell(entry, key)).collect());
    std::iter::once(head).chain(rows).collect()
}

fn cell(entry: &Value, key: &str) -> String {
    let name = || ["title", "displayName"].iter().find_map(|key| entry[*key].as_str());
    let text = entry[key].as_str().or_else(|| name().filter(|_| key == "label"));
    text.unwrap_or_default().to_owned()
}

/// `;` between cells, all quoted, line breaks as they are (docs/portals/dastra.md 6.1).
fn csv(rows: &[Vec<String>]) -> String {
    let row = |row: &Vec<String>| {
        let cells: Vec<String> = row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        cells.join(";") + "\r\n"
    };
    rows.iter().map(row).collect()
}
