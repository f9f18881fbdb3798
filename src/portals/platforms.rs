//! The known installations of a kind: what they are called, whose data they hold and on what, and who says that they are there.

use crate::base::i18n::Said;
use crate::said;

/// A known installation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Platform {
    /// What a portal is called in the configuration unless the person says otherwise; unique among all of them.
    pub name: &'static str,
    /// What people call it.
    pub label: Said,
    pub url: &'static str,
    /// Other sites where it has pages.
    pub pages: &'static [&'static str],
    /// What the DOIs begin with that it gives to its datasets.
    pub dois: &'static [&'static str],
    /// Whose data it holds, where anybody may look into it.
    pub area: Option<Area>,
    pub themes: &'static [Theme],
    source: &'static str,
}

impl Platform {
    pub const fn new(name: &'static str, label: Said, url: &'static str) -> Self {
        Self { name, label, url, pages: &[], dois: &[], area: None, themes: &[], source: "" }
    }

    /// With other sites where it has pages.
    pub const fn with_pages(self, pages: &'static [&'static str]) -> Self {
        Self { pages, ..self }
    }

    /// With what its DOIs begin with.
    pub const fn with_dois(self, dois: &'static [&'static str]) -> Self {
        Self { dois, ..self }
    }

    /// One that anybody may look into. `source` names it: a page, or the number of its entry in the registry of data portals.
    pub const fn of(self, area: Area, themes: &'static [Theme], source: &'static str) -> Self {
        Self { area: Some(area), themes, source, ..self }
    }

    /// What names it: the address of a page, and the number of an entry there.
    pub fn source(&self) -> Option<String> {
        match self.source {
            "" => None,
            page if page.starts_with("https://") => Some(page.to_owned()),
            entry => Some(format!("{REGISTRY} {entry}")),
        }
    }
}

/// Lists data portals of all countries with the software that they run.
const REGISTRY: &str = "https://github.com/datenoio/dataportals-registry";

/// Whose data a portal holds: a country's, or those of more than one. In the order in which portals are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area {
    France,
    Europe,
    Austria,
    Germany,
    Greece,
    Ireland,
    Italy,
    Luxembourg,
    Netherlands,
    Norway,
    Portugal,
    Switzerland,
    Ukraine,
    UnitedKingdom,
    Australia,
    Canada,
    UnitedStates,
    World,
}

impl Area {
    /// As ISO 3166 has it, where it is a country; what is none as CLDR has it.
    pub fn code(self) -> &'static str {
        self.told().0
    }

    pub fn label(self) -> Said {
        self.told().1
    }

    const fn told(self) -> (&'static str, Said) {
        match self {
            Self::France => ("FR", said!("platforms-fr")),
            Self::Europe => ("EU", said!("platforms-eu")),
            Self::Austria => ("AT", said!("platforms-at")),
            Self::Germany => ("DE", said!("platforms-de")),
            Self::Greece => ("GR", said!("platforms-gr")),
            Self::Ireland => ("IE", said!("platforms-ie")),
            Self::Italy => ("IT", said!("platforms-it")),
            Self::Luxembourg => ("LU", said!("platforms-lu")),
            Self::Netherlands => ("NL", said!("platforms-nl")),
            Self::Norway => ("NO", said!("platforms-no")),
            Self::Portugal => ("PT", said!("platforms-pt")),
            Self::Switzerland => ("CH", said!("platforms-ch")),
            Self::Ukraine => ("UA", said!("platforms-ua")),
            Self::UnitedKingdom => ("GB", said!("platforms-gb")),
            Self::Australia => ("AU", said!("platforms-au")),
            Self::Canada => ("CA", said!("platforms-ca")),
            Self::UnitedStates => ("US", said!("platforms-us")),
            Self::World => ("001", said!("platforms-world")),
        }
    }
}

/// What most of a portal's data are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    Everything,
    Culture,
    EarthObservation,
    Economy,
    Education,
    Energy,
    Environment,
    Health,
    Humanitarian,
    MachineLearning,
    Maps,
    Research,
    Statistics,
    Transport,
    Water,
    Weather,
}

impl Theme {
    /// As programs read it.
    pub fn word(self) -> &'static str {
        self.told().0
    }

    pub fn label(self) -> Said {
        self.told().1
    }

    const fn told(self) -> (&'static str, Said) {
        match self {
            Self::Everything => ("everything", said!("platforms-everything")),
            Self::Culture => ("culture", said!("platforms-culture")),
            Self::EarthObservation => ("earth-observation", said!("platforms-earth-observation")),
            Self::Economy => ("economy", said!("platforms-economy")),
            Self::Education => ("education", said!("platforms-education")),
            Self::Energy => ("energy", said!("platforms-energy")),
            Self::Environment => ("environment", said!("platforms-environment")),
            Self::Health => ("health", said!("platforms-health")),
            Self::Humanitarian => ("humanitarian", said!("platforms-humanitarian")),
            Self::MachineLearning => ("machine-learning", said!("platforms-machine-learning")),
            Self::Maps => ("maps", said!("platforms-maps")),
            Self::Research => ("research", said!("platforms-research")),
            Self::Statistics => ("statistics", said!("platforms-statistics")),
            Self::Transport => ("transport", said!("platforms-transport")),
            Self::Water => ("water", said!("platforms-water")),
            Self::Weather => ("weather", said!("platforms-weather")),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use url::Url;

    use super::super::Kind;

    #[test]
    fn what_anybody_may_see_says_whose_it_is_and_who_names_it() {
        let open = Kind::ALL.into_iter().filter(|kind| kind.about().open);
        for (kind, platform) in open.flat_map(|kind| kind.about().platforms.iter().map(move |it| (kind, it))) {
            assert!(platform.area.is_some(), "{kind} {}: whose data?", platform.name);
            assert!(!platform.themes.is_empty(), "{kind} {}: on what?", platform.name);
            let source = platform.source().unwrap_or_default();
            let (page, entry) = source.split_once(' ').unwrap_or((&source, "cdi0"));
            assert!(Url::parse(page).is_ok_and(|page| page.scheme() == "https"), "{kind} {}: {page}", platform.name);
            assert!(entry.starts_with("cdi") || entry.starts_with("temp"), "{kind} {}: {entry}", platform.name);
        }
    }

    #[test]
    fn no_two_are_one() {
        let all = || Kind::ALL.into_iter().flat_map(|kind| kind.about().platforms);
        let names: HashSet<&str> = all().map(|it| it.name).collect();
        assert_eq!(names.len(), all().count(), "names are unique");
        let urls: HashSet<&str> = all().map(|it| it.url.trim_end_matches('/')).collect();
        assert_eq!(urls.len(), all().count(), "so are addresses");
    }
}
