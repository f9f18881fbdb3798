//! A long document of Turtle taken apart, statement by statement, or where these are long between what they list; no string
//! and no address is cut.

use super::bounds::{DEEPEST, string, too_deep};
use super::pieces::More;
use super::syntax::{Unreadable, broken};
use crate::m;

/// Statements are given together up to so much; little in tests, where short documents have many parts.
const USUAL: usize = if cfg!(test) { 32 << 10 } else { 512 << 10 };
/// What is longer than that is taken apart.
const LONG: usize = 4 * USUAL;
/// What has no end within so much is no string, and no address.
const MOST: usize = 16 << 20;

pub struct Chunks<'m> {
    more: More<'m>,
    window: String,
    /// Looked at as far as that.
    at: usize,
    depth: usize,
    /// Behind the last statement that ends before, and behind the last thing that is listed.
    end: usize,
    listed: usize,
    is_over: bool,
}

impl<'m> Chunks<'m> {
    pub fn new(more: More<'m>) -> Self {
        Self { more, window: String::new(), at: 0, depth: 0, end: 0, listed: 0, is_over: false }
    }

    /// What can be read on its own, behind what was given before; `None` at the end.
    pub fn next(&mut self) -> Result<Option<String>, Unreadable> {
        loop {
            self.look()?;
            if self.is_over {
                let rest = std::mem::take(&mut self.window);
                return Ok(Some(rest).filter(|rest| !rest.is_empty()));
            }
            if self.end >= USUAL {
                return Ok(Some(self.until(self.end)));
            }
            if self.window.len() > LONG && self.listed > 0 {
                return Ok(Some(self.until(self.listed)));
            }
            if self.window.len() > MOST {
                return Err(Unreadable::Other(m!("dcat-too-large")));
            }
            match (self.more)(&mut self.window) {
                Ok(is_more) => self.is_over = !is_more,
                // What is whole is given before.
                Err(_) if self.end > 0 => return Ok(Some(self.until(self.end))),
                Err(error) => return Err(broken(&error)),
            }
        }
    }

    fn until(&mut self, end: usize) -> String {
        let rest = self.window.split_off(end);
        self.at -= end;
        (self.end, self.listed) = (0, self.listed.saturating_sub(end));
        std::mem::replace(&mut self.window, rest)
    }

    /// Looks for ends of statements in what is there. What is cut is looked at again.
    fn look(&mut self) -> Result<(), Unreadable> {
        /// What marks a string is no longer, nor what tells that a statement ends.
        const MARKS: usize = 3;
        let bytes = self.window.as_bytes();
        while self.at + MARKS <= bytes.len() {
            let rest = &bytes[self.at..];
            let length = match rest[0] {
                b'"' | b'\'' => string(rest),
                b'<' => memchr::memchr2(b'>', b'\n', rest).map_or(rest.len(), |end| end + 1),
                b'#' => memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1),
                byte => {
                    match byte {
                        b'{' | b'[' | b'(' => self.depth += 1,
                        b'}' | b']' | b')' => self.depth = self.depth.saturating_sub(1),
                        b'.' if self.depth == 0 && rest[1].is_ascii_whitespace() => self.end = self.at + 1,
                        b',' | b';' if rest[1].is_ascii_whitespace() => self.listed = self.at + 1,
                        _ => {}
                    }
                    1
                }
            };
            if self.depth > DEEPEST {
                return Err(too_deep());
            }
            // It may go on in what follows.
            if length > 1 && length + MARKS > rest.len() {
                break;
            }
            self.at += length;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_string_and_no_address_is_cut() {
        let statement = |n: usize| {
            format!(
                "<http://a.example/{n}. > a <b> ; <c> \"one. \\\" . é\", '''a. ' . ''' , 1.5 ; <d> [ <e> 1 . ] . # a. \"\n"
            )
        };
        let text: String = (0..2_000).map(statement).collect();
        for size in [1_000, 65_537] {
            let mut left = &*text;
            let mut more = |window: &mut String| {
                let (part, rest) = left.split_at(left.ceil_char_boundary(size));
                window.push_str(part);
                left = rest;
                Ok(!part.is_empty())
            };
            let (mut chunks, mut all, mut count) = (Chunks::new(&mut more), String::new(), 0);
            while let Some(chunk) = chunks.next().unwrap() {
                count += 1;
                assert!(
                    all.len() + chunk.len() == text.len() || chunk.ends_with("] ."),
                    "{}",
                    &chunk[chunk.len() - 90..]
                );
                all += &chunk;
            }
            assert!(all == text && count > 2, "{count}");
        }
    }

    #[test]
    fn a_long_list_is_cut_between_its_members() {
        let text = format!(
            "<c> <d> {} .\n",
            (0..20_000).map(|n| format!("<http://a.example/{n}>")).collect::<Vec<_>>().join(", ")
        );
        let mut left = &*text;
        let mut more = |window: &mut String| {
            let (part, rest) = left.split_at(left.len().min(10_000));
            window.push_str(part);
            left = rest;
            Ok(!part.is_empty())
        };
        let (mut chunks, mut all) = (Chunks::new(&mut more), Vec::new());
        all.extend(std::iter::from_fn(|| chunks.next().unwrap()));
        assert!(all.concat() == text && all.len() > 2 && all.iter().all(|it| it.len() < 2 * LONG), "{}", all.len());
        assert!(all[1].starts_with(" <http://a.example/"));
    }

    #[test]
    fn what_never_ends_is_refused() {
        for text in ["<a> <b> \"\"\"a", "(", "<a> "] {
            let mut more = |window: &mut String| {
                window.push_str(&text.repeat(1 << 18));
                Ok(true)
            };
            let mut chunks = Chunks::new(&mut more);
            let end = std::iter::from_fn(|| chunks.next().transpose()).find_map(Result::err);
            assert!(end.is_some(), "{text}");
        }
    }
}
