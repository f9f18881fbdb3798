//! Well-known repositories that run Dataverse.

use super::super::Platform;
use super::super::platforms::{Area, Theme};
use crate::said;

pub const PLATFORMS: &[Platform] = &[
    Platform::new("recherche-data-gouv", said!("dataverse-platform-rdg"), "https://entrepot.recherche.data.gouv.fr")
        .with_dois(&["10.57745/", "10.15454/"])
        .of(Area::France, &[Theme::Research], "cdi00000747"),
    Platform::new("sciencespo", said!("dataverse-platform-sciencespo"), "https://data.sciencespo.fr")
        .with_dois(&["10.21410/"])
        .of(Area::France, &[Theme::Research], "cdi00000742"),
    Platform::new("datasuds", said!("dataverse-platform-ird"), "https://dataverse.ird.fr")
        .with_dois(&["10.23708/"])
        .of(Area::France, &[Theme::Research], "cdi00000745"),
    Platform::new("cirad", said!("dataverse-platform-cirad"), "https://dataverse.cirad.fr")
        .with_dois(&["10.18167/dvn1/"])
        .of(Area::France, &[Theme::Research], "cdi00000743"),
    Platform::new("dataverse-nl", said!("dataverse-platform-nl"), "https://dataverse.nl").with_dois(&["10.34894/"]).of(
        Area::Netherlands,
        &[Theme::Research],
        "cdi00001192",
    ),
    Platform::new("dataverse-no", said!("dataverse-platform-no"), "https://dataverse.no").with_dois(&["10.18710/"]).of(
        Area::Norway,
        &[Theme::Research],
        "cdi00001211",
    ),
    Platform::new("borealis", said!("dataverse-platform-borealis"), "https://borealisdata.ca")
        .with_dois(&["10.5683/"])
        .of(Area::Canada, &[Theme::Research], "cdi00000328"),
    Platform::new("harvard-dataverse", said!("dataverse-platform-harvard"), "https://dataverse.harvard.edu")
        .with_dois(&["10.7910/dvn/"])
        .of(Area::World, &[Theme::Research], "cdi00001690"),
];
