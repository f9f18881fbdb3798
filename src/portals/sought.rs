//! The words that a web address looks for, where it is that of a page of results.

use url::Url;

use super::Kind;
use super::web::{Below, sites};
use crate::base::text;

/// What `url` looks for at a portal of `kind` at `base`; `None` where it is elsewhere, or looks for everything.
pub fn sought(kind: Kind, base: &Url, url: &Url) -> Option<String> {
    let about = kind.about();
    let below = |site: &Url| Below::of(site, url).filter(|below| (about.led)(below).is_some());
    let below = sites(kind, base).iter().find_map(below)?;
    let words = text::some_line(below.value(about.words)?)?;
    let is_all = matches!(&*words, "*" | "*:*");
    (!is_all).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_results_has_its_words_in_its_address() {
        let table = [
            (Kind::Dataverse, "dataverse/labo?q=Jeu&types=datasets", Some("Jeu")),
            (Kind::Dataverse, "dataverse/labo?q=&types=datasets", None),
            (Kind::Dataverse, "api/search?q=*", None),
            (Kind::Zenodo, "search?q=logiciel%20libre&l=list&p=1", Some("logiciel libre")),
            (Kind::Zenodo, "communities/labo/records?q=d%C3%A9bit", Some("débit")),
            (Kind::Zenodo, "records/12?q=eau", Some("eau")),
            (Kind::HuggingFace, "datasets?search=communes&sort=downloads", Some("communes")),
            (Kind::HuggingFace, "datasets?q=communes", None),
            (Kind::Ckan, "dataset?q=eau", Some("eau")),
            (Kind::Ckan, "fr/dataset/?q=eau%0Apotable", Some("eau potable")),
            (Kind::Udata, "datasets/?q=eau", Some("eau")),
            (Kind::Udata, "datasets/?page=2", None),
            (Kind::Opendatasoft, "explore/?q=eau&sort=modified", Some("eau")),
            (Kind::Zenodo, "elsewhere?q=eau", None),
        ];
        let base = Url::parse("https://p.org/").unwrap();
        for (kind, given, expected) in table {
            assert_eq!(sought(kind, &base, &base.join(given).unwrap()).as_deref(), expected, "{kind} {given}");
        }
        assert_eq!(sought(Kind::Ckan, &base, &Url::parse("https://q.org/dataset?q=eau").unwrap()), None);
    }
}
