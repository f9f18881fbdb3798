//! Well-known CKAN portals. The United States' data.gov is not among them: it has left CKAN.

use super::super::Platform;
use super::super::platforms::{Area, Theme};
use crate::said;

const OF_ALL: &[Theme] = &[Theme::Everything];

pub const PLATFORMS: &[Platform] = &[
    Platform::new("datasud", said!("ckan-platform-sud"), "https://trouver.datasud.fr").of(
        Area::France,
        OF_ALL,
        "cdi00000736",
    ),
    Platform::new("montpellier", said!("ckan-platform-montpellier"), "https://data.montpellier3m.fr").of(
        Area::France,
        OF_ALL,
        "cdi00000690",
    ),
    Platform::new("openig", said!("ckan-platform-openig"), "https://ckan.openig.org").of(
        Area::France,
        &[Theme::Maps],
        "cdi00004851",
    ),
    Platform::new("govdata", said!("ckan-platform-de"), "https://ckan.govdata.de")
        .with_pages(&["https://www.govdata.de"])
        .of(Area::Germany, OF_ALL, "cdi00000446"),
    Platform::new("data-gov-ie", said!("ckan-platform-ie"), "https://data.gov.ie").of(
        Area::Ireland,
        OF_ALL,
        "cdi00000917",
    ),
    Platform::new("dati-gov", said!("ckan-platform-it"), "https://www.dati.gov.it/opendata")
        .with_pages(&["https://www.dati.gov.it"])
        .of(Area::Italy, OF_ALL, "cdi00000952"),
    Platform::new("opendata-swiss", said!("ckan-platform-ch"), "https://ckan.opendata.swiss")
        .with_pages(&["https://opendata.swiss"])
        .of(Area::Switzerland, OF_ALL, "cdi00000345"),
    Platform::new("data-gv-at", said!("ckan-platform-at"), "https://www.data.gv.at/katalog")
        .with_pages(&["https://www.data.gv.at"])
        .of(Area::Austria, OF_ALL, "cdi00000055"),
    Platform::new("data-gov-gr", said!("ckan-platform-gr"), "https://data.gov.gr").of(
        Area::Greece,
        OF_ALL,
        "cdi00022173",
    ),
    Platform::new("overheid", said!("ckan-platform-nl"), "https://data.overheid.nl/data")
        .with_pages(&["https://data.overheid.nl"])
        .of(Area::Netherlands, OF_ALL, "cdi00001173"),
    Platform::new("data-gov-ua", said!("ckan-platform-ua"), "https://data.gov.ua").of(
        Area::Ukraine,
        OF_ALL,
        "cdi00001596",
    ),
    Platform::new("data-gov-uk", said!("ckan-platform-uk"), "https://ckan.publishing.service.gov.uk")
        .with_pages(&["https://www.data.gov.uk"])
        .of(Area::UnitedKingdom, OF_ALL, "cdi00000764"),
    Platform::new("open-canada", said!("ckan-platform-ca"), "https://open.canada.ca/data").of(
        Area::Canada,
        OF_ALL,
        "cdi00000311",
    ),
    Platform::new("data-gov-au", said!("ckan-platform-au"), "https://data.gov.au/data")
        .with_pages(&["https://data.gov.au"])
        .of(Area::Australia, OF_ALL, "cdi00000098"),
    Platform::new("humdata", said!("ckan-platform-hdx"), "https://data.humdata.org").of(
        Area::World,
        &[Theme::Humanitarian],
        "cdi00001997",
    ),
];
