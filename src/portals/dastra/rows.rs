//! How many entries an export holds, counted while it passes: Dastra may cut what it exports
//! (docs/portals/dastra.md 6.1).

pub enum Rows {
    Csv { rows: u64, in_quotes: bool, in_row: bool },
    Json { entries: u64, depth: u32, in_text: bool, escaped: bool, is_list: bool },
}

impl Rows {
    /// `None` for formats that cannot be looked into on the way.
    pub fn of(format: &str) -> Option<Self> {
        match format {
            "csv" => Some(Self::Csv { rows: 0, in_quotes: false, in_row: false }),
            "json" => Some(Self::Json { entries: 0, depth: 0, in_text: false, escaped: false, is_list: false }),
            _ => None,
        }
    }

    pub fn see(&mut self, piece: &[u8]) {
        piece.iter().for_each(|byte| self.see_byte(*byte));
    }

    fn see_byte(&mut self, byte: u8) {
        match self {
            Self::Csv { rows, in_quotes, in_row } => match byte {
                b'\n' | b'\r' if !*in_quotes => {
                    *rows += u64::from(*in_row);
                    *in_row = false;
                }
                b'"' => {
                    *in_quotes = !*in_quotes;
                    *in_row = true;
                }
                _ => *in_row = true,
            },
            Self::Json { escaped, .. } if *escaped => *escaped = false,
            Self::Json { in_text: in_text @ true, escaped, .. } => match byte {
                b'\\' => *escaped = true,
                b'"' => *in_text = false,
                _ => {}
            },
            Self::Json { entries, depth, in_text, is_list, .. } => match byte {
                b'"' => *in_text = true,
                b'[' | b'{' => {
                    *is_list |= *depth == 0 && byte == b'[';
                    *entries += u64::from(*depth == 1 && byte == b'{');
                    *depth += 1;
                }
                b']' | b'}' => *depth = depth.saturating_sub(1),
                _ => {}
            },
        }
    }

    /// The entries seen, without the table's head. `None` for JSON that is no list: what it holds is its own affair.
    pub fn total(&self) -> Option<u64> {
        match self {
            Self::Csv { rows, in_row, .. } => Some((rows + u64::from(*in_row)).saturating_sub(1)),
            Self::Json { entries, is_list, .. } => is_list.then_some(*entries),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(format: &str, text: &str) -> Option<u64> {
        let mut rows = Rows::of(format).unwrap();
        // In pieces of every kind: they break anywhere.
        text.as_bytes().chunks(3).for_each(|piece| rows.see(piece));
        rows.total()
    }

    #[test]
    fn rows_of_a_table_are_counted_whatever_is_in_their_fields() {
        let table =
            [("", 0), ("a;b\r\n", 0), ("a;b\n1;2\n3;4", 2), ("a;b\n\"1\nun\n\";2\r\n\r\n\"dit \"\"oui\"\"\";4\n", 2)];
        for (text, expected) in table {
            assert_eq!(count("csv", text), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn entries_of_a_list_are_counted_and_nothing_else() {
        let table = [
            ("[]", Some(0)),
            (r#" [{"a": [{"b": {}}], "c": "]}{[ \" {"}, {"a": "\\"}] "#, Some(2)),
            (r#"{"items": [{}, {}]}"#, None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(count("json", text), expected, "{text:?}");
        }
        assert!(Rows::of("pdf").is_none());
    }
}
