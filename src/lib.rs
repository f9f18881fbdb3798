//! guichet: one counter for open and restricted-access data, in a terminal.

pub mod app;
pub mod auth;
pub mod cli;
pub mod config;
pub mod demo;
pub mod download;
pub mod error;
pub mod http;
pub mod human;
pub mod model;
pub mod portals;
pub mod secrets;
pub mod text;
pub mod tui;
pub mod ui;
