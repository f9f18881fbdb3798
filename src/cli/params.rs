//! Answers given with `--param`: KEY=VALUE each, or `@FILE` for the lines of a file, which nobody sees in the list of
//! programs that run, or in what a shell remembers.

use std::fs::File;
use std::io::{self, Read};

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::format;
use crate::base::text;
use crate::m;
use crate::model::Media;
use crate::model::form::Answers;

/// What a parameter is kept under that names a file.
const FILE: &str = "@";
/// More are not answers to a form.
const LONGEST: u64 = 64 << 10;

/// KEY=VALUE, or @FILE; `@-` is standard input.
pub fn param(given: &str) -> Result<(String, String), String> {
    match given.strip_prefix(FILE) {
        Some(file) if !file.is_empty() => Ok((FILE.to_owned(), file.to_owned())),
        _ => super::list::key_value(given),
    }
}

/// What is given, with the lines of files in their places.
pub fn answers(params: &[(String, String)]) -> Result<Answers> {
    let mut answers = Answers::default();
    for (key, value) in params {
        match &**key {
            FILE => answers.0.extend(lines(value)?),
            _ => answers.0.push((key.clone(), value.clone())),
        }
    }
    Ok(answers)
}

/// Refuses what tells of a person where others can read it.
pub fn check<'m>(params: &[(String, String)], media: impl IntoIterator<Item = &'m Media>) -> Result<()> {
    let mut private = media.into_iter().flat_map(|media| &media.form).filter(|field| field.private);
    match private.find(|field| params.iter().any(|(key, _)| *key == field.key)) {
        Some(field) => {
            Err(Error::new(ErrorKind::Usage, m!("form-parameter", key = &field.key), m!("cli-param-private"))
                .hint(m!("cli-param-private-hint")))
        }
        None => Ok(()),
    }
}

fn lines(file: &str) -> Result<Vec<(String, String)>> {
    let mut text = String::new();
    let read = match file {
        "-" => io::stdin().take(LONGEST).read_to_string(&mut text),
        path => File::open(path).and_then(|file| file.take(LONGEST).read_to_string(&mut text)),
    };
    read.map_err(|error| Error::new(ErrorKind::Disk, text::line(file), format::io(&error)))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let pair = |line: &str| {
        let (key, value) = line.split_once('=').filter(|(key, _)| !key.trim().is_empty())?;
        Some((key.trim().to_owned(), value.trim().to_owned()))
    };
    // The line itself is not told: it may hold a name.
    lines
        .map(|line| pair(line).ok_or_else(|| Error::new(ErrorKind::Usage, text::line(file), m!("cli-key-value"))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixtures;
    use crate::model::form::{Field, Takes};

    #[test]
    fn a_file_answers_what_the_command_line_may_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("answers");
        std::fs::write(&file, "# who\nname = Ada\n\nyear=1990\n").unwrap();
        let params = ["recipient=1", &format!("@{}", file.display())].map(|it| param(it).unwrap());
        let wanted: Answers = [("recipient", "1"), ("name", "Ada"), ("year", "1990")].into_iter().collect();
        assert_eq!(answers(&params).unwrap(), wanted);
        let form = vec![Field::new("name", "name", Takes::Text).private(), Field::new("recipient", "who", Takes::Text)];
        let media = crate::model::Media { form, ..fixtures::media("m") };
        assert!(check(&params, [&media]).is_ok());
        let error = check(&[param("name=Ada").unwrap()], [&media]).unwrap_err();
        assert!(error.kind == ErrorKind::Usage && !format!("{error:?}").contains("Ada"), "{error:?}");
        std::fs::write(&file, "Ada Lovelace").unwrap();
        assert!(!format!("{:?}", answers(&params).unwrap_err()).contains("Lovelace"));
        assert!(param("@").is_err() && param("x").is_err());
        assert!(answers(&[param("@/nowhere/at all").unwrap()]).is_err());
    }
}
