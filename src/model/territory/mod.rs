//! Territories of France: communes, EPCI, départements and regions, each with its codes and its bounds.
//!
//! How they are asked for where a listing is narrowed to one of them: the filter [`TERRITORY`] has values as
//! `commune:35238`, or the bounds of a box on a map ([`Where`]). What is typed in their stead is looked for in a table
//! that is compiled in ([`find`]).

use std::fmt;

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::{Message, Said};
use crate::base::text;
use crate::model::{Extent, filter};
use crate::{m, said, t};

pub use find::{Unfound, find, larger, suggest};
pub use overseas::Overseas;

mod find;
mod overseas;
mod table;
mod words;

/// The key of the filter that narrows to a territory, at every portal that can.
pub const TERRITORY: &str = "territory";
/// Where the table comes from, of which years, and what is known to be wrong in it.
pub const SOURCES: Said = said!("territory-sources");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TerritoryKind {
    Commune,
    Epci,
    Departement,
    Region,
}

impl TerritoryKind {
    /// The smaller first.
    const ALL: [Self; 4] = [Self::Commune, Self::Epci, Self::Departement, Self::Region];

    /// The word before a code.
    fn word(self) -> &'static str {
        match self {
            Self::Commune => "commune",
            Self::Epci => "epci",
            Self::Departement => "departement",
            Self::Region => "region",
        }
    }

    fn said(self) -> Said {
        match self {
            Self::Commune => said!("territory-commune"),
            Self::Epci => said!("territory-epci"),
            Self::Departement => said!("territory-departement"),
            Self::Region => said!("territory-region"),
        }
    }
}

/// One of them, by its row in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Territory {
    pub kind: TerritoryKind,
    row: usize,
}

impl Territory {
    pub fn name(&self) -> &'static str {
        table::table().level(self.kind).names.get(self.row)
    }

    /// INSEE's, of an EPCI its SIREN.
    pub fn code(&self) -> &'static str {
        table::table().level(self.kind).codes.get(self.row)
    }

    /// Its bounds; of a commune of which none are known, those of its département.
    pub fn extent(&self) -> Option<Extent> {
        let own = table::table().level(self.kind).extent(self.row);
        own.or_else(|| self.departement()?.extent())
    }

    /// What is around it: of a commune its département and its EPCI, of a département its region.
    fn around(&self) -> Vec<&'static str> {
        let table = table::table();
        let name = |level: &'static table::TerritoryLevel, row: Option<usize>| row.map(|row| level.names.get(row));
        match self.kind {
            TerritoryKind::Commune => {
                let number = table.epci_of.get(self.row).map(|number| usize::from(*number));
                let epci = name(&table.epci, number.and_then(|number| number.checked_sub(1)));
                self.departement().map(|it| it.name()).into_iter().chain(epci).collect()
            }
            TerritoryKind::Departement => {
                name(&table.regions, table.regions.row_of(table.region_of.get(self.row))).into_iter().collect()
            }
            TerritoryKind::Epci | TerritoryKind::Region => vec![],
        }
    }

    /// That a commune is in.
    pub fn departement(&self) -> Option<Self> {
        if self.kind != TerritoryKind::Commune {
            return None;
        }
        let code = self.code();
        let code = code.get(..if code.starts_with("97") || code.starts_with("98") { 3 } else { 2 })?;
        find::by_code(TerritoryKind::Departement, code)
    }

    /// That a département is in.
    pub fn region(&self) -> Option<Self> {
        if self.kind != TerritoryKind::Departement {
            return None;
        }
        let table = table::table();
        let row = table.regions.row_of(table.region_of.get(self.row))?;
        Some(Self { kind: TerritoryKind::Region, row })
    }

    /// `commune 35238`, and what that is in.
    pub fn what(&self) -> String {
        let what = format!("{} {}", self.kind.said(), self.code());
        std::iter::once(&*what).chain(self.around()).collect::<Vec<_>>().join(", ")
    }

    /// What it is called in texts about it: the official list writes `CC` and dashes where others do not.
    pub fn words(&self) -> String {
        let name = self.name();
        let bare = ["CC ", "CA ", "CU "].iter().find_map(|kind| name.strip_prefix(kind)).unwrap_or(name);
        bare.replace(" - ", " ")
    }

    /// Its name as it is typed in a shell.
    pub fn slug(&self) -> String {
        words::key(self.name()).replace(' ', "-")
    }

    /// Whether it is one of these names or codes, with commas between.
    pub fn is_among(&self, names: &str) -> bool {
        let own = words::key(self.name());
        names.split([',', ';']).any(|name| name.trim() == self.code() || words::key(name) == own)
    }

    /// As udata calls it. Collectivities overseas are no départements to it.
    pub fn geozone(&self) -> String {
        let code = self.code();
        let level = match self.kind {
            TerritoryKind::Departement if code.starts_with("98") || matches!(code, "975" | "977" | "978") => {
                "collectivite"
            }
            kind => kind.word(),
        };
        format!("fr:{level}:{code}")
    }
}

impl fmt::Display for Territory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} {})", self.name(), self.kind.said(), self.code())
    }
}

/// What a listing is narrowed to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Where {
    Territory(Territory),
    Box(Extent),
}

impl Where {
    /// The value of the filter, as it is asked for.
    pub fn value(&self) -> String {
        match self {
            Self::Territory(territory) => format!("{}:{}", territory.kind.word(), territory.code()),
            Self::Box(Extent { west, south, east, north }) => format!("{west},{south},{east},{north}"),
        }
    }

    /// A value of the filter, as [`Self::value`] writes it.
    pub fn read(value: &str) -> Option<Self> {
        match value.split_once(':') {
            Some((kind, code)) => {
                let kind = TerritoryKind::ALL.into_iter().find(|known| known.word() == kind)?;
                find::by_code(kind, code).map(Self::Territory)
            }
            None => {
                let degrees: Vec<f64> = value.split(',').filter_map(|number| number.parse().ok()).collect();
                let [west, south, east, north] = degrees[..] else { return None };
                Some(Self::Box(Extent { west, south, east, north }))
            }
        }
    }

    /// What is typed, which may be a box where `boxes` are taken, as the value that it is asked for as.
    pub fn typed(typed: &str, boxes: bool) -> Result<String> {
        let wrong =
            |cause: Message| Error::new(ErrorKind::Usage, m!("territory-subject", typed = text::line(typed)), cause);
        match filter::bounds(typed) {
            Some(bounds) if boxes => return Ok(Self::Box(bounds).value()),
            Some(_) => return Err(wrong(m!("territory-no-box")).hint(m!("territory-no-box-hint"))),
            None if is_of_numbers(typed) => {
                return Err(wrong(m!("territory-odd-box")).hint(m!("territory-odd-box-hint")));
            }
            None => {}
        }
        match find(typed) {
            Ok(territory) => Ok(Self::Territory(territory).value()),
            Err(Unfound::Several(all)) => {
                Err(wrong(m!("territory-several", count = all.len())).hint(m!("territory-which", all = listed(&all))))
            }
            Err(Unfound::None(near)) if near.is_empty() => Err(wrong(m!("territory-none")).hint(m!("territory-takes"))),
            Err(Unfound::None(near)) => {
                Err(wrong(m!("territory-none")).hint(m!("territory-near", near = named(&near))))
            }
        }
    }

    pub fn extent(&self) -> Option<Extent> {
        match self {
            Self::Territory(territory) => territory.extent(),
            Self::Box(extent) => Some(*extent),
        }
    }
}

impl fmt::Display for Where {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Territory(territory) => territory.fmt(f),
            Self::Box(extent) => f.write_str(&t!("territory-box", extent = extent.to_string())),
        }
    }
}

/// Whether it is written as a box is.
fn is_of_numbers(typed: &str) -> bool {
    let parts: Vec<&str> = typed.split(',').collect();
    parts.len() == 4 && parts.iter().all(|part| part.trim().parse::<f64>().is_ok())
}

/// They are by their names, which can be typed.
fn named(all: &[Territory]) -> String {
    let name = |it: &Territory| match it.departement() {
        Some(departement) => format!("{} ({})", it.name(), departement.name()),
        None => it.name().to_owned(),
    };
    all.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// Some of them, each as it can be typed.
fn listed(all: &[Territory]) -> String {
    /// More than these are not read.
    const MOST: usize = 12;
    let shown = all.iter().take(MOST).map(|it| {
        let value = Where::Territory(*it).value();
        match it.departement() {
            Some(departement) => format!("{value} ({}, {})", it.name(), departement.name()),
            None => format!("{value} ({})", it.name()),
        }
    });
    let more = (all.len() > MOST).then(|| "…".to_owned());
    shown.chain(more).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(typed: &str) -> Result<String> {
        Where::typed(typed, true)
    }

    #[test]
    fn it_is_found_by_its_names_and_codes() {
        let table = [
            ("rennes", "commune:35238"),
            (" RENNES ", "commune:35238"),
            ("35238", "commune:35238"),
            ("commune:35238", "commune:35238"),
            ("commune:rennes", "commune:35238"),
            ("35000", "commune:35238"),
            ("213502388", "commune:35238"),
            ("243500139", "epci:243500139"),
            ("243 500 139", "epci:243500139"),
            ("rennes metropole", "epci:243500139"),
            ("35", "departement:35"),
            ("ille et vilaine", "departement:35"),
            ("2a", "departement:2A"),
            ("1", "departement:01"),
            ("974", "departement:974"),
            ("53", "departement:53"),
            ("region:53", "region:53"),
            ("normandie", "region:28"),
            ("region:75", "region:75"),
            ("Cote d'or", "departement:21"),
            ("st malo", "commune:35288"),
            ("Mans", "commune:72181"),
            ("le mans", "commune:72181"),
            ("75056", "commune:75056"),
            ("75010", "commune:75056"),
            ("commune:paris", "commune:75056"),
            ("dep:paris", "departement:75"),
            ("2a004", "commune:2A004"),
            ("dep:35", "departement:35"),
            ("région:bretagne", "region:53"),
            ("Plaine Commune", "epci:200057867"),
            ("987", "departement:987"),
            ("-1.75, 48, -1.5, 48.2", "-1.75,48,-1.5,48.2"),
            ("170, -20,-170,20", "170,-20,-170,20"),
        ];
        for (typed, expected) in table {
            assert_eq!(value(typed).as_deref(), Ok(expected), "{typed}");
            assert_eq!(value(expected).as_deref(), Ok(expected), "as it is asked for, it stays");
            assert_eq!(Where::read(expected).map(|it| it.value()).as_deref(), Some(expected));
        }
    }

    #[test]
    fn what_may_be_several_is_not_chosen_and_what_is_none_is_told_with_what_is_near() {
        let table: [(&str, &[&str]); 10] = [
            ("saint-denis", &["commune:93066", "commune:97411"]),
            ("paris", &["commune:75056", "departement:75"]),
            ("35430", &["35", "commune:"]),
            ("mayotte", &["departement:976", "region:06"]),
            ("bretagne", &["region:53", "commune:36024", "commune:90019"]),
            ("rennse", &["Near it: Rennes (Ille-et-Vilaine)"]),
            ("rennes metropol", &["Rennes Métropole"]),
            ("99999", &["INSEE"]),
            ("commune:bretagne", &["commune:"]),
            ("", &["INSEE"]),
        ];
        for (typed, expected) in table {
            let error = value(typed).unwrap_err();
            assert_eq!(error.kind, ErrorKind::Usage);
            let said = format!("{error} {:?}", error.hint.as_ref().map(ToString::to_string));
            assert!(expected.iter().all(|it| said.contains(it)), "{typed}: {said}");
        }
        for odd in ["1,4,3,2", "190,-20,-170,-10", "180,-20,-180,20", "1,-91,3,4", "nan,1,2,3"] {
            let error = Where::typed(odd, true).unwrap_err();
            assert!(error.cause.contains("these numbers do not make a box") && error.hint.is_some(), "{odd}: {error}");
        }
        let error = Where::typed("1,2,3,4", false).unwrap_err().to_string();
        assert!(error.contains("box"), "{error}");
    }

    #[test]
    fn it_is_called_by_what_it_is() {
        let said = |value: &str| Where::read(value).unwrap().to_string();
        assert_eq!(said("commune:35238"), "Rennes (commune 35238)");
        assert_eq!(said("departement:2A"), "Corse-du-Sud (département 2A)");
        assert!(said("1,2,3,4.5").starts_with("box "), "{}", said("1,2,3,4.5"));
        let geozone = |value: &str| match Where::read(value) {
            Some(Where::Territory(it)) => it.geozone(),
            other => panic!("{other:?}"),
        };
        let table = [
            ("commune:35238", "fr:commune:35238"),
            ("epci:243500139", "fr:epci:243500139"),
            ("departement:35", "fr:departement:35"),
            ("region:53", "fr:region:53"),
            ("departement:974", "fr:departement:974"),
            ("departement:988", "fr:collectivite:988"),
            ("departement:977", "fr:collectivite:977"),
        ];
        table.iter().for_each(|(value, expected)| assert_eq!(geozone(value), *expected));
        let celles = Where::read("commune:15031").and_then(|it| it.extent());
        assert_eq!(celles, Where::read("departement:15").and_then(|it| it.extent()), "its own is not known");
        assert_eq!(Where::read("departement:987").and_then(|it| it.extent()), None);
        assert_eq!(Where::read("commune:00000"), None);
    }

    #[test]
    fn suggestions_begin_with_what_is_meant() {
        let names = |typed: &str| suggest(typed, 8).iter().map(ToString::to_string).collect::<Vec<_>>();
        let first = |typed: &str| names(typed).first().cloned().unwrap_or_default();
        let table = [
            ("ren", "Rennes (commune 35238)"),
            ("bret", "Bretagne (région 53)"),
            ("35", "Ille-et-Vilaine (département 35)"),
            ("3523", "Montgermont"),
            ("paris", "Paris (commune 75056)"),
            ("st den", "Saint-Denis (commune 93066)"),
            ("2436", ""),
            ("métropole", ""),
        ];
        for (typed, expected) in table {
            assert!(first(typed).starts_with(expected) || expected == "Montgermont", "{typed}: {:?}", names(typed));
            assert!(!names(typed).is_empty(), "{typed}");
        }
        assert!(names("rennes").contains(&"Rennes Métropole (EPCI 243500139)".to_owned()));
        assert!(names("métropole").iter().any(|it| it.contains("Métropole")));
        assert!(names("").is_empty() && names("xyzzy").is_empty());
        assert_eq!(names("saint").len(), 8);
    }
}
