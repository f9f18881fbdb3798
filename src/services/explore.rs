//! Exports of Opendatasoft's portals: files that a portal makes of its records, which it can narrow and count.
//!
//! They are files to whoever wants all of them: opened, named and begun again as ever. Their rows are counted while they
//! pass, and held against what the portal counts; where only some of them are asked for, the portal is asked for these in
//! its own language, and the rows are looked at once more (docs/portals/opendatasoft.md 8).

use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream;
use reqwest::StatusCode;
use reqwest::header::{ACCEPT_RANGES, CONTENT_ENCODING};
use serde_json::Value;
use url::Url;

use super::ask::{ServiceAsker, parts, with, without};
use super::filter::{Holds, ServiceCriterion, odsql};
use super::passing::{Passing, PassingColumn};
use super::row::{RowTest, column};
use super::scan::Shape;
use super::service;
use super::wish::{BBOX, WHERE, Wish};
use crate::base::error::{Error, Result};
use crate::base::i18n::Message;
use crate::base::secret_address::without_secrets;
use crate::base::stated;
use crate::m;
use crate::model::form::Answers;
use crate::model::{Extent, Media};
use crate::net::{Opened, Tally};
use crate::portals::Portal;

/// What of a link says which records it is of.
const OF_RECORDS: [&str; 5] = ["where", "refine", "exclude", "timezone", "lang"];
/// What of a link says how they are written.
const OF_A_FILE: [&str; 7] = ["delimiter", "list_separator", "quote_all", "with_bom", "use_labels", "order_by", "epsg"];

/// An export whose rows can be counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Exported {
    /// The whole request.
    url: Url,
    /// Where the portal tells of the dataset.
    dataset: Url,
    shape: Shape,
}

impl Exported {
    /// `None` of all that is no export, or one whose rows cannot be counted.
    pub fn of(media: &Media) -> Option<Self> {
        let url = Url::parse(media.url.as_deref()?).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let segments: Vec<&str> = url.path_segments()?.filter(|segment| !segment.is_empty()).collect();
        let [above @ .., "api", "explore", "v2.1", "catalog", "datasets", id, "exports", format] = &segments[..] else {
            return None;
        };
        let shape = match *format {
            "csv" => Shape::Csv(delimiter(&url)?),
            "json" => Shape::List,
            "jsonl" => Shape::Lines,
            "geojson" => Shape::Features,
            _ => return None,
        };
        let is_known = |(key, part): (String, &str)| {
            let is_all = key == "limit" && part == "limit=-1";
            is_all || is_key(&key) || OF_RECORDS.contains(&&*key) || OF_A_FILE.contains(&&*key)
        };
        if !parts(&url).all(is_known) {
            return None; // a part of it, or of other columns
        }
        let above: String = above.iter().map(|segment| format!("{segment}/")).collect();
        let mut dataset = without(&url, |key| !is_key(key));
        dataset.set_path(&format!("/{above}api/explore/v2.1/catalog/datasets/{id}"));
        dataset.set_fragment(None);
        Some(Self { dataset, shape, url })
    }

    /// How many records there are of what `url` asks for.
    fn count(&self, url: &Url) -> Url {
        let mut count = without(url, |key| !OF_RECORDS.contains(&key) && !is_key(key));
        count.set_path(&format!("{}/records", self.dataset.path()));
        with(&count, [("limit", "0".to_owned())])
    }

    /// With what is asked besides what the link asks already.
    fn narrowed(&self, wanted: &[String]) -> Url {
        let own = self.url.query_pairs().filter(|(key, _)| key == "where").map(|(_, value)| value.into_owned());
        let all: Vec<String> = own.filter(|own| !own.trim().is_empty()).chain(wanted.iter().cloned()).collect();
        match &all[..] {
            _ if wanted.is_empty() => self.url.clone(),
            [only] => with(&self.url, [("where", only.clone())]),
            _ => {
                let all: Vec<String> = all.iter().map(|one| format!("({one})")).collect();
                with(&self.url, [("where", all.join(" and "))])
            }
        }
    }
}

/// What opens a portal, and says nothing of what is asked.
fn is_key(key: &str) -> bool {
    key == "apikey"
}

/// What stands between the cells of a table; `None` where it is more than one byte.
fn delimiter(url: &Url) -> Option<u8> {
    let Some((_, written)) = url.query_pairs().find(|(key, _)| key == "delimiter") else { return Some(b';') };
    match written.as_bytes() {
        [one] if one.is_ascii() && !matches!(one, b'"' | b'\r' | b'\n') => Some(*one),
        b"\\t" => Some(b'\t'),
        _ => None,
    }
}

/// `media` with the questions that `answers` answer, where it is an export that can be narrowed by them. Nobody is asked
/// them who does not want it narrowed: then it is a file.
pub fn narrowable(media: Media, answers: &Answers) -> Media {
    let is_asked = |key: &str| answers.get(key).is_some();
    if !media.form.is_empty() || !(is_asked(WHERE) || is_asked(BBOX)) || Exported::of(&media).is_none() {
        return media;
    }
    let form = service::narrowing(None).into_iter().filter(|field| is_asked(&field.key)).collect();
    // What is stated is of all rows.
    Media { form, size: None, checksum: None, ..media }
}

/// A field of the records.
struct Kept {
    name: String,
    label: Option<String>,
    kind: String,
}

impl Kept {
    fn of(field: &Value) -> Option<Self> {
        let text = |key: &str| field[key].as_str().map(str::to_owned);
        Some(Self { name: text("name")?, label: text("label"), kind: text("type").unwrap_or_default() })
    }

    fn holds(&self) -> Holds {
        match self.kind.as_str() {
            "text" => Holds::Words,
            "int" | "double" => Holds::Numbers,
            "date" => Holds::Days,
            _ => Holds::Other,
        }
    }
}

/// What is asked for: by which address, how many rows that are, and what is looked for in them here.
pub struct Explored {
    exported: Exported,
    asker: ServiceAsker,
    pub url: Url,
    stated: Option<u64>,
    test: Option<RowTest>,
    columns: Vec<PassingColumn>,
}

impl Explored {
    pub async fn of(asker: ServiceAsker, exported: Exported, wish: &Wish) -> Result<Self> {
        if wish.is_all() {
            let url = exported.url.clone();
            let stated = counted(&asker, &exported.count(&url)).await.unwrap_or_else(|error| {
                tracing::info!(%error, "the records of an export are not counted");
                None
            });
            return Ok(Self { exported, asker, url, stated, test: None, columns: vec![] });
        }
        let about = asker.json(&exported.dataset).await?;
        let fields: Vec<Kept> = about["fields"].as_array().into_iter().flatten().filter_map(Kept::of).collect();
        let names: Vec<String> = fields.iter().map(|field| field.name.clone()).collect();
        super::known_columns(&asker, &wish.criteria, &names)?;
        let within: Vec<String> = wish.bbox.iter().map(|bbox| place(&asker, &fields, bbox)).collect::<Result<_>>()?;
        let asked = wish.criteria.iter().filter_map(|criterion| {
            let name = column(&names, &criterion.column)?;
            let field = fields.iter().find(|field| field.name == *name)?;
            odsql(&ServiceCriterion::of(criterion, name, field.holds())?)
        });
        let wanted: Vec<String> = within.iter().cloned().chain(asked).collect();
        let (url, stated) = Self::agreed(&asker, &exported, &wanted, &within).await?;
        let test = RowTest { criteria: wish.criteria.clone(), bbox: None };
        let test = (!test.criteria.is_empty()).then_some(test);
        let columns = fields.iter().map(|field| PassingColumn {
            name: field.name.clone(),
            label: field.label.clone(),
            is_number: field.holds() == Holds::Numbers,
        });
        let columns = columns.collect();
        Ok(Self { exported, asker, url, stated, test, columns })
    }

    /// What the portal refuses of the criteria is looked for here; bounds are for the portal alone.
    async fn agreed(
        asker: &ServiceAsker,
        exported: &Exported,
        wanted: &[String],
        within: &[String],
    ) -> Result<(Url, Option<u64>)> {
        let url = exported.narrowed(wanted);
        match counted(asker, &exported.count(&url)).await {
            Ok(stated) => Ok((url, stated)),
            Err(error) if error.status == Some(400) && wanted.len() > within.len() => {
                tracing::info!(%error, "a portal does not narrow what it gives");
                let url = exported.narrowed(within);
                let stated = counted(asker, &exported.count(&url)).await?;
                Ok((url, stated))
            }
            Err(error) => Err(error),
        }
    }

    /// The file, counted where that can be done.
    pub async fn opened(self, portal: &Arc<dyn Portal>, media: &Media) -> Result<Opened> {
        let narrowed = Media { url: Some(self.url.to_string()), form: vec![], ..media.clone() };
        let opened = portal.open(&narrowed, &Answers::default(), None).await?;
        let is_wanted = self.test.is_some() || self.url != self.exported.url;
        let headers = opened.headers();
        let has_parts = opened.length().is_some() && headers.contains_key(ACCEPT_RANGES);
        let is_packed = headers.contains_key(CONTENT_ENCODING);
        if opened.status() != StatusCode::OK || (!is_wanted && (self.stated.is_none() || has_parts || is_packed)) {
            return Ok(opened);
        }
        if is_packed {
            return Err(self.asker.odd(m!("services-packed")));
        }
        let tally = Tally::default();
        tally.change(|rows| {
            rows.stated = self.stated;
            rows.pages = 1;
            rows.from = without_secrets(self.url.as_str());
        });
        let count = self.exported.count(&self.url);
        let passing = Passing::new(self.exported.shape, self.test, self.columns);
        let (tally_of_flow, asker, is_filtered) = (tally.clone(), self.asker, passing.is_choosing());
        let flow = |opened| {
            let flow = Flow { opened, passing, tally: tally_of_flow, asker, count };
            stream::unfold(Some(flow), |flow| async { flow?.piece().await }).boxed()
        };
        Ok(opened.remade(!is_filtered, flow).counted(tally))
    }
}

async fn counted(asker: &ServiceAsker, url: &Url) -> Result<Option<u64>> {
    Ok(stated::count(&asker.json(url).await?["total_count"]))
}

/// What lies within bounds, by the one field that says best where a record is.
fn place(asker: &ServiceAsker, fields: &[Kept], bounds: &Extent) -> Result<String> {
    let of_kind = |kind: &str| fields.iter().find(|field| field.kind == kind && !field.name.contains('`'));
    let Some(field) = of_kind("geo_shape").or_else(|| of_kind("geo_point_2d")) else {
        return Err(asker.usage(m!("services-no-places")));
    };
    let name = &field.name;
    let boxes: Vec<String> = bounds
        .parts()
        .iter()
        .map(|it| format!("in_bbox(`{name}`, {}, {}, {}, {})", it.south, it.west, it.north, it.east))
        .collect();
    Ok(boxes.join(" or "))
}

/// An export on its way.
struct Flow {
    opened: Opened,
    passing: Passing,
    tally: Tally,
    asker: ServiceAsker,
    count: Url,
}

/// A piece of the file, and who makes the next one.
type Piece = Option<(Result<Bytes>, Option<Flow>)>;

impl Flow {
    async fn piece(mut self) -> Piece {
        loop {
            let piece = match self.opened.chunk(self.asker.subject.clone()).await {
                Ok(Some(piece)) => piece,
                Ok(None) => return self.ended().await,
                Err(error) => return Some((Err(error), None)),
            };
            let passed = self.passing.pass(&piece);
            self.tell();
            match passed {
                Ok(passed) if passed.is_empty() => {}
                Ok(passed) => return Some((Ok(passed.into()), Some(self))),
                Err(error) => return self.stopped(&error),
            }
        }
    }

    fn tell(&self) {
        let (came, kept) = (self.passing.came, self.passing.kept);
        let kept = Some(kept).filter(|kept| self.passing.is_choosing() && *kept < came);
        self.tally.change(|rows| (rows.came, rows.kept) = (came, kept));
    }

    /// A count that does not fit is asked for once more: the records may have changed since.
    async fn ended(mut self) -> Piece {
        let (rest, is_whole) = match self.passing.end() {
            Ok(ended) => ended,
            Err(error) => return self.stopped(&error),
        };
        self.tell();
        let came = self.passing.came;
        if is_whole && self.tally.get().stated.is_some_and(|stated| stated != came) {
            let now = counted(&self.asker, &self.count).await.unwrap_or_else(|error| {
                tracing::info!(%error, "the records are not counted again");
                None
            });
            self.tally.change(|rows| match now {
                Some(now) if now == came => rows.stated = Some(now),
                _ => rows.restated = now,
            });
        }
        self.tally.change(|rows| rows.is_ended = is_whole);
        Some((Ok(rest.into()), None))
    }

    fn stopped(self, error: &Error) -> Piece {
        self.tally.change(|rows| rows.stopped = Some(Message::from(error)));
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fixtures;

    fn exported(path: &str) -> Option<Exported> {
        Exported::of(&Media { url: Some(format!("https://a.org/{path}")), ..fixtures::media("m") })
    }

    #[test]
    fn exports_are_known_by_their_address() {
        let at = |rest: &str| format!("api/explore/v2.1/catalog/datasets/{rest}");
        let table = [
            (at("arbres/exports/csv"), Some(Shape::Csv(b';'))),
            (at("arbres@public/exports/csv?delimiter=%2C&use_labels=true&lang=fr"), Some(Shape::Csv(b','))),
            (at("arbres/exports/csv/?delimiter=%09"), Some(Shape::Csv(b'\t'))),
            (at("arbres/exports/json?limit=-1&where=a%3D1"), Some(Shape::List)),
            (at("arbres/exports/jsonl?apikey=x"), Some(Shape::Lines)),
            (format!("portail/{}", at("a/exports/geojson")), Some(Shape::Features)),
            (at("arbres/exports/csv?delimiter=%22"), None),
            (at("arbres/exports/csv?limit=10"), None),
            (at("arbres/exports/csv?select=a"), None),
            (at("arbres/exports/csv?compressed=true"), None),
            (at("arbres/exports/xlsx"), None),
            (at("arbres/exports"), None),
            (at("arbres/exports/csv/x"), None),
            ("api/explore/v2.0/catalog/datasets/arbres/exports/csv".into(), None),
        ];
        for (path, shape) in table {
            assert_eq!(exported(&path).map(|it| it.shape), shape, "{path}");
        }
    }

    #[test]
    fn the_very_records_are_counted_that_are_exported() {
        let path = "p/api/explore/v2.1/catalog/datasets/a%20b/exports/csv?delimiter=%2C&refine=x:1&refine=y:2&where=c%20or%20d&apikey=k";
        let found = exported(path).unwrap();
        let all = found.count(&found.narrowed(&[]));
        let expected = "https://a.org/p/api/explore/v2.1/catalog/datasets/a%20b/records?refine=x:1&refine=y:2&where=c%20or%20d&apikey=k&limit=0";
        assert_eq!(all.as_str(), expected);
        let narrowed = found.narrowed(&["`n` > 1".into()]);
        let said: Vec<_> = narrowed.query_pairs().filter(|(key, _)| key == "where").collect();
        assert_eq!(said.len(), 1);
        assert_eq!(said[0].1, "(c or d) and (`n` > 1)");
        assert!(narrowed.as_str().contains("delimiter=%2C&refine=x:1&refine=y:2&apikey=k"), "{narrowed}");
    }

    #[test]
    fn only_what_is_asked_becomes_a_question() {
        let url = "https://a.org/api/explore/v2.1/catalog/datasets/a/exports/csv";
        let media = Media { url: Some(url.into()), size: Some(3), ..fixtures::media("m") };
        let keys = |answers: &[(&str, &str)]| {
            let media = narrowable(media.clone(), &answers.iter().copied().collect());
            (media.form.iter().map(|field| field.key.clone()).collect::<Vec<_>>(), media.size)
        };
        assert_eq!(keys(&[]), (vec![], Some(3)));
        assert_eq!(keys(&[("layer", "x")]), (vec![], Some(3)));
        assert_eq!(keys(&[("bbox", "1,2,3,4")]), (vec!["bbox".to_owned()], None));
        assert_eq!(keys(&[("where", "a=1"), ("bbox", "1,2,3,4")]).0, ["where", "bbox"]);
        let other = Media { url: Some(url.replace("csv", "xlsx")), ..media.clone() };
        assert!(narrowable(other, &[("where", "a=1")].into_iter().collect()).form.is_empty());
    }
}
