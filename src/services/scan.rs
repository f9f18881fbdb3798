//! Where rows begin and end in an answer that is read byte by byte: a table, a list, lines, or a collection of features.

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// With this between its cells.
    Csv(u8),
    /// An object in each line.
    Lines,
    /// A list of objects.
    List,
    /// A collection of GeoJSON.
    Features,
}

/// What one byte is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Belongs {
    /// What stands around all rows.
    Around,
    Header,
    /// The last of it.
    HeaderEnd,
    Row,
    /// The last of it.
    RowEnd,
    /// What parts two rows.
    Between,
}

/// What a collection calls its rows.
const FEATURES: &[u8] = b"features";

/// See the [module](self).
pub struct Scan {
    pub shape: Shape,
    table: InTable,
    json: InJson,
    /// How many bytes there were, as far as a mark of the encoding is long.
    begun: usize,
}

#[derive(Default)]
struct InTable {
    is_quoted: bool,
    /// The last byte ended a quote, or is the first of two.
    was_quote: bool,
    in_cell: bool,
    /// Whether anything stands in the line.
    in_line: bool,
    has_header: bool,
    has_columns: bool,
}

#[derive(Default)]
struct InJson {
    depth: u32,
    is_text: bool,
    is_escaped: bool,
    /// The text that came last in the outer object, as far as one is compared.
    key: Vec<u8>,
    in_rows: bool,
    in_row: bool,
    is_closed: bool,
    is_odd: bool,
}

impl Scan {
    pub fn new(shape: Shape) -> Self {
        Self { shape, table: InTable::default(), json: InJson::default(), begun: 0 }
    }

    pub fn next(&mut self, byte: u8) -> Belongs {
        const MARK: &[u8] = b"\xef\xbb\xbf";
        if MARK.get(self.begun) == Some(&byte) {
            self.begun += 1;
            return if matches!(self.shape, Shape::Csv(_)) { Belongs::Header } else { Belongs::Around };
        }
        self.begun = MARK.len();
        match self.shape {
            Shape::Csv(delimiter) => self.table.next(byte, delimiter),
            shape => self.json.next(byte, shape),
        }
    }

    /// Whether there is a row whose end did not show, and whether all of it came.
    pub fn end(&self) -> (bool, bool) {
        match self.shape {
            Shape::Csv(_) => (self.table.in_line && self.table.has_header, !self.table.is_quoted),
            shape => (false, self.json.is_whole(shape)),
        }
    }
}

impl InTable {
    fn next(&mut self, byte: u8, delimiter: u8) -> Belongs {
        let was_quote = std::mem::take(&mut self.was_quote);
        match byte {
            b'"' if self.is_quoted => (self.is_quoted, self.was_quote) = (false, true),
            b'"' if !self.in_cell || was_quote => (self.is_quoted, self.in_cell, self.in_line) = (true, true, true),
            b'\n' if !self.is_quoted => return self.line(),
            b'\r' if !self.is_quoted => {}
            _ if byte == delimiter && !self.is_quoted => {
                self.has_columns |= !self.has_header;
                (self.in_cell, self.in_line) = (false, true);
            }
            _ => (self.in_cell, self.in_line) = (true, true),
        }
        self.part()
    }

    fn part(&self) -> Belongs {
        if self.has_header { Belongs::Row } else { Belongs::Header }
    }

    fn line(&mut self) -> Belongs {
        let is_line = std::mem::take(&mut self.in_line);
        self.in_cell = false;
        match (self.has_header, is_line) {
            (false, true) => {
                self.has_header = true;
                Belongs::HeaderEnd
            }
            (false, false) => Belongs::Header,
            // Where there is but one column, nothing is a cell without a value.
            (true, false) if self.has_columns => Belongs::Between,
            (true, _) => Belongs::RowEnd,
        }
    }
}

impl InJson {
    fn is_whole(&self, shape: Shape) -> bool {
        let is_closed = self.is_closed || shape == Shape::Lines;
        is_closed && self.depth == 0 && !self.is_text && !self.is_odd
    }

    /// How deep rows are in it.
    fn rows_at(shape: Shape) -> u32 {
        match shape {
            Shape::Features => 2,
            Shape::List => 1,
            _ => 0,
        }
    }

    fn next(&mut self, byte: u8, shape: Shape) -> Belongs {
        if self.is_text {
            self.text(byte);
            return self.part(shape);
        }
        let at = Self::rows_at(shape);
        match byte {
            b'"' => {
                self.is_text = true;
                self.key.clear();
                self.is_odd |= self.depth == 0;
            }
            b'{' | b'[' => return self.open(byte, shape, at),
            b'}' | b']' => return self.close(shape, at),
            _ if byte.is_ascii_whitespace() => {}
            _ => self.is_odd |= self.depth == 0 || (self.in_rows && !self.in_row && byte != b','),
        }
        self.part(shape)
    }

    fn text(&mut self, byte: u8) {
        match byte {
            _ if std::mem::take(&mut self.is_escaped) => {}
            b'\\' => self.is_escaped = true,
            b'"' => self.is_text = false,
            _ if self.depth == 1 && self.key.len() <= FEATURES.len() => self.key.push(byte),
            _ => {}
        }
    }

    fn open(&mut self, byte: u8, shape: Shape, at: u32) -> Belongs {
        let is_root = self.depth == 0;
        self.is_odd |= is_root && (self.is_closed || (byte == b'[') != (shape == Shape::List));
        let begins = match shape {
            Shape::Lines => is_root,
            Shape::List => is_root && byte == b'[',
            _ => self.depth == 1 && byte == b'[' && self.key == FEATURES,
        };
        self.depth += 1;
        if begins && shape != Shape::Lines {
            self.in_rows = true;
            return Belongs::Around;
        }
        if self.depth == at + 1 && byte == b'{' && (self.in_rows || begins) {
            self.in_row = true;
        }
        self.part(shape)
    }

    fn close(&mut self, shape: Shape, at: u32) -> Belongs {
        let Some(depth) = self.depth.checked_sub(1) else {
            self.is_odd = true;
            return self.part(shape);
        };
        self.depth = depth;
        if depth == at && std::mem::take(&mut self.in_row) {
            return Belongs::RowEnd;
        }
        if depth + 1 == at {
            self.in_rows = false;
        }
        self.is_closed |= depth == 0 && shape != Shape::Lines;
        self.key.clear();
        self.part(shape)
    }

    fn part(&self, shape: Shape) -> Belongs {
        match (self.in_row, self.in_rows || shape == Shape::Lines) {
            (true, _) => Belongs::Row,
            (false, true) => Belongs::Between,
            (false, false) => Belongs::Around,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many rows, and whether all of it came.
    fn scanned(shape: Shape, body: &str) -> (usize, bool) {
        let mut scan = Scan::new(shape);
        let ended = body.bytes().filter(|byte| scan.next(*byte) == Belongs::RowEnd).count();
        let (has_row, is_whole) = scan.end();
        (ended + usize::from(has_row), is_whole)
    }

    #[test]
    fn rows_are_counted_as_their_format_has_them() {
        let table = [
            (Shape::Csv(b';'), "", (0, true)),
            (Shape::Csv(b';'), "a;b\n", (0, true)),
            (Shape::Csv(b';'), "\u{feff}\"a\nx\";b\r\n1;2\r\n\"3\r\n\r\n;\"\"\n\";4\r\n", (2, true)),
            (Shape::Csv(b';'), "a;b\n1;2\n\n3;4", (2, true)),
            (Shape::Csv(b';'), "a;b\n1\";2\n3;\"4\n", (2, false)),
            (Shape::Csv(b';'), "a\n1\n\n\"\"\n", (3, true)),
            (Shape::Csv(b','), "a,b\n;,\"x,\n\"\n", (1, true)),
            (Shape::List, "[]", (0, true)),
            (Shape::List, " [{\"a\":\"]}\\\"\"},{\"b\":[{},[]]}\n]\n", (2, true)),
            (Shape::List, "[{\"a\":1},{\"a\"", (1, false)),
            (Shape::List, "[{\"a\":1}", (1, false)),
            (Shape::List, "[{\"a\":1}]{\"error\":1}", (1, false)),
            (Shape::List, "{\"error_code\":\"x\"}", (0, false)),
            (Shape::List, "[1]", (0, false)),
            (Shape::List, "<html>", (0, false)),
            (Shape::Lines, "", (0, true)),
            (Shape::Lines, "{\"a\":\"\\n}\"}\n{\"b\":{}}\n\n{}", (3, true)),
            (Shape::Lines, "{\"a\":1}\n{\"b\"", (1, false)),
            (Shape::Lines, "{\"a\":1}\nerror", (1, false)),
            (Shape::Features, "{\"type\":\"FeatureCollection\",\"features\":[]}", (0, true)),
            (
                Shape::Features,
                "{\"x\":{\"features\":[{}]},\"bbox\":[1,[2]],\"features\" : [{\"a\":[{}]}, {}],\"y\":[{}]}",
                (2, true),
            ),
            (Shape::Features, "{\"a\":\"features\",\"b\":[{}]}", (0, true)),
            (Shape::Features, "{\"features\":[{}]", (1, false)),
            (Shape::Features, "[{}]", (0, false)),
        ];
        for (shape, body, expected) in table {
            assert_eq!(scanned(shape, body), expected, "{shape:?} {body}");
        }
    }
}
