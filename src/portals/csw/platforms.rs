//! Well-known catalogue services.

use super::super::Platform;
use super::super::platforms::{Area, Theme};
use crate::said;

pub const PLATFORMS: &[Platform] = &[
    Platform::new(
        "geocatalogue",
        said!("csw-platform-geocatalogue"),
        "https://www.geocatalogue.fr/geonetwork/srv/fre/csw",
    )
    .of(Area::France, &[Theme::Maps], "cdi00022345"),
    Platform::new("geoplateforme-csw", said!("csw-platform-ign"), "https://data.geopf.fr/csw").of(
        Area::France,
        &[Theme::Maps],
        "cdi00022364",
    ),
    Platform::new("sandre", said!("csw-platform-sandre"), "https://www.sandre.eaufrance.fr/atlas/srv/fre/csw").of(
        Area::France,
        &[Theme::Water],
        "temp00002752",
    ),
    Platform::new("sextant", said!("csw-platform-sextant"), "https://sextant.ifremer.fr/geonetwork/srv/fre/csw").of(
        Area::France,
        &[Theme::Environment, Theme::Maps],
        "cdi00002307",
    ),
    Platform::new("geobretagne", said!("csw-platform-geobretagne"), "https://geobretagne.fr/geonetwork/srv/fre/csw")
        .of(Area::France, &[Theme::Maps], "cdi00000656"),
    Platform::new("geo2france", said!("csw-platform-geo2france"), "https://www.geo2france.fr/geonetwork/srv/fre/csw")
        .of(Area::France, &[Theme::Maps], "cdi00002308"),
    Platform::new("sigloire", said!("csw-platform-sigloire"), "https://catalogue.sigloire.fr/geonetwork/srv/fre/csw")
        .of(Area::France, &[Theme::Maps], "cdi00000642"),
    Platform::new(
        "picto-occitanie",
        said!("csw-platform-picto"),
        "https://catalogue.picto-occitanie.fr/geonetwork/srv/fre/csw",
    )
    .of(Area::France, &[Theme::Maps], "cdi00000641"),
    Platform::new("pigma", said!("csw-platform-pigma"), "https://www.pigma.org/geonetwork/srv/fre/csw").of(
        Area::France,
        &[Theme::Maps],
        "cdi00023158",
    ),
    Platform::new("datara", said!("csw-platform-datara"), "https://catalogue.datara.gouv.fr/geonetwork/srv/fre/csw")
        .of(Area::France, &[Theme::Maps], "cdi00000635"),
    Platform::new(
        "grandlyon",
        said!("csw-platform-grandlyon"),
        "https://download.data.grandlyon.com/catalogue/srv/fre/csw",
    )
    .of(Area::France, &[Theme::Everything], "cdi00002298"),
    Platform::new("gdi-de", said!("csw-platform-gdi"), "https://gdk.gdi-de.org/gdi-de/srv/eng/csw").of(
        Area::Germany,
        &[Theme::Maps],
        "cdi00000420",
    ),
    Platform::new("geocat", said!("csw-platform-geocat"), "https://www.geocat.ch/geonetwork/srv/eng/csw").of(
        Area::Switzerland,
        &[Theme::Maps],
        "cdi00000337",
    ),
    Platform::new(
        "georegister",
        said!("csw-platform-georegister"),
        "https://nationaalgeoregister.nl/geonetwork/srv/eng/csw",
    )
    .of(Area::Netherlands, &[Theme::Maps], "cdi00001168"),
    Platform::new("rndt", said!("csw-platform-rndt"), "https://geodati.gov.it/RNDT/csw").of(
        Area::Italy,
        &[Theme::Maps],
        "cdi00000942",
    ),
    Platform::new("emodnet", said!("csw-platform-emodnet"), "https://emodnet.ec.europa.eu/geonetwork/srv/eng/csw").of(
        Area::Europe,
        &[Theme::Environment, Theme::Maps],
        "cdi00000593",
    ),
];
