//! What a running guichet owns, under every front end.

mod portals;

pub use portals::{Portals, not_configured};
