//! The texts that rows are narrowed by, without case and accents: in blocks of many rows, each compressed once it is full.
//! A hundred thousand are searched within one key press, and a million in pieces, beside the screen.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use memchr::memmem::Finder;

use crate::model::Item;

/// Rows of a block.
pub const BLOCK: usize = 1024;
/// What compresses better costs more than the memory that it saves.
const LEVEL: i32 = 1;

/// Clones share the blocks that are full.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Folded {
    full: Vec<Arc<Packed>>,
    /// The texts behind the last full block, each closed by a line feed, which is in no word.
    last: String,
    rows: usize,
}

/// The texts of a block.
#[derive(Debug, PartialEq)]
struct Packed {
    bytes: Box<[u8]>,
    /// How long they are unpacked.
    length: usize,
}

impl Folded {
    pub fn push(&mut self, item: &Item) {
        self.push_text(&item.folded());
    }

    fn push_text(&mut self, folded: &str) {
        // Title and note stand in one line, and no word is of both.
        self.last.extend(folded.chars().map(|c| if c == '\n' { '\t' } else { c }));
        self.last.push('\n');
        self.rows += 1;
        if self.rows == (self.full.len() + 1) * BLOCK
            && let Ok(bytes) = zstd::bulk::compress(self.last.as_bytes(), LEVEL)
        {
            self.full.push(Arc::new(Packed { bytes: bytes.into(), length: self.last.len() }));
            self.last.clear();
        }
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The texts of each block from that of this row on, with the number of its first row.
    fn blocks(&self, from: usize) -> impl Iterator<Item = (usize, Cow<'_, str>)> {
        let packed = self.full.iter().enumerate().skip(from / BLOCK).map(|(number, packed)| {
            let bytes = zstd::bulk::decompress(&packed.bytes, packed.length).unwrap_or_default();
            (number * BLOCK, Cow::Owned(String::from_utf8(bytes).unwrap_or_default()))
        });
        packed.chain([(self.full.len() * BLOCK, Cow::Borrowed(&*self.last))])
    }

    /// The text of each row.
    pub fn iter(&self) -> impl Iterator<Item = String> {
        self.blocks(0).flat_map(|(_, texts)| texts.lines().map(str::to_owned).collect::<Vec<_>>())
    }

    /// Those of these rows that hold every one of the `words`, which are folded and without white space.
    pub fn holding(&self, words: &[&str], rows: Range<usize>) -> Vec<u32> {
        // The longest is the rarest.
        let Some((longest, others)) = split_longest(words) else {
            return (rows.start as u32..rows.end.min(self.rows) as u32).collect();
        };
        let first = Finder::new(longest);
        let others: Vec<Finder<'_>> = others.iter().map(|word| Finder::new(*word)).collect();
        let mut found = Vec::new();
        for (number, texts) in self.blocks(rows.start).take_while(|(number, _)| *number < rows.end) {
            let text = texts.as_bytes();
            let (mut row, mut at) = (number, 0);
            while let Some(hit) = first.find(&text[at..]) {
                let hit = at + hit;
                row += memchr::memchr_iter(b'\n', &text[at..hit]).count();
                let start = memchr::memrchr(b'\n', &text[..hit]).map_or(0, |before| before + 1);
                let end = memchr::memchr(b'\n', &text[hit..]).map_or(text.len(), |length| hit + length + 1);
                if rows.contains(&row) && others.iter().all(|word| word.find(&text[start..end]).is_some()) {
                    found.push(row as u32);
                }
                at = end;
                row += 1;
            }
        }
        found
    }
}

fn split_longest<'w>(words: &[&'w str]) -> Option<(&'w str, Vec<&'w str>)> {
    let longest = (0..words.len()).max_by_key(|at| words[*at].len())?;
    let mut others = words.to_vec();
    Some((others.swap_remove(longest), others))
}

#[cfg(test)]
impl FromIterator<String> for Folded {
    fn from_iter<T: IntoIterator<Item = String>>(texts: T) -> Self {
        let mut folded = Self::default();
        texts.into_iter().for_each(|it| folded.push_text(&crate::base::text::fold(&it)));
        folded
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text;

    fn of(texts: &[&str]) -> Folded {
        texts.iter().map(|it| (*it).to_owned()).collect()
    }

    #[test]
    fn every_word_is_looked_for_in_every_row() {
        let folded = of(&["Arbres d’été", "", "Arbre", "Été à la plage", "é"]);
        let tables: [(&[&str], &[u32]); 7] = [
            (&[], &[0, 1, 2, 3, 4]),
            (&["arbre"], &[0, 2]),
            (&["ete"], &[0, 3]),
            (&["ete", "arbres"], &[0]),
            (&["e"], &[0, 2, 3, 4]),
            (&["plagee"], &[]),
            (&["zz", "e"], &[]),
        ];
        for (words, rows) in tables {
            assert_eq!(folded.holding(words, 0..9), rows, "{words:?}");
        }
        assert_eq!(folded.holding(&["e"], 3..9), [3, 4]);
        assert_eq!(folded.holding(&["e"], 5..9), [0; 0]);
        assert_eq!(folded.iter().collect::<Vec<_>>()[1..3], ["", "arbre"]);
    }

    /// As the plain way finds them, one by one.
    #[test]
    fn it_finds_what_looking_at_each_row_finds() {
        let mut random = fastrand::Rng::with_seed(7);
        for _ in 0..500 {
            let text = |random: &mut fastrand::Rng, most: usize| -> String {
                (0..random.usize(..most)).map(|_| *random.choice(&['a', 'b', 'é', ' ']).unwrap_or(&'a')).collect()
            };
            let texts: Vec<String> = (0..random.usize(..20)).map(|_| text(&mut random, 8)).collect();
            let words = text::fold(&text(&mut random, 6));
            let words: Vec<&str> = words.split_whitespace().collect();
            let folded: Folded = texts.iter().cloned().collect();
            let plain: Vec<u32> = (0..texts.len())
                .filter(|row| words.iter().all(|word| text::fold(&texts[*row]).contains(word)))
                .map(|row| row as u32)
                .collect();
            assert_eq!(folded.holding(&words, 0..usize::MAX), plain, "{texts:?} {words:?}");
        }
    }

    #[test]
    fn blocks_are_searched_as_what_is_behind_them() {
        let texts = (0..3 * BLOCK + 100).map(|n| format!("Jeu {n}\nnote {}", n % 7));
        let folded: Folded = texts.collect();
        assert_eq!((folded.full.len(), folded.rows()), (3, 3 * BLOCK + 100));
        let plain: Vec<u32> = (0..3 * BLOCK as u32 + 100).filter(|n| n.to_string().contains("99")).collect();
        assert_eq!(folded.holding(&["99", "jeu"], 0..usize::MAX), plain);
        let (first, second) = (folded.holding(&["99"], 0..1500), folded.holding(&["99"], 1500..usize::MAX));
        assert_eq!([first, second].concat(), plain, "wherever it is begun");
        assert_eq!(folded.holding(&["3\tnote"], 0..10), [3], "title and note are one line");
        assert!((0..).zip(folded.iter()).all(|(row, text)| text.starts_with(&format!("jeu {row}\t"))));
        assert_eq!(folded.iter().count(), folded.rows());
    }
}
