//! Whether rows came in the order that was asked for: some services take a wish and do nothing about it.

use super::map::ToldRow;
use crate::base::text;

/// Fewer rows tell nothing.
const FEW: usize = 5;

/// Whether these rows may be in the order of `sort`. Services have rules of their own for case, accents and signs, so that
/// only what is in no order by any of them is not.
pub fn holds(rows: &[ToldRow], sort: &str, descending: bool) -> bool {
    if sort.trim_start_matches('-') == "title" {
        let titles: Vec<&str> = rows.iter().filter_map(|row| row.own_title.as_deref()).collect();
        let bare = |title: &str| text::fold(title).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let ways: [Vec<String>; 3] = [
            titles.iter().map(|title| (*title).to_owned()).collect(),
            titles.iter().map(|title| title.to_lowercase()).collect(),
            titles.iter().map(|title| bare(title)).collect(),
        ];
        return ways.iter().any(|keys| is_mostly_in_order(keys, descending));
    }
    let stamps: Vec<_> = rows.iter().filter_map(|row| Some(row.stamp?.first())).collect();
    is_mostly_in_order(&stamps, descending)
}

fn is_mostly_in_order<K: PartialOrd>(keys: &[K], descending: bool) -> bool {
    let is_wrong = |pair: &&[K]| match pair {
        [one, other] => {
            if descending {
                one < other
            } else {
                one > other
            }
        }
        _ => false,
    };
    let wrong = keys.windows(2).filter(is_wrong).count();
    keys.len() < FEW || wrong * 4 <= keys.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Item;

    #[test]
    fn an_order_is_doubted_only_where_there_is_none() {
        let rows = |titles: &[&str]| -> Vec<ToldRow> {
            let row =
                |title: &&str| ToldRow { item: Item::default(), own_title: Some((*title).to_owned()), stamp: None };
            titles.iter().map(row).collect()
        };
        let table = [
            (&["A", "b", "C", "d", "e"][..], "title", true),
            (&["A", "C", "b", "d", "é"], "title", true),
            (&["e", "d", "C", "b", "A"], "-title", true),
            (&["e", "d", "C", "b", "A"], "title", false),
            (&["c", "a", "e", "b", "d"], "title", false),
            (&["c", "a"], "title", true),
            (&["x", "y"], "updated", true),
        ];
        for (titles, sort, expected) in table {
            assert_eq!(holds(&rows(titles), sort, sort.starts_with('-')), expected, "{titles:?} {sort}");
        }
    }
}
