//! Two credentials of one portal: what the one opens that the other does not.

use serde::Serialize;

use super::Account;

/// What becomes of what one may do where `after` takes the place of `before`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct AccountChanges {
    /// Lines of [`Account::opens`].
    pub gained: Vec<String>,
    pub lost: Vec<String>,
    /// Lines of [`Account::datasets`].
    pub datasets_gained: Vec<String>,
    pub datasets_lost: Vec<String>,
}

impl AccountChanges {
    pub fn of(before: &Account, after: &Account) -> Self {
        Self {
            gained: without(&after.opens, &before.opens),
            lost: without(&before.opens, &after.opens),
            datasets_gained: without(&after.datasets, &before.datasets),
            datasets_lost: without(&before.datasets, &after.datasets),
        }
    }

    /// Whether both open the same.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

fn without(all: &[String], others: &[String]) -> Vec<String> {
    all.iter().filter(|one| !others.contains(one)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(opens: &[&str], datasets: &[&str]) -> Account {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Account { opens: words(opens), datasets: words(datasets), ..Account::default() }
    }

    #[test]
    fn what_only_one_of_them_opens_is_told_in_its_order() {
        let (old, new) = (account(&["b", "a"], &["x"]), account(&["c", "b", "d"], &["y", "x"]));
        let changes = AccountChanges::of(&old, &new);
        assert_eq!((changes.gained.join(""), changes.lost.join("")), ("cd".into(), "a".into()));
        assert_eq!((changes.datasets_gained.join(""), changes.datasets_lost.len()), ("y".into(), 0));
        assert!(!changes.is_none() && AccountChanges::of(&new, &new).is_none());
        assert_eq!(AccountChanges::of(&new, &old).datasets_lost, ["y"], "the other way round");
    }
}
