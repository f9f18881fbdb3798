//! How access to Dastra is asked for: an owner of the organisation makes a key (docs/portals/dastra.md 2).

use crate::access::guide::{Guide, GuideStep};
use crate::{said, t};

/// Where owners make keys.
pub const KEYS: &str = "https://app.dastra.eu/general-settings/api";

pub fn guide() -> Guide {
    let steps = vec![
        GuideStep::new("owner", said!("dastra-guide-owner"), said!("dastra-guide-owner-detail")),
        GuideStep::new("key", said!("dastra-guide-key"), said!("dastra-guide-key-detail")).at(Some(KEYS.to_owned())),
        GuideStep::new("reach", said!("dastra-guide-reach"), said!("dastra-guide-reach-detail")),
        GuideStep::new("safe", said!("dastra-guide-safe"), said!("dastra-guide-safe-detail")),
        GuideStep::new("sign-in", said!("dastra-guide-sign-in"), said!("dastra-guide-sign-in-detail")),
    ];
    Guide { about: vec![t!("dastra-guide-about")], start: Some(KEYS.to_owned()), steps, ..Guide::default() }
}
