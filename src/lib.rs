//! guichet: one counter for open and restricted-access data, in a terminal.

pub mod auth;
pub mod config;
pub mod download;
pub mod error;
pub mod http;
pub mod model;
pub mod portals;
pub mod text;
