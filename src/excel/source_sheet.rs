//! The first sheet of a workbook: where its rows come from, under which terms, how they were read, and what the columns
//! hold.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::Known;
use super::columns::{SheetColumn, SheetKind, SheetPlan};
use super::reading::Reading;
use super::value::Offset;
use super::workbook::{Losses, fitting, unnamed};
use crate::base::disk::shown;
use crate::base::format::{count, date, size};
use crate::download::Verdict;
use crate::download::receipt::Receipt;
use crate::t;

pub fn write(
    sheet: &mut Worksheet,
    reading: &Reading,
    known: &Known<'_>,
    plan: &SheetPlan,
    losses: &Losses,
    notes: &[String],
) -> Result<(), XlsxError> {
    let origin = known.receipt.map(|receipt| origin(receipt, known.reason.as_deref())).unwrap_or_default();
    let (mut page, bold) = (Lines { sheet, at: 0 }, Format::new().set_bold());
    page.told(&origin, &bold)?;
    page.told(&file(reading, plan), &bold)?;
    let notes = notes.iter().map(|note| (t!("excel-note"), note.clone())).collect::<Vec<_>>();
    page.told(&notes, &bold)?;
    page.at += 1;
    let headings = [t!("excel-column"), t!("excel-column-kind"), t!("excel-column-filled"), t!("excel-column-misfits")];
    for (column, heading) in (0..).zip(headings) {
        page.sheet.write_string_with_format(page.at, column, heading, &bold)?;
    }
    for (at, column) in plan.columns.iter().enumerate() {
        page.at += 1;
        let name = if column.name.trim().is_empty() { unnamed(at) } else { column.name.clone() };
        page.sheet.write_string(page.at, 0, fitting(&name).0)?;
        page.sheet.write_string(page.at, 1, kind(column))?;
        page.sheet.write_number(page.at, 2, column.filled as f64)?;
        page.sheet.write_number(page.at, 3, losses.misfits.get(at).copied().unwrap_or_default() as f64)?;
    }
    for (column, width) in [(0, 28), (1, 60), (2, 14), (3, 14)] {
        page.sheet.set_column_width(column, width)?;
    }
    Ok(())
}

/// A sheet that is written from its top to its end.
struct Lines<'a> {
    sheet: &'a mut Worksheet,
    at: u32,
}

impl Lines<'_> {
    /// What things are called, and what they are.
    fn told(&mut self, told: &[(String, String)], bold: &Format) -> Result<(), XlsxError> {
        for (label, text) in told.iter().filter(|(_, text)| !text.is_empty()) {
            self.sheet.write_string_with_format(self.at, 0, label, bold)?;
            self.sheet.write_string(self.at, 1, fitting(text).0)?;
            self.at += 1;
        }
        Ok(())
    }
}

/// What the receipt tells; `reason`: of the verdict, where the person just heard it.
fn origin(receipt: &Receipt, reason: Option<&str>) -> Vec<(String, String)> {
    let Receipt { portal, dataset, media, .. } = receipt;
    let licence = media.licence.as_ref().map(|licence| match &licence.url {
        Some(url) => format!("{} ({url})", licence.label),
        None => licence.label.clone(),
    });
    let verdict = match receipt.verdict {
        Verdict::Verified => t!("excel-verified"),
        Verdict::SizeOnly => t!("excel-size-only"),
        Verdict::Complete => t!("services-verdict"),
        Verdict::Altered | Verdict::Unverifiable => t!("excel-unverifiable"),
    };
    let reason = reason.unwrap_or(&receipt.reason);
    let modified = media.modified.or(dataset.modified).map(date);
    vec![
        (t!("excel-dataset"), dataset.title.clone()),
        (t!("excel-media"), media.title.clone()),
        (t!("excel-producer"), dataset.publisher.clone().unwrap_or_default()),
        (t!("excel-portal"), format!("{} ({})", portal.name, portal.url)),
        (t!("excel-page"), dataset.page.clone().unwrap_or_default()),
        (t!("excel-url"), receipt.url.clone().unwrap_or_default()),
        (t!("excel-address"), receipt.address.clone()),
        (t!("excel-licence"), licence.unwrap_or_else(|| t!("excel-no-licence"))),
        (t!("excel-attribution"), receipt.attribution.clone()),
        (t!("excel-modified"), modified.unwrap_or_default()),
        (t!("excel-fetched"), date(receipt.fetched)),
        (t!("excel-verdict"), format!("{verdict} ({reason})")),
        (t!("excel-doubt"), receipt.doubt.clone().unwrap_or_default()),
    ]
}

/// What the file is, and how it was read.
fn file(reading: &Reading, plan: &SheetPlan) -> Vec<(String, String)> {
    let name = reading.path.file_name().map(|name| name.to_string_lossy().into_owned());
    let delimiter = match reading.dialect.delimiter {
        b'\t' => t!("preview-tabs"),
        delimiter => char::from(delimiter).to_string(),
    };
    let header = if reading.dialect.header { t!("excel-header") } else { t!("excel-no-header") };
    let above = reading.above.iter().map(|line| line.iter().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>();
    vec![
        (t!("excel-file"), name.unwrap_or_else(|| shown(&reading.path))),
        (t!("excel-size"), std::fs::metadata(&reading.path).map(|file| size(file.len())).unwrap_or_default()),
        ("SHA-256".to_owned(), reading.sha256.clone()),
        (t!("excel-encoding"), reading.dialect.encoding.name().to_owned()),
        (t!("excel-delimiter"), delimiter),
        (t!("excel-names"), header),
        (t!("excel-rows"), count(plan.rows)),
        (t!("excel-columns"), count(plan.columns.len() as u64)),
        (t!("excel-above"), above.join("\n")),
    ]
}

/// What a column holds, in words.
fn kind(column: &SheetColumn) -> String {
    let kind = column.kind.said();
    match (column.meaning, column.kind, column.offset) {
        (Some(meaning), SheetKind::Code, _) => format!("{kind} ({})", meaning.said()),
        (_, SheetKind::Moment, Offset::Said(minutes)) => {
            let (sign, minutes) = (if minutes < 0 { '-' } else { '+' }, minutes.unsigned_abs());
            format!("{kind} (UTC{sign}{:02}:{:02})", minutes / 60, minutes % 60)
        }
        _ => kind,
    }
}
