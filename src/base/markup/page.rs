//! Writer of plain text with lines, paragraphs, lists, quotes and links.

/// Deeper quotes and lists look like those of this depth.
const DEEPEST: usize = 6;

/// The text so far, and what surrounds its end.
#[derive(Default)]
pub struct TextPage {
    pub out: String,
    /// One per open list: the next number, where it has numbers.
    lists: Vec<Option<u64>>,
    quotes: usize,
    /// One per open link or image: its address, and where its text begins.
    links: Vec<(String, usize)>,
    /// Whether the next text begins an item, whose mark stands there already.
    item: bool,
}

impl TextPage {
    pub fn start_quote(&mut self) {
        self.paragraph();
        self.quotes += 1;
        if self.quotes <= DEEPEST {
            self.out.push_str("> ");
        }
    }

    pub fn end_quote(&mut self) {
        self.quotes = self.quotes.saturating_sub(1);
    }

    /// `first`: the first number, where it has numbers.
    pub fn start_list(&mut self, first: Option<u64>) {
        if self.lists.is_empty() {
            self.paragraph();
        }
        self.lists.push(first);
    }

    pub fn end_list(&mut self) {
        self.lists.pop();
        self.item = false;
    }

    pub fn start_item(&mut self) {
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

    pub fn end_item(&mut self) {
        self.item = false;
    }

    pub fn start_link(&mut self, address: &str) {
        self.links.push((address.to_owned(), self.out.len()));
    }

    /// The address behind the text, where the text is not the address itself.
    pub fn end_link(&mut self) {
        let Some((address, from)) = self.links.pop() else { return };
        let label = self.out.get(from..).unwrap_or_default().trim();
        let bare = address.strip_prefix("mailto:").unwrap_or(&address);
        if label.is_empty() {
            self.text(bare);
        } else if label != bare && !bare.is_empty() && !bare.starts_with('#') {
            self.text(&format!(" ({bare})"));
        }
    }

    pub fn rule(&mut self) {
        self.paragraph();
        self.text("---");
        self.paragraph();
    }

    pub fn text(&mut self, text: &str) {
        self.out.push_str(text);
        self.item = false;
    }

    /// Text in which any space is one space, and none begins a line.
    pub fn flow(&mut self, text: &str) {
        for (index, word) in text.split(|c: char| c.is_ascii_whitespace()).enumerate() {
            if index > 0 && !self.item && !self.out.ends_with(' ') && !self.begins() {
                self.out.push(' ');
            }
            if !word.is_empty() {
                self.text(word);
            }
        }
    }

    /// A new line; of two in a row, an empty one.
    pub fn break_line(&mut self) {
        if self.begins() { self.paragraph() } else { self.line() }
    }

    /// A new line, unless one has just begun; after the mark of an item its text goes on.
    pub fn line(&mut self) {
        if self.out.is_empty() || self.item {
            return;
        }
        if !self.begins() {
            self.out.push('\n');
            self.margin();
        }
    }

    /// An empty line, except within lists, which stay together.
    pub fn paragraph(&mut self) {
        if !self.lists.is_empty() {
            self.line();
        } else if self.quotes == 0 && self.begins() {
            let is_parted = self.out.is_empty() || self.out.ends_with("\n\n");
            self.out.push_str(if is_parted { "" } else { "\n" });
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

    /// What stands before a line in quotes and lists.
    fn margin(&mut self) {
        self.out.push_str(&"> ".repeat(self.quotes.min(DEEPEST)));
        self.out.push_str(&"  ".repeat(self.lists.len().saturating_sub(1).min(DEEPEST)));
    }
}
