//! Which media of what an address stands for are wanted: by format, by name.

use percent_encoding::percent_decode_str;
use url::Url;

use crate::base::glob::Glob;
use crate::model::file_format::Format;
use crate::model::{Media, Offer};
use crate::services::ServiceMedia;

/// All, unless something is said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MediaChoice {
    pub formats: Vec<String>,
    /// What has a name that one of these fits; all, where there is none.
    pub include: Vec<Glob>,
    /// But for what has one that one of these fits.
    pub exclude: Vec<Glob>,
}

impl MediaChoice {
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
