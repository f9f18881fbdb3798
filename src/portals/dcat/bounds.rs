//! Refuses documents that would exhaust memory or stack (deep nesting, growing entities) before they are parsed.

use memchr::memmem;
use quick_xml::events::Event;

use super::syntax::Unreadable;
use crate::m;

/// No feed that means well is nested any deeper.
pub const DEEPEST: usize = 100;
/// So many bytes at most may a document's own abbreviations become.
const EXPANDED: usize = 64 << 20;

/// Lists and objects of JSON, or the brackets of Turtle, outside of what is quoted.
pub fn within_depth(body: &[u8], is_turtle: bool) -> Result<(), Unreadable> {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(byte) = body.get(at) {
        at += match byte {
            b'"' => string(&body[at..]),
            b'\'' if is_turtle => string(&body[at..]),
            b'<' if is_turtle => memchr::memchr2(b'>', b'\n', &body[at..]).map_or(body.len(), |end| end + 1),
            b'#' if is_turtle => memchr::memchr(b'\n', &body[at..]).map_or(body.len(), |end| end + 1),
            b'{' | b'[' | b'(' => {
                depth += 1;
                1
            }
            b'}' | b']' | b')' => {
                depth = depth.saturating_sub(1);
                1
            }
            _ => 1,
        };
        if depth > DEEPEST {
            return Err(too_deep());
        }
    }
    Ok(())
}

/// How long the string is that begins here: in one mark or in three.
fn string(rest: &[u8]) -> usize {
    let mark = rest[0];
    let is_long = rest.len() >= 3 && rest[1] == mark && rest[2] == mark;
    if !is_long && rest.get(1) == Some(&mark) {
        return 2;
    }
    let mut at = if is_long { 3 } else { 1 };
    while let Some(found) = memchr::memchr2(mark, b'\\', rest.get(at..).unwrap_or_default()) {
        at += found;
        if rest[at] == b'\\' {
            at += 2;
        } else if !is_long {
            return at + 1;
        } else if rest[at..].starts_with(&[mark; 3]) {
            return at + 3;
        } else {
            at += 1;
        }
    }
    rest.len()
}

pub fn within_depth_of_xml(body: &[u8]) -> Result<(), Unreadable> {
    let mut reader = quick_xml::Reader::from_reader(body);
    reader.config_mut().check_end_names = false;
    let mut depth = 0_usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(_)) => depth += 1,
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            // What is wrong is told when it is read.
            Ok(Event::Eof) | Err(_) => return Ok(()),
            Ok(_) => {}
        }
        if depth > DEEPEST {
            return Err(too_deep());
        }
    }
}

/// Abbreviations within abbreviations grow without end, and long ones used often do as well.
pub fn within_entities(body: &[u8]) -> Result<(), Unreadable> {
    const DECLARED: &[u8] = b"<!ENTITY";
    let mut longest = 0;
    for at in memmem::find_iter(body, DECLARED) {
        let rest = &body[at + DECLARED.len()..];
        let declared = &rest[..memchr::memchr(b'>', rest).unwrap_or(rest.len())];
        let names_others = memmem::find_iter(declared, b"&").any(|at| declared.get(at + 1) != Some(&b'#'));
        if names_others {
            return Err(Unreadable::Other(m!("dcat-nested-entities")));
        }
        longest = longest.max(declared.len());
    }
    let used = if longest == 0 { 0 } else { memchr::memchr_iter(b'&', body).count() };
    match longest.saturating_mul(used) > EXPANDED {
        true => Err(Unreadable::Other(m!("dcat-large-entities"))),
        false => Ok(()),
    }
}

pub fn too_deep() -> Unreadable {
    Unreadable::Other(m!("dcat-too-deep", deepest = DEEPEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_does_not_nest() {
        let harmless = [
            "<a> <b> \"[[[[\" , '((((' , \"\"\"\\\"\"\"[[ \"\" [\"\"\" ; <c[[> 1 . # [[[\n",
            "{\"a\": \"\\\"{{{\", \"\": \"\"}",
        ];
        for (body, is_turtle) in harmless.into_iter().zip([true, false]) {
            let many = body.repeat(200);
            assert_eq!(within_depth(many.as_bytes(), is_turtle), Ok(()), "{body}");
        }
    }

    #[test]
    fn entities_that_explode_are_not_expanded() {
        let nested = r#"<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rdf:RDF/>"#;
        assert!(within_entities(nested.as_bytes()).is_err());
        let long = format!("<!DOCTYPE r [<!ENTITY a \"{}\">]><r>{}</r>", "a".repeat(100_000), "&a;".repeat(10_000));
        assert!(within_entities(long.as_bytes()).is_err());
        let usual = r#"<!DOCTYPE rdf:RDF [<!ENTITY xsd "http://www.w3.org/2001/XMLSchema#">]><rdf:RDF a="&xsd;int"/>"#;
        assert_eq!(within_entities(usual.as_bytes()), Ok(()));
    }
}
