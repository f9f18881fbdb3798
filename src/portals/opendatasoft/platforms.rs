//! Well-known Opendatasoft portals.

use super::super::Platform;
use super::super::platforms::{Area, Theme};
use crate::said;

pub const PLATFORMS: &[Platform] = &[
    Platform::new("rennesmetropole", said!("opendatasoft-platform-rennes"), "https://data.rennesmetropole.fr").of(
        Area::France,
        &[Theme::Everything],
        "temp00002335",
    ),
    Platform::new("economie", said!("opendatasoft-platform-economy"), "https://data.economie.gouv.fr").of(
        Area::France,
        &[Theme::Economy],
        "temp00000299",
    ),
    Platform::new("paris", said!("opendatasoft-platform-paris"), "https://opendata.paris.fr").of(
        Area::France,
        &[Theme::Everything],
        "cdi00000723",
    ),
    Platform::new(
        "enseignementsup-recherche",
        said!("opendatasoft-platform-research"),
        "https://data.enseignementsup-recherche.gouv.fr",
    )
    .of(Area::France, &[Theme::Research, Theme::Education], "cdi00000684"),
    Platform::new("education", said!("opendatasoft-platform-education"), "https://data.education.gouv.fr").of(
        Area::France,
        &[Theme::Education],
        "cdi00000683",
    ),
    Platform::new("iledefrance", said!("opendatasoft-platform-iledefrance"), "https://data.iledefrance.fr").of(
        Area::France,
        &[Theme::Everything],
        "cdi00000687",
    ),
    Platform::new("occitanie", said!("opendatasoft-platform-occitanie"), "https://data.laregion.fr").of(
        Area::France,
        &[Theme::Everything],
        "cdi00000689",
    ),
    Platform::new("toulouse-metropole", said!("opendatasoft-platform-toulouse"), "https://data.toulouse-metropole.fr")
        .of(Area::France, &[Theme::Everything], "cdi00000696"),
    Platform::new("nantesmetropole", said!("opendatasoft-platform-nantes"), "https://data.nantesmetropole.fr").of(
        Area::France,
        &[Theme::Everything],
        "temp00002330",
    ),
    Platform::new(
        "bordeaux-metropole",
        said!("opendatasoft-platform-bordeaux"),
        "https://datahub.bordeaux-metropole.fr",
    )
    .of(Area::France, &[Theme::Everything], "temp00002358"),
    Platform::new("lillemetropole", said!("opendatasoft-platform-lille"), "https://opendata.lillemetropole.fr").of(
        Area::France,
        &[Theme::Everything],
        "temp00002373",
    ),
    Platform::new("strasbourg", said!("opendatasoft-platform-strasbourg"), "https://opendata.strasbourg.eu").of(
        Area::France,
        &[Theme::Everything],
        "cdi00000145",
    ),
    Platform::new("sncf", said!("opendatasoft-platform-sncf"), "https://ressources.data.sncf.com")
        .with_pages(&["https://data.sncf.com"])
        .of(Area::France, &[Theme::Transport], "temp00002450"),
    Platform::new("ratp", said!("opendatasoft-platform-ratp"), "https://data.ratp.fr").of(
        Area::France,
        &[Theme::Transport],
        "cdi00000694",
    ),
    Platform::new(
        "iledefrance-mobilites",
        said!("opendatasoft-platform-idfm"),
        "https://data.iledefrance-mobilites.fr",
    )
    .of(Area::France, &[Theme::Transport], "temp00002318"),
    Platform::new("odre", said!("opendatasoft-platform-odre"), "https://odre.opendatasoft.com")
        .with_pages(&["https://opendata.reseaux-energies.fr"])
        .of(Area::France, &[Theme::Energy], "cdi00000717"),
    Platform::new("opendatasoft", said!("opendatasoft-platform-own"), "https://public.opendatasoft.com").of(
        Area::World,
        &[Theme::Everything],
        "temp00002449",
    ),
];
