//! From the entries of the service's feeds to the words of guichet.

use url::Url;

use super::super::link::Link;
use super::super::mapping::{distinct, joined, labelled};
use super::super::paths::segment;
use super::super::reading::{called, line};
use super::atom::{AtomEntry, Term};
use super::{is_part, search};
use crate::access::http::Http;
use crate::base::i18n::Message;
use crate::base::markup;
use crate::base::stated;
use crate::base::text;
use crate::base::when::When;
use crate::model::identity::Identities;
use crate::model::{Access, Address, Checksum, Dataset, Item, Media, Offer, Target};
use crate::{m, said, t};

/// What mapping needs to know of the portal.
pub struct Mapper<'a> {
    pub portal: &'a str,
    pub http: &'a Http,
}

impl Mapper<'_> {
    /// A product, as the folder of its editions.
    pub fn product(&self, entry: &AtomEntry) -> Result<Item, Message> {
        let name = name(entry).filter(|name| is_part(name));
        let name = name.ok_or_else(|| m!("portals-no-id", name = called(line(&entry.title).as_deref())))?;
        let target = Target::folder(Address::root(self.portal).child("products").child(&*name));
        let mut item = Item::new(target, line(&entry.title).unwrap_or(name));
        item.note = entry.about().and_then(markup::first_line);
        item.modified = day(&entry.updated);
        item.format = joined(entry.formats.iter().map(|format| text::line(&format.term))).map(Into::into);
        Ok(item)
    }

    /// An edition of `product` as a row, or the sentence that says why not.
    pub fn edition(&self, product: &str, entry: &AtomEntry) -> Result<Item, Message> {
        let name = name(entry).filter(|name| is_part(name));
        let name = name.ok_or_else(|| m!("portals-no-id", name = called(line(&entry.title).as_deref())))?;
        let id = format!("{product}/{name}");
        let mut item = Item::new(Target::dataset(Address::root(self.portal).child(&*id)), text::line(&name));
        let zones = joined(entry.zones.iter().map(named));
        let formats = joined(entry.formats.iter().map(|format| text::line(&format.term)));
        item.note = zones;
        item.format = formats.map(Into::into);
        item.access = Some(Access::Open);
        item.modified = day(&entry.edition).or_else(|| edition_day(&name)).or_else(|| day(&entry.updated));
        item.offer = Some(Offer::Download);
        item.same_as = Identities::of(&item.title).id(Some(&id), self.http.base().host_str()).all();
        Ok(item)
    }

    /// An edition in full, with its files; `about` is its product, where it is known.
    pub fn dataset(&self, (product, edition): (&str, &str), files: &[AtomEntry], about: Option<&AtomEntry>) -> Dataset {
        let address = Address::root(self.portal).child(format!("{product}/{edition}"));
        let mut warnings = Vec::new();
        let mut files: Vec<(String, &AtomEntry)> = files
            .iter()
            .filter_map(|file| match name(file).filter(|name| is_part(name)) {
                Some(name) => Some((name, file)),
                None => {
                    warnings.push(t!("geoplateforme-nameless"));
                    None
                }
            })
            .collect();
        // Volumes come in any order, and are put together in that of their names.
        files.sort_by(|(one, _), (other, _)| one.cmp(other));
        let volumes_of =
            |of: &str| files.iter().filter_map(|(name, _)| volume(name).filter(|(own, _)| *own == of)).count();
        let media = files.iter().map(|(name, file)| {
            let part = volume(name).map(|(of, number)| (number, volumes_of(of)));
            self.media(&address, (product, edition), name, file, part)
        });
        let media = media.collect::<Vec<_>>();
        let facts = labelled([
            (said!("geoplateforme-fact-product"), about.and_then(|about| line(&about.title))),
            (said!("geoplateforme-fact-zone"), zone_of(edition).map(text::line)),
            (said!("geoplateforme-fact-crs"), crs_of(edition).map(text::line)),
            (said!("geoplateforme-fact-rights"), about.and_then(|about| line(&about.rights))),
            (said!("geoplateforme-fact-licence"), Some(t!("geoplateforme-licence"))),
        ]);
        Dataset {
            title: text::line(edition),
            summary: about.and_then(|about| markup::some_plain(about.about()?)),
            modified: edition_day(edition),
            territory: zone_of(edition).and_then(search::zone_name),
            facts,
            media: distinct(media, &mut warnings),
            address,
            withdrawn: None,
            warnings,
            ..Dataset::default()
        }
    }

    /// A file; `part`: which of how many volumes it is.
    fn media(
        &self,
        dataset: &Address,
        (product, edition): (&str, &str),
        name: &str,
        file: &AtomEntry,
        part: Option<(u64, usize)>,
    ) -> Media {
        let own = format!("download/{}/{}/{}", segment(product), segment(edition), segment(name));
        let url = file.href.as_deref().and_then(|href| Url::parse(href).ok());
        let url = url.filter(|url| matches!(url.scheme(), "http" | "https")).unwrap_or_else(|| self.http.url(&own, []));
        let link = Link { url: Some(url.as_str()), kept: true, ..Link::default() };
        let caption = match part {
            Some((number, count)) => Some(t!("geoplateforme-volume", number, count)),
            None => name.ends_with(".md5").then(|| t!("geoplateforme-sums")),
        };
        // An advertised list of checksums may be gone: those of the files themselves stand in the feed.
        let offer = match name.ends_with(".md5") {
            true => Offer::Doubtful(t!("geoplateforme-sums-gone")),
            false => link.offer("IGN"),
        };
        Media {
            format: link.format().filter(|_| part.is_none()),
            caption,
            size: file.length.as_deref().and_then(|length| stated::bytes_written(length.trim())),
            checksum: file.content.as_deref().and_then(checksum),
            modified: edition_day(edition),
            offer,
            url: Some(url.into()),
            file_name: Some(text::line(name)),
            ..Media::new(dataset.clone(), name, text::line(name))
        }
    }
}

/// Of a file the content is its MD5, which may say so; anything else is none.
fn checksum(content: &str) -> Option<Checksum> {
    let content = content.trim();
    let named = content.get(..3).filter(|name| name.eq_ignore_ascii_case("md5")).and_then(|_| content.get(3..));
    let value = named.map_or(content, |rest| rest.trim_start_matches([':', '=', ' ']));
    let is_md5 = value.len() == 32 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_md5.then(|| Checksum { algo: "MD5".into(), value: value.to_owned() })
}

/// The last segment of an address, which is the name to ask by: titles are for people.
fn last(address: &Option<String>) -> Option<String> {
    let address = address.as_deref()?.trim();
    let path = address.split(['?', '#']).next()?.trim_end_matches('/');
    let last = path.rsplit('/').next()?;
    let name = percent_encoding::percent_decode_str(last).decode_utf8().ok()?;
    Some(text::id(&name)).filter(|name| !name.is_empty())
}

/// What an entry is asked for by.
pub fn name(entry: &AtomEntry) -> Option<String> {
    last(&entry.id).or_else(|| last(&entry.href))
}

/// All that words may be looked for in.
pub fn folded(entry: &AtomEntry) -> String {
    let terms = entry.zones.iter().chain(&entry.formats).flat_map(|it| [Some(it.term.clone()), it.label.clone()]);
    let own = [name(entry), entry.title.clone(), entry.about().map(str::to_owned)].into_iter();
    text::fold(&own.chain(terms).flatten().collect::<Vec<_>>().join("\n")).replace(['-', '_'], " ")
}

fn named(term: &Term) -> String {
    term.label.as_deref().and_then(text::some_line).unwrap_or_else(|| text::line(&term.term))
}

/// Only the day: the time is the same in all feeds.
fn day(written: &Option<String>) -> Option<When> {
    When::read(written.as_deref()?.trim().get(..10)?)
}

/// The parts of `PRODUCT_VERSION_THEME_FORMAT_CRS_ZONE_DATE` from its end: some have fewer, or in another order.
fn edition_day(edition: &str) -> Option<When> {
    When::read(edition.rsplit('_').next().filter(|last| last.len() == 10)?)
}

fn zone_of(edition: &str) -> Option<&str> {
    edition_day(edition)?;
    edition.rsplit('_').nth(1).filter(|zone| search::is_zone(zone))
}

fn crs_of(edition: &str) -> Option<&str> {
    zone_of(edition)?;
    edition.rsplit('_').nth(2).filter(|crs| !crs.is_empty())
}

/// Of `x.7z.002` what it is a volume of, and which.
fn volume(name: &str) -> Option<(&str, u64)> {
    let (of, number) = name.rsplit_once('.')?;
    let is_number = number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit());
    Some((of, number.parse().ok().filter(|_| is_number)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edition_s_name_is_read_from_its_end() {
        let table = [
            ("BDTOPO_3-5_TOUSTHEMES_GPKG_LAMB93_D035_2026-06-15", Some("2026-06-15"), Some("D035"), Some("LAMB93")),
            ("ADMIN-EXPRESS-COG_3-1__SHP_WGS84G_FRA_2023-05-03", Some("2023-05-03"), Some("FRA"), Some("WGS84G")),
            ("X__SHP__R53_2020-01-01", Some("2020-01-01"), Some("R53"), None),
            ("BDORTHO_2-0_odd_2020-01-01", Some("2020-01-01"), None, None),
            ("HAIES_1-0_SHP_2020-01-01", Some("2020-01-01"), None, None),
            ("BDORTHO", None, None, None),
        ];
        for (edition, date, zone, crs) in table {
            assert_eq!(edition_day(edition).map(|day| day.day()).as_deref(), date, "{edition}");
            assert_eq!((zone_of(edition), crs_of(edition)), (zone, crs), "{edition}");
        }
    }

    #[test]
    fn a_sum_is_known_by_its_digits() {
        const SUM: &str = "0CC175b9c0f1b6a831c399e269772661";
        for (content, is_sum) in [
            (SUM.to_owned(), true),
            (format!("\n  {SUM}\n"), true),
            (format!("MD5:{SUM}"), true),
            (format!("md5 = {SUM}"), true),
            (format!("sha1:{SUM}"), false),
            (SUM[1..].to_owned(), false),
            (format!("{SUM}0"), false),
            ("une archive".to_owned(), false),
            ("mdé".to_owned(), false),
            (String::new(), false),
        ] {
            let sum = checksum(&content).map(|sum| (sum.algo, sum.value));
            assert_eq!(sum, is_sum.then(|| ("MD5".to_owned(), SUM.to_owned())), "{content}");
        }
    }

    #[test]
    fn names_are_the_last_segments_of_addresses() {
        let name = |address: &str| last(&Some(address.to_owned()));
        assert_eq!(name("https://a.org/resource/BD%20ORTHO/").as_deref(), Some("BD ORTHO"));
        assert_eq!(name("https://a.org/x.7z.001?y").as_deref(), Some("x.7z.001"));
        assert_eq!((volume("x.7z.002"), volume("x.7z"), volume("x.+12")), (Some(("x.7z", 2)), None, None));
        assert_eq!(name(""), None);
    }
}
