//! From a person's secret to a signed request: where credentials live, tokens and how they are got, requests that carry
//! them by the origin rule, or are only written down for another program to send; and how access is asked for where there is none yet.

pub mod auth;
pub mod by_hand;
pub mod guide;
pub mod http;
pub mod rehearsal;
pub mod secrets;
