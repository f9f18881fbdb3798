//! Which media of what an address stands for are wanted: by format, by name.

use percent_encoding::percent_decode_str;
use url::Url;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::glob::Glob;
use crate::base::shell::Shell;
use crate::model::file_format::Format;
use crate::model::{Access, Dataset, Media, Offer};
use crate::services::ServiceMedia;
use crate::{m, t};

/// All, unless something is said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MediaChoice {
    pub formats: Vec<String>,
    /// What has a name that one of these fits; all, where there is none.
    pub include: Vec<Glob>,
    /// But for what has one that one of these fits.
    pub exclude: Vec<Glob>,
}

/// What is to be fetched of what an address stands for.
#[derive(Debug)]
pub struct ChosenMedia {
    pub media: Vec<Media>,
    /// What others are called that the choice leaves out.
    pub unwanted: Vec<String>,
    /// What its portal made of the others, and nobody named.
    pub derived: Vec<Media>,
}

impl MediaChoice {
    /// Whether it says what is wanted, and not only what is not.
    fn is_named(&self) -> bool {
        !self.formats.is_empty() || !self.include.is_empty()
    }

    /// Whether `media` is among what is wanted.
    pub fn takes(&self, media: &Media) -> bool {
        let names = names(media);
        let any = |globs: &[Glob]| globs.iter().any(|glob| names.iter().any(|name| glob.fits(name)));
        let format = media.format.as_deref().unwrap_or_default();
        let is_format = |wanted: &String| is_format(wanted, format);
        (self.formats.is_empty() || self.formats.iter().any(is_format))
            && (self.include.is_empty() || any(&self.include))
            && !any(&self.exclude)
    }
}

/// Whether it is taken among all media of its dataset: what can be fetched, and is no service, which gives as much as it is
/// asked for.
pub fn is_taken_unnamed(media: &Media) -> bool {
    !matches!(media.offer, Offer::ShowOnly(_)) && ServiceMedia::of(media).is_none()
}

/// Those of `media` of `dataset`, which `address` stands for, that can be fetched and `choice` takes; and what of the others
/// is to be told.
pub fn files_of(
    address: &str,
    dataset: &Dataset,
    media: &[Media],
    choice: &MediaChoice,
    leave_out: impl FnMut(&Media),
) -> Result<ChosenMedia> {
    if media.is_empty() {
        return Err(without_media(address, dataset));
    }
    let (wanted, unwanted): (Vec<&Media>, Vec<&Media>) = media.iter().partition(|media| choice.takes(media));
    let (fetchable, others): (Vec<&Media>, Vec<&Media>) =
        wanted.into_iter().partition(|media| !matches!(media.offer, Offer::ShowOnly(_)));
    // Services are meant where they are all there is.
    let (files, services): (Vec<&Media>, Vec<&Media>) =
        fetchable.into_iter().partition(|media| is_taken_unnamed(media));
    let (files, services) = if files.is_empty() { (services, files) } else { (files, services) };
    let others = others.into_iter().chain(services);
    others.for_each(leave_out);
    if files.is_empty() {
        let have = t!("session-has", have = media.iter().map(called).collect::<Vec<_>>().join(", "));
        // What is not in the list may be what was meant.
        let told = std::iter::once(have).chain(dataset.warnings.iter().cloned());
        return Err(Error::new(ErrorKind::NotFound, address, m!("session-none-of-kind")).hint(sentences(told)));
    }
    // So are copies that the portal makes, and where they are named.
    let (derived, own): (Vec<&Media>, Vec<&Media>) =
        files.into_iter().partition(|media| media.is_derived && !choice.is_named());
    let (files, derived) = if own.is_empty() { (derived, own) } else { (own, derived) };
    let owned = |media: Vec<&Media>| media.into_iter().cloned().collect();
    Ok(ChosenMedia {
        media: owned(files),
        unwanted: unwanted.into_iter().map(called).collect(),
        derived: owned(derived),
    })
}

/// Why a dataset gives nothing: it was taken back, its files are for others, its list of them could not be read, or there are
/// none.
fn without_media(address: &str, dataset: &Dataset) -> Error {
    let warnings = || dataset.warnings.iter().cloned();
    let error = |kind: ErrorKind, cause| Error::new(kind, address, cause);
    if let Some(why) = &dataset.withdrawn {
        error(ErrorKind::NotFound, m!("session-withdrawn", why))
    } else if dataset.access != Access::Open {
        let ask = t!("session-files-hidden-hint", address = Shell::in_use().quoted(address));
        error(ErrorKind::Denied, m!("session-files-hidden")).hint(sentences(warnings().chain([ask])))
    } else if dataset.warnings.is_empty() {
        error(ErrorKind::NotFound, m!("session-no-media"))
    } else {
        error(ErrorKind::Portal, m!("session-files-unread")).hint(sentences(warnings()))
    }
}

/// What was said one by one, to be read on one line.
fn sentences(told: impl Iterator<Item = String>) -> String {
    let ended = |it: String| if it.ends_with(['.', '…']) { it } else { format!("{it}.") };
    told.map(ended).collect::<Vec<_>>().join(" ")
}

/// As the portal says it, or by another of its names: `.CSV`, `text/csv`, `excel`.
fn is_format(wanted: &str, format: &str) -> bool {
    let wanted = wanted.trim().trim_start_matches('.');
    let short = |word: &str| Format::named(word).or_else(|| Format::typed(word)).map(Format::short);
    wanted.eq_ignore_ascii_case(format) || short(wanted).is_some_and(|short| short.eq_ignore_ascii_case(format))
}

/// What a media may be meant by: its title, that with its format behind, its id, the end of its address.
fn names(media: &Media) -> Vec<String> {
    let file = media.format.as_ref().map(|format| format!("{}.{format}", media.title));
    let url = media.url.as_deref().and_then(|url| Url::parse(url).ok());
    let last = url.as_ref().and_then(|url| url.path_segments()?.rfind(|it| !it.is_empty()));
    let last = last.map(|last| percent_decode_str(last).decode_utf8_lossy().into_owned());
    [Some(media.title.clone()), file, Some(media.id.clone()), last].into_iter().flatten().collect()
}

/// How a media is called where it is told of: its title, and its format where that does not say it.
pub fn called(media: &Media) -> String {
    match &media.format {
        Some(format) if !media.title.to_lowercase().ends_with(&format!(".{}", format.to_lowercase())) => {
            format!("{} ({format})", media.title)
        }
        _ => media.title.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixtures;

    /// Who may have it, whether it was taken back, what is to be said of it; what comes of it, and what is told.
    #[test]
    fn why_a_dataset_gives_nothing_follows_from_what_is_told_of_it() {
        let (open, closed) = (Access::Open, [Access::Restricted, Access::Personal, Access::Denied]);
        let back = Some("withdrawn by its publisher: a fault");
        let table = [
            (open, None, vec![], 4, "has no media"),
            (open, None, vec!["3 files could not be read"], 5, "3 files could not be read."),
            (open, None, vec!["The files do not come.", "2 values are odd"], 5, "do not come. 2 values are odd."),
            (open, back, vec!["withdrawn by its publisher: a fault"], 4, "by its publisher: a fault"),
            (closed[0], back, vec![], 4, "by its publisher: a fault"),
        ];
        let hidden = closed.into_iter().flat_map(|access| {
            [
                (access, None, vec![], 3, "hidden"),
                (access, None, vec!["Names are not told."], 3, "Names are not told. "),
            ]
        });
        for (access, withdrawn, warnings, code, part) in table.into_iter().chain(hidden) {
            let dataset = Dataset {
                access,
                withdrawn: withdrawn.map(str::to_owned),
                warnings: warnings.iter().map(|it| (*it).to_owned()).collect(),
                ..Dataset::default()
            };
            let found = files_of("p/set", &dataset, &dataset.media, &MediaChoice::default(), |_| {});
            let error = found.unwrap_err();
            let said = format!("{error} {}", error.hint.as_ref().map(ToString::to_string).unwrap_or_default());
            assert_eq!(error.kind.exit_code(), code, "{dataset:?}");
            assert!(said.contains(part) && (code != 3 || said.contains("guichet access p/set")), "{said}");
        }
        let cut = Dataset {
            media: vec![fixtures::media("a")],
            warnings: vec!["only the first of 900".into()],
            ..Dataset::default()
        };
        let other = MediaChoice { formats: vec!["nc".into()], ..MediaChoice::default() };
        let error = files_of("p/set", &cut, &cut.media, &other, |_| {}).unwrap_err();
        assert!(error.hint.unwrap().to_string().ends_with(". only the first of 900."), "what is left out may be it");
    }

    /// What of a table and the copy its portal makes can be had, what is asked for, what is taken, and what is left out.
    #[test]
    fn what_a_portal_makes_of_a_file_is_taken_where_it_is_named_or_all_there_is() {
        let of = |id: &str, format: &str, is_derived: bool| Media {
            format: Some(format.to_owned()),
            title: format!("{id}.{format}"),
            is_derived,
            ..fixtures::media(id)
        };
        let (given, copy) = (of("given", "csv", false), of("copy", "tsv", true));
        let shown = Media { offer: Offer::ShowOnly("no right".into()), ..given.clone() };
        let both = [given.clone(), copy.clone()];
        let globs = |all: &[&str]| all.iter().map(|it| Glob::new(it)).collect::<Vec<_>>();
        type Asked<'a> = (&'a [&'a str], &'a [&'a str], &'a [&'a str]);
        let table: [(&[Media], Asked<'_>, &[&str], usize); 9] = [
            (&both, (&[], &[], &[]), &["given"], 1),
            (&both, (&["tsv"], &[], &[]), &["copy"], 0),
            (&both, (&["csv"], &[], &[]), &["given"], 0),
            (&both, (&["csv", "tsv"], &[], &[]), &["given", "copy"], 0),
            (&both, (&[], &["*.tsv"], &[]), &["copy"], 0),
            (&both, (&[], &["*"], &[]), &["given", "copy"], 0),
            (&both, (&[], &[], &["given*"]), &["copy"], 0),
            (std::slice::from_ref(&copy), (&[], &[], &[]), &["copy"], 0),
            (&[shown, copy.clone()], (&[], &[], &[]), &["copy"], 0),
        ];
        for (media, (formats, include, exclude), taken, left) in table {
            let formats = formats.iter().map(|it| (*it).to_owned()).collect();
            let choice = MediaChoice { formats, include: globs(include), exclude: globs(exclude) };
            let found = files_of("p/set", &Dataset::default(), media, &choice, |_| {}).unwrap();
            let ids: Vec<&str> = found.media.iter().map(|media| &*media.id).collect();
            assert_eq!((ids.as_slice(), found.derived.len()), (taken, left), "{choice:?}");
        }
    }

    #[test]
    fn a_media_is_chosen_by_what_it_is_called_and_what_it_is() {
        let media = Media {
            id: "r-1".into(),
            title: "Fontaines 2024".into(),
            format: Some("csv".into()),
            url: Some("https://a.org/files/Points%20d'eau.CSV?x=1".into()),
            ..fixtures::media("r-1")
        };
        let globs = |all: &[&str]| all.iter().map(|it| Glob::new(it)).collect::<Vec<_>>();
        let takes = |formats: &[&str], include: &[&str], exclude: &[&str]| {
            let formats = formats.iter().map(|it| (*it).to_owned()).collect();
            MediaChoice { formats, include: globs(include), exclude: globs(exclude) }.takes(&media)
        };
        assert!(takes(&[], &[], &[]));
        for format in ["csv", "CSV", ".csv", "text/csv"] {
            assert!(takes(&[format], &[], &[]) && takes(&["json", format], &[], &[]), "{format}");
        }
        assert!(!takes(&["json"], &[], &[]) && !takes(&["cs"], &[], &[]));
        for name in ["*.csv", "fontaines*", "r-1", "points d'eau.csv", "{x,*2024}"] {
            assert!(takes(&[], &[name], &[]) && takes(&[], &["x", name], &[]), "{name}");
            assert!(!takes(&[], &[], &[name]) && !takes(&[], &["*"], &[name]), "{name}");
        }
        assert!(!takes(&[], &["*.json"], &[]) && takes(&[], &[], &["old*"]));
    }
}
