//! Territories of France overseas: which département or collectivity each is in, and what it is called among countries.

use super::{Territory, TerritoryKind, table};

/// A département or a collectivity overseas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overseas {
    /// INSEE's code.
    pub departement: &'static str,
    /// That of its region, where it is one.
    pub region: Option<&'static str>,
    /// Its three letters in ISO 3166-1.
    pub country: &'static str,
}

const ALL: [Overseas; 13] = [
    of("971", Some("01"), "GLP"),
    of("972", Some("02"), "MTQ"),
    of("973", Some("03"), "GUF"),
    of("974", Some("04"), "REU"),
    of("975", None, "SPM"),
    of("976", Some("06"), "MYT"),
    of("977", None, "BLM"),
    of("978", None, "MAF"),
    of("984", None, "ATF"),
    of("986", None, "WLF"),
    of("987", None, "PYF"),
    of("988", None, "NCL"),
    of("989", None, "CPT"),
];

const fn of(departement: &'static str, region: Option<&'static str>, country: &'static str) -> Overseas {
    Overseas { departement, region, country }
}

impl Territory {
    /// Where it is, if that is overseas.
    pub fn overseas(&self) -> Option<Overseas> {
        let code = self.code();
        let is_it = |it: &&Overseas| match self.kind {
            TerritoryKind::Region => it.region == Some(code),
            TerritoryKind::Departement => it.departement == code,
            TerritoryKind::Commune => code.starts_with(it.departement),
            TerritoryKind::Epci => self.a_commune().is_some_and(|commune| commune.starts_with(it.departement)),
        };
        ALL.iter().find(is_it).copied()
    }

    /// The code of one of the communes of an EPCI.
    fn a_commune(&self) -> Option<&'static str> {
        let table = table::table();
        let row = table.epci_of.iter().position(|number| usize::from(*number) == self.row + 1)?;
        Some(table.communes.codes.get(row))
    }
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::*;

    #[test]
    fn what_is_overseas_is_known_whatever_it_is() {
        let table = [
            ("971", Some("GLP")),
            ("region:01", Some("GLP")),
            ("commune:97105", Some("GLP")),
            ("249740119", Some("REU")),
            ("departement:976", Some("MYT")),
            ("commune:97502", Some("SPM")),
            ("977", Some("BLM")),
            ("region:11", None),
            ("rennes", None),
            ("243500139", None),
            ("2a", None),
            ("commune:01033", None),
        ];
        for (typed, expected) in table {
            let found = find(typed).ok().and_then(|territory| territory.overseas());
            assert_eq!(found.map(|it| it.country), expected, "{typed}");
        }
    }

    #[test]
    fn every_code_is_that_of_a_territory() {
        for Overseas { departement, region, country } in ALL {
            assert!(country.len() == 3 && find(&format!("departement:{departement}")).is_ok(), "{departement}");
            assert!(region.is_none_or(|region| find(&format!("region:{region}")).is_ok()), "{region:?}");
        }
        let table = table::table();
        let far = table.departements.codes.iter().filter(|code| code.starts_with("97") || code.starts_with("98"));
        far.for_each(|code| assert!(ALL.iter().any(|it| it.departement == code), "{code}"));
    }
}
