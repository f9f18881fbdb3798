//! TextColumn as they are looked for: without case, accents, hyphens and the ways to write "saint".

use crate::base::text::fold;

/// Words that a name may be given without.
const ARTICLES: [&str; 4] = ["le ", "la ", "les ", "l "];
/// What the official list writes before the names of EPCI.
const TYPES: [&str; 3] = ["cc ", "ca ", "cu "];

/// Appends `name` as it is looked for: words in plain lower case with one space between.
pub fn key_of(name: &str, key: &mut String) {
    let start = key.len();
    let mut word = start;
    for c in name.chars() {
        match plain(c) {
            PlainChar::Letter(c) => key.push(c),
            PlainChar::Pair(pair) => key.push_str(pair),
            PlainChar::Other => {
                let folded = fold(c.encode_utf8(&mut [0; 4]));
                key.extend(folded.chars().filter(|c| c.is_alphanumeric()));
            }
            PlainChar::Gap => word = close(key, word),
        }
    }
    close(key, word);
    key.truncate(key.trim_end().len().max(start));
    if TYPES.iter().any(|kind| key[start..].starts_with(kind)) {
        key.replace_range(start..start + TYPES[0].len(), "");
    }
}

/// `name` as it is looked for.
pub fn key(name: &str) -> String {
    let mut key = String::new();
    key_of(name, &mut key);
    key
}

/// A key without the article before it.
pub fn bare(key: &str) -> &str {
    ARTICLES.iter().find_map(|article| key.strip_prefix(article)).unwrap_or(key)
}

/// Ends the word that begins at `word`; where the next one begins.
fn close(key: &mut String, word: usize) -> usize {
    match &key[word..] {
        "" => return word,
        "st" => key.replace_range(word.., "saint"),
        "ste" => key.replace_range(word.., "sainte"),
        "sts" => key.replace_range(word.., "saints"),
        _ => {}
    }
    key.push(' ');
    key.len()
}

enum PlainChar {
    Letter(char),
    Pair(&'static str),
    /// Between words.
    Gap,
    /// What French names do not have.
    Other,
}

/// By hand for what French is written in: all names are gone through before the first answer.
fn plain(c: char) -> PlainChar {
    PlainChar::Letter(match c {
        'a'..='z' | '0'..='9' => c,
        'A'..='Z' => c.to_ascii_lowercase(),
        'à' | 'â' | 'ä' | 'À' | 'Â' | 'Ä' => 'a',
        'ç' | 'Ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => 'e',
        'î' | 'ï' | 'Î' | 'Ï' => 'i',
        'ô' | 'ö' | 'Ô' | 'Ö' => 'o',
        'ù' | 'û' | 'ü' | 'Ù' | 'Û' | 'Ü' => 'u',
        'ÿ' | 'Ÿ' => 'y',
        'œ' | 'Œ' => return PlainChar::Pair("oe"),
        'æ' | 'Æ' => return PlainChar::Pair("ae"),
        '\0'..='\u{7f}' | '’' | '–' | '—' | '\u{a0}' | '\u{202f}' => return PlainChar::Gap,
        _ => return PlainChar::Other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_however_it_is_written() {
        let table = [
            ("Saint-Étienne-de-Saint-Geoirs", "saint etienne de saint geoirs"),
            ("st etienne de st geoirs", "saint etienne de saint geoirs"),
            ("Ste-Œuvre", "sainte oeuvre"),
            ("L’Haÿ-les-Roses", "l hay les roses"),
            ("  L'HAY   les roses. ", "l hay les roses"),
            ("CC Faucigny - Glières", "faucigny glieres"),
            ("Saint-E\u{301}loi", "saint eloi"),
            ("Stains", "stains"),
            ("Y", "y"),
            ("", ""),
            (" - ", ""),
        ];
        for (name, expected) in table {
            assert_eq!(key(name), expected, "{name:?}");
        }
        assert_eq!(["le mans", "l hay les roses", "lens", "la"].map(bare), ["mans", "hay les roses", "lens", "la"]);
    }
}
