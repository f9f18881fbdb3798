//! Documents behind links that hold their own secret and live a minute (contract section 5), and the PDF they lead to.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::Response;

/// Short on purpose, so that a link can be seen to expire.
pub const LIFE: Duration = Duration::from_secs(60);

/// A document to be fetched.
#[derive(Clone, Debug)]
pub struct Document {
    /// With its ending.
    pub name: String,
    pub lines: Vec<String>,
}

/// Links given out so far.
#[derive(Default)]
pub struct Links(Mutex<HashMap<String, (Document, Instant)>>);

impl Links {
    /// The secret of a new link.
    pub fn give(&self, document: Document) -> String {
        let secret = format!("{:032x}", fastrand::u128(..));
        let mut links = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        links.retain(|_, (_, given)| given.elapsed() < 10 * LIFE);
        links.insert(secret.clone(), (document, Instant::now()));
        secret
    }

    /// What is behind a secret; `None` when there is nothing, or nothing any more.
    pub fn behind(&self, secret: &str) -> Option<Document> {
        let links = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        links.get(secret).filter(|(_, given)| given.elapsed() < LIFE).map(|(document, _)| document.clone())
    }
}

impl Document {
    pub fn answer(&self) -> Response {
        let body = Response::builder()
            .header(CONTENT_TYPE, "application/pdf")
            .header(CONTENT_DISPOSITION, format!("inline; filename=\"{}\"", self.name))
            .body(Body::from(self.pdf()));
        body.unwrap_or_else(|error| unreachable!("headers made of plain letters: {error}"))
    }

    /// One page of text: catalogue, pages, page, font, content, and the table of where each begins.
    pub fn pdf(&self) -> Vec<u8> {
        let mut content: Vec<u8> = b"BT /F1 12 Tf 60 760 Td 18 TL\n".to_vec();
        for line in &self.lines {
            content.push(b'(');
            content.extend(line.chars().flat_map(written));
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
