//! What a column holds, told from all its cells one by one: of a preview's rows, or of a whole file.
//!
//! A column is of the kind that most of its cells can be read as, as long as all but one in twenty can; `n.d.` and its
//! like are forgiven more often. One cell with a zero in front (`035`) makes all of them a code, and so text. What it
//! means is judged by the name and the values together ([`Meaning`]); a code is text whatever it looks like.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::dates::{DateOrder, Dated, Evidence};
use super::form::{CellForm, LETTER_PAIRS, LETTERS, Pair, form};
use super::kind::{ColumnKind, Numbers, Spelling};
use super::meaning::names::{ColumnName, Saying};
use super::meaning::{Fit, Meaning};

/// After how many cells meanings are given up that most did not fit.
const PATIENCE: usize = 256;
/// How many different cells are told apart.
const DISTINCT: usize = 8;

/// Sees the cells of one column. Takes the same little memory however many they are.
#[derive(Clone, Debug)]
pub struct Judge {
    name: ColumnName,
    numbers: Numbers,
    cells: usize,
    counts: Counts,
    candidates: Vec<Candidate>,
    /// Of the first different cells that were seen.
    seen: Vec<u64>,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    pub kind: ColumnKind,
    pub meaning: Option<Meaning>,
    /// How its numbers and dates are written.
    pub spelling: Spelling,
    /// How many of the cells seen fit both.
    pub fits: usize,
    /// How many cells were seen that are not empty.
    pub cells: usize,
}

/// How many cells looked like what.
#[derive(Clone, Debug, Default)]
struct Counts {
    figures: usize,
    years: usize,
    packed_days: usize,
    bits: usize,
    long: usize,
    /// Figures behind a zero.
    codes: usize,
    decimals: usize,
    other_decimals: usize,
    clear_decimals: usize,
    pairs: [usize; Pair::ALL.len()],
    letters: [usize; LETTERS.len()],
    days: Days,
    short_days: Days,
    /// How many of them have slashes between their figures: those with points or dashes are numbers of other things too.
    slashed: usize,
    /// How many of the moments have no century.
    short_moments: usize,
    moments: Days,
    times: usize,
    durations: usize,
    nothing: usize,
}

/// Dates, by what their figures say of their order.
#[derive(Clone, Copy, Debug, Default)]
struct Days {
    clear: usize,
    either: usize,
    day_first: usize,
    month_first: usize,
}

/// A meaning that is not yet given up.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    meaning: Meaning,
    saying: Option<Saying>,
    /// How many cells say something else.
    missed: usize,
    shaped: usize,
    valid: usize,
}

impl Judge {
    /// Of the column called `name`, which says as much as its values.
    pub fn new(name: &str, numbers: Numbers) -> Self {
        let name = ColumnName::new(name);
        let candidate = |meaning: Meaning| {
            let saying = name.says(meaning);
            let is_one = saying.is_some() || meaning.told_by_values().is_some();
            is_one.then_some(Candidate { meaning, saying, missed: 0, shaped: 0, valid: 0 })
        };
        let candidates = Meaning::ALL.into_iter().filter_map(candidate).collect();
        Self { name, numbers, cells: 0, counts: Counts::default(), candidates, seen: Vec::new() }
    }

    /// One more cell, trimmed; never an empty one.
    pub fn see(&mut self, cell: &str) {
        self.cells += 1;
        let form = form(cell, self.numbers);
        self.counts.add(cell, form);
        let says_nothing = form == CellForm::Nothing;
        for candidate in &mut self.candidates {
            let fit = candidate.meaning.fit(cell, candidate.saying.is_some());
            candidate.shaped += usize::from(fit >= Fit::Shape);
            candidate.valid += usize::from(fit == Fit::Valid);
            candidate.missed += usize::from(fit == Fit::No && !says_nothing);
        }
        if !self.candidates.is_empty() && !says_nothing {
            self.tell_apart(cell);
        }
        if self.cells.is_multiple_of(PATIENCE) {
            self.candidates.retain(|candidate| candidate.shaped >= candidate.missed);
        }
    }

    fn tell_apart(&mut self, cell: &str) {
        if self.seen.len() < DISTINCT {
            let mut hasher = DefaultHasher::new();
            cell.hash(&mut hasher);
            let hash = hasher.finish();
            if !self.seen.contains(&hash) {
                self.seen.push(hash);
            }
        }
    }

    pub fn judged(&self) -> Judged {
        let (kind, fits, spelling) = self.kind();
        let judged = Judged { kind, meaning: None, spelling, fits, cells: self.cells };
        match self.meaning(kind) {
            Some(found) => Judged {
                kind: if found.meaning.is_code() { ColumnKind::Text } else { kind },
                meaning: Some(found.meaning),
                fits: found.valid,
                ..judged
            },
            None => judged,
        }
    }

    /// The meaning that name and values agree on best.
    fn meaning(&self, kind: ColumnKind) -> Option<Candidate> {
        let holds = |candidate: &&Candidate| {
            let told = candidate.shaped + candidate.missed;
            let is_named = match candidate.saying {
                Some(Saying::Says) => candidate.shaped * 10 >= told * 9,
                Some(Saying::Allows) => candidate.valid * 10 >= told * 9,
                None => false,
            };
            let is_told = candidate.meaning.told_by_values().is_some_and(|least| self.seen.len() >= least);
            let is_most = candidate.shaped > 0 && candidate.shaped * 2 >= self.cells;
            let holds = is_most && (is_named || is_told && nearly_all(candidate.valid, told));
            let is_year = kind == ColumnKind::Year && candidate.meaning.is_code();
            holds && !is_year && (!candidate.meaning.is_number() || kind.is_number())
        };
        // Of those that say as much the first: they are in order.
        self.candidates.iter().rev().filter(holds).max_by_key(|candidate| (candidate.saying, candidate.valid)).copied()
    }

    /// The kind, how many cells fit it, and how it is written.
    fn kind(&self) -> (ColumnKind, usize, Spelling) {
        let counts = &self.counts;
        let is_century_guessed = counts.short_days.all() + counts.short_moments > 0;
        let is_past = is_century_guessed && self.name.says_birth();
        let spelling = Spelling { numbers: self.own_numbers(), dates: counts.order(), is_century_guessed, is_past };
        if self.cells == 0 {
            return (ColumnKind::Empty, 0, spelling);
        }
        let decimals = if spelling.numbers != self.numbers { counts.other_decimals } else { counts.decimals };
        let is_code = counts.codes > 0 || counts.long > 0;
        let numbers = |count: usize| if is_code { 0 } else { count };
        let days = counts.days.in_order(spelling.dates) + self.short_days(spelling.dates) + self.packed_days();
        let found = [
            (ColumnKind::Boolean, self.booleans()),
            (ColumnKind::Year, if self.name.says_year() { counts.years } else { 0 }),
            (ColumnKind::Date, days),
            (ColumnKind::Integer, numbers(counts.figures)),
            (ColumnKind::Decimal, numbers(counts.figures + decimals)),
            (
                ColumnKind::Moment,
                if counts.moments.all() > 0 { days + counts.moments.in_order(spelling.dates) } else { 0 },
            ),
            (ColumnKind::Time, if self.name.says_duration() || counts.durations > 0 { 0 } else { counts.times }),
            (ColumnKind::Duration, counts.durations + counts.times),
        ];
        // Of those that as many fit the first, which says most.
        let best = found.into_iter().rev().max_by_key(|(_, fits)| *fits);
        let told = self.cells - counts.nothing;
        match best {
            Some((kind, fits)) if fits > 0 && fits * 2 >= self.cells && nearly_all(fits, told) => {
                (kind, fits, spelling)
            }
            _ => (ColumnKind::Text, self.cells, spelling),
        }
    }

    /// With the other decimal sign, where a column uses that alone: coordinates among French amounts.
    fn own_numbers(&self) -> Numbers {
        let counts = &self.counts;
        let is_clear = counts.clear_decimals > 0 || counts.other_decimals > 0 && self.name.says_degrees();
        match counts.decimals == 0 && is_clear {
            true if self.numbers.decimal == ',' => Numbers::with('.'),
            true => Numbers::with(','),
            false => self.numbers,
        }
    }

    fn booleans(&self) -> usize {
        let counts = &self.counts;
        let letter = |letter: u8| {
            let at = LETTERS.iter().position(|it| *it == letter);
            at.and_then(|at| counts.letters.get(at)).copied().unwrap_or(0)
        };
        let letters = |[yes, no]: [u8; 2]| {
            let both = letter(yes) > 0 && letter(no) > 0;
            if both || self.name.says_flag() { letter(yes) + letter(no) } else { 0 }
        };
        let by_letters = LETTER_PAIRS.into_iter().map(letters).max().unwrap_or(0);
        let by_words = counts.pairs.iter().copied().max().unwrap_or(0);
        let bits = if self.name.says_flag() { counts.bits } else { 0 };
        by_letters.max(by_words).max(bits)
    }

    /// Days whose year has no century count where the name says that they are days, or all cells are days with slashes.
    fn short_days(&self, order: DateOrder) -> usize {
        let counts = &self.counts;
        let are_all = counts.slashed + counts.nothing == self.cells && !self.name.says_label();
        if self.name.says_day() || are_all { counts.short_days.in_order(order) } else { 0 }
    }

    /// Numbers such as `20240131` are days where all of several are, or the name says so; numbers of things are none.
    fn packed_days(&self) -> usize {
        let counts = &self.counts;
        let is_told = counts.packed_days == counts.figures && self.seen.len() >= 3 && !self.name.says_label();
        if self.name.says_day() || is_told { counts.packed_days } else { 0 }
    }
}

impl Counts {
    fn add(&mut self, cell: &str, form: CellForm) {
        match form {
            CellForm::Figures { is_year, is_day, is_bit, is_long } => {
                self.figures += 1;
                self.years += usize::from(is_year);
                self.packed_days += usize::from(is_day);
                self.bits += usize::from(is_bit);
                self.long += usize::from(is_long);
            }
            CellForm::Decimal => self.decimals += 1,
            CellForm::OtherDecimal { is_clear } => {
                self.other_decimals += 1;
                self.clear_decimals += usize::from(is_clear);
            }
            CellForm::YesNo(pair) => self.pairs[pair as usize] += 1,
            CellForm::Letter(letter) => {
                let letters = LETTERS.iter().zip(&mut self.letters);
                letters.filter(|(known, _)| **known == letter).for_each(|(_, count)| *count += 1);
            }
            CellForm::Day(day) if day.has_time => {
                self.moments.add(day);
                self.short_moments += usize::from(day.is_short);
            }
            CellForm::Day(day) if day.is_short => {
                self.short_days.add(day);
                self.slashed += usize::from(cell.contains('/'));
            }
            CellForm::Day(day) => self.days.add(day),
            CellForm::Time => self.times += 1,
            CellForm::Duration => self.durations += 1,
            CellForm::Nothing => self.nothing += 1,
            CellForm::Words => {
                self.codes += usize::from(cell.len() > 1 && cell.bytes().all(|byte| byte.is_ascii_digit()));
            }
        }
    }

    /// In which order most days are that fit only one.
    fn order(&self) -> DateOrder {
        let sum = |count: fn(&Days) -> usize| count(&self.days) + count(&self.short_days) + count(&self.moments);
        match sum(|days| days.month_first) > sum(|days| days.day_first) {
            true => DateOrder::MonthFirst,
            false => DateOrder::DayFirst,
        }
    }
}

impl Days {
    fn add(&mut self, day: Dated) {
        match day.evidence {
            Evidence::Clear => self.clear += 1,
            Evidence::Either => self.either += 1,
            Evidence::DayFirst => self.day_first += 1,
            Evidence::MonthFirst => self.month_first += 1,
        }
    }

    fn in_order(&self, order: DateOrder) -> usize {
        let proved = if order == DateOrder::DayFirst { self.day_first } else { self.month_first };
        self.clear + self.either + proved
    }

    fn all(&self) -> usize {
        self.clear + self.either + self.day_first + self.month_first
    }
}

/// All but one in twenty.
fn nearly_all(fits: usize, cells: usize) -> bool {
    fits * 20 >= cells * 19
}
