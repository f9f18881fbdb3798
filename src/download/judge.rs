//! What is to be said of the bytes of a media that have come: the verdict and why, and what makes one doubt it. Asks no disk.

use std::path::Path;

use super::Verdict;
use super::digest::Digests;
use super::inside::Inside;
use super::name;
use super::verdict::{Claims, as_sent_said};
use super::version::Version;
use crate::base::i18n::Language;
use crate::model::Media;
use crate::model::file_format::{self, Format};
use crate::t;

/// What is to be said of the bytes.
#[derive(Clone)]
pub struct Judged {
    pub verdict: Verdict,
    pub reason: String,
    /// Why they are something else than what is declared.
    pub impostor: Option<String>,
    pub doubt: Option<String>,
}

/// What the bytes themselves say.
struct Evidence<'a> {
    declared: &'static Format,
    head: &'a [u8],
    bytes: u64,
    /// Whether they were sent as a web page.
    as_page: bool,
}

/// Bytes of `media` that have all come, and what they are held against.
pub struct Case<'a, F> {
    pub media: &'a Media,
    /// Of the file, and whether the person chose it: then it declares nothing.
    pub name: (&'a str, bool),
    pub claims: &'a Claims,
    pub version: &'a Version,
    pub bytes: u64,
    pub digests: &'a Digests,
    /// The first [`file_format::HEAD`] of them.
    pub head: &'a [u8],
    /// What is packed in them; asked for only where the server said that it packed them.
    pub inside: F,
}

impl<'a, F: Fn() -> &'a Inside> Case<'a, F> {
    /// How they compare with what is stated, and why.
    pub fn compared(&self) -> (Verdict, String) {
        let as_sent = self.claims.judge(self.bytes, self.digests);
        let encodings = &self.version.encodings;
        match as_sent {
            _ if encodings.is_none() => as_sent,
            (Verdict::Verified, reason) => as_sent_said(Verdict::Verified, &reason),
            _ => self.claims.judge_inside((self.inside)(), encodings, as_sent),
        }
    }

    /// What is to be said: to the person, and in English whatever is spoken, as receipts are read by programs.
    pub fn judged(&self) -> (Judged, Judged) {
        let judged = self.verdict();
        let recorded = match Language::spoken() {
            Language::English => judged.clone(),
            _ => Language::English.within(|| self.verdict()),
        };
        (judged, recorded)
    }

    fn verdict(&self) -> Judged {
        let (verdict, reason) = self.compared();
        if verdict == Verdict::Verified {
            return Judged { verdict, reason, impostor: None, doubt: None };
        }
        let evidence = self.evidence();
        if let Some(why) = evidence.as_ref().and_then(|it| it.declared.contradiction(it.head, it.bytes, it.as_page)) {
            return Judged { verdict: Verdict::Altered, reason: why.clone(), impostor: Some(why), doubt: None };
        }
        let doubtful = || {
            let kind = evidence.as_ref().and_then(|it| it.declared.doubt(it.head, it.bytes, it.as_page));
            kind.or_else(|| self.claims.doubt(evidence.as_ref().map_or(self.bytes, |it| it.bytes)))
        };
        let doubt = if verdict == Verdict::Altered { None } else { doubtful() };
        let reason = match &doubt {
            Some(doubt) => t!("download-doubtful", reason, doubt),
            None => reason,
        };
        Judged { verdict, reason, impostor: None, doubt }
    }

    /// What the bytes, or what is packed in them, begin with, and what they are declared to be. A name chosen by the person
    /// declares nothing; encrypted bytes show nothing, nor do those that cannot be unpacked.
    fn evidence(&self) -> Option<Evidence<'a>> {
        if file_format::is_encrypted(self.media) {
            return None;
        }
        let encodings = &self.version.encodings;
        let by_name = || {
            let (name, is_chosen) = self.name;
            let name = encodings.ending().map_or_else(|| name.to_owned(), |ending| name::unpacked(name, ending));
            Format::named(Path::new(&name).extension().filter(|_| !is_chosen)?.to_str()?)
        };
        // What is made of rows is what was asked for, whatever the media is called.
        let of_rows = || self.version.content_type.as_deref().and_then(Format::typed);
        let declared = match self.version.tally {
            Some(_) => of_rows().or_else(by_name)?,
            None => Format::declared_of(self.media, self.head, self.bytes).or_else(by_name)?,
        };
        let as_page = self.version.is_html();
        // Of a file that is gzip itself many servers say so as if they had packed it.
        if encodings.is_none() || declared.is_gzip() {
            return Some(Evidence { declared, head: self.head, bytes: self.bytes, as_page });
        }
        match (self.inside)() {
            Inside::Whole { head, bytes, .. } => Some(Evidence { declared, head, bytes: *bytes, as_page }),
            _ => None,
        }
    }
}
