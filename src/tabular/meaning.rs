//! What the values of a column stand for in French data: a commune's code, a company's number, a point on earth.

use serde::Serialize;

use crate::base::i18n::Said;
use crate::said;

/// What values are known to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// INSEE's code of a commune: `35238`, `2A004`.
    Commune,
    /// `35`, `2A`, `974`.
    Departement,
    Siren,
    Siret,
}

impl Meaning {
    /// The words a person reads.
    pub fn said(self) -> Said {
        match self {
            Self::Commune => said!("tabular-commune"),
            Self::Departement => said!("tabular-departement"),
            Self::Siren => said!("tabular-siren"),
            Self::Siret => said!("tabular-siret"),
        }
    }

    /// Whether its figures are no number: zeros in front are part of it, and nobody adds such values up.
    pub fn is_code(self) -> bool {
        true
    }
}
