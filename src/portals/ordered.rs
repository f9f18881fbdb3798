//! Whether rows came in the order that was asked for: some servers take a wish and do nothing about it.

use crate::base::text;
use crate::base::when::When;

/// Fewer rows tell nothing.
const FEW: usize = 5;

/// Whether rows with these titles and days of change may be in the order of `sort`, which is none where nothing is asked
/// for. Servers have rules of their own for case, accents and signs, so that only what is in no order by any of them is not.
pub fn holds<'r>(rows: impl IntoIterator<Item = (Option<&'r str>, Option<When>)>, sort: &str) -> bool {
    let descending = sort.starts_with('-');
    let (titles, days): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    match sort.trim_start_matches('-') {
        "title" => {
            let titles: Vec<&str> = titles.into_iter().flatten().collect();
            let bare = |title: &str| text::fold(title).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            let ways: [Vec<String>; 3] = [
                titles.iter().map(|title| (*title).to_owned()).collect(),
                titles.iter().map(|title| title.to_lowercase()).collect(),
                titles.iter().map(|title| bare(title)).collect(),
            ];
            ways.iter().any(|keys| is_mostly_in_order(keys, descending))
        }
        "" => true,
        _ => {
            let days: Vec<_> = days.into_iter().flatten().map(When::first).collect();
            is_mostly_in_order(&days, descending)
        }
    }
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

    #[test]
    fn an_order_is_doubted_only_where_there_is_none() {
        let table = [
            (&["A", "b", "C", "d", "e"][..], "title", true),
            (&["A", "C", "b", "d", "é"], "title", true),
            (&["e", "d", "C", "b", "A"], "-title", true),
            (&["e", "d", "C", "b", "A"], "title", false),
            (&["c", "a", "e", "b", "d"], "title", false),
            (&["c", "a", "e", "b", "d"], "", true),
            (&["c", "a"], "title", true),
            (&["x", "y"], "updated", true),
        ];
        for (titles, sort, expected) in table {
            let rows = titles.iter().map(|title| (Some(*title), None));
            assert_eq!(holds(rows, sort), expected, "{titles:?} {sort}");
        }
        let days = ["2024-01-02", "2025", "2023-05-01", "2026-01-01", "2022-07-08", "2024-12-31"];
        let rows = |days: &[&str]| days.iter().map(|day| (None, When::read(day))).collect::<Vec<_>>();
        assert!(!holds(rows(&days), "updated"));
        let mut sorted = days;
        sorted.sort_unstable();
        assert!(holds(rows(&sorted), "updated") && !holds(rows(&sorted), "-updated"));
    }
}
