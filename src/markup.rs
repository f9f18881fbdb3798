//! Markdown with the HTML that people write into it ([`plain`]), and HTML alone ([`prose`]), as plain text to read in a
//! terminal.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::text;

/// `None` for what shows nothing.
pub fn some_plain(markup: &str) -> Option<String> {
    Some(plain(markup)).filter(|plain| !plain.is_empty())
}

/// What a reader of `markup` sees: paragraphs, lists, the addresses of links; no marks and no tags. It is as safe as what
/// [`text::block`] gives.
pub fn plain(markup: &str) -> String {
    let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES;
    let untagged = untagged(markup);
    let mut page = Page::default();
    Parser::new_ext(&untagged, options).for_each(|event| page.event(event));
    text::block(&page.out)
}

/// As [`text::block`], of a text that may be HTML: its tags go, its entities are what they stand for, its links keep their
/// addresses, its scripts are not shown. What only looks a little like HTML (`a < b`) stays as it is.
pub fn prose(html: &str) -> String {
    /// Lines are broken where they are shown, not here; a width of its own would break them twice.
    const UNBROKEN: usize = 100_000;
    /// More is no text; nested, they take the parser ages.
    const TAGS: usize = 5_000;
    if !is_html(html) || html.matches('<').count() > TAGS {
        return text::block(html);
    }
    let reader = html2text::config::plain_no_decorate().no_table_borders().no_link_wrapping().link_footnotes(true);
    match reader.string_from_read(html.as_bytes(), UNBROKEN) {
        Ok(plain) => text::block(&plain),
        Err(_) => text::block(html),
    }
}

/// A tag or an entity, as they are written.
fn is_html(text: &str) -> bool {
    let tag = |rest: &str| {
        rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!')) && rest.contains('>')
    };
    let entity = |rest: &str| {
        let name = rest.split(';').next().unwrap_or_default();
        let letters = name.strip_prefix('#').unwrap_or(name);
        name.len() < rest.len() && (2..=8).contains(&name.len()) && letters.chars().all(|c| c.is_ascii_alphanumeric())
    };
    text.split('<').skip(1).any(tag) || text.split('&').skip(1).any(entity)
}

/// `None` for text that is nothing but space, with or without tags.
pub fn some_prose(html: &str) -> Option<String> {
    Some(prose(html)).filter(|clean| !clean.is_empty())
}

/// The text so far, and what surrounds its end.
#[derive(Default)]
struct Page {
    out: String,
    /// One per open list: the next number, where it has numbers.
    lists: Vec<Option<u64>>,
    quotes: usize,
    /// One per open link or image: its address, and where its text begins.
    links: Vec<(String, usize)>,
    /// Whether the next text begins an item, whose mark stands there already.
    item: bool,
}

impl Page {
    fn event(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) => self.text(&text),
            // What looks like a tag and is none of HTML's: shown as it is.
            Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::SoftBreak | Event::HardBreak => self.line(),
            Event::Rule => {
                self.paragraph();
                self.text("---");
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag) {
        match tag {
            Tag::Paragraph | Tag::Heading { .. } | Tag::Table(_) | Tag::HtmlBlock => self.paragraph(),
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => self.paragraph(),
            Tag::BlockQuote(_) => {
                self.paragraph();
                self.quotes += 1;
                self.out.push_str("> ");
            }
            Tag::List(first) => {
                if self.lists.is_empty() {
                    self.paragraph();
                }
                self.lists.push(first);
            }
            Tag::Item => self.start_item(),
            Tag::TableRow => self.line(),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.links.push((dest_url.into_string(), self.out.len()));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::BlockQuote(_) => self.quotes = self.quotes.saturating_sub(1),
            TagEnd::List(_) => {
                self.lists.pop();
                self.item = false;
            }
            TagEnd::Item => self.item = false,
            TagEnd::TableCell => self.text("  "),
            TagEnd::Link | TagEnd::Image => self.end_link(),
            _ => {}
        }
    }

    fn start_item(&mut self) {
        self.line();
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => "• ".to_owned(),
        };
        self.text(&mark);
        self.item = true;
    }

    /// The address behind the text, where the text is not the address itself.
    fn end_link(&mut self) {
        let Some((address, from)) = self.links.pop() else { return };
        let label = self.out.get(from..).unwrap_or_default().trim();
        let bare = address.strip_prefix("mailto:").unwrap_or(&address);
        if label.is_empty() {
            self.text(bare);
        } else if label != bare && !bare.is_empty() && !bare.starts_with('#') {
            self.text(&format!(" ({bare})"));
        }
    }

    fn text(&mut self, text: &str) {
        self.out.push_str(text);
        self.item = false;
    }

    /// A new line, unless one has just begun; after the mark of an item its text goes on.
    fn line(&mut self) {
        if self.out.is_empty() || self.item {
            return;
        }
        if !self.begins() {
            self.out.push('\n');
            self.margin();
        }
    }

    /// An empty line, except within lists, which stay together.
    fn paragraph(&mut self) {
        if !self.lists.is_empty() {
            self.line();
        } else if !self.out.is_empty() && !self.begins() {
            let kept = self.out.trim_end_matches(['\n', ' ']).len();
            self.out.truncate(kept);
            self.out.push_str("\n\n");
            self.margin();
        }
    }

    /// Whether nothing but a margin stands in the last line.
    fn begins(&self) -> bool {
        self.out.rsplit('\n').next().is_some_and(|line| line.trim_matches([' ', '>']).is_empty())
    }

    /// What stands before a line in quotes and lists. Deeper ones look like those of this depth.
    fn margin(&mut self) {
        const DEEPEST: usize = 6;
        self.out.push_str(&"> ".repeat(self.quotes.min(DEEPEST)));
        self.out.push_str(&"  ".repeat(self.lists.len().saturating_sub(1).min(DEEPEST)));
    }
}

/// Elements of HTML that end a line.
const BLOCKS: [&str; 17] =
    ["br", "p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "blockquote"];

/// Elements of HTML whose content is not for readers.
const HIDDEN: [&str; 3] = ["script", "style", "head"];

/// The elements that are taken for HTML; any other name in angle brackets is somebody's text.
const INLINE: [&str; 31] = [
    "a", "abbr", "b", "big", "body", "center", "cite", "code", "del", "dl", "em", "font", "html", "i", "img", "ins",
    "kbd", "mark", "pre", "q", "s", "small", "span", "strike", "strong", "sub", "sup", "tbody", "td", "th", "u",
];

/// `markup` without the tags of HTML. Ends of blocks become line ends; what follows an `href` keeps its address.
fn untagged(markup: &str) -> String {
    let mut out = String::with_capacity(markup.len());
    let mut rest = markup;
    let mut address = None;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("<!--") {
            rest = after.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let Some(tag) = HtmlTag::at_start_of(rest) else {
            out.push('<');
            rest = &rest[1..];
            continue;
        };
        rest = &rest[tag.length..];
        if HIDDEN.contains(&&*tag.name) && !tag.closes {
            let end = format!("</{}", tag.name);
            let after = find_ignoring_case(rest, &end).map_or("", |at| &rest[at..]);
            rest = after.split_once('>').map_or("", |(_, after)| after);
        } else if tag.name == "li" && !tag.closes {
            out.push_str("\n* ");
        } else if BLOCKS.contains(&&*tag.name) {
            out.push('\n');
            // Of a pair the end parts paragraphs; a break alone does not.
            out.push_str(if tag.closes && tag.name == "p" { "\n" } else { "" });
        } else if tag.name == "a" {
            match address.take().filter(|_| tag.closes) {
                Some(address) => out.push_str(&format!(" ({address})")),
                None => address = tag.href,
            }
        }
    }
    out + rest
}

struct HtmlTag {
    /// In lower case.
    name: String,
    closes: bool,
    href: Option<String>,
    /// Bytes up to and with its `>`.
    length: usize,
}

impl HtmlTag {
    /// The tag that `text` begins with. `None` where it is no tag, as `<https://…>` and `a < b` are none.
    fn at_start_of(text: &str) -> Option<Self> {
        /// More is no tag that anybody wrote.
        const LONGEST: usize = 4096;
        let inner = text.strip_prefix('<')?;
        let closes = inner.starts_with('/');
        let named = inner.trim_start_matches('/');
        let end = named.find(|c: char| !c.is_ascii_alphanumeric())?;
        let name = named[..end].to_ascii_lowercase();
        let known = [&BLOCKS[..], &HIDDEN, &INLINE].iter().any(|names| names.contains(&&*name));
        if !known || !named[end..].starts_with(|c: char| c == '>' || c == '/' || c.is_whitespace()) {
            return None;
        }
        let close = text.bytes().take(LONGEST).position(|byte| byte == b'>')?;
        let href =
            attribute(&text[..close], "href=").filter(|it| !it.starts_with('#') && !it.contains(char::is_whitespace));
        Some(Self { name, closes, href, length: close + 1 })
    }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = &tag[find_ignoring_case(tag, name)? + name.len()..];
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value.split([' ', '/']).next()?,
    };
    Some(value.trim().to_owned()).filter(|value| !value.is_empty())
}

fn find_ignoring_case(text: &str, ascii: &str) -> Option<usize> {
    text.as_bytes().windows(ascii.len()).position(|window| window.eq_ignore_ascii_case(ascii.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_the_text_it_shows() {
        let table = [
            (
                "<p>Conservation <strong>1&nbsp;mois</strong> en base&nbsp;active.</p>",
                "Conservation 1\u{a0}mois en base\u{a0}active.",
            ),
            (
                "<script>alert(1)</script><p>Texte &amp; balises, saut<br/>de ligne</p>\x1b[31mrouge",
                "Texte & balises, saut\nde ligne\n\n[31mrouge",
            ),
            ("<style>p{}</style>a<!-- b -->c", "ac"),
            ("<p>un</p><ul><li>deux&nbsp;;</li><li>trois</li></ul>", "un\n* deux\u{a0};\n* trois"),
            ("L&#39;&eacute;t&eacute;&#27;[31m", "L'été[31m"),
            ("a < b > c & d; e &", "a < b > c & d; e &"),
            ("Tom & Jerry; R&D", "Tom & Jerry; R&D"),
            ("ligne 1\nligne 2", "ligne 1\nligne 2"),
            ("<p>jamais fermé <b>gras", "jamais fermé gras"),
        ];
        for (html, expected) in table {
            assert_eq!(prose(html), expected, "{html}");
        }
        let link = prose("<p>Voir <a href=\"https://exemple.org/paie\">la procédure</a>.</p>");
        assert_eq!(link, "Voir [la procédure][1].\n\n[1]: https://exemple.org/paie");
        assert_eq!(some_prose("<p> </p>"), None);
        let deep = "<div>".repeat(20_000) + "fond";
        assert!(prose(&deep).contains("fond"));
    }

    #[test]
    fn markdown_is_read_without_its_marks() {
        let table = [
            ("**Gras** et *italique*, `code`", "Gras et italique, code"),
            ("# Titre\nligne\nsuite\n\n\n\nautre", "Titre\n\nligne\nsuite\n\nautre"),
            ("a\n\n* un\n* deux\n  * trois\n\nfin", "a\n\n• un\n• deux\n  • trois\n\nfin"),
            ("1. un\n2. deux", "1. un\n2. deux"),
            ("3. un\n\n4. deux", "3. un\n4. deux"),
            ("[Foo](http://foo.bar) puis <http://a.b>", "Foo (http://foo.bar) puis http://a.b"),
            ("<sig@ville.example>", "sig@ville.example"),
            ("> cité\n> encore", "> cité\n> encore"),
            ("a\n\n---\n\nb", "a\n\n---\n\nb"),
            ("    code  x", "code  x"),
            ("|a|b|\n|-|-|\n|1|2|", "a  b\n1  2"),
            ("~~ôté~~ &eacute;&amp;", "ôté é&"),
            ("5 < 6 et x_y_z", "5 < 6 et x_y_z"),
            ("", ""),
        ];
        for (markup, expected) in table {
            assert_eq!(plain(markup), expected, "{markup:?}");
        }
    }

    #[test]
    fn html_is_read_without_its_tags() {
        let table = [
            ("<del>Supprimé</del>\n<cite>Citation</cite>", "Supprimé\nCitation"),
            ("un<br>deux<br/>trois", "un\ndeux\ntrois"),
            ("<p>Un <b>mot</b>.</p><p>Deux&nbsp;!</p>", "Un mot.\n\nDeux\u{a0}!"),
            ("<ul><li>un</li><li>deux</li></ul>", "• un\n• deux"),
            ("<a href=\"https://a.b/c\">ici</a>", "ici (https://a.b/c)"),
            ("<A HREF='#bas'>bas</A>", "bas"),
            ("<script>alert('x')</script>reste<style>p{}</style>", "reste"),
            ("a<!-- caché -->b", "ab"),
            ("<exemple> & <nom de fichier>", "<exemple> & <nom de fichier>"),
            ("<p", "<p"),
            ("<script>sans fin", ""),
        ];
        for (markup, expected) in table {
            assert_eq!(plain(markup), expected, "{markup:?}");
        }
    }

    #[test]
    fn nothing_dangerous_comes_through() {
        assert_eq!(plain("a\u{1b}[31mb&#x1b;[0m\r\n\tc\u{202e}"), "a[31mb[0m\nc");
        assert_eq!(some_plain("<p> </p>\r\n"), None);
        let deep = "> ".repeat(2000) + &"* ".repeat(2000) + &"<b>".repeat(2000) + "fin";
        assert!(plain(&deep).contains("fin"));
    }
}
