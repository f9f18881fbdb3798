//! From a person's secret to a signed request: where credentials live, tokens and how they are got, requests that carry
//! them by the origin rule; and how access is asked for where there is none yet.

pub mod auth;
pub mod guide;
pub mod http;
pub mod secrets;
