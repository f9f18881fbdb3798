//! Refuses documents that would exhaust memory or stack (deep nesting) before they are parsed.

use super::iri::LONGEST_BASE;
use super::syntax::Unreadable;
use crate::m;

/// No feed that means well is nested any deeper.
pub const DEEPEST: usize = 100;

/// Lists and objects of JSON, or the brackets of Turtle, outside of what is quoted.
pub fn within_depth(body: &[u8], is_turtle: bool) -> Result<(), Unreadable> {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(byte) = body.get(at) {
        at += match byte {
            b'"' => string(&body[at..]),
            b'\'' if is_turtle => string(&body[at..]),
            b'<' if is_turtle => {
                let length = memchr::memchr2(b'>', b'\n', &body[at..]).map_or(body.len(), |end| end + 1);
                if length > LONGEST_BASE && begins_others(&body[..at]) {
                    return Err(Unreadable::Other(m!("dcat-costly-terms")));
                }
                length
            }
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

/// Whether Turtle declares here what other addresses begin with: a prefix, which ends with a colon, or the base.
fn begins_others(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    before.ends_with(b":") || before.last_chunk::<4>().is_some_and(|word| word.eq_ignore_ascii_case(b"base"))
}

/// How long the string is that begins here: in one mark or in three.
pub fn string(rest: &[u8]) -> usize {
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
}
