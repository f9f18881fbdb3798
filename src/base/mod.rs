//! What everything stands on and knows nothing of portals: errors, server text made safe, messages in the person's
//! language, how well it answers a search, sizes and dates, markup as plain text, small files replaced in one piece, other programs started, numbers of
//! servers held within bounds, work that ends with whoever waits for it.

use std::future::Future;
use std::pin::Pin;

pub mod arriving;
pub mod atomic_file;
pub mod beside;
pub mod burst;
pub mod child;
pub mod disk;
pub mod error;
pub mod file_writers;
pub mod format;
pub mod glob;
pub mod i18n;
pub mod json;
pub mod link;
pub mod long_path;
pub mod markup;
pub mod means;
pub mod notice;
pub mod odd;
pub mod own_file;
pub mod own_folder;
pub mod panics;
pub mod redact;
pub mod relevance;
pub mod scratch;
pub mod secret_address;
pub mod shell;
pub mod stated;
pub mod text;
pub mod versioned;
pub mod when;
pub mod wrap;
pub mod xml_tree;

/// A boxed future of a fallible call: what the methods of a trait that is used as `dyn` return.
pub type Fut<'a, T> = Pin<Box<dyn Future<Output = error::Result<T>> + Send + 'a>>;
