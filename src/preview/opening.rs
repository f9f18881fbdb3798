//! The line that opens a file on this disk in DuckDB, pandas, R or QGIS, as the preview found it to be.
//!
//! What is in a file's name, or in a column's, is text in the line, whatever it looks like: each language's own quotes
//! stand around it, and around the whole those of the shell.

use std::collections::HashMap;
use std::path::Path;

use super::{Preview, View, dialect};
use crate::base::shell::Shell;
use crate::tabular::{Column, Dialect, Table, TextOptions};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opener {
    DuckDb,
    /// A line of Python.
    Pandas,
    /// A line of R.
    R,
    Qgis,
}

/// What there is to know of a file for opening it.
#[derive(Debug)]
pub struct OpenableFile<'a> {
    path: Option<&'a str>,
    family: Option<Family>,
    dialect: Option<Dialect>,
    /// Columns whose figures are no numbers.
    codes: Vec<&'a str>,
}

/// Formats that are opened alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Text,
    Json,
    JsonLines,
    Parquet,
    Xlsx,
    Ods,
    /// Of places; `true`: in a ZIP.
    Geo(bool),
}

fn family(format: &str) -> Option<Family> {
    Some(match format {
        "csv" | "tsv" => Family::Text,
        "json" => Family::Json,
        "jsonl" | "ndjson" => Family::JsonLines,
        "parquet" => Family::Parquet,
        "xlsx" => Family::Xlsx,
        "ods" => Family::Ods,
        "geojson" | "geojsonl" | "topojson" | "gpkg" | "shp" | "fgb" | "kml" | "gml" | "gpx" | "tab" | "mif" => {
            Family::Geo(false)
        }
        _ => return None,
    })
}

impl<'a> OpenableFile<'a> {
    /// `options`: how the text of the preview was read.
    pub fn new(path: &'a Path, preview: &'a Preview, options: &TextOptions) -> Self {
        let table =
            preview.views.iter().find_map(|view| if let View::Table(table) = view { Some(table) } else { None });
        let dialect = preview.sample.as_ref().and_then(|sample| dialect(sample, options));
        let has_names = dialect.as_ref().is_none_or(|dialect| dialect.header);
        let codes = table.filter(|_| has_names).map_or(vec![], codes);
        let is_zip = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("zip"));
        let family = match family(preview.format) {
            Some(Family::Geo(_)) | None if is_zip => Some(Family::Geo(true)),
            // Which file of the ZIP it is cannot be told to all of them.
            Some(_) if is_zip => None,
            other => other,
        };
        Self { path: path.to_str(), family, dialect, codes }
    }

    /// `None` where the program reads no such file, or a name in it is none that can be pasted.
    pub fn line(&self, with: Opener, shell: Shell) -> Option<String> {
        let path = self.path.filter(|path| !path.contains(char::is_control))?;
        let family = self.family?;
        match with {
            Opener::DuckDb => shell.command(&["duckdb", "-c", &self.duckdb(path, family)?]),
            Opener::Pandas => self.pandas(path, family),
            Opener::R => self.r(path, family),
            Opener::Qgis => self.qgis(path, family, shell),
        }
    }

    fn duckdb(&self, path: &str, family: Family) -> Option<String> {
        let file = sql(&without_patterns(path));
        Some(match family {
            Family::Text => {
                let encoding = self.dialect.as_ref().map(|how| duckdb_encoding(how.encoding.name()));
                let lead = if encoding.is_some_and(|(_, is_own)| !is_own) {
                    "INSTALL encodings; LOAD encodings; "
                } else {
                    ""
                };
                format!("{lead}SELECT * FROM read_csv({})", self.arguments(file, duckdb_arguments))
            }
            Family::Json | Family::JsonLines => format!("SELECT * FROM read_json({file})"),
            Family::Parquet => format!("SELECT * FROM read_parquet({file})"),
            Family::Xlsx => format!("SELECT * FROM read_xlsx({file})"),
            Family::Geo(zip) => {
                let file = if zip { sql(&format!("/vsizip/{path}")) } else { sql(path) };
                format!("INSTALL spatial; LOAD spatial; SELECT * FROM ST_Read({file})")
            }
            Family::Ods => return None,
        })
    }

    fn pandas(&self, path: &str, family: Family) -> Option<String> {
        let file = python(path);
        let read = match family {
            Family::Text => format!("read_csv({})", self.arguments(file, pandas_arguments)),
            Family::Json => format!("read_json({file})"),
            Family::JsonLines => format!("read_json({file}, lines=True)"),
            Family::Parquet => format!("read_parquet({file})"),
            Family::Xlsx | Family::Ods => format!("read_excel({})", self.arguments(file, pandas_arguments)),
            Family::Geo(zip) => {
                let file = if zip { python(&format!("/vsizip/{path}")) } else { file };
                return Some(format!("import geopandas; df = geopandas.read_file({file})"));
            }
        };
        Some(format!("import pandas as pd; df = pd.{read}"))
    }

    fn r(&self, path: &str, family: Family) -> Option<String> {
        let file = r(path);
        let read = match family {
            Family::Text => format!("readr::read_delim({})", self.arguments(file, r_arguments)),
            Family::Json => format!("jsonlite::fromJSON({file})"),
            Family::JsonLines => format!("jsonlite::stream_in(file({file}))"),
            Family::Parquet => format!("arrow::read_parquet({file})"),
            Family::Xlsx => format!("readxl::read_excel({file})"),
            Family::Ods => format!("readODS::read_ods({file})"),
            Family::Geo(false) => format!("sf::read_sf({file})"),
            Family::Geo(true) => format!("sf::read_sf({})", r(&format!("/vsizip/{path}"))),
        };
        Some(format!("df <- {read}"))
    }

    fn qgis(&self, path: &str, family: Family, shell: Shell) -> Option<String> {
        // What begins with a dash would be an option.
        let path = if path.starts_with('-') { format!("./{path}") } else { path.to_owned() };
        match family {
            Family::Geo(true) => shell.command(&["qgis", &format!("/vsizip/{path}")]),
            Family::Geo(false) | Family::Text | Family::Xlsx | Family::Ods => shell.command(&["qgis", &path]),
            Family::Json | Family::JsonLines | Family::Parquet => None,
        }
    }

    fn arguments(&self, file: String, more: fn(&Self) -> Vec<String>) -> String {
        std::iter::once(file).chain(more(self)).collect::<Vec<_>>().join(", ")
    }
}

fn duckdb_arguments(file: &OpenableFile) -> Vec<String> {
    let mut said = vec![];
    if let Some(how) = &file.dialect {
        said.push(format!("delim={}", sql_character(how.delimiter)));
        if how.quote != b'"' {
            said.push(format!("quote={}", sql_character(how.quote)));
        }
        said.push(format!("header={}", how.header));
        if how.skip > 0 {
            said.push(format!("skip={}", how.skip));
        }
        let (encoding, _) = duckdb_encoding(how.encoding.name());
        if encoding != "utf-8" {
            said.push(format!("encoding={}", sql(encoding)));
        }
        if how.numbers.decimal == ',' {
            said.push("decimal_separator=','".to_owned());
        }
        said.extend(how.numbers.thousands.map(|sign| format!("thousands={}", sql(&sign.to_string()))));
    }
    let codes: Vec<String> = file.codes.iter().map(|name| format!("{}: 'VARCHAR'", sql(name))).collect();
    if !codes.is_empty() {
        said.push(format!("types={{{}}}", codes.join(", ")));
    }
    said
}

/// What DuckDB calls an encoding, and whether it reads that by itself.
fn duckdb_encoding(name: &str) -> (&str, bool) {
    match name {
        "UTF-8" => ("utf-8", true),
        "UTF-16LE" | "UTF-16BE" => ("utf-16", true),
        "windows-1252" => ("CP1252", false),
        "ISO-8859-15" => ("8859_15", false),
        other => (other, false),
    }
}

fn pandas_arguments(file: &OpenableFile) -> Vec<String> {
    let mut said = vec![];
    if let Some(how) = &file.dialect {
        said.push(format!("sep={}", python_character(how.delimiter)));
        if how.quote != b'"' {
            said.push(format!("quotechar={}", python_character(how.quote)));
        }
        if !how.header {
            said.push("header=None".to_owned());
        }
        if how.skip > 0 {
            said.push(format!("skiprows={}", how.skip));
        }
        let encoding = match how.encoding.name() {
            "UTF-8" => None,
            "UTF-16LE" | "UTF-16BE" => Some("utf-16"),
            "UTF-32LE" | "UTF-32BE" => Some("utf-32"),
            "windows-1252" => Some("cp1252"),
            "macintosh" => Some("mac_roman"),
            other => Some(other),
        };
        said.extend(encoding.map(|name| format!("encoding={}", python(name))));
        if how.numbers.decimal == ',' {
            said.push("decimal=','".to_owned());
        }
        said.extend(how.numbers.thousands.map(|sign| format!("thousands={}", python(&sign.to_string()))));
    }
    let codes: Vec<String> = file.codes.iter().map(|name| format!("{}: str", python(name))).collect();
    if !codes.is_empty() {
        said.push(format!("dtype={{{}}}", codes.join(", ")));
    }
    said
}

fn r_arguments(file: &OpenableFile) -> Vec<String> {
    let mut said = vec![];
    if let Some(how) = &file.dialect {
        said.push(format!("delim = {}", r_character(how.delimiter)));
        if how.quote != b'"' {
            said.push(format!("quote = {}", r_character(how.quote)));
        }
        if !how.header {
            said.push("col_names = FALSE".to_owned());
        }
        if how.skip > 0 {
            said.push(format!("skip = {}", how.skip));
        }
        let encoding = Some(how.encoding.name()).filter(|name| *name != "UTF-8");
        let encoding = encoding.map(|name| format!("encoding = {}", r(name)));
        let decimal = (how.numbers.decimal == ',').then(|| "decimal_mark = \",\"".to_owned());
        let thousands = how.numbers.thousands.map(|sign| format!("grouping_mark = {}", r(&sign.to_string())));
        let locale: Vec<String> = encoding.into_iter().chain(decimal).chain(thousands).collect();
        if !locale.is_empty() {
            said.push(format!("locale = readr::locale({})", locale.join(", ")));
        }
    }
    let codes: Vec<String> = file.codes.iter().map(|name| format!("{} = \"c\"", r(name))).collect();
    if !codes.is_empty() {
        said.push(format!("col_types = readr::cols({})", codes.join(", ")));
    }
    said
}

/// The columns that would lose a zero, or that nobody adds up; those alone that one name means.
fn codes(table: &Table) -> Vec<&str> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    table.columns.iter().for_each(|column| *counts.entry(&column.name).or_default() += 1);
    let is_code = |at: usize, column: &Column| {
        column.meaning.is_some_and(|meaning| meaning.is_code())
            || table.rows.iter().filter_map(|row| row.get(at)?.as_deref()).any(has_leading_zero)
    };
    let named =
        |column: &Column| counts.get(column.name.as_str()) == Some(&1) && !column.name.contains(char::is_control);
    let columns = table.columns.iter().enumerate().filter(|(at, column)| named(column) && is_code(*at, column));
    columns.map(|(_, column)| column.name.as_str()).collect()
}

/// `035`, which is not 35.
fn has_leading_zero(cell: &str) -> bool {
    cell.len() > 1 && cell.starts_with('0') && cell.bytes().all(|byte| byte.is_ascii_digit())
}

/// DuckDB takes a name for a pattern; in brackets a character stands for itself.
fn without_patterns(path: &str) -> String {
    path.chars().fold(String::new(), |mut out, c| {
        match c {
            '*' | '?' | '[' => out.extend(['[', c, ']']),
            c => out.push(c),
        }
        out
    })
}

fn sql(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn sql_character(byte: u8) -> String {
    // Between these quotes a backslash escapes.
    match byte {
        b'\t' => "E'\\t'".to_owned(),
        byte if byte.is_ascii_control() => format!("E'\\x{byte:02x}'"),
        byte => sql(&char::from(byte).to_string()),
    }
}

fn python(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

fn python_character(byte: u8) -> String {
    match byte {
        b'\t' => "'\\t'".to_owned(),
        byte if byte.is_ascii_control() => format!("'\\x{byte:02x}'"),
        byte => python(&char::from(byte).to_string()),
    }
}

fn r(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn r_character(byte: u8) -> String {
    match byte {
        b'\t' => "\"\\t\"".to_owned(),
        byte if byte.is_ascii_control() => format!("\"\\x{byte:02x}\""),
        byte => r(&char::from(byte).to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preview::{About, ReadOptions, Sample, interpret};

    fn preview(name: &str, bytes: &[u8], options: &ReadOptions) -> Preview {
        let about = About::file(Path::new(name));
        let sample = Sample { bytes: bytes.to_vec().into(), whole: true, total: Some(bytes.len() as u64), about };
        interpret(&sample, options)
    }

    fn lines(path: &str, bytes: &[u8], options: &ReadOptions) -> [Option<String>; 4] {
        let preview = preview(path, bytes, options);
        let file = OpenableFile::new(Path::new(path), &preview, &options.text);
        [Opener::DuckDb, Opener::Pandas, Opener::R, Opener::Qgis].map(|with| file.line(with, Shell::Posix))
    }

    #[test]
    fn a_csv_is_opened_as_the_preview_found_it() {
        let text = b"code;nom;taux\n035;\xc9t\xe9 long;1,5\n099;Vitr\xe9;2,25\n";
        let [duckdb, pandas, r, qgis] = lines("/d/a.csv", text, &ReadOptions::default()).map(Option::unwrap);
        let duckdb = duckdb.replace(r"'\''", "'");
        assert_eq!(
            duckdb,
            "duckdb -c 'INSTALL encodings; LOAD encodings; SELECT * FROM read_csv('/d/a.csv', delim=';', header=true, \
             encoding='CP1252', decimal_separator=',', types={'code': 'VARCHAR'})'"
        );
        assert_eq!(
            pandas,
            "import pandas as pd; df = pd.read_csv('/d/a.csv', sep=';', encoding='cp1252', decimal=',', dtype={'code': str})"
        );
        assert_eq!(
            r,
            "df <- readr::read_delim(\"/d/a.csv\", delim = \";\", locale = readr::locale(encoding = \"windows-1252\", \
             decimal_mark = \",\"), col_types = readr::cols(\"code\" = \"c\"))"
        );
        assert_eq!(qgis, "qgis /d/a.csv");
    }

    #[test]
    fn what_a_person_says_of_the_text_holds() {
        let text = TextOptions { header: Some(false), delimiter: Some(b'\t'), ..TextOptions::default() };
        let options = ReadOptions { text, ..ReadOptions::default() };
        let [duckdb, pandas, r, _] = lines("a.tsv", b"01\tx\n02\ty\n", &options).map(Option::unwrap);
        assert!(
            duckdb.replace(r"'\''", "'").replace(r"'\\'", r"\").contains(r"delim=E'\t', header=false)"),
            "{duckdb}"
        );
        assert!(pandas.ends_with(r"sep='\t', header=None)"), "{pandas}");
        assert!(r.ends_with(r#"delim = "\t", col_names = FALSE)"#), "without names no column can be named: {r}");
    }

    /// Whatever is in a name, nothing but that name comes of it.
    #[test]
    fn hostile_names_are_text_in_every_language() {
        let text = "a'b\\c\"d,x\n012,1\n".as_bytes();
        let [duckdb, pandas, r, qgis] =
            lines(r#"/d/';$(rm)\"`.csv"#, text, &ReadOptions::default()).map(Option::unwrap);
        assert!(pandas.contains(r#"read_csv('/d/\';$(rm)\\"`.csv', "#), "{pandas}");
        assert!(pandas.contains(r#"dtype={'a\'b\\c"d': str}"#), "{pandas}");
        assert!(r.contains(r#"read_delim("/d/';$(rm)\\\"`.csv", "#), "{r}");
        assert!(r.contains(r#"cols("a'b\\c\"d" = "c")"#), "{r}");
        // Through the shell it is what was quoted for DuckDB.
        let words = shlex(&duckdb);
        assert_eq!(words[..2], ["duckdb", "-c"]);
        assert!(words[2].contains(r#"read_csv('/d/'';$(rm)\"`.csv', "#), "{}", words[2]);
        assert!(words[2].contains(r#"types={'a''b\c"d': 'VARCHAR'}"#), "{}", words[2]);
        assert_eq!(shlex(&qgis), ["qgis", r#"/d/';$(rm)\"`.csv"#]);
        assert_eq!(shlex(&lines("-x.csv", text, &ReadOptions::default())[3].clone().unwrap()), ["qgis", "./-x.csv"]);
        assert!(lines("/d/a\nb.csv", text, &ReadOptions::default()).iter().all(Option::is_none), "a line's end");
    }

    /// What sh makes of a line of words and of words between single quotes.
    fn shlex(line: &str) -> Vec<String> {
        let (mut words, mut quoted, mut characters) = (vec![String::new()], false, line.chars());
        while let Some(c) = characters.next() {
            match c {
                '\'' => quoted = !quoted,
                '\\' if !quoted => words.last_mut().unwrap().extend(characters.next()),
                ' ' if !quoted => words.push(String::new()),
                c => words.last_mut().unwrap().push(c),
            }
        }
        words
    }

    #[test]
    fn each_format_is_opened_by_what_reads_it() {
        let point =
            br#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"n":1},"geometry":null}]}"#;
        let [duckdb, pandas, r, qgis] = lines("/d/a.geojson", point, &ReadOptions::default()).map(Option::unwrap);
        assert!(
            duckdb.contains("ST_Read(") && pandas.contains("geopandas.read_file('/d/a.geojson')"),
            "{duckdb} {pandas}"
        );
        assert_eq!((r.as_str(), qgis.as_str()), ("df <- sf::read_sf(\"/d/a.geojson\")", "qgis /d/a.geojson"));
        let table = [
            ("parquet", "read_parquet(", "pd.read_parquet(", "arrow::read_parquet(", None),
            ("xlsx", "read_xlsx(", "pd.read_excel(", "readxl::read_excel(", Some("qgis a.xlsx")),
            ("jsonl", "read_json(", "lines=True", "jsonlite::stream_in(", None),
        ];
        for (format, duckdb, pandas, r, qgis) in table {
            let preview = Preview::new(format, vec![]);
            let path = format!("a.{format}");
            let file = OpenableFile::new(Path::new(&path), &preview, &TextOptions::default());
            let line = |with| file.line(with, Shell::Posix);
            for (with, part) in [(Opener::DuckDb, duckdb), (Opener::Pandas, pandas), (Opener::R, r)] {
                assert!(line(with).unwrap().contains(part), "{format} {with:?}: {:?}", line(with));
            }
            assert_eq!(line(Opener::Qgis).as_deref(), qgis, "{format}");
        }
        let zip = Preview::new("zip", vec![]);
        let file = OpenableFile::new(Path::new("/d/a.zip"), &zip, &TextOptions::default());
        assert_eq!(file.line(Opener::Qgis, Shell::Posix).as_deref(), Some("qgis /vsizip//d/a.zip"));
        let pdf = Preview::new("pdf", vec![]);
        let file = OpenableFile::new(Path::new("a.pdf"), &pdf, &TextOptions::default());
        assert_eq!(file.line(Opener::Pandas, Shell::Posix), None);
    }
}
