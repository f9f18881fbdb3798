//! Well-known STAC interfaces.

use super::super::Platform;
use super::super::platforms::{Area, Theme};
use crate::said;

pub const PLATFORMS: &[Platform] =
    &[
        Platform::new("copernicus", said!("stac-platform-copernicus"), "https://stac.dataspace.copernicus.eu/v1").of(
            Area::Europe,
            &[Theme::EarthObservation],
            "cdi00021414",
        ),
        Platform::new(
            "planetary-computer",
            said!("stac-platform-planetary"),
            "https://planetarycomputer.microsoft.com/api/stac/v1",
        )
        .of(Area::World, &[Theme::EarthObservation], "cdi00001656"),
        Platform::new("earth-search", said!("stac-platform-earth-search"), "https://earth-search.aws.element84.com/v1")
            .of(Area::World, &[Theme::EarthObservation], "cdi00001650"),
        Platform::new("landsat", said!("stac-platform-landsat"), "https://landsatlook.usgs.gov/stac-server").of(
            Area::UnitedStates,
            &[Theme::EarthObservation],
            "cdi00001615",
        ),
        Platform::new("swisstopo", said!("stac-platform-swisstopo"), "https://data.geo.admin.ch/api/stac/v1").of(
            Area::Switzerland,
            &[Theme::Maps],
            "cdi00021379",
        ),
        Platform::new("panoramax", said!("stac-platform-panoramax"), "https://api.panoramax.xyz/api").of(
            Area::France,
            &[Theme::Maps],
            "cdi00021404",
        ),
        Platform::new("geodes", said!("stac-platform-geodes"), "https://geodes-portal.cnes.fr/api/stac").of(
            Area::France,
            &[Theme::EarthObservation],
            "cdi00021879",
        ),
        Platform::new("ifremer-stac", said!("stac-platform-ifremer"), "https://stac-pg-api.ifremer.fr").of(
            Area::France,
            &[Theme::EarthObservation, Theme::Environment],
            "cdi00021826",
        ),
        Platform::new("veda", said!("stac-platform-veda"), "https://openveda.cloud/api/stac").of(
            Area::World,
            &[Theme::EarthObservation],
            "cdi00021820",
        ),
    ];
