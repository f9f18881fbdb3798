//! Markdown with the HTML that people write into it ([`plain`]), and HTML alone ([`prose`]), as plain text to read in a
//! terminal.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use self::html::Html;
use self::page::TextPage;
use crate::base::{redact, text};

mod html;
mod page;

/// `None` for what shows nothing.
pub fn some_plain(markup: &str) -> Option<String> {
    Some(plain(markup)).filter(|plain| !plain.is_empty())
}

/// What a reader of `markup` sees: paragraphs, lists, the addresses of links; no marks and no tags. It is as safe as what
/// [`text::block`] gives.
pub fn plain(markup: &str) -> String {
    let options = Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES;
    let html = Html::new();
    // A secret that loses a mark is not known any more.
    let markup = redact::without_known(markup);
    for event in Parser::new_ext(&markup, options) {
        match event {
            Event::Html(piece) | Event::InlineHtml(piece) => html.read(&piece),
            Event::Start(tag) => start(&mut html.page(), tag),
            Event::End(tag) => end(&mut html.page(), tag),
            _ if html.is_hidden() => {}
            Event::Text(text) | Event::Code(text) => html.page().text(&text),
            Event::SoftBreak | Event::HardBreak => html.page().line(),
            Event::Rule => html.page().rule(),
            _ => {}
        }
    }
    text::block(&html.end().out)
}

/// The first line that a reader of `markup` sees, cut where it is long: to tell in a row what a thing is.
pub fn first_line(markup: &str) -> Option<String> {
    const LONGEST: usize = 200;
    let plain = plain(markup);
    let line = plain.lines().find(|line| !line.trim().is_empty())?;
    let short: String = line.chars().take(LONGEST).collect();
    let cut = if short.len() < line.len() { "…" } else { "" };
    Some(format!("{}{cut}", text::line(&short)))
}

fn start(page: &mut TextPage, tag: Tag) {
    match tag {
        Tag::Paragraph | Tag::Heading { .. } | Tag::Table(_) | Tag::HtmlBlock => page.paragraph(),
        Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => page.paragraph(),
        Tag::BlockQuote(_) => page.start_quote(),
        Tag::List(first) => page.start_list(first),
        Tag::Item => page.start_item(),
        Tag::TableRow => page.line(),
        Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => page.start_link(&dest_url),
        _ => {}
    }
}

fn end(page: &mut TextPage, tag: TagEnd) {
    match tag {
        TagEnd::BlockQuote(_) => page.end_quote(),
        TagEnd::List(_) => page.end_list(),
        TagEnd::Item => page.end_item(),
        TagEnd::TableCell => page.text("  "),
        TagEnd::Link | TagEnd::Image => page.end_link(),
        _ => {}
    }
}

/// As [`text::block`], of a text that may be HTML: its tags go, its entities are what they stand for, its links keep their
/// addresses, its scripts are not shown. What only looks a little like HTML (`a < b`) stays as it is.
pub fn prose(html: &str) -> String {
    if !html::is_html(html) {
        return text::block(html);
    }
    let reader = Html::new();
    reader.read(html);
    text::block(&reader.end().out)
}

/// What HTML means by `&name;`.
pub fn entity(name: &str) -> Option<String> {
    html::entity(name)
}

/// `None` for text that is nothing but space, with or without tags.
pub fn some_prose(html: &str) -> Option<String> {
    Some(prose(html)).filter(|clean| !clean.is_empty())
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
            ("<p>un</p><ul><li>deux&nbsp;;</li><li>trois</li></ul>", "un\n\n• deux\u{a0};\n• trois"),
            ("<div>un\n  mot</div><div>deux</div>\n<p>trois</p> quatre", "un mot\ndeux\n\ntrois\n\nquatre"),
            ("<ol><li><p>un</p></li><li>deux<ul><li>a</li></ul></li></ol>fin", "1. un\n2. deux\n  • a\n\nfin"),
            ("un<br><br>deux<hr>trois", "un\n\ndeux\n\n---\n\ntrois"),
            ("<table><tr><td>a</td><td>b</td></tr><tr><td>1</td></tr></table>", "a  b\n1"),
            ("<blockquote>cité</blockquote>non", "> cité\n\nnon"),
            ("<pre>a\n  b</pre>c", "a\n  b\n\nc"),
            ("<nom> & <b>vrai</b> <https://a.b>", "<nom> & vrai <https://a.b>"),
            ("<head><title>x</title></head><body>y</body>", "y"),
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
        assert_eq!(link, "Voir la procédure (https://exemple.org/paie).");
        assert_eq!(some_prose("<p> </p>"), None);
        for tag in ["<div>", "<blockquote>", "<ul><li>", "<a href=x>", "<pre>", "<", "<p "] {
            let deep = tag.repeat(20_000) + "fond";
            assert!(prose(&deep).contains("fond"), "{tag}");
        }
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
            ("a <script>alert('x') *y*</script> b", "a  b"),
            ("*un <b>mot</b>* <a href=\"https://a.b\">*ici*</a>", "un mot ici (https://a.b)"),
            ("<div>\n\n**gras**\n\n</div>", "gras"),
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
