//! Every test of the whole program and of the library from outside that needs nothing but this machine: one binary, since
//! each one more is compiled and linked for itself. A file here is a module and the beginning of its tests' names:
//! `cargo test --test suite portals::rudi`.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "../common"]
mod common {
    pub mod demo;
    pub mod file_portal;
    pub mod home;
    pub mod schema;
    pub mod server;
    #[cfg(unix)]
    pub mod stranger;
    #[cfg(unix)]
    pub mod term;
}

mod addresses;
mod archives;
mod auth;
mod batch;
mod batch_browser;
mod batch_results;
mod bombs;
mod browser;
mod browser_downloads;
mod browser_preview;
mod browser_screen;
mod check;
mod cite;
mod city;
mod claims;
mod cli;
#[cfg(unix)]
mod complete;
mod config;
mod demo;
mod detect;
mod diff;
mod docs;
mod download;
mod errors;
#[cfg(unix)]
mod examples;
mod federated;
mod first_screen;
mod floors;
#[cfg(unix)]
mod folders;
mod for_others;
mod french;
mod get;
mod hostile;
mod http;
mod journey;
mod json;
mod key_names;
mod kill;
mod linear;
mod listing;
mod manual;
mod messages;
mod monkey;
mod on_the_way;
mod origins;
#[cfg(target_os = "linux")]
mod output;
#[cfg(unix)]
mod packaging;
mod portals;
mod preview;
mod preview_hostile;
#[cfg(target_os = "linux")]
mod process;
#[cfg(unix)]
mod questions;
mod queue;
mod quota;
mod resume;
mod secrets;
mod services;
mod setup;
mod store;
mod storm;
mod sync;
mod territory;
mod tour;
mod typography;
mod versions;
mod watch;
mod world;
