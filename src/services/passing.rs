//! The rows of one answer, counted while they pass, and told apart where only some of them are wanted.

use serde_json::{Map, Number, Value};

use super::row::{Row, RowTest};
use super::scan::{Belongs, Scan, Shape};
use crate::base::error::{Error, ErrorKind, Result};
use crate::m;

/// One row is held in memory; none is longer.
const LONGEST: usize = 64 << 20;

/// A column that the rows may have, by what a file may call it, and whether it holds numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct PassingColumn {
    pub name: String,
    pub label: Option<String>,
    pub is_number: bool,
}

/// See the [module](self).
pub struct Passing {
    scan: Scan,
    /// `None` lets everything pass as it comes.
    test: Option<RowTest>,
    columns: Vec<PassingColumn>,
    /// What the cells of a table are called.
    header: Vec<String>,
    /// The row that has begun, or what stands before the first of a table.
    held: Vec<u8>,
    has_kept: bool,
    pub came: u64,
    pub kept: u64,
}

impl Passing {
    pub fn new(shape: Shape, test: Option<RowTest>, columns: Vec<PassingColumn>) -> Self {
        let (header, held) = (vec![], vec![]);
        Self { scan: Scan::new(shape), test, columns, header, held, has_kept: false, came: 0, kept: 0 }
    }

    /// Whether not every row goes on.
    pub fn is_choosing(&self) -> bool {
        self.test.is_some()
    }

    /// What of a piece goes on.
    pub fn pass(&mut self, piece: &[u8]) -> Result<Vec<u8>> {
        let mut passed = Vec::with_capacity(piece.len());
        for byte in piece {
            let belongs = self.scan.next(*byte);
            self.came += u64::from(belongs == Belongs::RowEnd);
            if self.test.is_some() {
                self.sort(*byte, belongs, &mut passed)?;
            }
        }
        match self.test {
            Some(_) => Ok(passed),
            None => Ok(piece.to_vec()),
        }
    }

    /// What is left at the end, and whether it is one.
    pub fn end(&mut self) -> Result<(Vec<u8>, bool)> {
        let (has_row, is_whole) = self.scan.end();
        let mut passed = vec![];
        if has_row {
            self.came += 1;
            if self.test.is_some() {
                self.row(&mut passed)?;
            }
        }
        // What never became a row is no valid part of anything.
        self.held.clear();
        Ok((passed, is_whole))
    }

    fn sort(&mut self, byte: u8, belongs: Belongs, passed: &mut Vec<u8>) -> Result<()> {
        match belongs {
            Belongs::Around => passed.push(byte),
            Belongs::Between => self.held.clear(),
            Belongs::Header | Belongs::HeaderEnd => {
                passed.push(byte);
                self.hold(byte)?;
                if belongs == Belongs::HeaderEnd {
                    self.header = self.cells()?;
                    self.held.clear();
                }
            }
            Belongs::Row => self.hold(byte)?,
            Belongs::RowEnd => {
                self.hold(byte)?;
                self.row(passed)?;
            }
        }
        Ok(())
    }

    fn hold(&mut self, byte: u8) -> Result<()> {
        if self.held.len() >= LONGEST {
            return Err(odd());
        }
        self.held.push(byte);
        Ok(())
    }

    /// The row that is held, where it is one of those that are wanted.
    fn row(&mut self, passed: &mut Vec<u8>) -> Result<()> {
        let row = match self.scan.shape {
            Shape::Csv(_) => Row { raw: vec![], value: self.table_row()? },
            _ => Row::of_json(&self.held).ok_or_else(odd)?,
        };
        let is_wanted = self.test.as_ref().is_none_or(|test| test.admits(&row));
        let held = std::mem::take(&mut self.held);
        if !is_wanted {
            return Ok(());
        }
        let is_first = !std::mem::replace(&mut self.has_kept, true);
        self.kept += 1;
        match self.scan.shape {
            Shape::Csv(_) => passed.extend(held),
            Shape::Lines => {
                passed.extend(held);
                passed.push(b'\n');
            }
            Shape::List | Shape::Features => {
                passed.extend_from_slice(if is_first { b"\n" } else { b",\n" });
                passed.extend(held);
            }
        }
        Ok(())
    }

    fn cells(&self) -> Result<Vec<String>> {
        let Shape::Csv(delimiter) = self.scan.shape else { return Ok(vec![]) };
        let text = self.held.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&self.held);
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text);
        let mut record = csv::ByteRecord::new();
        let is_there = reader.read_byte_record(&mut record).map_err(|_| odd())?;
        let cells = record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned());
        Ok(if is_there { cells.collect() } else { vec![String::new()] })
    }

    fn table_row(&self) -> Result<Value> {
        let cells = self.cells()?;
        if cells.len() != self.header.len() {
            return Err(odd());
        }
        let named = self.header.iter().zip(cells).map(|(called, cell)| {
            let column = self.columns.iter().find(|it| it.name == *called);
            let column = column.or_else(|| self.columns.iter().find(|it| it.label.as_deref() == Some(called)));
            let name = column.map_or(called, |column| &column.name).clone();
            (name, value(cell, column.is_some_and(|column| column.is_number)))
        });
        Ok(Value::Object(named.collect::<Map<_, _>>()))
    }
}

/// A cell as what its column holds: `12.50` is 12.5 there.
fn value(cell: String, is_number: bool) -> Value {
    let number = || cell.parse::<f64>().ok().filter(|_| is_number).and_then(Number::from_f64);
    match cell.is_empty() {
        true => Value::Null,
        false => number().map_or_else(|| Value::String(cell.clone()), Value::Number),
    }
}

fn odd() -> Error {
    Error::new(ErrorKind::Portal, super::wish::WHERE, m!("services-no-row"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preview::Criterion;

    /// Cut into pieces of this length.
    fn passed(shape: Shape, body: &str, criteria: &[&str], length: usize) -> Result<(String, u64, u64, bool)> {
        let criteria: Vec<Criterion> = criteria.iter().map(|it| Criterion::read(it).unwrap()).collect();
        let test = (!criteria.is_empty()).then_some(RowTest { criteria, bbox: None });
        let column = |name: &str, label: Option<&str>, is_number| PassingColumn {
            name: name.into(),
            label: label.map(str::to_owned),
            is_number,
        };
        let columns = vec![column("nom", Some("Nom du lieu"), false), column("n", None, true)];
        let mut passing = Passing::new(shape, test, columns);
        let mut all = vec![];
        for piece in body.as_bytes().chunks(length) {
            all.extend(passing.pass(piece)?);
        }
        let (rest, is_whole) = passing.end()?;
        all.extend(rest);
        Ok((String::from_utf8(all).unwrap(), passing.came, passing.kept, is_whole))
    }

    const TABLE: &str = "\u{feff}nom;n\r\n\"Étang; \"\"vif\"\"\r\n du bois\";1.50\r\nMare;\r\n\"\";3\r\n";

    #[test]
    fn rows_are_kept_by_their_cells_and_the_file_stays_valid() {
        let list = r#" [ {"nom":"a ]","n":1.50} ,{"nom":"b","n":null}, {"nom":"c,","n":3}] "#;
        let lines = "{\"nom\":\"a\",\"n\":1.5}\r\n\n{\"nom\":\"b\\\"}\"}\n{\"nom\":\"c\",\"n\":3}";
        let feature = |nom: &str, n: f64| {
            format!("{{\"type\":\"Feature\",\"geometry\":null,\"properties\":{{\"nom\":{nom:?},\"n\":{n}}}}}")
        };
        let collection = format!(
            "{{\"type\":\"FeatureCollection\",\"links\":[{{}}],\"features\":[{},{},{}],\"x\":1}}\n",
            feature("a", 1.5),
            feature("b", 2.0),
            feature("c", 3.0)
        );
        type Expected<'a> = (Shape, &'a str, &'a [&'a str], u64, u64, &'a str);
        let all = |shape, body: &'static str, count| (shape, body, &[][..], count, 0, body);
        let table: Vec<Expected<'_>> = vec![
            all(Shape::Csv(b';'), TABLE, 3),
            (Shape::Csv(b';'), TABLE, &["n=1.5"], 3, 1, "\u{feff}nom;n\r\n\"Étang; \"\"vif\"\"\r\n du bois\";1.50\r\n"),
            (Shape::Csv(b';'), TABLE, &["n>=1", "nom="], 3, 1, "\u{feff}nom;n\r\n\"\";3\r\n"),
            (
                Shape::Csv(b';'),
                TABLE,
                &["nom~\"VIF\""],
                3,
                1,
                "\u{feff}nom;n\r\n\"Étang; \"\"vif\"\"\r\n du bois\";1.50\r\n",
            ),
            (Shape::Csv(b','), "Nom du lieu,n\na,1\nb,2", &["nom=b"], 2, 1, "Nom du lieu,n\nb,2"),
            (Shape::Csv(b';'), "nom;n\n", &["nom=b"], 0, 0, "nom;n\n"),
            (Shape::List, list, &["nom!=b"], 3, 2, " [\n{\"nom\":\"a ]\",\"n\":1.50},\n{\"nom\":\"c,\",\"n\":3}] "),
            (Shape::List, "[]", &["nom=b"], 0, 0, "[]"),
            (Shape::Lines, lines, &["nom~b"], 3, 1, "{\"nom\":\"b\\\"}\"}\n"),
        ];
        for length in [1, 7, 4096] {
            for (shape, body, criteria, came, kept, expected) in &table {
                let found = passed(*shape, body, criteria, length).unwrap();
                assert_eq!(found, ((*expected).to_owned(), *came, *kept, true), "{body} {criteria:?}");
            }
            let (text, came, kept, is_whole) = passed(Shape::Features, &collection, &["n>2"], length).unwrap();
            let value: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(
                (came, kept, is_whole, value["features"][0]["properties"]["nom"].as_str()),
                (3, 1, true, Some("c"))
            );
            assert_eq!(value["x"], 1);
        }
    }

    #[test]
    fn a_row_that_cannot_be_read_is_not_taken_for_one_that_is_not_wanted() {
        for (shape, body) in [
            (Shape::Csv(b';'), "nom;n\na;1;2\n"),
            (Shape::Csv(b';'), "nom;n\na\n"),
            (Shape::List, "[{\"nom\" 1}]"),
            (Shape::Lines, "{x}\n"),
        ] {
            assert!(passed(shape, body, &["nom=a"], 3).is_err(), "{body}");
        }
    }
}
