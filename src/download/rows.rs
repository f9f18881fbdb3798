//! What the count of a service's rows says of the file that they became: complete, or not, and what to do.

use super::Verdict;
use crate::base::format::count;
use crate::net::RowCount;
use crate::t;

/// The verdict and its reason. Nothing but every row that the service counts, each of them once, is complete.
pub fn judge(rows: &RowCount) -> (Verdict, String) {
    let came = count(rows.came);
    if let Some(why) = &rows.stopped {
        return (Verdict::Altered, t!("services-stopped", came, why = why.to_string()));
    }
    if !rows.is_ended {
        return (Verdict::Altered, t!("services-broke-off", came));
    }
    let Some(stated) = rows.stated else { return (Verdict::Unverifiable, kept(rows, t!("services-uncounted", came))) };
    let total = count(stated);
    if let Some(now) = rows.restated.filter(|now| *now != stated) {
        return (Verdict::Altered, t!("services-changed", came, total, now = count(now)));
    }
    if rows.twice > 0 {
        return (Verdict::Altered, t!("services-twice", came, total, twice = count(rows.twice)));
    }
    match rows.came {
        fewer if fewer < stated => (Verdict::Altered, t!("services-fewer", came, total)),
        more if more > stated => (Verdict::Altered, t!("services-more", came, total)),
        _ if rows.alike > 0 => {
            let alike = count(rows.alike);
            (Verdict::Unverifiable, kept(rows, t!("services-alike", came, total, alike)))
        }
        _ => (Verdict::Complete, kept(rows, t!("services-complete", came, total))),
    }
}

/// With how many of them are in the file, where guichet itself looked for what was asked.
fn kept(rows: &RowCount, said: String) -> String {
    match rows.kept {
        Some(kept) => t!("services-kept", said, kept = count(kept)),
        None => said,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::m;

    #[test]
    fn only_every_row_once_is_complete() {
        let whole = RowCount { stated: Some(3), came: 3, pages: 2, is_ended: true, ..RowCount::default() };
        let table = [
            (whole.clone(), Verdict::Complete, "3 of 3 rows"),
            (RowCount { kept: Some(1), ..whole.clone() }, Verdict::Complete, "1 of them"),
            (RowCount { restated: Some(3), ..whole.clone() }, Verdict::Complete, "3 of 3"),
            (RowCount { came: 2, ..whole.clone() }, Verdict::Altered, "2 of 3"),
            (RowCount { came: 4, ..whole.clone() }, Verdict::Altered, "4 rows"),
            (RowCount { twice: 1, ..whole.clone() }, Verdict::Altered, "1 of them"),
            (RowCount { alike: 1, ..whole.clone() }, Verdict::Unverifiable, "1 of them"),
            (RowCount { alike: 1, came: 2, ..whole.clone() }, Verdict::Altered, "2 of 3"),
            (RowCount { restated: Some(5), ..whole.clone() }, Verdict::Altered, "5"),
            (RowCount { stated: None, ..whole.clone() }, Verdict::Unverifiable, "does not count"),
            (RowCount { is_ended: false, ..whole.clone() }, Verdict::Altered, "3 rows"),
            (RowCount { stopped: Some(m!("services-same-page")), ..whole }, Verdict::Altered, "same"),
        ];
        for (rows, verdict, said) in table {
            let (found, reason) = judge(&rows);
            assert_eq!(found, verdict, "{rows:?}");
            assert!(reason.contains(said), "{reason}");
        }
    }
}
