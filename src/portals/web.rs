//! Web addresses as people paste them: freed of what copying leaves around them, and taken apart below a portal's own
//! address. What the parts lead to is for each kind to say ([`super::About::led`]).

use percent_encoding::percent_decode_str;
use url::Url;

use super::{Kind, Platform, detect};
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::text;
use crate::m;
use crate::model::identity::{doi, resolved};

/// What mails, tables and shells put around an address.
const AROUND: [(char, char); 8] =
    [('<', '>'), ('"', '"'), ('\'', '\''), ('`', '`'), ('«', '»'), ('“', '”'), ('‘', '’'), ('(', ')')];

/// `given` without quotes, brackets and white space around it.
pub fn unwrapped(given: &str) -> &str {
    let blank = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}');
    let mut inner = given.trim_matches(blank);
    while let Some(within) = AROUND
        .iter()
        .find_map(|(open, close)| inner.strip_prefix(*open)?.strip_suffix(*close))
        .map(|it| it.trim_matches(blank))
    {
        inner = within;
    }
    inner
}

/// The web address in what a person has in hand, its query and fragment included, that of its resolver for a DOI; `None`:
/// it is none, and may be an address of guichet's. A portal's name has neither dot nor colon.
pub fn web_address(given: &str) -> Option<Result<Url>> {
    let given = unwrapped(given);
    if let Some(at) = given.find("10.").filter(|_| !given.contains("://") && doi(given).is_some()) {
        // As it is written: case matters to some portals, if not in a DOI.
        return Some(detect::parsed(&format!("https://doi.org/{}", &given[at..])));
    }
    let host = given.split(['/', '?', '#']).next().unwrap_or_default();
    (given.contains("://") || host.contains(['.', ':'])).then(|| {
        let mut url = detect::parsed(given)?;
        // A question mark with nothing behind it asks nothing.
        url.set_query(url.query().map(str::to_owned).as_deref().filter(|query| !query.is_empty()));
        match url.has_host() {
            true => Ok(url),
            false => Err(Error::new(ErrorKind::Usage, m!("first-start-address"), m!("portals-odd-address"))),
        }
    })
}

/// Whether both are of one site, whatever the scheme and `www.`.
pub fn is_same_site(one: &Url, other: &Url) -> bool {
    let site = |url: &Url| {
        let host = url.host_str()?.trim_end_matches('.');
        Some((host.strip_prefix("www.").unwrap_or(host).to_owned(), url.port()))
    };
    site(one).is_some() && site(one) == site(other)
}

/// A web address below the one that a portal has, or that its pages have.
#[derive(Debug, Default, PartialEq)]
pub struct Below {
    /// Decoded, the empty ones left out.
    segments: Vec<String>,
    query: Vec<(String, String)>,
    pub fragment: String,
}

impl Below {
    /// What `url` is below `base`; `None` where it is elsewhere.
    pub fn of(base: &Url, url: &Url) -> Option<Self> {
        let segments = |url: &Url| -> Vec<String> {
            let written = url.path_segments().into_iter().flatten().filter(|it| !it.is_empty());
            written.map(|it| percent_decode_str(it).decode_utf8_lossy().into_owned()).collect()
        };
        let below = segments(url).strip_prefix(&segments(base)[..])?.to_vec();
        is_same_site(base, url).then(|| Self {
            segments: below,
            query: url.query_pairs().map(|(key, value)| (key.into_owned(), value.into_owned())).collect(),
            fragment: percent_decode_str(url.fragment().unwrap_or_default()).decode_utf8_lossy().into_owned(),
        })
    }

    /// Its segments, without the language that fronts put before them.
    pub fn path(&self) -> Vec<&str> {
        let mut path: Vec<&str> = self.segments.iter().map(String::as_str).collect();
        if path.first().is_some_and(|first| is_language(first)) {
            path.remove(0);
        }
        path
    }

    /// What is asked for under one of `keys`.
    pub fn value(&self, keys: &[&str]) -> Option<&str> {
        let found = self.query.iter().find(|(key, value)| keys.contains(&key.as_str()) && !value.is_empty());
        found.map(|(_, value)| value.as_str())
    }
}

/// `fr`, `pt_BR`, `zh-Hans`: two small letters, and which of them.
fn is_language(segment: &str) -> bool {
    let mut parts = segment.split(['-', '_']);
    let first = parts.next().unwrap_or_default();
    first.len() == 2
        && first.chars().all(|c| c.is_ascii_lowercase())
        && parts.all(|part| (2..=4).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphabetic()))
}

/// The segments of an address of guichet's.
pub fn path<'a>(segments: impl IntoIterator<Item = &'a str>) -> Option<Vec<String>> {
    Some(segments.into_iter().map(str::to_owned).collect())
}

/// The known installation of `kind` at `base`.
fn platform(kind: Kind, base: &Url) -> Option<&'static Platform> {
    let has = |site: &&str| Url::parse(site).is_ok_and(|site| is_same_site(&site, base));
    kind.about().platforms.iter().find(|it| has(&it.url) || it.pages.iter().any(&has))
}

/// Where the pages of a portal of `kind` at `base` are: there, and where a known installation has them besides.
pub fn sites(kind: Kind, base: &Url) -> Vec<Url> {
    let about = kind.about();
    let others = platform(kind, base).into_iter().flat_map(|it| it.pages).chain(about.fronts);
    let beside = (about.sites)(base);
    std::iter::once(base.clone()).chain(beside).chain(others.filter_map(|site| Url::parse(site).ok())).collect()
}

/// The segments of guichet's address of what `url` leads to at a portal of `kind` at `base`; `None`: it is elsewhere, or
/// its shape tells nothing.
pub fn led(kind: Kind, base: &Url, url: &Url) -> Option<Vec<String>> {
    sites(kind, base).iter().find_map(|site| (kind.about().led)(&Below::of(site, url)?))
}

/// Whether `url` is that of a resolver of persistent identifiers, which names something wherever it is.
pub fn is_resolver(url: &Url) -> bool {
    resolved(url.as_str()).is_some()
}

/// The known installation of `kind` that gave the DOI which `url` is the resolver's of.
pub fn giver(kind: Kind, url: &Url) -> Option<&'static Platform> {
    let doi = doi(url.as_str()).filter(|_| is_resolver(url))?;
    kind.about().platforms.iter().find(|platform| platform.dois.iter().any(|start| doi.starts_with(start)))
}

/// Whether `url` is a DOI that the portal of `kind` at `base` gave.
pub fn is_given_by(kind: Kind, base: &Url, url: &Url) -> bool {
    giver(kind, url).is_some_and(|giver| platform(kind, base) == Some(giver))
}

/// What an identifier leads to nobody can tell without asking its resolver, which is no portal.
pub fn unresolved(url: &Url) -> Error {
    Error::new(ErrorKind::NotFound, text::line(url.as_str()), m!("portals-identifier"))
        .hint(m!("portals-identifier-hint"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn what_copying_leaves_around_an_address_is_no_part_of_it() {
        let table = [
            ("  https://a.org/x \n", "https://a.org/x"),
            ("<https://a.org/x>", "https://a.org/x"),
            ("\u{feff}\"https://a.org/x\"", "https://a.org/x"),
            ("« https://a.org/x »", "https://a.org/x"),
            ("<'p/set'>", "p/set"),
            ("(p/set)", "p/set"),
            ("\"", "\""),
            ("", ""),
        ];
        for (given, expected) in table {
            assert_eq!(unwrapped(given), expected, "{given:?}");
        }
    }

    #[test]
    fn a_web_address_is_told_from_one_of_guichets() {
        let found = |given: &str| web_address(given).map(|url| url.map(String::from).ok());
        let web = |text: &str| Some(Some(text.to_owned()));
        let table = [
            ("https://A.org/x?y=1#z", web("https://a.org/x?y=1#z")),
            ("HTTPS://a.org", web("https://a.org/")),
            ("https://a.org/x?", web("https://a.org/x")),
            ("www.a.org/jeu", web("https://www.a.org/jeu")),
            ("127.0.0.1:4500/x", web("http://127.0.0.1:4500/x")),
            ("10.5072/FK2/Ab", web("https://doi.org/10.5072/FK2/Ab")),
            ("DOI:10.5281/zenodo.1", web("https://doi.org/10.5281/zenodo.1")),
            ("dx.doi.org/10.5281/zenodo.1", web("https://doi.org/10.5281/zenodo.1")),
            ("10.5.2.1/x", web("https://10.5.2.1/x")),
            ("localhost:81", web("http://localhost:81/")),
            ("<http://a.org/>", web("http://a.org/")),
            ("p", None),
            ("p/set/a.csv", None),
            ("p/set/10.1234%2Fx", None),
            ("p/https", None),
            ("ftp://a.org/x", Some(None)),
            ("https://ada:secret@a.org/x", Some(None)),
            ("https://", Some(None)),
        ];
        for (given, expected) in table {
            assert_eq!(found(given), expected, "{given}");
        }
    }

    #[test]
    fn scheme_www_case_slashes_and_encoding_make_no_other_page() {
        let base = url("https://www.a.org/data/");
        for same in [
            "http://a.org/data/fr/jeu%20x/",
            "https://WWW.A.ORG//data/fr/jeu x",
            "https://a.org./data/fr/jeu%20x#top",
            "https://a.org:443/%64ata/fr/jeu%20x",
        ] {
            let below = Below::of(&base, &url(same)).unwrap_or_default();
            assert_eq!(below.path(), ["jeu x"], "{same}");
        }
        for other in ["https://a.org/", "https://b.org/data/x", "https://a.org:8443/data/x", "https://a.org/database/x"]
        {
            assert_eq!(Below::of(&base, &url(other)), None, "{other}");
        }
        let of = |path: &str| Below::of(&url("https://a.org"), &url(&format!("https://a.org/{path}"))).unwrap();
        assert_eq!(of("pt_BR/dataset").path(), ["dataset"]);
        assert_eq!(of("api/dataset").path(), ["api", "dataset"]);
        assert_eq!(of("x?id=&id=3").value(&["id"]), Some("3"));
    }

    /// Portal, web address, segments of guichet's address; `-`: the shape tells nothing.
    #[test]
    fn each_kind_knows_the_addresses_of_its_pages_interface_and_files() {
        const ID: &str = "6c3b795c-0b60-4bf8-911c-c6f0625b7123";
        const HEX: &str = "6c3b795c0b604bf8911cc6f0625b7123";
        let table = [
            (Kind::Rudi, "https://r.org/rudi", "", ""),
            (Kind::Rudi, "https://r.org/rudi", "catalogue", "all"),
            (Kind::Rudi, "https://r.org/rudi", "catalogue/detail/ID", "ID"),
            (Kind::Rudi, "https://r.org/rudi", "catalogue/detail/ID/eau-potable?x=1#y", "ID"),
            (Kind::Rudi, "https://r.org/rudi", "catalogue/detail/ID/selfdata-information-request-creation", "ID"),
            (Kind::Rudi, "https://r.org/rudi", "konsult/v1/datasets/ID/metadatas", "ID"),
            (Kind::Rudi, "https://r.org/rudi", "medias/ID/ID/dwnl", "ID ID"),
            (Kind::Rudi, "https://r.org/rudi", "apm/medias/ID/dwnl/1.0.0", "-"),
            (Kind::Rudi, "https://r.org/rudi", "home", "-"),
            (Kind::Udata, "https://www.data.gouv.fr", "fr/datasets/eau/", "eau"),
            (Kind::Udata, "https://www.data.gouv.fr", "datasets/eau/#/resources/ID", "eau ID"),
            (Kind::Udata, "https://www.data.gouv.fr", "datasets/eau/#resource-ID", "eau ID"),
            (Kind::Udata, "https://www.data.gouv.fr", "datasets/eau?resource_id=ID", "eau ID"),
            (Kind::Udata, "https://www.data.gouv.fr", "datasets/eau/discussions", "eau"),
            (Kind::Udata, "https://www.data.gouv.fr", "datasets/", "all"),
            (Kind::Udata, "https://www.data.gouv.fr", "datasets/r/ID", "-"),
            (Kind::Udata, "https://www.data.gouv.fr", "api/1/datasets/eau/resources/ID/", "eau ID"),
            (Kind::Udata, "https://www.data.gouv.fr", "api/2/datasets/eau/", "eau"),
            (Kind::Udata, "https://www.data.gouv.fr", "api/2/datasets/eau/resources/?page=1", "eau"),
            (Kind::Udata, "https://www.data.gouv.fr", "api/1/datasets/licenses/", "-"),
            (Kind::Udata, "https://www.data.gouv.fr", "organizations/insee/", "organizations insee"),
            (Kind::Udata, "https://www.data.gouv.fr", "reuses/x", "-"),
            (Kind::Ckan, "https://c.org/data", "dataset/eau", "eau"),
            (Kind::Ckan, "https://c.org/data", "fr/dataset/eau/resource/ID", "eau ID"),
            (Kind::Ckan, "https://c.org/data", "dataset/ID/resource/ID/download/x.csv", "ID ID"),
            (Kind::Ckan, "https://c.org/data", "dataset/eau.jsonld", "eau"),
            (Kind::Ckan, "https://c.org/data", "dataset/activity/eau", "eau"),
            (Kind::Ckan, "https://c.org/data", "dataset/?q=eau", "all"),
            (Kind::Ckan, "https://c.org/data", "organization/ville", "organizations ville"),
            (Kind::Ckan, "https://c.org/data", "group/eau", "groups eau"),
            (Kind::Ckan, "https://c.org/data", "api/3/action/package_show?id=eau", "eau"),
            (Kind::Ckan, "https://c.org/data", "api/3/action/resource_show?id=ID", "-"),
            (Kind::Ckan, "https://c.org/data", "datastore/dump/ID", "-"),
            (Kind::Opendatasoft, "https://o.org", "explore/dataset/eau/", "eau"),
            (Kind::Opendatasoft, "https://o.org", "explore/dataset/eau/table/?sort=x&disjunctive.y", "eau"),
            (Kind::Opendatasoft, "https://o.org", "explore/embed/dataset/eau@paris/map", "eau@paris"),
            (Kind::Opendatasoft, "https://o.org", "explore/dataset/eau/download/?format=csv&timezone=x", "eau csv"),
            (Kind::Opendatasoft, "https://o.org", "explore/?q=eau", "all"),
            (Kind::Opendatasoft, "https://o.org", "api/explore/v2.1/catalog/datasets/eau", "eau"),
            (
                Kind::Opendatasoft,
                "https://o.org",
                "api/explore/v2.1/catalog/datasets/eau/exports/csv?limit=1",
                "eau csv",
            ),
            (Kind::Opendatasoft, "https://o.org", "api/explore/v2.1/catalog/datasets/eau/attachments/doc", "eau doc"),
            (Kind::Opendatasoft, "https://o.org", "api/explore/v2.1/catalog/datasets/eau/records?limit=1", "eau"),
            (Kind::Opendatasoft, "https://o.org", "api/records/1.0/search/?dataset=eau", "eau"),
            (Kind::Opendatasoft, "https://o.org", "pages/home", "-"),
            (Kind::OgcRecords, "https://g.org/api", "collections/jeux/items/ID?f=html", "jeux~ID"),
            (Kind::OgcRecords, "https://g.org/api", "collections/jeux/items?q=eau", "collections jeux"),
            (Kind::OgcRecords, "https://g.org/api", "collections", "collections"),
            (Kind::OgcRecords, "https://g.org/api", "openapi", "-"),
            (Kind::Stac, "https://s.org/v1", "collections/images/items/x", "images~x"),
            (Kind::Stac, "https://s.org/v1", "search", "all"),
            (Kind::Stac, "https://s.org/x/catalog.json", "https://s.org/x/a/item.json", "-"),
            (Kind::Isogeo, "https://v1.api.isogeo.com", "resources/HEX", "HEX"),
            (Kind::Isogeo, "https://v1.api.isogeo.com", "resources/HEX.xml?x=1", "HEX xml"),
            (Kind::Isogeo, "https://v1.api.isogeo.com", "resources/HEX/links/HEX.bin", "HEX HEX"),
            (Kind::Isogeo, "https://v1.api.isogeo.com", "shares/HEX", "shares HEX"),
            (Kind::Isogeo, "https://v1.api.isogeo.com", "https://open.isogeo.com/s/HEX/Jeton/r/HEX", "HEX"),
            (Kind::Isogeo, "https://v1.api.isogeo.com", "https://open.isogeo.com/s/HEX/Jeton/m", "shares HEX"),
            (
                Kind::Isogeo,
                "https://v1.api.isogeo.com",
                "https://app.isogeo.com/groups/HEX/resources/HEX/identification",
                "HEX",
            ),
            (Kind::Dastra, "https://api.dastra.eu", "v1/ws/12/DataSets/3", "12 DataSets 3"),
            (Kind::Dastra, "https://api.dastra.eu", "v1/WorkSpaces/12", "12"),
            (Kind::Dastra, "https://api.dastra.eu", "https://app.dastra.eu/workspace/12/records", "12"),
            (Kind::Dastra, "https://api.dastra.eu", "https://app.dastra.eu/general-settings/api", "-"),
            (
                Kind::ApiEntreprise,
                "https://staging.entreprise.api.gouv.fr",
                "https://entreprise.api.gouv.fr/catalogue/insee/unites_legales",
                "v4_insee_unites_legales",
            ),
            (
                Kind::ApiEntreprise,
                "https://entreprise.api.gouv.fr",
                "v4/insee/sirene/unites_legales/130025265?context=x",
                "v4_insee_unites_legales",
            ),
            (Kind::ApiEntreprise, "https://entreprise.api.gouv.fr", "catalogue", "all"),
            (Kind::ApiEntreprise, "https://entreprise.api.gouv.fr", "compte", "-"),
            (
                Kind::Dataverse,
                "https://d.org",
                "dataset.xhtml?persistentId=doi:10.5072/A/B&version=2",
                "10.5072/A/B@2.0",
            ),
            (
                Kind::Dataverse,
                "https://d.org",
                "dataset.xhtml?persistentId=doi:10.5072/A&version=DRAFT",
                "10.5072/A@draft",
            ),
            (Kind::Dataverse, "https://d.org", "citation?persistentId=hdl:1.2/x", "hdl:1.2/x"),
            (Kind::Dataverse, "https://d.org", "dataverse/rivieres", "collections rivieres"),
            (Kind::Dataverse, "https://d.org", "dataverse.xhtml?alias=rivieres", "collections rivieres"),
            (Kind::Dataverse, "https://d.org", "api/v1/search?q=eau&subtree=rivieres", "collections rivieres"),
            (Kind::Dataverse, "https://d.org", "api/search?q=eau", "all"),
            (
                Kind::Dataverse,
                "https://d.org",
                "api/datasets/:persistentId/versions/1.0/files?persistentId=doi:10.5072/A",
                "10.5072/A@1.0",
            ),
            (
                Kind::Dataverse,
                "https://d.org",
                "api/datasets/:persistentId/versions/:latest?persistentId=doi:10.5072/A",
                "10.5072/A",
            ),
            (Kind::Dataverse, "https://d.org", "api/dataverses/:root/contents", "-"),
            (Kind::Dataverse, "https://d.org", "api/access/datafile/12", "-"),
            (Kind::Zenodo, "https://z.org", "records/12?token=x", "12"),
            (Kind::Zenodo, "https://z.org", "record/12/latest", "-"),
            (Kind::Zenodo, "https://z.org", "records/12/files/a%20b/c.csv?download=1", "12 a b/c.csv"),
            (Kind::Zenodo, "https://z.org", "api/records/zzzz1-aaa11/files/c.csv/content", "zzzz1-aaa11 c.csv"),
            (Kind::Zenodo, "https://z.org", "doi/10.5281/zenodo.12", "12"),
            (Kind::Zenodo, "https://z.org", "communities/rivieres/records?q=x", "communities rivieres"),
            (Kind::Zenodo, "https://z.org", "search?q=eau", "all"),
            (Kind::Zenodo, "https://z.org", "records/new", "-"),
            (Kind::Zenodo, "https://z.org", "account/settings", "-"),
            (Kind::Csw, "https://g.org/geonetwork/srv/fre/csw", "", ""),
            (Kind::Csw, "https://g.org/geonetwork/srv/fre/csw", "?service=CSW&request=GetCapabilities", ""),
            (
                Kind::Csw,
                "https://g.org/geonetwork/srv/fre/csw",
                "?service=CSW&request=GetRecords&startPosition=1",
                "all",
            ),
            (Kind::Csw, "https://g.org/geonetwork/srv/fre/csw", "?service=CSW&request=GetRecordById&id=ID", "ID"),
            (
                Kind::Csw,
                "https://g.org/geonetwork/srv/fre/csw",
                "https://g.org/geonetwork/srv/eng/catalog.search#/metadata/ID",
                "ID",
            ),
            (
                Kind::Csw,
                "https://g.org/geonetwork/srv/fre/csw",
                "https://g.org/geonetwork/srv/fre/catalog.search#/metadata/ID/formatters/xsl-view?root=div",
                "ID",
            ),
            (
                Kind::Csw,
                "https://g.org/geonetwork/srv/fre/csw",
                "https://g.org/geonetwork/srv/fre/catalog.search#/search?any=eau",
                "all",
            ),
            (
                Kind::Csw,
                "https://g.org/geonetwork/srv/fre/csw",
                "https://g.org/geonetwork/srv/api/records/ID/formatters/xml",
                "ID",
            ),
            (
                Kind::Csw,
                "https://g.org/geonetwork/srv/fre/csw",
                "https://g.org/geonetwork/srv/api/0.1/records/ID",
                "ID",
            ),
            (
                Kind::Csw,
                "https://g.org/geonetwork/srv/fre/csw",
                "https://g.org/geonetwork/srv/fre/metadata.show?uuid=ID",
                "ID",
            ),
            (Kind::Csw, "https://g.org/geonetwork/srv/fre/csw", "https://g.org/datahub/dataset/ID", "ID"),
            (Kind::Csw, "https://g.org/geonetwork/srv/fre/csw", "https://g.org/mapstore/x", "-"),
            (Kind::Csw, "https://g.org/csw", "https://g.org/geonetwork/srv/api/records/ID", "-"),
            (Kind::Dcat, "https://d.org/feed.ttl", "?page=2", ""),
            (Kind::Dcat, "https://d.org/feed.ttl", "https://d.org/jeu/eau", "-"),
        ];
        for (kind, base, given, expected) in table {
            let fill = |text: &str| text.replace("ID", ID).replace("HEX", HEX);
            let given = match given.contains("://") {
                true => fill(given),
                false if given.starts_with('?') => format!("{base}{}", fill(given)),
                false => format!("{base}/{}", fill(given)),
            };
            let expected = Some(fill(expected)).filter(|it| it != "-");
            let found = led(kind, &url(base), &url(&given)).map(|path| path.join(" "));
            assert_eq!(found, expected, "{kind} {given}");
        }
    }
}
