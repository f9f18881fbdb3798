//! The texts that rows are narrowed by, without case and accents and in one buffer: a hundred thousand are searched
//! within one key press.

use memchr::memmem::Finder;

use crate::model::Item;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Folded {
    /// Each row's text, closed by a line feed, which is in no word.
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Folded {
    pub fn push(&mut self, item: &Item) {
        self.push_text(&item.folded());
    }

    fn push_text(&mut self, folded: &str) {
        self.text.push_str(folded);
        self.text.push('\n');
        self.ends.push(self.text.len());
    }

    /// The text of each row.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|row| self.row(row))
    }

    fn start(&self, row: usize) -> usize {
        row.checked_sub(1).map_or(0, |before| self.ends[before])
    }

    fn row(&self, row: usize) -> &str {
        &self.text[self.start(row)..self.ends[row] - 1]
    }

    /// The rows from `from` on that hold every one of the `words`, which are folded and without white space.
    pub fn holding(&self, words: &[&str], from: usize) -> Vec<u32> {
        // The longest is the rarest.
        let Some((longest, others)) = split_longest(words) else {
            return (from as u32..self.ends.len() as u32).collect();
        };
        let first = Finder::new(longest);
        let others: Vec<Finder<'_>> = others.iter().map(|word| Finder::new(*word)).collect();
        let text = self.text.as_bytes();
        let (mut found, mut row, mut at) =
            (Vec::new(), from, if from < self.ends.len() { self.start(from) } else { text.len() });
        while let Some(hit) = first.find(&text[at..]) {
            // Mostly the very next.
            if self.ends[row] <= at + hit {
                row += self.ends[row..].partition_point(|end| *end <= at + hit);
            }
            let whole = &text[self.start(row)..self.ends[row]];
            if others.iter().all(|word| word.find(whole).is_some()) {
                found.push(row as u32);
            }
            at = self.ends[row];
            row += 1;
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
            assert_eq!(folded.holding(words, 0), rows, "{words:?}");
        }
        assert_eq!(folded.holding(&["e"], 3), [3, 4]);
        assert_eq!(folded.holding(&["e"], 5), [0; 0]);
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
            assert_eq!(folded.holding(&words, 0), plain, "{texts:?} {words:?}");
        }
    }
}
