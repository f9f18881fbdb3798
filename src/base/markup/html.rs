//! HTML as people write it, onto a [`TextPage`]: read by the tokenizer of a browser, without a tree, so that nothing is nested
//! too deep and nothing is unclosed. Texts may come in pieces, with other text in between.

use std::cell::{Cell, RefCell, RefMut};

use html5ever::interface::Attribute;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};

use super::page::TextPage;

/// Elements that end a line, and those that part paragraphs.
const LINES: [&str; 6] = ["br", "div", "li", "tr", "dt", "dd"];
const PARAGRAPHS: [&str; 14] =
    ["p", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "dl", "pre", "hr"];

/// Elements whose content is not for readers.
const HIDDEN: [&str; 3] = ["script", "style", "head"];

/// The other elements that are taken for HTML; any other name in angle brackets is somebody's text.
const INLINE: [&str; 29] = [
    "a", "abbr", "b", "big", "body", "center", "cite", "code", "del", "em", "font", "html", "i", "img", "ins", "kbd",
    "mark", "q", "s", "small", "span", "strike", "strong", "sub", "sup", "tbody", "td", "th", "u",
];

/// What `&name;` stands for; `None` for what is no name of HTML's.
pub fn entity(name: &str) -> Option<String> {
    let (first, second) = *html5ever::data::NAMED_ENTITIES.get(&*format!("{name};"))?;
    Some([first, second].into_iter().filter_map(char::from_u32).filter(|char| *char != '\0').collect())
}

/// A reader in the middle of its text.
pub struct Html(Tokenizer<Sink>);

#[derive(Default)]
struct Sink {
    page: RefCell<TextPage>,
    /// The element that hides what comes, up to its end.
    hidden: Cell<Option<&'static str>>,
    /// Whether a link is open that HTML opened.
    link: Cell<bool>,
    /// How many elements are open whose lines are as they are written.
    written: Cell<usize>,
}

impl Html {
    pub fn new() -> Self {
        Self(Tokenizer::new(Sink::default(), Default::default()))
    }

    pub fn read(&self, html: &str) {
        let queue = BufferQueue::default();
        queue.push_back(StrTendril::from(escaped(html)));
        // The sink never stops it for a script.
        while !queue.is_empty() {
            let _ = self.0.feed(&queue);
        }
    }

    pub fn is_hidden(&self) -> bool {
        self.0.sink.hidden.get().is_some()
    }

    pub fn page(&self) -> RefMut<'_, TextPage> {
        self.0.sink.page.borrow_mut()
    }

    pub fn end(self) -> TextPage {
        self.0.end();
        self.0.sink.page.take()
    }
}

/// Whether `text` has a tag or an entity in it, as they are written.
pub fn is_html(text: &str) -> bool {
    let entity = |rest: &str| {
        let name = rest.split(';').next().unwrap_or_default();
        let letters = name.strip_prefix('#').unwrap_or(name);
        name.len() < rest.len() && (2..=8).contains(&name.len()) && letters.chars().all(|c| c.is_ascii_alphanumeric())
    };
    text.match_indices('<').any(|(at, _)| is_tag(&text[at..])) || text.split('&').skip(1).any(entity)
}

/// `html` with every bracket that begins no tag of HTML as an entity: it is text, as in `<https://…>` and `a < b`.
fn escaped(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut done = 0;
    for (at, _) in html.match_indices('<').filter(|(at, _)| !is_tag(&html[*at..])) {
        out.push_str(&html[done..at]);
        out.push_str("&lt;");
        done = at + 1;
    }
    out + &html[done..]
}

/// Whether `text` begins with a comment, or with a tag of HTML that ends.
fn is_tag(text: &str) -> bool {
    /// More is no tag that anybody wrote.
    const LONGEST: usize = 4096;
    let Some(inner) = text.strip_prefix('<') else { return false };
    if inner.starts_with("!--") {
        return true;
    }
    let named = inner.strip_prefix(['/', '!']).unwrap_or(inner);
    let Some(end) = named.find(|c: char| !c.is_ascii_alphanumeric()) else { return false };
    let name = named[..end].to_ascii_lowercase();
    let known = [&LINES[..], &PARAGRAPHS, &HIDDEN, &INLINE, &["doctype"]].iter().any(|names| names.contains(&&*name));
    known
        && named[end..].starts_with(|c: char| c == '>' || c == '/' || c.is_whitespace())
        && text.as_bytes()[..text.len().min(LONGEST)].contains(&b'>')
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => return self.tag(&tag),
            Token::CharacterTokens(text) if self.hidden.get().is_none() => match self.written.get() {
                0 => self.page.borrow_mut().flow(&text),
                _ => self.page.borrow_mut().text(&text),
            },
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Sink {
    fn tag(&self, tag: &Tag) -> TokenSinkResult<()> {
        let opens = tag.kind == TagKind::StartTag;
        if let Some(hidden) = self.hidden.get() {
            if (!opens && *tag.name == *hidden) || (hidden == "head" && *tag.name == *"body") {
                self.hidden.set(None);
            }
        } else if let Some(hidden) = HIDDEN.into_iter().find(|name| opens && *tag.name == **name) {
            self.hidden.set(Some(hidden));
        } else {
            self.shown(&tag.name, opens, &tag.attrs);
        }
        // What stands in these is no HTML.
        match &*tag.name {
            "script" if opens => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" if opens => TokenSinkResult::RawData(RawKind::Rawtext),
            _ => TokenSinkResult::Continue,
        }
    }

    fn shown(&self, name: &str, opens: bool, attributes: &[Attribute]) {
        let mut page = self.page.borrow_mut();
        match name {
            "a" => {
                if self.link.take() {
                    page.end_link();
                }
                let href = attributes.iter().find(|attribute| *attribute.name.local == *"href");
                if let Some(href) = href.filter(|_| opens) {
                    page.start_link(href.value.trim());
                    self.link.set(true);
                }
            }
            "br" => page.break_line(),
            "hr" => page.rule(),
            "ul" | "ol" if opens => page.start_list((name == "ol").then_some(1)),
            "ul" | "ol" => {
                page.end_list();
                page.paragraph();
            }
            "li" if opens => page.start_item(),
            "td" | "th" if !opens => page.text("  "),
            "blockquote" if opens => page.start_quote(),
            "blockquote" => {
                page.end_quote();
                page.paragraph();
            }
            "pre" => {
                page.paragraph();
                let open = self.written.get();
                self.written.set(if opens { open + 1 } else { open.saturating_sub(1) });
            }
            _ if LINES.contains(&name) => page.line(),
            _ if PARAGRAPHS.contains(&name) => page.paragraph(),
            _ => {}
        }
    }
}
