//! What is of one kind of portal stands in `src/portals/` alone: the browser and the commands name none.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use guichet::portals::Kind;
use proc_macro2::{TokenStream, TokenTree};

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(sources(&path)),
            false if path.extension().is_some_and(|it| it == "rs") => found.push(path),
            false => {}
        }
    }
    found
}

/// Every name and text of the program; of what is compiled for tests only, nothing.
fn words(tokens: TokenStream, found: &mut Vec<(usize, String)>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Group(group) if group.to_string().replace(' ', "") == "[cfg(test)]" => {
                // Up to the end of what it stands before.
                let ends = |tree: &TokenTree| match tree {
                    TokenTree::Group(group) => group.delimiter() == proc_macro2::Delimiter::Brace,
                    TokenTree::Punct(punct) => punct.as_char() == ';',
                    _ => false,
                };
                at += tokens[at..].iter().position(ends).unwrap_or(tokens.len() - at);
            }
            TokenTree::Group(group) => words(group.stream(), found),
            TokenTree::Ident(name) => found.push((name.span().start().line, name.to_string())),
            TokenTree::Literal(text) => found.push((text.span().start().line, text.to_string())),
            TokenTree::Punct(_) => {}
        }
        at += 1;
    }
}

/// Whether a name or a text holds a kind's word: by itself, or at the beginning of a name.
fn names(word: &str, kind: Kind) -> bool {
    let bare = |text: &str| text.replace(['-', '_'], "").to_ascii_lowercase();
    let kind = bare(kind.word());
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let mut parts = word.split(|c| !is_part(c));
    parts.any(|part| bare(part).starts_with(&kind) || part.split(['-', '_']).any(|piece| bare(piece) == kind))
}

#[test]
fn neither_the_browser_nor_a_command_names_a_kind() {
    let (mut looked_at, mut named) = (0, Vec::new());
    for folder in ["app", "ui", "cli", "tui"] {
        for path in sources(&Path::new("src").join(folder)) {
            let only_tests = ["tests.rs", "gallery.rs"].iter().any(|name| path.ends_with(name));
            if only_tests {
                continue;
            }
            let mut found = Vec::new();
            words(TokenStream::from_str(&fs::read_to_string(&path).unwrap()).unwrap(), &mut found);
            looked_at += found.len();
            let told = found.into_iter().filter(|(_, word)| Kind::ALL.into_iter().any(|kind| names(word, kind)));
            named.extend(told.map(|(line, word)| format!("{}:{line}: {word}", path.display())));
        }
    }
    assert!(looked_at > 10_000, "{looked_at} words are not all of it");
    assert!(named.is_empty(), "{}", named.join("\n"));
}

#[test]
fn a_kind_that_is_named_is_seen() {
    let mut found = Vec::new();
    let source =
        "fn a() { let b = Kind::ApiEntreprise; } #[cfg(test)] mod tests { fn c() { \"rudi\" } } fn d() { \"a ckan\" }";
    words(TokenStream::from_str(source).unwrap(), &mut found);
    let named = |kind| found.iter().filter(|(_, word)| names(word, kind)).count();
    assert_eq!((named(Kind::ApiEntreprise), named(Kind::Ckan), named(Kind::Rudi)), (1, 1, 0), "{found:?}");
    for word in ["\"api-entreprise\"", "api_entreprise", "UdataThing", "is_dcat"] {
        assert!(Kind::ALL.into_iter().any(|kind| names(word, kind)), "{word}");
    }
    for word in ["\"read back, and\"", "check_and", "catalogue"] {
        assert!(!Kind::ALL.into_iter().any(|kind| names(word, kind)), "{word}");
    }
}
