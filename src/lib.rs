//! guichet: one counter for open and restricted-access data, in a terminal.
//!
//! Words, one per concept: a *portal* is one configured remote service and its *kind* the software it speaks; a *place*
//! is where one can be: home, a *folder* (anything that only groups) or a *dataset* (one catalogue entry); a *media* is
//! one thing of a dataset that can become one file; a *page* is a piece of a listing; a *job* is one download; a *claim*
//! is a size or checksum a portal states; the *verdict* is how the file compares with it. An *address*
//! (`NAME/…/dataset/media`) names any of them.
//!
//! # Where things are
//!
//! - [`model`]: these words as plain data; [`error`]: what can go wrong; [`text`]: server text made safe; [`markup`]:
//!   Markdown and HTML as plain text, by one reader; [`i18n`]: what the program says, in the person's language; [`human`]:
//!   sizes and dates in it.
//! - [`config`]: what a person may set, and changing their file. [`secrets`]: where credentials live. [`auth`]: from
//!   credentials to a token, and the one token a portal's requests share. [`setup`]: the wizard.
//! - [`http`]: one HTTP layer for all portals: sign-in, origin rule, redirects, retries, size limits. [`quota`]: how often
//!   a portal is asked, by all processes together, and how much at once. [`certificate`]: who signed what is not trusted.
//! - [`portals`]: the trait every kind implements, the only list of kinds, one folder per kind; [`portals::detect`]: which
//!   kind answers at a web address; [`portals::known`]: the public portals to be switched on. [`guide`]: how access to one
//!   is asked for. [`same`]: which rows of several portals are one dataset.
//! - [`store`]: what portals answered, kept between runs, and what is new since the last visit.
//! - [`form`]: what a media asks before it can be fetched. [`download`]: one media to one file: name, `.part`, journal,
//!   checksum, verdict, final name, receipt. [`queue`]: downloads that have not ended, of this run and earlier ones.
//!   [`mod@replace`]: guichet's own small files, changed in one piece.
//! - [`preview`]: the first rows of a media, or what it is made of, without downloading it.
//! - [`app`]: the browser's whole behaviour, pure; [`ui`]: the screen drawn from it; [`tui`]: the loop, the terminal, and
//!   the worker beside them. [`linear`]: the same behaviour in numbered lists and typed choices, for ears and fingers.
//!   [`cli`]: the commands. [`demo`]: portals served from this very process.
//!
//! # A dataset, from key press to pane
//!
//! Enter → [`app::Msg::Key`] → the key table ([`app::keys`]) → the row's place is pushed on the trail, its answer marked
//! as loading → [`app::Cmd::List`] → the worker asks the portal → [`http::Http`] → the kind's wire structs → a
//! [`model::Page`] → [`app::Msg::Listed`] → stored under what was asked → drawn. An answer to a place the person has left
//! is kept for their return. Nothing is ever looked up by "the current page". Before the portal is asked, what it answered
//! in an earlier run is shown, and says how old it is ([`store`], [`app::Msg::OldPage`]).
//!
//! # A download, from key press to file
//!
//! `d` → what the media asks, in a form → [`app::Cmd::Download`] → [`download::fetch`] waits for its turn
//! ([`download::Traffic`]), looks for an unfinished `.part` of the same media, opens the media or the rest of it, names the
//! file, asks whether the disk has room, locks `NAME.part`, notes in `NAME.part.json` which version it is and what of it is
//! there, and brings it over one connection, or over more where more of them prove to help, to one thread that writes and
//! one that hashes (what is small is read into memory and written once it is whole) → [`app::Msg::Progress`] at most every
//! 100 ms → length, checksum, declared format → verdict → fsync, atomic rename, receipt → [`app::Msg::Finished`]. A line
//! that breaks is taken up where it broke; any doubt about the version starts over. Cancelling changes the job's state
//! first, then stops the task; an ended job ignores late messages. `guichet get` calls the same function.
//!
//! # A preview, from key press to table
//!
//! `p` → [`app::Cmd::Preview`] → the worker reads through [`preview::ReadAt`]: the first 64 KiB by a range, or of the
//! stream until enough has come → [`preview::preview`] tells the format from the bytes, and reads on by ranges where a
//! format tells from its end → a [`preview::Preview`], which keeps its sample → [`app::Msg::Previewed`] → drawn. A key
//! that reads it another way ([`preview::Options`]) asks nobody. Moving on ends the request; nothing is written.
//!
//! # A secret, from the prompt to a header
//!
//! The store is probed, the secret typed, the portal asked with it ([`portals::Portal::account`]), then it is stored and
//! read back ([`secrets::Secrets::save`]). Later: a request → [`auth::SignIn`] → the portal's [`auth::Keyed`] flow →
//! [`secrets::Secrets::require`] (environment, session, store; on a thread of its own, with a deadline) → the kind's
//! [`auth::Dialect`] → [`auth::Token`], kept in memory until shortly before its end or a 401.
//!
//! # Adding a portal
//!
//! Copy the plainest folder of `portals/`; one line in [`portals::Kind`], its `about` (with the question that only its
//! portals answer so, for [`portals::detect`]) and [`portals::connect`]; its messages under `assets/i18n`; recorded answers
//! under `tests/fixtures/`; one line in `tests/suite/portals/mod.rs`; one block in `config.example.toml`. Nothing in
//! `app/`, `ui/` or `cli/`.

pub mod app;
pub mod auth;
pub mod certificate;
pub mod cli;
pub mod config;
pub mod demo;
pub mod download;
pub mod error;
pub mod form;
pub mod guide;
pub mod http;
pub mod human;
pub mod i18n;
pub mod linear;
pub mod markup;
pub mod model;
pub mod portals;
pub mod preview;
pub mod queue;
pub mod quota;
pub mod replace;
pub mod same;
pub mod secrets;
pub mod setup;
pub mod store;
pub mod text;
pub mod tui;
pub mod ui;
