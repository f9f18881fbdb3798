//! From the pages of a service to the one file that is made of them, counted while they pass.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream;
use serde_json::Value;
use url::Url;

use super::row::{Row, RowTest, column, envelope};
use super::write::{Heading, Output, RowsWriter};
use crate::base::Fut;
use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::Message;
use crate::base::secret_address::without_secrets;
use crate::base::text;
use crate::m;
use crate::model::MOST_ROWS;
use crate::net::{Opened, Tally};
use crate::preview::Criterion;

/// So many rows are remembered to see whether one comes twice.
const REMEMBERED: usize = 4_000_000;

/// What tells the rows of one page from those of another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ToldBy {
    /// How they were asked for: by their numbers, or all at once.
    #[default]
    Request,
    /// What they are called, where that lasts.
    Ids,
    /// What they hold, and nothing else: where no key orders them, they may be called something else in each answer.
    Cells,
}

/// One answer of a service.
#[derive(Debug, Default)]
pub struct RowsPage {
    pub rows: Vec<Row>,
    pub heading: Heading,
    /// How many rows all pages hold together, where the service says so.
    pub stated: Option<u64>,
    pub told_by: ToldBy,
    /// It lies behind all that the service counted, so that it counts nothing.
    pub is_uncounted: bool,
}

impl RowsPage {
    /// The same of two rows that are the same, and whether they surely are.
    pub fn marks(&self) -> impl Iterator<Item = (u64, bool)> {
        self.rows.iter().map(|row| match self.told_by {
            ToldBy::Cells => (row.cells_mark(), false),
            ToldBy::Request | ToldBy::Ids => row.mark(),
        })
    }
}

/// Asks for page after page. An error that may pass is another try's, which begins again; any other is the end of it.
pub trait Pager: Send {
    /// `None` behind the last one.
    fn next(&mut self) -> Fut<'_, Option<RowsPage>>;

    /// What the first page was asked for by, where that showed only with its answer.
    fn first(&self) -> Option<Url> {
        None
    }

    /// How many rows there are now, where that is another request's to tell.
    fn recount(&mut self) -> Fut<'_, Option<u64>> {
        Box::pin(async { Ok(None) })
    }
}

/// What is to become one file.
pub struct Export {
    pub pager: Box<dyn Pager>,
    pub output: Output,
    pub test: RowTest,
    /// Whether the service itself was asked for what lies within the bounds.
    pub is_bounded: bool,
    /// What the first page is asked for by, and as what.
    pub url: Url,
    pub accept: &'static str,
    /// Whether the service may not give all of it at once.
    pub has_pages: bool,
    /// How many rows there are, as another request has told.
    pub stated: Option<u64>,
    /// The columns that the service says it has; rows may show more.
    pub columns: Vec<String>,
}

struct Run {
    export: Export,
    writer: RowsWriter,
    tally: Tally,
    /// Asked for already: before it has come, nothing is a file.
    first: Option<RowsPage>,
    seen: HashSet<u64>,
    pages: HashSet<u64>,
    is_begun: bool,
    kept: u64,
    came: u64,
}

impl Export {
    /// With the first page at hand: what is wrong with the request shows before a file is begun.
    pub async fn opened(mut self) -> Result<Opened> {
        let first = self.pager.next().await?.unwrap_or_default();
        self.stated = self.stated.or(first.stated);
        self.url = self.pager.first().unwrap_or(self.url);
        self.bound(&first)?;
        self.know_columns(&first)?;
        let (tally, output, url) = (Tally::default(), self.output, self.url.clone());
        tally.change(|rows| {
            rows.stated = self.stated;
            rows.from = without_secrets(url.as_str());
        });
        let run = Run {
            writer: RowsWriter::new(output),
            tally: tally.clone(),
            first: Some(first),
            seen: HashSet::new(),
            pages: HashSet::new(),
            is_begun: false,
            kept: 0,
            came: 0,
            export: self,
        };
        let body = stream::unfold(Some(run), |run| async { run?.piece().await }).boxed();
        Ok(Opened::made(url, output.content_type(), body).counted(tally))
    }

    /// Refuses what asks for a column that neither the service names nor any row shows.
    fn know_columns(&self, first: &RowsPage) -> Result<()> {
        let mut shown: Vec<String> = self.columns.clone();
        for row in &first.rows {
            let keys = row.cells().into_iter().flat_map(|cells| cells.keys());
            shown.extend(keys.filter(|key| !shown.contains(key)).cloned().collect::<Vec<_>>());
        }
        let is_unknown = |criterion: &&Criterion| column(&shown, &criterion.column).is_none();
        match self.test.criteria.iter().find(is_unknown).filter(|_| !first.rows.is_empty()) {
            Some(criterion) => {
                let cause = m!("services-no-column", column = text::line(&criterion.column));
                let hint = m!("services-columns", names = super::told(&shown));
                Err(Error::new(ErrorKind::Usage, super::wish::WHERE, cause).hint(hint))
            }
            None => Ok(()),
        }
    }

    /// Rows in another reference system than degrees are for the service alone to hold against bounds in degrees.
    fn bound(&mut self, first: &RowsPage) -> Result<()> {
        if self.test.bbox.is_none() || first.rows.is_empty() || is_in_degrees(first) {
            return Ok(());
        }
        if !self.is_bounded {
            return Err(Error::new(ErrorKind::Usage, super::wish::BBOX, m!("services-no-bounds-here")));
        }
        self.test.bbox = None;
        Ok(())
    }
}

fn is_in_degrees(page: &RowsPage) -> bool {
    let named = page.heading.crs.as_ref().map(Value::to_string);
    let is_other = named.is_some_and(|name| !name.contains("CRS84") && !name.contains("4326"));
    let fits = |row: &Row| {
        row.geometry().and_then(envelope).is_none_or(|it| {
            [it.west, it.east].iter().all(|x| x.abs() <= 180.0) && [it.south, it.north].iter().all(|y| y.abs() <= 90.0)
        })
    };
    !is_other && page.rows.iter().all(|row| row.is_feature() && fits(row))
}

/// A piece of the file, and who makes the next one.
type Piece = Option<(Result<Bytes>, Option<Run>)>;

impl Run {
    async fn piece(mut self) -> Piece {
        loop {
            let page = match self.first.take() {
                Some(page) => Ok(Some(page)),
                None => self.export.pager.next().await,
            };
            let page = match page {
                Ok(Some(page)) => page,
                Ok(None) => return self.ended().await,
                Err(error) if error.is_transient() => return Some((Err(error), None)),
                Err(error) => return self.stopped(Message::from(&error)),
            };
            if !page.rows.is_empty() && !self.pages.insert(mark(&page)) {
                return self.stopped(m!("services-same-page"));
            }
            match self.written(page) {
                Err(error) => return self.stopped(Message::from(&error)),
                Ok(_) if self.came > MOST_ROWS as u64 => return self.stopped(m!("services-too-many")),
                Ok(bytes) if bytes.is_empty() => {} // none of them is asked for
                Ok(bytes) => return Some((Ok(bytes.into()), Some(self))),
            }
        }
    }

    fn written(&mut self, mut page: RowsPage) -> Result<Vec<u8>> {
        let mut written = vec![];
        if !self.is_begun {
            self.is_begun = true;
            let mut heading = std::mem::take(&mut page.heading);
            if page.rows.is_empty() && heading.columns.is_empty() {
                heading.columns = std::mem::take(&mut self.export.columns);
            }
            written = self.writer.begin(heading, &page.rows);
        }
        let (twice, alike) = self.again(&page);
        let test = &self.export.test;
        let kept: Vec<&Row> = page.rows.iter().filter(|row| !test.is_needed() || test.admits(row)).collect();
        self.kept += kept.len() as u64;
        self.came += page.rows.len() as u64;
        let (came, kept_now) = (self.came, self.kept);
        self.tally.change(|rows| {
            rows.came = came;
            rows.twice += twice;
            rows.alike += alike;
            rows.pages += 1;
            rows.kept = Some(kept_now).filter(|kept| *kept < came);
            // Where the first page says nothing, a later one may.
            rows.stated = rows.stated.or(page.stated);
            // A later one may say something else.
            rows.restated = page.stated.or(rows.restated);
            if page.is_uncounted {
                (rows.stated, rows.restated) = (None, None);
            }
        });
        written.extend(self.writer.rows(&kept)?);
        Ok(written)
    }

    /// How many rows of a page came before, surely; and how many are like one that did, so that they may be the same.
    fn again(&mut self, page: &RowsPage) -> (u64, u64) {
        let (mut twice, mut alike, mut unsure) = (0, 0, vec![]);
        for (mark, is_sure) in page.marks() {
            let is_known = self.seen.contains(&mark);
            if !is_sure {
                // Rows of one answer may be alike: no answer gives one of them twice.
                alike += u64::from(is_known && page.told_by != ToldBy::Request);
                unsure.push(mark);
            } else if is_known {
                twice += 1;
            } else if self.seen.len() < REMEMBERED {
                self.seen.insert(mark);
            }
        }
        let room = REMEMBERED.saturating_sub(self.seen.len());
        self.seen.extend(unsure.into_iter().take(room));
        (twice, alike)
    }

    async fn ended(mut self) -> Piece {
        match self.export.pager.recount().await {
            Ok(now) => self.tally.change(|rows| rows.restated = now.or(rows.restated)),
            Err(error) => tracing::info!(%error, "the rows are not counted again"),
        }
        self.tally.change(|rows| rows.is_ended = true);
        Some((Ok(self.writer.end().into()), None))
    }

    /// What came is written to its end, and the count says why it is not all.
    fn stopped(mut self, why: Message) -> Piece {
        self.tally.change(|rows| rows.stopped = Some(why));
        Some((Ok(self.writer.end().into()), None))
    }
}

fn mark(page: &RowsPage) -> u64 {
    let mut hasher = DefaultHasher::new();
    page.marks().for_each(|(mark, _)| mark.hash(&mut hasher));
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use serde_json::json;

    use super::*;
    use crate::net::RowCount;

    struct Told(VecDeque<Result<RowsPage>>, Option<u64>);

    impl Pager for Told {
        fn next(&mut self) -> Fut<'_, Option<RowsPage>> {
            let next = self.0.pop_front().transpose();
            Box::pin(async { next })
        }

        fn recount(&mut self) -> Fut<'_, Option<u64>> {
            let now = self.1;
            Box::pin(async move { Ok(now) })
        }
    }

    fn page(ids: &[u64], stated: Option<u64>) -> Result<RowsPage> {
        let row = |id: &u64| {
            let value = json!({"type": "Feature", "id": id, "properties": {"n": id}, "geometry": null});
            Row::of_json(value.to_string().as_bytes()).unwrap()
        };
        Ok(RowsPage { rows: ids.iter().map(row).collect(), stated, ..RowsPage::default() })
    }

    async fn run(pages: Vec<Result<RowsPage>>, now: Option<u64>, asked: &[&str]) -> Result<(String, RowCount)> {
        let criteria = asked.iter().map(|it| crate::preview::Criterion::read(it).unwrap()).collect();
        let export = Export {
            pager: Box::new(Told(pages.into(), now)),
            output: Output::Csv,
            test: RowTest { criteria, bbox: None },
            is_bounded: false,
            url: Url::parse("https://a.org/items?key=s3cret").unwrap(),
            accept: "*/*",
            has_pages: true,
            stated: None,
            columns: vec![],
        };
        let mut opened = export.opened().await?;
        let mut text = vec![];
        while let Some(piece) = opened.chunk("m").await? {
            text.extend_from_slice(&piece);
        }
        Ok((String::from_utf8(text).unwrap(), opened.tally().unwrap().get()))
    }

    #[tokio::test]
    async fn pages_are_counted_and_what_stops_them_is_told() {
        let (text, rows) = run(vec![page(&[1, 2], Some(3)), page(&[3], Some(3))], None, &[]).await.unwrap();
        assert_eq!(text, "id,n,geometry\n1,1,\n2,2,\n3,3,\n");
        assert!(
            rows.is_ended && (rows.stated, rows.came, rows.pages, rows.twice, rows.kept) == (Some(3), 3, 2, 0, None)
        );
        let (text, rows) = run(vec![page(&[1, 2], Some(3)), page(&[3], None)], None, &["n>=2"]).await.unwrap();
        assert_eq!((text.lines().count(), rows.kept), (3, Some(2)));
        let (_, rows) = run(vec![page(&[1, 2], Some(4)), page(&[2, 3], None)], Some(5), &[]).await.unwrap();
        assert_eq!((rows.twice, rows.restated), (1, Some(5)));
        let unsure = |ids: &[u64]| page(ids, Some(4)).map(|page| RowsPage { told_by: ToldBy::Cells, ..page });
        for (pages, alike) in [([[1, 2], [2, 3]], 1), ([[1, 1], [2, 3]], 0)] {
            let (_, rows) = run(pages.iter().map(|ids| unsure(ids)).collect(), None, &[]).await.unwrap();
            assert_eq!((rows.twice, rows.alike), (0, alike), "{pages:?}");
        }
        let (_, rows) =
            run(vec![page(&[1, 2], Some(4)), page(&[1, 2], None), page(&[3], None)], None, &[]).await.unwrap();
        assert!(rows.stopped.is_some() && !rows.is_ended && rows.came == 2, "{rows:?}");
        let refused = Error::new(ErrorKind::Portal, "p", m!("services-too-many"));
        let (text, rows) = run(vec![page(&[1], Some(4)), Err(refused.clone())], None, &[]).await.unwrap();
        assert!(rows.stopped.is_some() && text.lines().count() == 2, "{rows:?}");
        assert!(run(vec![Err(refused)], None, &[]).await.is_err(), "nothing is begun");
        let error = run(vec![page(&[1], Some(1))], None, &["absent=1"]).await.unwrap_err();
        assert!(error.kind == ErrorKind::Usage && error.hint.unwrap().to_string().contains('n'));
    }
}
