//! Well-known repositories that run Dataverse.

use super::super::Platform;
use super::super::platforms::{Area, Theme};
use crate::said;

pub const PLATFORMS: &[Platform] = &[
    Platform::new("recherche-data-gouv", said!("dataverse-platform-rdg"), "https://entrepot.recherche.data.gouv.fr")
        .of(Area::France, &[Theme::Research], "cdi00000747"),
    Platform::new("sciencespo", said!("dataverse-platform-sciencespo"), "https://data.sciencespo.fr").of(
        Area::France,
        &[Theme::Research],
        "cdi00000742",
    ),
    Platform::new("datasuds", said!("dataverse-platform-ird"), "https://dataverse.ird.fr").of(
        Area::France,
        &[Theme::Research],
        "cdi00000745",
    ),
    Platform::new("cirad", said!("dataverse-platform-cirad"), "https://dataverse.cirad.fr").of(
        Area::France,
        &[Theme::Research],
        "cdi00000743",
    ),
    Platform::new("dataverse-nl", said!("dataverse-platform-nl"), "https://dataverse.nl").of(
        Area::Netherlands,
        &[Theme::Research],
        "cdi00001192",
    ),
    Platform::new("dataverse-no", said!("dataverse-platform-no"), "https://dataverse.no").of(
        Area::Norway,
        &[Theme::Research],
        "cdi00001211",
    ),
    Platform::new("borealis", said!("dataverse-platform-borealis"), "https://borealisdata.ca").of(
        Area::Canada,
        &[Theme::Research],
        "cdi00000328",
    ),
    Platform::new("harvard-dataverse", said!("dataverse-platform-harvard"), "https://dataverse.harvard.edu").of(
        Area::World,
        &[Theme::Research],
        "cdi00001690",
    ),
];
