//! XML indented, and web pages as their text.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{DecidedBy, Preview, ReadOptions, Sample, View, plain};
use crate::base::markup;
use crate::t;
use crate::tabular::encoding::{CHOICES, Decoded, decode};
use crate::tabular::{Charset, encoding_named};

/// The most lines made of a sample.
const MOST_LINES: usize = 5000;
/// Deeper than this the indentation stays.
const DEEPEST: usize = 40;

/// Its text, in the encoding that is asked for, that it states, or that is guessed.
pub fn decoded(sample: &Sample, options: &ReadOptions) -> Decoded {
    let declared = declared_encoding(&sample.bytes);
    let mut decoded = decode(&sample.bytes, sample.whole, options.text.encoding.or(declared));
    if options.text.encoding.is_none() && declared.is_some() {
        decoded.by = DecidedBy::Stated;
    }
    decoded
}

pub fn read(sample: &Sample, options: &ReadOptions) -> Preview {
    let decoded = decoded(sample, options);
    let text = decoded.text.trim_start_matches('\u{feff}').trim_start();
    let start: String = text.chars().take(512).collect::<String>().to_ascii_lowercase();
    let preview = if start.contains("<!doctype html") || start.contains("<html") {
        let page = markup::prose(text).lines().map(plain::line).collect();
        let preview = Preview::new("html", vec![View::Text(page), View::Text(plain::lines(text))]);
        preview.note(t!("preview-web-page"))
    } else {
        let (lines, why) = indented(text);
        let preview = Preview::new("xml", vec![View::Text(lines)]);
        match why.filter(|_| sample.whole) {
            Some(why) => preview.note(t!("preview-bad-xml", why)),
            None => preview,
        }
    };
    preview.decoded(&decoded)
}

/// `<?xml version="1.0" encoding="ISO-8859-1"?>`.
fn declared_encoding(bytes: &[u8]) -> Option<Charset> {
    let head = &bytes[..bytes.len().min(200)];
    let head = std::str::from_utf8(&head[..head.iter().position(|byte| *byte == b'>')?]).ok()?;
    let rest = head.strip_prefix("<?xml")?.split_once("encoding=")?.1;
    let name = rest.get(1..)?.split(['"', '\'']).next()?;
    // UTF-16 that can be read as ASCII is none.
    encoding_named(name).ok().filter(|it| it.is_ascii_compatible() || !CHOICES.contains(it))
}

/// One line for each element, text beside its element where it fits; and why the reading ended early.
fn indented(text: &str) -> (Vec<String>, Option<String>) {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut sheet = IndentedXml::default();
    while sheet.lines.len() < MOST_LINES {
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => sheet.add(event),
            Err(error) => {
                sheet.flush();
                let rest = usize::try_from(reader.error_position()).ok().and_then(|at| text.get(at..)).unwrap_or("");
                sheet.lines.extend(plain::lines(rest).into_iter().take(20));
                return (sheet.lines, Some(crate::base::text::line(&error.to_string())));
            }
        }
    }
    sheet.flush();
    let open = sheet.depth > 0;
    (sheet.lines, open.then(|| t!("preview-xml-open")))
}

#[derive(Default)]
struct IndentedXml {
    lines: Vec<String>,
    depth: usize,
    /// A start tag, and text after it, that may be closed on the same line.
    open: Option<String>,
}

impl IndentedXml {
    fn add(&mut self, event: Event) {
        match event {
            Event::Start(tag) => {
                self.flush();
                self.open = Some(format!("<{}>", written(&tag)));
                self.depth += 1;
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                let end = format!("</{}>", tag.name().as_ref());
                match self.open.take() {
                    Some(open) => self.line(&format!("{open}{end}")),
                    None => self.line(&end),
                }
            }
            Event::Empty(tag) => self.child(&format!("<{}/>", written(&tag))),
            Event::Text(text) => self.text(&text),
            Event::GeneralRef(name) => self.text(&format!("&{};", &*name)),
            Event::CData(text) => self.child(&format!("<![CDATA[{}]]>", &*text)),
            Event::Comment(text) => self.child(&format!("<!--{}-->", &*text)),
            Event::PI(text) => self.child(&format!("<?{}?>", &*text)),
            Event::Decl(text) => self.child(&format!("<?{}?>", &*text)),
            Event::DocType(text) => self.child(&format!("<!DOCTYPE {}>", &*text)),
            Event::Eof => {}
        }
    }

    fn text(&mut self, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        match &mut self.open {
            Some(open) => open.push_str(text.trim()),
            None => self.line(text.trim()),
        }
    }

    fn child(&mut self, text: &str) {
        self.flush();
        self.line(text);
    }

    /// Writes the start tag that waits.
    fn flush(&mut self) {
        if let Some(open) = self.open.take() {
            self.depth = self.depth.saturating_sub(1);
            self.line(&open);
            self.depth += 1;
        }
    }

    fn line(&mut self, text: &str) {
        let indent = "  ".repeat(self.depth.min(DEEPEST));
        self.lines.extend(text.lines().map(|row| plain::line(&format!("{indent}{}", row.trim()))));
    }
}

/// A tag's name and attributes, as they are written.
fn written(tag: &BytesStart) -> String {
    tag.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_indented_and_short_texts_stay_beside_them() {
        let (lines, why) = indented("<?xml version=\"1.0\"?><a  x='1'><b>é &amp; è</b><c/><d><e>1</e>tail</d></a>");
        let expected = [
            "<?xml version=\"1.0\"?>",
            "<a x='1'>",
            "  <b>é&amp;è</b>",
            "  <c/>",
            "  <d>",
            "    <e>1</e>",
            "    tail",
            "  </d>",
            "</a>",
        ];
        assert_eq!((lines, why), (expected.map(str::to_owned).to_vec(), None));
    }

    #[test]
    fn what_is_broken_is_shown_up_to_there() {
        for broken in ["<a><b>text", "<a></b></a>", "<a <b>", "<a>&nope;</a>", "<!-- open"] {
            let (lines, _) = indented(broken);
            assert!(!lines.is_empty(), "{broken}");
        }
        assert!(indented("<a><b>text").1.is_some());
    }
}
