//! How well texts answer a search: whole words before parts of words, titles before keywords before descriptions;
//! singular and plural, with accents or without, are one word.

use memchr::memmem::Finder;

use super::text::fold;

/// What is looked for, in texts that are folded ([`fold`]).
pub struct Search(Vec<Word>);

/// A word of a search.
struct Word {
    /// What counts as the word itself.
    whole: Vec<Finder<'static>>,
    /// What counts where it stands within another word.
    part: Finder<'static>,
}

/// How good a find is; the better is the greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Relevance {
    /// The title is what was searched, and nothing else.
    is_title: bool,
    /// How many words are there as such.
    whole: usize,
    /// Where the words are: the sum of the [`Field`]s.
    fields: usize,
    /// How many words at least begin one that is there.
    begun: usize,
}

/// Where a word is found, the best place last.
#[derive(Clone, Copy)]
enum Field {
    Description = 1,
    Keywords,
    Title,
}

/// How a word is found, the better way last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Found {
    Within,
    Beginning,
    Whole,
}

impl Search {
    pub fn new(text: &str) -> Self {
        let folded = fold(text);
        Self(folded.split_whitespace().flat_map(words).map(Word::new).collect())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether `folded` has every word, whole or in part.
    pub fn is_in(&self, folded: &str) -> bool {
        self.0.iter().all(|word| word.is_in(folded))
    }

    /// How good a find is what is called `title`; all three are folded. A word that is in none of them was found elsewhere
    /// by somebody else, and counts nothing.
    pub fn relevance(&self, title: &str, keywords: &str, description: &str) -> Relevance {
        let mut relevance = Relevance::default();
        for word in &self.0 {
            let fields = [(description, Field::Description), (keywords, Field::Keywords), (title, Field::Title)];
            let best = fields.into_iter().filter_map(|(text, field)| {
                let found = word.found(text)?;
                Some((found == Found::Whole, field as usize, found))
            });
            let Some((is_whole, field, found)) = best.max() else { continue };
            relevance.whole += usize::from(is_whole);
            relevance.fields += field;
            relevance.begun += usize::from(found == Found::Beginning);
        }
        let is_whole = relevance.whole == self.0.len() && relevance.fields == self.0.len() * Field::Title as usize;
        relevance.is_title = is_whole && title.split_whitespace().flat_map(words).count() == self.0.len();
        relevance
    }
}

/// The words of a folded text without white space; of `l'eau` only the second, of `+++` all of it.
fn words(chunk: &str) -> Vec<&str> {
    let is_article = |word: &str| word.chars().count() == 1 || word == "qu";
    let noun = chunk.split_once('\'').filter(|(before, after)| is_article(before) && !after.is_empty());
    let chunk = noun.map_or(chunk, |(_, after)| after);
    let words: Vec<&str> = chunk.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { vec![chunk] } else { words }
}

impl Word {
    fn new(word: &str) -> Self {
        let singulars = singulars(word);
        // The shorter one is in the longer one, but what is hardly a word is in everything.
        let stem = singulars.iter().filter(|it| word.starts_with(it.as_str()) && it.len() > SHORT);
        let part = stem.min_by_key(|it| it.len()).map_or(word, String::as_str);
        let part = Finder::new(part).into_owned();
        let mut all = vec![word.to_owned()];
        for one in singulars.iter().map(String::as_str).chain([word]) {
            all.push(one.to_owned());
            all.extend(plurals(one));
        }
        all.sort_unstable();
        all.dedup();
        Self { whole: all.iter().map(|it| Finder::new(it).into_owned()).collect(), part }
    }

    fn is_in(&self, text: &str) -> bool {
        self.part.find(text.as_bytes()).is_some() || self.whole.iter().any(|word| is_whole(word, text))
    }

    fn found(&self, text: &str) -> Option<Found> {
        if self.whole.iter().any(|word| is_whole(word, text)) {
            return Some(Found::Whole);
        }
        let begins = |at: usize| !text[..at].ends_with(char::is_alphanumeric);
        let parts = self.part.find_iter(text.as_bytes());
        parts.map(|at| if begins(at) { Found::Beginning } else { Found::Within }).max()
    }
}

/// Whether `word` stands in `text` with nothing of a word around it.
fn is_whole(word: &Finder<'_>, text: &str) -> bool {
    let length = word.needle().len();
    word.find_iter(text.as_bytes()).any(|at| {
        !text[..at].ends_with(char::is_alphanumeric) && !text[at + length..].starts_with(char::is_alphanumeric)
    })
}

/// No longer words have no plural that is told by their end, as `gaz` and `os`; nor are they looked for in others.
const SHORT: usize = 3;

/// What a folded word may be the plural of, in French or English.
fn singulars(word: &str) -> Vec<String> {
    if word.len() <= SHORT {
        return vec![];
    }
    let with = |end: &str, other: &str| word.strip_suffix(end).map(|stem| format!("{stem}{other}"));
    let irregular = |end: &str| with(end, "").is_some() && !word.ends_with("eaux");
    let mut found = Vec::new();
    if ["eaux", "aux", "eux", "oux"].iter().any(|end| word.ends_with(end)) {
        found.extend(with("x", ""));
    }
    if irregular("aux") {
        found.extend(["al", "ail"].iter().filter_map(|end| with("aux", end)));
    }
    if !word.ends_with("ss") {
        found.extend(with("s", ""));
    }
    found.extend(with("ies", "y"));
    if ["xes", "ches", "shes", "sses"].iter().any(|end| word.ends_with(end)) {
        found.extend(with("es", ""));
    }
    found
}

/// What the plural of a folded word may be, in French or English.
fn plurals(word: &str) -> Vec<String> {
    if word.len() < SHORT || word.ends_with(['s', 'x', 'z']) {
        let english = ["x", "ss"].iter().any(|end| word.ends_with(end));
        return english.then(|| format!("{word}es")).into_iter().collect();
    }
    let with = |end: &str, other: &str| word.strip_suffix(end).map(|stem| format!("{stem}{other}"));
    let mut found = vec![format!("{word}s")];
    if ["au", "eu", "ou"].iter().any(|end| word.ends_with(end)) {
        found.push(format!("{word}x"));
    }
    found.extend(
        [("al", "aux"), ("ail", "aux"), ("y", "ies"), ("ch", "ches"), ("sh", "shes")]
            .iter()
            .filter_map(|(end, other)| with(end, other)),
    );
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Title, keywords, description: as each is found for `text`, the best first; what is not found is left out.
    fn ranked<'t>(text: &str, all: &[(&'t str, &str, &str)]) -> Vec<&'t str> {
        let search = Search::new(text);
        let folded = |(title, keywords, description): &(&str, &str, &str)| {
            (fold(title), fold(keywords), fold(&format!("{title}\n{keywords}\n{description}")))
        };
        let mut found: Vec<_> = all.iter().filter(|it| search.is_in(&folded(it).2)).collect();
        found.sort_by_key(|it| {
            let (title, keywords, description) = folded(it);
            std::cmp::Reverse(search.relevance(&title, &keywords, &description))
        });
        found.into_iter().map(|(title, ..)| *title).collect()
    }

    #[test]
    fn whole_words_come_before_parts_and_titles_before_keywords_before_descriptions() {
        let all = [
            ("Panneaux de signalisation", "voirie", "Mobilier"),
            ("Bureaux de vote", "", "Où l’on vote"),
            ("Mobilier urbain", "", "Bancs, fontaines et points d’eau"),
            ("Fontaines", "eau, parc", ""),
            ("Réseau d'eau potable", "", ""),
            ("Arbres", "", "Le réseau"),
            ("Qualité des eaux de baignade", "", ""),
            ("Parcs", "", "Rien"),
        ];
        let best = ["Réseau d'eau potable", "Qualité des eaux de baignade", "Fontaines", "Mobilier urbain"];
        let parts = ["Panneaux de signalisation", "Bureaux de vote", "Arbres"];
        assert_eq!(ranked("eau", &all), [&best[..], &parts].concat());
        assert_eq!(ranked("EAU", &all), ranked("eau", &all));
        assert_eq!(ranked("l’eau", &all), ranked("eau", &all), "an article is no word of its own");
        let plural = ranked("eaux", &all);
        assert_eq!(plural[..4], best, "the plural finds the singular");
        assert!(!plural.contains(&"Arbres"), "but not as a part of another word");
    }

    #[test]
    fn what_was_searched_itself_comes_first_and_the_beginning_of_a_word_before_its_middle() {
        let all = [
            ("Ruisseau", "", ""),
            ("Eaux usées et eau potable", "", ""),
            ("Usages de l'eau", "", ""),
            ("L'eau", "", ""),
            ("Eaubonne", "", ""),
        ];
        let expected = ["L'eau", "Eaux usées et eau potable", "Usages de l'eau", "Eaubonne", "Ruisseau"];
        assert_eq!(ranked("eau", &all), expected);
    }

    #[test]
    fn every_word_is_needed_and_the_more_of_them_are_whole_the_better() {
        let all = [
            ("Stationnement vélos", "", "abris"),
            ("Vélo", "", "Stations de location"),
            ("Stations de vélos en libre-service", "", ""),
            ("Vélodrome", "station", ""),
            ("Station de métro", "", ""),
        ];
        let expected = ["Stations de vélos en libre-service", "Vélo", "Stationnement vélos", "Vélodrome"];
        assert_eq!(ranked("station velo", &all), expected);
        assert_eq!(ranked("vélo-station", &all), expected, "what joins two words is none");
    }

    #[test]
    fn singular_and_plural_are_one_word_in_french_and_english() {
        let same = [
            ("journal", "Journaux"),
            ("journaux", "Journal"),
            ("travail", "travaux"),
            ("tuyaux", "tuyau"),
            ("jeu", "Jeux"),
            ("bijoux", "bijou"),
            ("arbre", "ARBRES"),
            ("marchés", "marché"),
            ("city", "cities"),
            ("boxes", "box"),
            ("classes", "class"),
            ("œuvres", "Oeuvre"),
        ];
        for (searched, there) in same {
            let [folded, whole] = [fold(there), fold(&format!("Les {there}, 2024"))];
            let search = Search::new(searched);
            assert!(search.is_in(&whole), "{searched} in {there}");
            assert!(search.relevance(&folded, "", "").is_title, "{searched} is {there}");
        }
        for (searched, other) in [("gaz", "ga"), ("pays", "paysage"), ("bal", "bail"), ("eaux", "eal"), ("eau", "beau")]
        {
            let found = Search::new(searched).relevance(&fold(other), "", "");
            assert_eq!(found.whole, 0, "{searched} is not {other}");
        }
    }

    #[test]
    fn what_holds_no_letter_is_looked_for_as_it_is() {
        assert!(Search::new("+++").is_in("c +++"));
        assert!(!Search::new("+++").is_in("c ++"));
        assert!(Search::new("  ").is_empty() && Search::new("  ").is_in("anything"));
        assert!(Search::new("水道").is_in("東京水道局"));
    }
}
