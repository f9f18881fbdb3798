//! How access to Isogeo is asked for: its team registers an application, and those who publish catalogues share them with
//! it (docs/portals/isogeo.md 1.2 and 3).

use crate::access::guide::{Guide, GuideStep};
use crate::{said, t};

/// `app` is where those who publish catalogues work, on platforms where that is known.
pub fn guide(app: Option<String>) -> Guide {
    let steps = vec![
        GuideStep::new("register", said!("isogeo-guide-register"), said!("isogeo-guide-register-detail")),
        GuideStep::new("file", said!("isogeo-guide-file"), said!("isogeo-guide-file-detail")),
        GuideStep::new("import", said!("isogeo-guide-import"), said!("isogeo-guide-import-detail")),
        GuideStep::new("share", said!("isogeo-guide-share"), said!("isogeo-guide-share-detail")).at(app),
        GuideStep::new("check", said!("isogeo-guide-check"), said!("isogeo-guide-check-detail")),
    ];
    Guide { about: vec![t!("isogeo-guide-about")], steps, ..Guide::default() }
}
