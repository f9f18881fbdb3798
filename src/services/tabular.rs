//! The tabular API of data.gouv.fr: the rows of a file that its portal parsed, out of its exports of JSON.
//!
//! An export gives so many rows at most. What has more comes in pieces, by the number that each row has there.

use serde_json::Value;
use url::Url;

use super::ask::{ANY, ServiceAsker};
use super::filter::{Holds, ServiceCriterion};
use super::row::{Row, RowTest, column};
use super::run::{Export, Pager, RowsPage};
use super::service::{ServiceMedia, ServiceOffer};
use super::split::json_rows;
use super::wish::Wish;
use super::write::{Heading, Output};
use crate::base::Fut;
use crate::base::error::{Error, Result};
use crate::base::stated;
use crate::m;
use crate::preview::Comparison;

/// What an export gives at most, unless a deployment says otherwise.
const PIECE: u64 = 50_000;
/// No deployment gives less.
const LEAST: u64 = 50;
/// The number of a row, which is not of the file.
const NUMBER: &str = "__id";
/// What cannot be in a value there: the service takes its query apart behind the decoding.
const UNASKABLE: [char; 4] = ['&', '=', '+', '"'];

/// A resource whose columns are known.
pub struct Tabular {
    asker: ServiceAsker,
    base: Url,
    columns: Vec<(String, Holds)>,
}

impl Tabular {
    pub async fn of(asker: ServiceAsker, service: &ServiceMedia) -> Result<Self> {
        let base = service.base.clone();
        let told = asker.json(&below(&base, "profile/", "")).await.map_err(gone)?;
        let profile = &told["profile"];
        let header = profile["header"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let holds = |name: &str| match profile["columns"][name]["python_type"].as_str() {
            Some("string") => Holds::Words,
            Some("int" | "float") => Holds::Numbers,
            _ => Holds::Other,
        };
        let columns = header.map(|name| (renamed(name), holds(name))).collect();
        Ok(Self { asker, base, columns })
    }

    pub fn offered(&self) -> ServiceOffer {
        let columns = self.columns.iter().map(|(name, _)| name.clone()).collect();
        ServiceOffer { layers: vec![], outputs: vec![Output::Csv, Output::Json, Output::Lines], columns }
    }

    pub async fn export(self, wish: &Wish) -> Result<Export> {
        let names: Vec<String> = self.columns.iter().map(|(name, _)| name.clone()).collect();
        super::known_columns(&self.asker, &wish.criteria, &names)?;
        let asked = wish.criteria.iter().filter_map(|criterion| {
            let name = column(&names, &criterion.column)?;
            let (_, holds) = self.columns.iter().find(|(known, _)| known == name)?;
            ServiceCriterion::of(criterion, name, *holds).and_then(|it| written(&it))
        });
        let filter = asked.collect::<Vec<_>>().join("&");
        let stated = self.counted(&filter).await?;
        let pager = TabularPager {
            asker: self.asker.clone(),
            base: self.base.clone(),
            filter: filter.clone(),
            piece: PIECE,
            after: 0,
            whole: stated <= PIECE,
            came: 0,
            stated,
        };
        let (url, has_pages) = (pager.url(), !pager.whole);
        let columns = Heading { columns: names.clone(), ..Heading::default() };
        let test = RowTest { criteria: wish.criteria.clone(), bbox: None };
        let output = wish.output.filter(|it| !matches!(it, Output::GeoJson | Output::Gml)).unwrap_or(Output::Csv);
        let pager = Box::new(Headed { pager, heading: Some(columns) });
        Ok(Export {
            pager,
            output,
            test,
            is_bounded: false,
            url,
            accept: ANY,
            has_pages,
            stated: Some(stated),
            columns: names,
        })
    }

    async fn counted(&self, filter: &str) -> Result<u64> {
        let page = joined(&["page_size=1", filter]);
        let told = self.asker.json(&below(&self.base, "data/", &page)).await.map_err(gone)?;
        stated::count(&told["meta"]["total"]).ok_or_else(|| self.asker.odd(m!("services-no-total")))
    }
}

/// What the service has no table of, its portal may still have as a file.
fn gone(error: Error) -> Error {
    if matches!(error.status, Some(404 | 410)) { error.hint(m!("services-no-table-hint")) } else { error }
}

/// Names that the database keeps for itself are others there.
fn renamed(name: &str) -> String {
    const KEPT: [&str; 8] = ["__id", "cmin", "cmax", "collation", "ctid", "tableoid", "xmin", "xmax"];
    if KEPT.iter().any(|kept| kept.eq_ignore_ascii_case(name)) {
        format!("{name}__hydra_renamed")
    } else {
        name.to_owned()
    }
}

/// `column__exact=value`; `None` of what the service would take for something else.
fn written(asked: &ServiceCriterion) -> Option<String> {
    let operator = match asked.comparison {
        Comparison::Is => "exact",
        Comparison::Below => "strictly_less",
        Comparison::AtMost => "less",
        Comparison::Above => "strictly_greater",
        Comparison::AtLeast => "greater",
        Comparison::IsNot | Comparison::Has => return None,
    };
    let is_odd = |text: &str| text.contains(UNASKABLE) || text.contains(char::is_control);
    if is_odd(&asked.column) || is_odd(&asked.value) {
        return None;
    }
    let encoded = |text: &str| super::ask::segment(text);
    Some(format!("{}__{operator}={}", encoded(&asked.column), encoded(&asked.value)))
}

fn joined(parts: &[&str]) -> String {
    parts.iter().copied().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("&")
}

/// With nothing in the query that the service does not know.
fn below(base: &Url, path: &str, query: &str) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}{path}", base.path()));
    url.set_query(Some(query).filter(|query| !query.is_empty()));
    url
}

struct TabularPager {
    asker: ServiceAsker,
    base: Url,
    filter: String,
    /// How many numbers one piece covers.
    piece: u64,
    /// The last number that came, or could have.
    after: u64,
    /// Whether one export gives all.
    whole: bool,
    came: u64,
    stated: u64,
}

impl TabularPager {
    fn url(&self) -> Url {
        let numbers = match self.whole {
            true => String::new(),
            false => format!("{NUMBER}__strictly_greater={}&{NUMBER}__less={}", self.after, self.after + self.piece),
        };
        below(&self.base, "data/json/", &joined(&[&self.filter, &numbers]))
    }

    async fn page(&mut self) -> Result<Option<RowsPage>> {
        if self.came >= self.stated {
            return Ok(None);
        }
        let body = loop {
            match self.asker.body(&self.url(), ANY).await {
                // A deployment may give less at once.
                Err(error) if error.status == Some(403) && self.piece > LEAST => {
                    (self.whole, self.piece) = (false, (self.piece / 2).max(LEAST));
                }
                other => break other.map_err(gone)?,
            }
        };
        let mut rows = json_rows(&body, "data").ok_or_else(|| self.asker.odd(m!("services-no-json")))?.rows;
        let last = rows.iter().filter_map(|row| row.value[NUMBER].as_u64()).max();
        rows.iter_mut().for_each(without_number);
        self.came += rows.len() as u64;
        let was_whole = self.whole;
        self.after += self.piece;
        // Behind the last piece of a filter there is nothing that could say so but the count.
        if was_whole || (rows.is_empty() && self.filter.is_empty()) || self.after > crate::model::MOST_ROWS as u64 {
            self.stated = self.came;
        }
        tracing::debug!(last, came = self.came, "a piece of a table");
        Ok(Some(RowsPage { rows, ..RowsPage::default() }))
    }
}

fn without_number(row: &mut Row) {
    if let Some(object) = row.value.as_object_mut()
        && object.shift_remove(NUMBER).is_some()
    {
        row.raw = row.value.to_string().into_bytes();
    }
}

/// Says the columns with the first page.
struct Headed {
    pager: TabularPager,
    heading: Option<Heading>,
}

impl Pager for Headed {
    fn next(&mut self) -> Fut<'_, Option<RowsPage>> {
        Box::pin(async {
            let page = self.pager.page().await?;
            Ok(page.map(|page| RowsPage { heading: self.heading.take().unwrap_or_default(), ..page }))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preview::Criterion;

    #[test]
    fn criteria_are_asked_where_the_service_cannot_take_them_for_something_else() {
        let table = [
            ("nom=Eau vive", Holds::Words, Some("nom__exact=Eau%20vive")),
            ("n>=3", Holds::Numbers, Some("n__greater=3")),
            ("n<3,5", Holds::Numbers, Some("n__strictly_less=3.5")),
            ("nom=a&b", Holds::Words, None),
            ("nom=a+b", Holds::Words, None),
            ("a\"b=c", Holds::Words, None),
            ("nom~x", Holds::Words, None),
            ("nom!=x", Holds::Words, None),
        ];
        for (typed, holds, expected) in table {
            let criterion = Criterion::read(typed).unwrap();
            let asked = ServiceCriterion::of(&criterion, &criterion.column, holds).and_then(|it| written(&it));
            assert_eq!(asked.as_deref(), expected, "{typed}");
        }
        assert_eq!([renamed("XMin"), renamed("nom")], ["XMin__hydra_renamed", "nom"]);
    }
}
