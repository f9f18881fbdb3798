//! What the values of a column stand for in French data: a commune's code, a company's number, a point on earth.
//!
//! A name alone says little (`commune` may hold names), and so do values (`35238` may be a sum): a meaning is told where
//! both agree, or where values have a check of their own (a SIRET's, an IBAN's) that all but few of them pass.

use serde::Serialize;

use crate::base::i18n::Said;
use crate::said;

pub(super) mod names;
mod numbered;
mod places;
mod positions;
mod reach;

/// Where metropolitan France is in each projection, from west to east and from south to north.
const LAMBERT_93: [(f64, f64); 2] = [(75_000.0, 1_275_000.0), (6_000_000.0, 7_200_000.0)];
const LAMBERT_TWO: [(f64, f64); 2] = [(40_000.0, 1_200_000.0), (1_600_000.0, 2_700_000.0)];
/// But for a few kilometres beside the meridian of Greenwich, where any small number would be a place.
const WEB_MERCATOR: [(f64, f64); 3] = [(-620_000.0, -5_000.0), (5_000.0, 1_070_000.0), (5_040_000.0, 6_650_000.0)];

/// What values are known to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// INSEE's code of a commune: `35238`, `2A004`, of an arrondissement `75101`.
    Commune,
    /// `35`, `2A`, `974`.
    Departement,
    /// `53`, `01`.
    Region,
    /// An intercommunality, by its SIREN.
    Epci,
    PostalCode,
    /// INSEE's statistical quarter: a commune and four digits.
    Iris,
    Siren,
    Siret,
    /// The activity of a company: `62.01Z`.
    Naf,
    /// A letter, which stands for a whole branch.
    NafSection,
    /// A company's number for value-added tax in any state of the European Union.
    Vat,
    /// A school.
    Uai,
    /// An association.
    Rna,
    Iban,
    Phone,
    Email,
    Url,
    Uuid,
    Latitude,
    Longitude,
    /// One of the two coordinates in metres of the French system, EPSG:2154.
    Lambert93,
    /// Of the one before it, EPSG:27572.
    LambertTwo,
    /// Of web maps, EPSG:3857.
    WebMercator,
    /// Both coordinates in one cell.
    GeoPoint,
    /// A line or an area in one cell.
    Geometry,
}

/// Whether a cell is what it is meant to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    No,
    /// It looks like one, and is none: its check digit is wrong.
    Shape,
    Valid,
}

impl Fit {
    /// Of what has no check beyond its looks.
    fn valid_if(fits: bool) -> Self {
        if fits { Self::Valid } else { Self::No }
    }
}

impl Meaning {
    /// All, what says more before what says less of the same values.
    pub const ALL: [Self; 25] = [
        Self::Siret,
        Self::Epci,
        Self::Siren,
        Self::Iris,
        Self::PostalCode,
        Self::Commune,
        Self::Departement,
        Self::Region,
        Self::NafSection,
        Self::Naf,
        Self::Vat,
        Self::Uai,
        Self::Rna,
        Self::Iban,
        Self::Phone,
        Self::Email,
        Self::Url,
        Self::Uuid,
        Self::Latitude,
        Self::Longitude,
        Self::Lambert93,
        Self::LambertTwo,
        Self::WebMercator,
        Self::GeoPoint,
        Self::Geometry,
    ];

    /// The words a person reads.
    pub fn said(self) -> Said {
        match self {
            Self::Commune => said!("tabular-commune"),
            Self::Departement => said!("tabular-departement"),
            Self::Region => said!("tabular-region"),
            Self::Epci => said!("tabular-epci"),
            Self::PostalCode => said!("tabular-postal-code"),
            Self::Iris => said!("tabular-iris"),
            Self::Siren => said!("tabular-siren"),
            Self::Siret => said!("tabular-siret"),
            Self::Naf => said!("tabular-naf"),
            Self::NafSection => said!("tabular-naf-section"),
            Self::Vat => said!("tabular-vat"),
            Self::Uai => said!("tabular-uai"),
            Self::Rna => said!("tabular-rna"),
            Self::Iban => said!("tabular-iban"),
            Self::Phone => said!("tabular-phone"),
            Self::Email => said!("tabular-email"),
            Self::Url => said!("tabular-url"),
            Self::Uuid => said!("tabular-uuid"),
            Self::Latitude => said!("tabular-latitude"),
            Self::Longitude => said!("tabular-longitude"),
            Self::Lambert93 => said!("tabular-lambert-93"),
            Self::LambertTwo => said!("tabular-lambert-two"),
            Self::WebMercator => said!("tabular-web-mercator"),
            Self::GeoPoint => said!("tabular-geo-point"),
            Self::Geometry => said!("tabular-geometry"),
        }
    }

    /// Whether its figures are no number: zeros in front are part of it, and nobody adds such values up. A column of
    /// codes is always of the kind `Text`, even where each looks like a number.
    pub fn is_code(self) -> bool {
        !matches!(self, Self::Email | Self::Url | Self::GeoPoint | Self::Geometry | Self::Latitude | Self::Longitude)
            && !self.is_projected()
    }

    /// Whether `cell` is what a spreadsheet left of a code of many figures: nobody knows any longer which.
    pub fn is_rounded(self, cell: &str) -> bool {
        matches!(self, Self::Siren | Self::Siret) && numbered::is_rounded(cell)
    }

    /// How many figures its codes have, where a spreadsheet may have dropped the zeros in front.
    pub fn figures(self) -> Option<usize> {
        match self {
            Self::Commune | Self::PostalCode => Some(5),
            Self::Siren => Some(9),
            Self::Siret => Some(14),
            _ => None,
        }
    }

    /// Whether it is a coordinate in metres.
    pub(super) fn is_projected(self) -> bool {
        matches!(self, Self::Lambert93 | Self::LambertTwo | Self::WebMercator)
    }

    /// Whether its values are numbers to be drawn or measured.
    pub(super) fn is_number(self) -> bool {
        self.is_projected() || matches!(self, Self::Latitude | Self::Longitude)
    }

    /// How many different values tell it without a name that says so; `None`: however many, they do not.
    pub(super) fn told_by_values(self) -> Option<usize> {
        match self {
            Self::Email | Self::Url | Self::Uuid | Self::GeoPoint | Self::Geometry => Some(1),
            Self::Iban | Self::Vat => Some(2),
            Self::Siret | Self::Uai | Self::Rna | Self::Naf | Self::Phone => Some(3),
            // One in ten numbers of nine digits passes by chance.
            Self::Siren => Some(6),
            _ => None,
        }
    }

    /// Whether `cell` is one; `named`: in a column whose name says so, where less is asked.
    pub(super) fn fit(self, cell: &str, named: bool) -> Fit {
        match self {
            Self::Commune => places::commune(cell),
            Self::Departement => places::departement(cell),
            Self::Region => places::region(cell),
            Self::PostalCode => places::postal_code(cell),
            Self::Iris => places::iris(cell),
            Self::Epci => numbered::epci(cell),
            Self::Siren => numbered::siren(cell, named),
            Self::Siret => numbered::siret(cell, named),
            Self::Naf => numbered::naf(cell, named),
            Self::NafSection => Fit::valid_if(matches!(cell.as_bytes(), [b'A'..=b'U'])),
            Self::Vat => numbered::vat(cell, named),
            Self::Uai => numbered::uai(cell),
            Self::Rna => numbered::rna(cell, named),
            Self::Iban => numbered::iban(cell),
            Self::Phone => reach::phone(cell, named),
            Self::Email => reach::email(cell),
            Self::Url => reach::url(cell, named),
            Self::Uuid => Fit::valid_if(crate::base::text::is_uuid(cell)),
            Self::Latitude => positions::degrees(cell, 90.0),
            Self::Longitude => positions::degrees(cell, 180.0),
            Self::Lambert93 => positions::metres(cell, &LAMBERT_93),
            Self::LambertTwo => positions::metres(cell, &LAMBERT_TWO),
            Self::WebMercator => positions::metres(cell, &WEB_MERCATOR),
            Self::GeoPoint => positions::point(cell, named),
            Self::Geometry => positions::geometry(cell),
        }
    }
}

#[cfg(test)]
mod tests;
