//! A page of GeoJSON taken apart into its features, each as it was sent, and what stands around them; a page of GML likewise.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Map, Value};

use super::row::Row;
use crate::base::json;

/// What stands around the features is no longer than this, each value of it.
const LONGEST: usize = 1 << 20;

/// The rows of one answer.
#[derive(Debug, Default)]
pub struct Split {
    pub rows: Vec<Row>,
    /// What stands beside them: counts, links, the reference system.
    pub around: Map<String, Value>,
    /// Of GML: what its collection begins and ends with.
    pub frame: Option<(String, String)>,
}

/// The rows under `key` of an object, or of a bare list; `None` where it is neither, or is cut.
pub fn json_rows(body: &[u8], key: &str) -> Option<Split> {
    match split(body, key) {
        Some(split) => Some(split),
        // Bytes that JSON does not know, repaired once for all.
        None => match serde_json::from_slice::<Value>(body) {
            Ok(_) => None,
            Err(_) => split(json::mended(&String::from_utf8_lossy(body)).as_bytes(), key),
        },
    }
}

fn split(body: &[u8], key: &str) -> Option<Split> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let mut scan = Scan { body, at: 0 };
    let mut split = Split::default();
    match scan.peek()? {
        b'[' => split.rows = scan.items()?,
        b'{' => {
            scan.at += 1;
            let mut is_page = false;
            while scan.peek()? != b'}' {
                let name: String = serde_json::from_slice(scan.value()?).ok()?;
                scan.eat(b':')?;
                is_page |= name == key;
                if name == key && scan.peek()? == b'[' {
                    split.rows.extend(scan.items()?);
                } else {
                    let value = scan.value()?;
                    if value.len() <= LONGEST {
                        split.around.insert(name, serde_json::from_slice(value).ok()?);
                    }
                }
                if scan.peek()? == b',' {
                    scan.at += 1;
                }
            }
            scan.at += 1;
            // What went wrong is an object too.
            if !is_page {
                return None;
            }
        }
        _ => return None,
    }
    scan.peek().is_none().then_some(split)
}

struct Scan<'a> {
    body: &'a [u8],
    at: usize,
}

impl<'a> Scan<'a> {
    /// The next byte that is no blank.
    fn peek(&mut self) -> Option<u8> {
        while self.body.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
        self.body.get(self.at).copied()
    }

    fn eat(&mut self, wanted: u8) -> Option<()> {
        (self.peek()? == wanted).then(|| self.at += 1)
    }

    /// All objects of a list; what is none is no row.
    fn items(&mut self) -> Option<Vec<Row>> {
        self.eat(b'[')?;
        let mut rows = vec![];
        while self.peek()? != b']' {
            rows.push(Row::of_json(self.value()?)?);
            if self.peek()? == b',' {
                self.at += 1;
            }
        }
        self.at += 1;
        Some(rows)
    }

    /// One value, whatever it is, as it is written.
    fn value(&mut self) -> Option<&'a [u8]> {
        self.peek()?;
        let from = self.at;
        let (mut depth, mut is_text) = (0_u32, false);
        while let Some(byte) = self.body.get(self.at).copied() {
            if is_text {
                match byte {
                    b'\\' => self.at += 1,
                    b'"' => is_text = false,
                    _ => {}
                }
                self.at += 1;
                if !is_text && depth == 0 {
                    break;
                }
                continue;
            }
            match byte {
                b'"' => is_text = true,
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth == 0 => break,
                b'}' | b']' => {
                    depth -= 1;
                    if depth == 0 {
                        self.at += 1;
                        break;
                    }
                }
                b',' | b':' if depth == 0 => break,
                _ => {}
            }
            self.at += 1;
        }
        let value = self.body.get(from..self.at)?.trim_ascii_end();
        (depth == 0 && !is_text && !value.is_empty()).then_some(value)
    }
}

/// The members of a GML collection; `None` where it is none, or is cut.
pub fn gml_rows(text: &str) -> Option<Split> {
    let mut reader = Reader::from_str(text);
    let (mut split, mut depth, mut from) = (Split::default(), 0_usize, None);
    // `featureMembers` holds all of them, and is part of the frame.
    let (mut shared, mut head, mut tail) = (false, None, String::new());
    loop {
        let before = usize::try_from(reader.buffer_position()).ok()?;
        let event = reader.read_event().ok()?;
        let after = usize::try_from(reader.buffer_position()).ok()?;
        let row_depth = if shared { 2 } else { 1 };
        match event {
            Event::Start(tag) => {
                let name = local(tag.name().as_ref()).to_owned();
                if depth == 0 {
                    head = Some(after);
                    tail = format!("</{}>", AsRef::<str>::as_ref(&tag.name()));
                    if !name.ends_with("FeatureCollection") {
                        return None;
                    }
                } else if depth == 1 && name == "featureMembers" {
                    shared = true;
                    tail = format!("</{}>\n{tail}", AsRef::<str>::as_ref(&tag.name()));
                    split.frame = Some((text.get(before..after)?.to_owned(), String::new()));
                } else if depth == row_depth && (shared || matches!(&*name, "member" | "featureMember")) {
                    from = Some(before);
                }
                depth += 1;
            }
            Event::End(_) => {
                depth = depth.checked_sub(1)?;
                if depth == row_depth
                    && let Some(from) = from.take()
                {
                    split.rows.push(Row { raw: text.get(from..after)?.into(), value: Value::Null });
                }
                if depth == 1 {
                    shared = false;
                }
            }
            Event::Empty(tag) if depth == 0 => {
                let name = AsRef::<str>::as_ref(&tag.name()).to_owned();
                if !local(&name).ends_with("FeatureCollection") {
                    return None;
                }
                let head = text.get(..after)?.strip_suffix("/>")?.to_owned() + ">";
                split.frame = Some((head, format!("</{name}>")));
                return Some(split);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if depth != 0 {
        return None;
    }
    let members = split.frame.take().map(|(start, _)| format!("\n{start}")).unwrap_or_default();
    split.frame = Some((format!("{}{members}", text.get(..head?)?), tail));
    Some(split)
}

/// What begins a collection, with the numbers of the whole in the place of those of its first page.
pub fn framed(head: &str, stated: Option<u64>) -> String {
    let Some(total) = stated else { return head.to_owned() };
    let mut head = head.to_owned();
    for (name, value) in [
        ("numberReturned", Some(total)),
        ("numberMatched", Some(total)),
        ("numberOfFeatures", Some(total)),
        ("next", None),
        ("previous", None),
    ] {
        let start = format!(" {name}=\"");
        let Some(at) = head.find(&start) else { continue };
        let Some(end) = head.get(at + start.len()..).and_then(|rest| rest.find('"')) else { continue };
        let value = value.map(|value| format!("{start}{value}\"")).unwrap_or_default();
        head.replace_range(at..at + start.len() + end + 1, &value);
    }
    head
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(split: &Split) -> Vec<&str> {
        split.rows.iter().map(|row| std::str::from_utf8(&row.raw).unwrap()).collect()
    }

    #[test]
    fn features_are_taken_out_as_they_were_sent() {
        let page = r#" { "type":"FeatureCollection" , "numberMatched": 12,"features":[ {"a": "]}\"", "n": 1.50} ,
            {"b":[{},[]]} ], "links":[{"rel":"next"}]} "#;
        let split = json_rows(page.as_bytes(), "features").unwrap();
        assert_eq!(rows(&split), [r#"{"a": "]}\"", "n": 1.50}"#, r#"{"b":[{},[]]}"#]);
        assert_eq!(split.around["numberMatched"], 12);
        assert_eq!(split.around["links"][0]["rel"], "next");
        assert_eq!(rows(&json_rows(b"[{\"a\":1}]", "features").unwrap()), ["{\"a\":1}"]);
        assert!(json_rows(b"{\"features\":[]}", "features").unwrap().rows.is_empty());
    }

    #[test]
    fn what_is_cut_is_no_page() {
        let page = r#"{"type":"FeatureCollection","features":[{"a":{"b":"c"}},{"d":1}],"numberMatched":2}"#;
        assert!(json_rows(page.as_bytes(), "features").is_some());
        for end in 0..page.len() {
            assert!(json_rows(&page.as_bytes()[..end], "features").is_none(), "{}", &page[..end]);
        }
        assert!(json_rows(b"{\"features\":null}", "features").unwrap().rows.is_empty());
        for odd in [
            "",
            "1",
            "\"x\"",
            "<html>",
            "{}",
            "{\"exceptions\":[{\"text\":\"x\"}]}",
            "{\"features\":[1]}",
            "{\"features\":[{}]}x",
        ] {
            assert!(json_rows(odd.as_bytes(), "features").is_none(), "{odd}");
        }
    }

    #[test]
    fn members_of_gml_are_taken_out_with_their_frame() {
        let page = "<?xml version=\"1.0\"?>\n<wfs:FeatureCollection xmlns:wfs=\"w\" numberMatched=\"2\"><wfs:boundedBy/>\
            <wfs:member><a><member>x</member></a></wfs:member>\n<wfs:member><b/></wfs:member></wfs:FeatureCollection>";
        let split = gml_rows(page).unwrap();
        assert_eq!(
            rows(&split),
            ["<wfs:member><a><member>x</member></a></wfs:member>", "<wfs:member><b/></wfs:member>"]
        );
        let (head, tail) = split.frame.unwrap();
        assert!(head.ends_with("numberMatched=\"2\">") && tail == "</wfs:FeatureCollection>", "{head} {tail}");
        let shared =
            "<f:FeatureCollection><gml:featureMembers><x>1</x><x>2</x></gml:featureMembers></f:FeatureCollection>";
        let split = gml_rows(shared).unwrap();
        assert_eq!(rows(&split), ["<x>1</x>", "<x>2</x>"]);
        let frame = (
            "<f:FeatureCollection>\n<gml:featureMembers>".into(),
            "</gml:featureMembers>\n</f:FeatureCollection>".into(),
        );
        assert_eq!(split.frame, Some(frame));
        assert!(gml_rows("<wfs:FeatureCollection/>").unwrap().rows.is_empty());
        for odd in ["", "<a/>", "<a></a>", "<FeatureCollection><member>", "{}"] {
            assert!(gml_rows(odd).is_none(), "{odd}");
        }
    }

    #[test]
    fn the_whole_is_told_where_a_page_was() {
        let head =
            "<wfs:FeatureCollection numberMatched=\"12\" next=\"https://a.org/?a&amp;b\" numberReturned=\"2\" x=\"1\">";
        let expected = "<wfs:FeatureCollection numberMatched=\"12\" numberReturned=\"12\" x=\"1\">";
        assert_eq!(framed(head, Some(12)), expected);
        assert_eq!(framed(head, None), head);
    }
}
