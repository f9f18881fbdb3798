//! Where in an object store files are to go, as a person writes it: `s3://bucket/prefix`, `az://…`, `gs://…`.

use std::fmt;
use std::path::PathBuf;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text;
use crate::download::reads_as_file;
use crate::m;

/// Whose way of speaking a store has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    S3,
    Azure,
    Google,
}

/// What each is written with.
const SCHEMES: [(&str, Scheme); 3] = [("s3", Scheme::S3), ("az", Scheme::Azure), ("gs", Scheme::Google)];
/// Ways to write to WebDAV, which has no conditions that all its servers keep.
const WEBDAV: [&str; 5] = ["dav", "davs", "webdav", "webdavs", "https+dav"];

/// A bucket, and the beginning of the keys of what goes there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketAddress {
    pub scheme: Scheme,
    pub bucket: String,
    /// Empty, or ends with `/`.
    pub prefix: String,
}

impl BucketAddress {
    /// What `written` names, if it is meant to be a store and no folder of this machine.
    pub fn read(written: &str) -> Result<Option<Self>> {
        let Some((scheme, rest)) = written.split_once("://") else { return Ok(None) };
        let subject = || text::line(written);
        if WEBDAV.contains(&scheme) {
            return Err(Error::new(ErrorKind::Usage, subject(), m!("stores-no-webdav")));
        }
        let Some((_, scheme)) = SCHEMES.into_iter().find(|(word, _)| *word == scheme) else {
            let is_one = scheme.chars().all(|c| c.is_ascii_alphanumeric()) && scheme.len() > 1;
            let unknown = || Error::new(ErrorKind::Usage, subject(), m!("stores-unknown-scheme"));
            return if is_one { Err(unknown().hint(m!("stores-schemes"))) } else { Ok(None) };
        };
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let refuse = |cause| Err(Error::new(ErrorKind::Usage, subject(), cause).hint(m!("stores-schemes")));
        let is_bucket = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if bucket.is_empty() || !bucket.chars().all(is_bucket) {
            return refuse(m!("stores-no-bucket-name"));
        }
        let is_odd = |part: &str| matches!(part, "" | "." | "..") || part.chars().any(char::is_control);
        let parts = prefix.strip_suffix('/').unwrap_or(prefix);
        if !parts.is_empty() && parts.split('/').any(is_odd) {
            return refuse(m!("stores-odd-prefix"));
        }
        let last = parts.rsplit('/').next().unwrap_or_default();
        if !prefix.ends_with('/') && reads_as_file(last) {
            let error = Error::new(ErrorKind::Usage, subject(), m!("stores-no-prefix"));
            return Err(error.hint(m!("stores-no-prefix-hint", name = last, path = format!("{written}/"))));
        }
        let prefix = if parts.is_empty() { String::new() } else { format!("{parts}/") };
        Ok(Some(Self { scheme, bucket: bucket.to_owned(), prefix }))
    }

    /// The key of the object called `name`.
    pub fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// How the object with this key is told to people and programs.
    pub fn of_key(&self, key: &str) -> String {
        format!("{}{key}", self.root())
    }

    /// The same for the object called `name`, as where a file would be.
    pub fn path(&self, name: &str) -> PathBuf {
        self.of_key(&self.key(name)).into()
    }

    fn root(&self) -> String {
        let word = SCHEMES.into_iter().find(|(_, scheme)| *scheme == self.scheme).map_or("", |(word, _)| word);
        format!("{word}://{}/", self.bucket)
    }
}

impl fmt::Display for BucketAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.root(), self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_is_told_from_a_folder() {
        let read = |written: &str| BucketAddress::read(written).unwrap().map(|it| (it.bucket.clone(), it.prefix));
        let is = |bucket: &str, prefix: &str| Some((bucket.to_owned(), prefix.to_owned()));
        for (written, found) in [
            ("s3://data", is("data", "")),
            ("s3://data/", is("data", "")),
            ("s3://data/villes/rennes", is("data", "villes/rennes/")),
            ("s3://data/villes/", is("data", "villes/")),
            ("s3://data/a b%20é/", is("data", "a b%20é/")),
            ("s3://data/liste.csv/", is("data", "liste.csv/")),
            ("az://contenant/x", is("contenant", "x/")),
            ("gs://seau/x", is("seau", "x/")),
            ("data", None),
            ("./s3:/x", None),
            ("C://x", None),
        ] {
            assert_eq!(read(written), found, "{written}");
        }
    }

    #[test]
    fn what_names_no_place_is_refused() {
        for written in [
            "s3://",
            "s3:///x",
            "s3://a b/x",
            "s3://data//x",
            "s3://data/../x",
            "s3://data/x/./y",
            "s3://data/x\n",
            "s3://data/liste.csv",
            "davs://host/x",
            "ftp://host/x",
        ] {
            assert_eq!(BucketAddress::read(written).unwrap_err().kind, ErrorKind::Usage, "{written}");
        }
    }

    #[test]
    fn keys_begin_with_the_prefix() {
        let address = BucketAddress::read("s3://data/villes").unwrap().unwrap();
        assert_eq!(address.key("a.csv"), "villes/a.csv");
        assert_eq!(address.path("a.csv"), PathBuf::from("s3://data/villes/a.csv"));
        assert_eq!(address.to_string(), "s3://data/villes/");
    }
}
