//! Workbooks in HTML, and in the XML that Excel wrote in 2003: many a `.xls` is one. Read by the tokenizer of a browser, so
//! that nothing need be closed.

use std::cell::RefCell;

use html5ever::interface::Attribute;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};

use super::sheets::{COLUMNS, ROWS, SHEETS, Sheet, shown};
use super::{Preview, ReadOptions, Sample, xml};
use crate::t;
use crate::tabular::cell;
use crate::tabular::encoding::decode;

pub fn read(sample: &Sample, options: &ReadOptions) -> Preview {
    let decoded = decode(&sample.bytes, sample.whole, options.text.encoding);
    let mut sheets = sheets(&decoded.text);
    // The last one goes on where the text does.
    if let (Some(last), false) = (sheets.last_mut(), sample.whole) {
        last.is_whole = false;
    }
    if sheets.iter().all(|sheet| sheet.rows.is_empty()) {
        return xml::read(sample, options);
    }
    let format = if decoded.text.contains("urn:schemas-microsoft-com:office:spreadsheet") { "xml" } else { "html" };
    let what = if format == "xml" { t!("formats-sheets-xml") } else { t!("formats-sheets-html") };
    shown(format, sheets).note(what).decoded(&decoded)
}

fn sheets(text: &str) -> Vec<Sheet> {
    let tokenizer = Tokenizer::new(SheetSink::default(), Default::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(text));
    // The sink never stops it for a script.
    while !queue.is_empty() {
        let _ = tokenizer.feed(&queue);
    }
    tokenizer.end();
    let mut open = tokenizer.sink.0.take();
    open.end_row();
    open.sheets.retain(|sheet| !sheet.rows.is_empty());
    open.sheets
}

#[derive(Default)]
struct SheetSink(RefCell<OpenSheets>);

/// Sheets as they are read.
#[derive(Default)]
struct OpenSheets {
    sheets: Vec<Sheet>,
    row: Vec<Option<String>>,
    /// The text of the cell that is open, and over how many columns it stands.
    cell: Option<(String, usize)>,
}

impl TokenSink for SheetSink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut sheets = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) => sheets.tag(&tag),
            Token::CharacterTokens(text) => sheets.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl OpenSheets {
    fn tag(&mut self, tag: &Tag) {
        let name = tag.name.rsplit(':').next().unwrap_or_default();
        let opens = tag.kind == TagKind::StartTag;
        match name {
            "table" | "worksheet" if opens => self.begin(named(&tag.attrs, "name")),
            "tr" | "row" => self.end_row(),
            "td" | "th" | "cell" if opens => {
                self.end_cell();
                let count = |name: &str| named(&tag.attrs, name).and_then(|it| it.parse::<usize>().ok());
                // Excel's XML leaves out cells that are empty, and says where the next one stands.
                if let Some(column) = count("index").filter(|column| (1..=COLUMNS).contains(column)) {
                    self.row.resize(self.row.len().max(column - 1), None);
                }
                let wide = count("colspan").or_else(|| count("mergeacross").map(|more| more.saturating_add(1)));
                self.cell = Some((String::new(), wide.unwrap_or(1)));
                if tag.self_closing {
                    self.end_cell();
                }
            }
            "td" | "th" | "cell" => self.end_cell(),
            "br" => self.text("\n"),
            _ => {}
        }
    }

    fn begin(&mut self, name: Option<String>) {
        self.end_row();
        // A table in a named sheet is the sheet.
        if self.sheets.last().is_some_and(|sheet| sheet.rows.is_empty()) && name.is_none() {
            return;
        }
        self.sheets.push(Sheet { name: name.unwrap_or_default(), is_whole: true, ..Sheet::default() });
    }

    fn text(&mut self, text: &str) {
        const LONGEST: usize = 8000;
        if let Some((so_far, _)) = self.cell.as_mut().filter(|(so_far, _)| so_far.len() < LONGEST) {
            so_far.push_str(text);
        }
    }

    fn end_cell(&mut self) {
        let Some((text, wide)) = self.cell.take() else { return };
        let room = COLUMNS.saturating_sub(self.row.len());
        self.row.extend(std::iter::once(cell(&text)).take(room));
        let room = COLUMNS.saturating_sub(self.row.len());
        self.row.extend(std::iter::repeat_n(None, (wide.max(1) - 1).min(room)));
    }

    fn end_row(&mut self) {
        self.end_cell();
        let row = std::mem::take(&mut self.row);
        if self.sheets.is_empty() {
            self.sheets.push(Sheet { is_whole: true, ..Sheet::default() });
        }
        let is_room = self.sheets.len() <= SHEETS;
        let Some(sheet) = self.sheets.last_mut().filter(|_| !row.is_empty()) else { return };
        match is_room && sheet.rows.len() <= ROWS {
            true => sheet.rows.push(row),
            false => sheet.is_whole = false,
        }
    }
}

/// The attribute of this name, whatever stands before its colon.
fn named(attributes: &[Attribute], name: &str) -> Option<String> {
    let found = attributes.iter().find(|it| it.name.local.rsplit(':').next() == Some(name))?;
    Some(found.value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(sheet: &Sheet) -> Vec<Vec<&str>> {
        sheet.rows.iter().map(|row| row.iter().map(|it| it.as_deref().unwrap_or("-")).collect()).collect()
    }

    #[test]
    fn a_web_page_and_the_xml_of_2003_are_sheets() {
        let html = "<html><style>td{}</style><table border=1><tr><th colspan=2>Ville<th>Année<tr><td>Rennes<td>&nbsp;<td>2024</table>";
        let found = sheets(html);
        assert_eq!(rows(&found[0]), [["Ville", "-", "Année"], ["Rennes", "-", "2024"]]);
        assert!(found[0].is_whole && !sheets(&"<tr><td>x".repeat(ROWS + 2))[0].is_whole);
        let xml = "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">\
            <Worksheet ss:Name=\"Été\"><Table><Row><Cell><Data ss:Type=\"String\">a</Data></Cell><Cell/></Row>\
            <Row><Cell ss:Index=\"3\"><Data ss:Type=\"Number\">1.5</Data></Cell></Row></Table></Worksheet></Workbook>";
        let found = sheets(xml);
        assert_eq!((found.len(), found[0].name.as_str()), (1, "Été"));
        assert_eq!(rows(&found[0]), [vec!["a", "-"], vec!["-", "-", "1.5"]]);
    }

    #[test]
    fn false_widths_and_depths_are_borne() {
        let wide = format!("<tr>{}", "<td colspan=99999999>x".repeat(3000));
        let indexed = "<Row><Cell ss:Index=\"99999999\">1</Cell></Row>".repeat(1000);
        for text in [wide, indexed, "<table>".repeat(50_000), "<tr><td>".repeat(50_000)] {
            for sheet in sheets(&text) {
                assert!(sheet.rows.len() <= ROWS + 1 && sheet.rows.iter().all(|row| row.len() <= COLUMNS));
            }
        }
    }
}
