//! guichet: one counter for open and restricted-access data, in a terminal.
//!
//! Words, one per concept: a *portal* is one configured remote service and its *kind* the software it speaks; a *place*
//! is where one can be: home, a *folder* (anything that only groups) or a *dataset* (one catalogue entry); a *media* is
//! one thing of a dataset that can become one file; a *page* is a piece of a listing; a *job* is one download; a
//! *claim* is a size or checksum a portal states; the *verdict* is how the file compares with it; the *receipt* beside
//! a file tells of both. A *manifest* says which data a folder depends on, its *lock* which version of each. A *record*
//! is the raw entry on the wire, and nothing else. A *session* is what a running guichet owns; a *question* is something
//! only the person can decide, with its possible answers, as data. An *address* (`NAME/…/dataset/media`) names any place
//! or media.
//!
//! # Floors
//!
//! A module imports only from floors below its own; `tests` read the order from the `pub mod` lines at the end of this
//! file, an empty line between floors, and fail on a line that imports upwards. From the ground:
//!
//! - [`base`]: what everything stands on. Errors and messages in the person's language ([`base::i18n`]); server text
//!   made safe ([`base::text`]) and laid out in lines ([`base::wrap`]), broken JSON mended ([`base::json`]), small XML
//!   as a tree ([`base::xml_tree`]), values that are
//!   not of the type they should be
//!   ([`base::odd`]), how well text answers a search ([`base::relevance`]), numbers of servers held within bounds
//!   ([`base::stated`]), secrets cut out of what is said ([`base::redact`]) and of addresses; sizes and dates
//!   ([`base::format`]), dates as exact as they are stated ([`base::when`]); markup as plain text; small files replaced
//!   in one piece, which files and folders are this user's own ([`base::own_file`], [`base::own_folder`]), and of which
//!   version they are ([`base::versioned`]); other programs started ([`base::child`]), commands to paste ([`base::shell`]);
//!   work that ends with whoever waits for it ([`base::beside`]), panics of readers caught ([`base::panics`]), files
//!   without a name for what is too long for memory ([`base::scratch`]), read while they grow ([`base::arriving`]), what
//!   the system has for us ([`base::means`]), paths as long as they are ([`base::long_path`]), pasted text that comes as
//!   keys ([`base::burst`]); notices beside the results ([`base::notice`]).
//! - [`model`]: the words above as plain data; forms a media asks for ([`model::form`]); what names one dataset
//!   anywhere ([`model::identity`]); what listings are filtered by ([`model::filter`]), territories of
//!   France among it ([`model::territory`]); declared file formats ([`model::file_format`]); what facts are called ([`model::label`]).
//! - [`net`]: HTTP without sign-in: clients, answers within limits, failures in words, retries and for how long they
//!   go on; limits on requests that all processes keep together ([`net::quota`]).
//! - [`access`]: where credentials live ([`access::secrets`]), tokens and how they are got ([`access::auth`]), signed
//!   requests by the origin rule ([`access::http`]), the same only written down ([`access::rehearsal`]) for another program
//!   to send ([`access::by_hand`]), how access is asked for ([`access::guide`]).
//! - [`portals`]: the trait every kind implements, the only table of kinds, one folder per kind; which kind answers at
//!   a web address ([`portals::detect`]); which rows of several portals are one dataset ([`portals::federation`]); one
//!   name for each licence, what opens a service, for all kinds.
//! - [`config`]: what a person may set, and changing their file; the keys and colours of the browser.
//! - [`tabular`]: rows in a text, for all who read them: encoding, delimiter, header, what columns hold.
//! - [`download`]: one media to one file, and the queue of those that have not ended. [`preview`]: first rows without a
//!   download. [`store`]: what portals answered, kept between runs.
//! - [`excel`]: copies of a table that a spreadsheet opens without harm. [`check`]: a file held against a published schema.
//!   [`cite`]: data cited from their receipts, and which licences go together. [`diff`]: what changed between two versions
//!   of a file. [`stores`]: object stores that a download may go to.
//! - [`demo`]: portals served from this very process. [`setup`]: the wizard, and the public portals to be switched on;
//!   questions answered by typing ([`setup::question`]).
//! - [`session`]: what a running guichet owns, under every front end: configuration, credentials, portals, store, what
//!   downloads share; listing, finding a media, fetching; [`session::question`]: questions as data.
//! - [`sync`]: data that a project depends on: the manifest and the lock of a folder, and the runs that bring it to them.
//! - [`batch`]: one request for each row of a table, within the quota, and what came of it.
//! - [`watch`]: what somebody wants to know the changes of, looked at for a timer of the system.
//! - [`app`]: the browser's whole behaviour, pure. [`ui`]: the screen drawn from it. [`worker`]: carries out its
//!   commands beside the screen.
//! - Front ends: [`tui`], the loop and the terminal; [`linear`], the same behaviour in numbered lists and typed
//!   choices, for ears and fingers; [`cli`], the commands.
//! - `fuzzing`, built for tests and `fuzz/` alone: what readers of others' bytes promise, whatever the bytes.
//!
//! # A dataset, from key press to pane
//!
//! Enter → [`app::Msg::Key`] → the key table ([`config::keys`]) → the row's place is pushed on the trail, its answer
//! marked as loading → [`app::Cmd::List`] → [`worker::Worker::carry_out`] → [`session::Session::page`] → the portal →
//! [`access::http::Http`] → the kind's wire structs → a [`model::Page`] → [`app::Msg::Listed`] → stored under what was
//! asked → drawn. An answer to a place the person has left is kept for their return. Nothing is ever looked up by "the
//! current page". Before the portal is asked, what it answered in an earlier run is shown, and says how old it is
//! ([`store`], [`app::Msg::OldPage`]).
//!
//! # A download, from key press to file
//!
//! `d` → what the media asks, in a form → [`app::Cmd::Download`] → [`session::Session::fetch`] looks up again what was
//! shown out of the store → [`download::fetch`] waits for its turn ([`download::Traffic`]), looks for an unfinished
//! `.part` of the same media, opens the media or the rest of it, names the file (beside what is of another media; what
//! is there already, unchanged, ends it), asks whether the disk has room, locks `NAME.part`, notes in `NAME.part.json`
//! which version it is and what of it is there, and brings it over one connection, or over more where more of them
//! prove to help, to one thread that writes and one that hashes (what is small is read into memory and written once it
//! is whole) → [`app::Msg::Progress`] at most every 100 ms → length, checksum, declared format, of the bytes as sent
//! and as unpacked → verdict and doubt → fsync, atomic rename, receipt → [`app::Msg::Finished`]. A line that breaks is
//! taken up where it broke; any doubt about the version starts over. Cancelling changes the job's state first, then
//! stops the task; an ended job ignores late messages. `guichet get` calls the same function. A name that is taken
//! makes the job wait ([`session::question::Question::taken`]); nothing opens by itself.
//!
//! # A preview, from key press to table
//!
//! `p` → [`app::Cmd::Preview`] → the worker reads through [`preview::ReadAt`]: the first 64 KiB by a range, or of the
//! stream until enough has come → [`preview::preview`] tells the format from the bytes, and reads on by ranges where a
//! format tells from its end → a [`preview::Preview`], which keeps its sample → [`app::Msg::Previewed`] → drawn. A key
//! that reads it another way ([`preview::ReadOptions`]) asks nobody. Moving on ends the request; nothing is written.
//!
//! # A secret, from the prompt to a header
//!
//! The store is probed, the secret typed, the portal asked with it ([`portals::Portal::account`]), then it is stored
//! and read back ([`access::secrets::Secrets::save`]). Later: a request → [`access::auth::SignIn`] → the portal's
//! [`portals::Keyed`] flow → [`access::secrets::Secrets::require`] (environment, session, store; on a thread of its
//! own, with a deadline; other origins than it was given for take the person's word) → the kind's [`portals::Dialect`]
//! → [`access::auth::Token`], kept in memory until shortly before its end or a 401.
//!
//! # Adding a portal
//!
//! Copy the folder of the model kind, `portals/udata`; one line in the table of kinds at the top of `portals/mod.rs`;
//! its messages under `assets/i18n`; recorded answers under `tests/fixtures/`; one line in
//! `tests/suite/portals/mod.rs`; one block in `config.example.toml`; its page in `docs/portals`. Forgetting any of them
//! fails a test that names it; nothing else knows kinds. What kinds share is beside their folders: the grammar of
//! addresses, filters and orders, the usual ways to sign in, rows made of datasets. CONTRIBUTING.md has the checklist.

pub mod base;

pub mod model;

pub mod net;

pub mod access;

pub mod portals;

pub mod config;

pub mod tabular;

pub mod download;
pub mod preview;
pub mod store;

pub mod check;
pub mod cite;
pub mod diff;
pub mod excel;
pub mod services;
pub mod stores;

pub mod demo;
pub mod setup;

pub mod session;

pub mod batch;
pub mod sync;
pub mod watch;

pub mod app;

pub mod ui;

pub mod worker;

pub mod linear;
pub mod tui;

pub mod cli;

#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
