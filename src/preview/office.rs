//! Sheets of Excel and OpenDocument: the first rows of each, from a file small enough to be read whole.
//!
//! Whatever a file claims, what is unpacked of it stays within limits: a sheet's first megabytes are enough for its
//! first rows.

use std::io::Cursor;

use bytes::Bytes;
use calamine::{Reader as _, SheetVisible, Xlsx, XlsxError, open_workbook_from_rs};

use super::sheets::{SHEETS, Sheet, shown};
use super::workbook_parts::{FIRST_ROWS, rows_of, trimmed, written};
use super::{Preview, ReadAt, Sample, open_document, whole};
use crate::base::beside::{Wanted, beside};
use crate::base::error::Result;
use crate::base::text;
use crate::t;

pub async fn preview(source: &mut dyn ReadAt, sample: &Sample, is_open_document: bool) -> Result<Preview> {
    let format = if is_open_document { "ods" } else { "xlsx" };
    let bytes = match whole(source, sample).await? {
        Ok(bytes) => bytes,
        Err(reason) => return Ok(Preview::refused(format, reason)),
    };
    let read = bytes.len() as u64;
    // Unpacking is work for a thread of its own.
    let work = beside(
        move |wanted| if is_open_document { open_document::sheets(&bytes, wanted) } else { xlsx(bytes, wanted) },
    );
    let sheets = work.await.unwrap_or_else(|_| Err(t!("preview-reader-gave-up")));
    let mut preview = match sheets {
        Ok(sheets) => shown(format, sheets),
        Err(reason) => Preview::refused(format, reason),
    };
    preview.bytes_read = read;
    Ok(preview)
}

fn xlsx(bytes: Bytes, wanted: &Wanted) -> Result<Vec<Sheet>, String> {
    let trimmed = trimmed(&bytes, &FIRST_ROWS, wanted)?;
    drop(bytes);
    let unreadable = |error: XlsxError| t!("preview-no-workbook", error = text::line(&error.to_string()));
    let mut workbook: Xlsx<_> = open_workbook_from_rs(wanted.reader(Cursor::new(trimmed))).map_err(unreadable)?;
    let known: Vec<_> = workbook.sheets_metadata().iter().take(SHEETS).cloned().collect();
    let sheets: Vec<Sheet> = known
        .into_iter()
        .filter_map(|about| {
            let is_hidden = about.visible != SheetVisible::Visible;
            let mut cells = workbook.worksheet_cells_reader(&about.name).ok()?;
            let next = || Ok::<_, XlsxError>(cells.next_cell()?.map(|it| (it.get_position(), written(it.get_value()))));
            let (rows, is_whole) = rows_of(next);
            Some(Sheet { rows, name: about.name, is_hidden, is_whole })
        })
        .collect();
    if sheets.is_empty() { Err(t!("preview-no-sheet")) } else { Ok(sheets) }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::super::sheets::ROWS;
    use super::super::workbook_parts::PART;
    use super::super::zip::{all_entries, unpack};
    use super::*;
    use crate::base::file_writers;

    #[test]
    fn a_workbook_gives_its_rows() {
        let rows = [["Commune", "Habitants"], ["Rennes", "227830"], ["Betton", "12 5"]];
        let rows: Vec<Vec<String>> = rows.iter().map(|row| row.map(str::to_owned).to_vec()).collect();
        let sheets = xlsx(file_writers::xlsx(&rows).into(), &Wanted::always()).unwrap();
        assert_eq!(sheets.len(), 1);
        assert_eq!(sheets[0].rows[0][0].as_deref(), Some("Commune"));
        assert_eq!(sheets[0].rows[2], [Some("Betton".to_owned()), Some("12 5".to_owned())]);
        assert_eq!((sheets[0].name.as_str(), sheets[0].is_hidden, sheets[0].is_whole), ("Export", false, true));
        let many = vec![vec!["x".to_owned()]; ROWS + 2];
        let sheets = xlsx(file_writers::xlsx(&many).into(), &Wanted::always()).unwrap();
        assert_eq!((sheets[0].rows.len(), sheets[0].is_whole), (ROWS + 1, false));
    }

    /// Parts of one thing again and again: each is read or refused in the time of its length.
    #[test]
    fn floods_of_one_thing_in_a_sheet_are_borne() {
        let many = |part: &str| part.repeat((1 << 20) / part.len());
        let numbered =
            |part: &str| (0..(1 << 20) / (part.len() + 6)).map(|n| part.replace("{n}", &n.to_string())).collect();
        let floods: [(&str, String, &str); 9] = [
            ("<row", numbered(" a{n}=\"\""), "/>"),
            ("<row", numbered(" xmlns:a{n}=\"b\""), "/>"),
            ("<row", many(" a=\"b\""), "/>"),
            ("", many("<row><c>"), ""),
            ("<row><c r=\"A1\" t=\"inlineStr\"><is><t>", many("a&amp;"), "</t></is></c></row>"),
            ("<row>", many("<c r=\"A1\"><v>1</v></c>"), "</row>"),
            ("", many("<row r=\"1048576\"><c r=\"XFD1048576\"/></row>"), ""),
            ("", many("<row <c "), ""),
            ("<!DOCTYPE a [", numbered("<!ENTITY a{n} \"b\">"), "]>"),
        ];
        let rows = [["a".to_owned()].to_vec()];
        let workbook = Bytes::from(file_writers::xlsx(&rows));
        let entries = all_entries(&workbook).unwrap();
        let whole: Vec<(String, Vec<u8>)> =
            entries.iter().map(|it| (it.name.clone(), unpack(&workbook, it, PART).unwrap().0)).collect();
        for (begins, flood, ends) in &floods {
            let sheet = format!("<worksheet><sheetData>{begins}{flood}{ends}</sheetData></worksheet>");
            let with = |(name, bytes): &(String, Vec<u8>)| {
                let is_sheet = name.starts_with("xl/worksheets/");
                (name.clone(), if is_sheet { sheet.clone().into_bytes() } else { bytes.clone() })
            };
            let parts: Vec<(String, Vec<u8>)> = whole.iter().map(with).collect();
            let parts: Vec<(&str, &[u8])> =
                parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
            let started = Instant::now();
            let _ = xlsx(file_writers::zip(&parts).into(), &Wanted::always());
            let content =
                format!("<a>{}", sheet.replace("<row", "<table:table-row").replace("<c", "<table:table-cell"));
            let _ =
                open_document::sheets(&file_writers::zip(&[("content.xml", content.as_bytes())]), &Wanted::always());
            let what = &flood[..40];
            assert!(started.elapsed() < Duration::from_secs(60), "{begins} {what}: {:?}", started.elapsed());
        }
    }

    #[test]
    fn a_workbook_that_nobody_waits_for_is_not_read() {
        let rows: Vec<Vec<String>> = vec![vec!["a".into()]];
        let over = Wanted::always().within(Duration::ZERO);
        std::thread::sleep(std::time::Duration::from_millis(2));
        assert!(xlsx(file_writers::xlsx(&rows).into(), &over).is_err());
    }
}
