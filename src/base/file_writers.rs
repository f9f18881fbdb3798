//! Small files written in office formats: PDF, ZIP, XLSX, DOCX; nothing is compressed.

use std::fmt::Write as _;

use flate2::Crc;

/// One page of text: catalogue, pages, page, font, content, and the table of where each begins.
pub fn pdf(lines: &[impl AsRef<str>]) -> Vec<u8> {
    let mut content: Vec<u8> = b"BT /F1 12 Tf 60 760 Td 18 TL\n".to_vec();
    for line in lines {
        content.push(b'(');
        content.extend(line.as_ref().chars().flat_map(written));
        content.extend(b") Tj T*\n");
    }
    content.extend(b"ET");
    let mut stream = format!("<< /Length {} >>\nstream\n", content.len()).into_bytes();
    stream.extend(content);
    stream.extend(b"\nendstream");
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>";
    let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";
    let objects: [&[u8]; 5] = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page.as_bytes(),
        font.as_bytes(),
        &stream,
    ];
    let mut pdf = b"%PDF-1.4\n".to_vec();
    let mut table = String::from("0000000000 65535 f \n");
    for (number, object) in (1..).zip(objects) {
        table.push_str(&format!("{:010} 00000 n \n", pdf.len()));
        pdf.extend(format!("{number} 0 obj\n").bytes());
        pdf.extend(object);
        pdf.extend(b"\nendobj\n");
    }
    let end = pdf.len();
    let trailer = format!("xref\n0 6\n{table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{end}\n%%EOF\n");
    pdf.extend(trailer.bytes());
    pdf
}

/// A character in a PDF string of the encoding WinAnsi, which is Latin-1 for French but for a few.
fn written(c: char) -> Vec<u8> {
    match c {
        '(' | ')' | '\\' => vec![b'\\', c as u8],
        '’' => vec![b'\''],
        '€' => vec![0x80],
        'œ' => vec![0x9C],
        c => vec![u8::try_from(u32::from(c)).unwrap_or(b'?')],
    }
}

/// An archive that stores files as they are: name, bytes.
pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let common = |out: &mut Vec<u8>, name: &str, bytes: &[u8]| {
        // version 2.0, flag "UTF-8 name", stored, 2026-01-01 00:00
        out.extend_from_slice(&[20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0x5C]);
        let mut checksum = Crc::new();
        checksum.update(bytes);
        out.extend_from_slice(&checksum.sum().to_le_bytes());
        out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
        out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
        out.extend_from_slice(&(name.len() as u16).to_le_bytes());
        out.extend_from_slice(&0u16.to_le_bytes());
    };
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for (name, bytes) in files {
        let start = out.len() as u32;
        out.extend_from_slice(b"PK\x03\x04");
        common(&mut out, name, bytes);
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(bytes);
        directory.extend_from_slice(b"PK\x01\x02\x14\x00");
        common(&mut directory, name, bytes);
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&start.to_le_bytes());
        directory.extend_from_slice(name.as_bytes());
    }
    let (start, count) = (out.len() as u32, (files.len() as u16).to_le_bytes());
    out.extend_from_slice(&directory);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    out.extend_from_slice(&[count, count].concat());
    out.extend_from_slice(&(directory.len() as u32).to_le_bytes());
    out.extend_from_slice(&start.to_le_bytes());
    out.extend_from_slice(&[0, 0]);
    out
}

/// A workbook of one sheet.
pub fn xlsx(rows: &[Vec<String>]) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let mut sheet = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>");
    for row in rows {
        sheet += "<row>";
        for cell in row {
            let _ = write!(sheet, "<c t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>", escaped(cell));
        }
        sheet += "</row>";
    }
    sheet += "</sheetData></worksheet>";
    let workbook = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATION}\"><sheets><sheet name=\"Export\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    office(
        &[
            ("xl/workbook.xml", "spreadsheetml.sheet.main", &workbook),
            ("xl/worksheets/sheet1.xml", "spreadsheetml.worksheet", &sheet),
        ],
        Some(("xl/_rels/workbook.xml.rels", "worksheet", "worksheets/sheet1.xml")),
    )
}

/// A spreadsheet of OpenDocument whose tables hold this.
#[cfg(test)]
pub fn ods(tables: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    );
    let mimetype: &[u8] = b"application/vnd.oasis.opendocument.spreadsheet";
    zip(&[("mimetype", mimetype), ("content.xml", content.as_bytes())])
}

/// A text document of these paragraphs.
pub fn docx(paragraphs: &[&str]) -> Vec<u8> {
    let mut document =
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>".to_owned();
    for paragraph in paragraphs {
        let _ = write!(document, "<w:p><w:r><w:t>{}</w:t></w:r></w:p>", escaped(paragraph));
    }
    document += "</w:body></w:document>";
    office(&[("word/document.xml", "wordprocessingml.document.main", &document)], None)
}

const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The package around parts (name, type, content), of which the first is the document.
fn office(parts: &[(&str, &str, &str)], relation: Option<(&str, &str, &str)>) -> Vec<u8> {
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let relations = |id: &str, kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"{id}\" Type=\"{RELATION}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let types = parts.iter().fold(String::new(), |types, (name, kind, _)| {
        types
            + &format!(
                "<Override PartName=\"/{name}\" ContentType=\"application/vnd.openxmlformats-officedocument.{kind}+xml\"/>"
            )
    });
    let types = format!(
        "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>{types}</Types>"
    );
    let mut files = vec![("[Content_Types].xml".to_owned(), types)];
    files.push(("_rels/.rels".into(), relations("r0", "officeDocument", parts[0].0)));
    files.extend(relation.map(|(name, kind, target)| (name.to_owned(), relations("r1", kind, target))));
    files.extend(parts.iter().map(|(name, _, content)| ((*name).to_owned(), (*content).to_owned())));
    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    let files: Vec<_> = files.into_iter().map(|(name, content)| (name, format!("{HEAD}{content}"))).collect();
    zip(&files.iter().map(|(name, content)| (name.as_str(), content.as_bytes())).collect::<Vec<_>>())
}

fn escaped(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
