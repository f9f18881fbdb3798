//! What happens to the browser, and what it wants done.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Instant;

use crossterm::event::{KeyEvent, MouseEvent};

use super::batch::{BatchOffer, BatchTable, PathOffer, PlannedBatch, TableWork};
use super::jobs::{BatchNews, EarlierJob, EndedBatch, JobId, UnfinishedJob};
use super::listing::{ListingKey, Narrowed};
use super::outside::{OpenedOutside, Outside};
use super::peek::{Glimpse, RestingOn};
use super::places::Places;
use super::preview::Subject;
use super::rank::Texts;
use super::{PortalInfo, Typed, wizard};
use crate::access::auth::Account;
use crate::access::guide::{AccessWish, Guide};
use crate::access::secrets::{Elsewhere, PassphraseFor, Secret};
use crate::base::error::{Error, Result};
use crate::diff::ToldDiff;
use crate::download::queue::BatchWish;
use crate::download::{IfExists, Outcome, Progress, Recheck};
use crate::excel::ExcelCopy;
use crate::model::form::AnswerMemory;
use crate::model::{Abilities, Address, Cursor, Dataset, Facet, Item, Media, Page, Query, Target};
use crate::net::quota::Remaining;
use crate::preview::Preview;
use crate::session::{CheckStage, CheckedFile, CurlOf, Order};
use crate::setup::prompt::Reply;
use crate::store::{News, Old, PortalFigures};
use crate::sync::{Added, DataPath, SyncRow};
use crate::tabular::TextOptions;

/// What happened.
#[derive(Debug)]
pub enum Msg {
    Key(KeyEvent),
    /// As a line of words says it, where no keys are read.
    Typed(Typed),
    Mouse(MouseEvent),
    Paste(String),
    /// The terminal changed its size, or came back to the foreground.
    Redraw,
    /// The portals are ready to be asked, or there are new ones (the demo's).
    Portals(Result<Vec<PortalInfo>>),
    /// The wizard is over; the portals as they are configured now.
    WasSetUp(Result<Vec<PortalInfo>>),
    /// A well-known portal is configured now; all portals as they are.
    SwitchedOn(String, Result<Vec<PortalInfo>>),
    /// Who one is at a portal.
    Account(String, Box<Result<Account>>),
    /// What is known of a portal before it is asked.
    Figures(String, PortalFigures),
    /// The keyring keeps somebody waiting, or no longer: it may want to be unlocked in another window.
    Keyring(bool),
    /// The wizard says or asks something, or has ended.
    Wizard(wizard::WizardNews),
    /// The store of credentials needs a passphrase; [`Cmd::Passphrase`] answers, once the person opens the question.
    Passphrase(PassphraseFor),
    /// A credential is to go elsewhere than where it was given for; [`Cmd::Allow`] answers, once the person opens the
    /// question.
    Elsewhere(Box<Elsewhere>),
    /// A page of a folder; the cursor is the one it was asked with.
    Listed(ListingKey, Option<Cursor>, Result<Page>),
    /// What one portal found of a search of all.
    Found(Query, String, Result<Page>),
    /// What a saved search finds today.
    Looked(String, Box<Result<Vec<Item>>>),
    /// The rows of a question that are like these words, the likest first.
    Ranked(ListingKey, String, Vec<u32>),
    /// Some rows that hold the words.
    Narrowed(ListingKey, Narrowed),
    /// What an address leads to.
    Resolved(Result<Target>),
    /// What a web address leads to, and the words that it looks for there.
    Led(Result<(Target, Option<String>)>),
    /// Another program was asked to open something.
    Opened(Result<OpenedOutside>),
    /// Where downloads go, and how much room is left there.
    FreeSpace(PathBuf, Option<u64>),
    Dataset(Address, Box<Result<Dataset>>),
    Facets(Address, Result<Vec<Facet>>),
    /// What an earlier run was answered, before the portal has said how it is now.
    OldPage(ListingKey, Option<Cursor>, Old<Page>),
    OldDataset(Address, Box<Old<Dataset>>),
    OldFacets(Address, Old<Vec<Facet>>),
    /// Rows that are new or changed since the last visit; they come before the rows.
    News(Vec<(Target, News)>),
    /// What can be done in a folder.
    Abilities(Address, Abilities),
    /// The line of [`Cmd::Curl`].
    Curl(Result<String>),
    /// How access to something is asked for, and what of it is ticked.
    Guide(AccessWish, Box<Result<(Guide, BTreeSet<String>)>>),
    /// What a media that is a service can be asked, as that service says.
    Described(Box<Result<Media>>),
    /// Where the person's own data are, and how many files those are; none: there are none yet.
    DataFound(PathBuf, Option<usize>),
    /// How each file of them stands.
    DataLooked(Result<Vec<SyncRow>>),
    /// Files that were added to them, or were there; and what could not be added.
    DataAdded(Vec<Added>, Vec<Error>),
    /// How far a file of them is that is brought.
    DataGoesOn(DataPath, Progress),
    /// How a file of them stands, as the run has ended for it.
    DataEnded(Box<SyncRow>),
    /// They were brought up to date, as far as could be.
    DataBrought(Result<Vec<SyncRow>>),
    /// What changed between a file of them and what is published.
    DataCompared(DataPath, Result<ToldDiff>),
    /// What was to be remembered is not.
    NotKept(Error),
    /// What a portal's limits on requests leave now.
    Quota(String, Vec<Remaining>),
    Previewed(Subject, Box<Result<Preview>>),
    /// What is inside of what the cursor rests on.
    Peeked(Address, Box<Result<Glimpse>>),
    /// How far a check is, and what came of it.
    CheckGoesOn(Subject, CheckStage),
    Checked(Subject, Box<Result<CheckedFile>>),
    /// What earlier runs have not ended.
    Unfinished(Vec<EarlierJob>),
    /// What had arrived of a job is removed, so many files; or is not.
    Removed(JobId, Result<usize>),
    /// The file of a job was read again and held against its receipt.
    Rechecked(JobId, Result<Recheck>),
    /// The file that a job took the place of is back, or is not.
    PutBack(JobId, Result<PathBuf>),
    /// A copy for Excel is there, or is not.
    Copied(Result<ExcelCopy>),
    /// A job got its slot.
    Started(JobId),
    Progress(JobId, Progress, Instant),
    Finished(JobId, Result<Outcome>),
    /// What can be asked once for each row of a table, or why that is not so.
    BatchOffered(Box<Result<BatchOffer>>),
    /// The files and folders that a typed path may become.
    Paths(String, Vec<PathOffer>),
    /// So many rows of a table are read.
    RowsRead(TableWork, u64),
    /// What is in the file of this path.
    TableRead(String, Box<Result<BatchTable>>),
    /// What asking all its rows means.
    BatchPlanned(Box<BatchWish>, Box<Result<PlannedBatch>>),
    BatchGoesOn(JobId, BatchNews),
    BatchEnded(JobId, Box<Result<EndedBatch>>),
    /// The system asks the program to end (SIGTERM, SIGHUP).
    Terminate,
}

/// What the worker is to do; its answer comes back as a [`Msg`].
#[derive(Debug, PartialEq)]
pub enum Cmd {
    /// Starts the embedded demo and connects to it.
    Demo,
    /// Signs in and asks who one is.
    Account(String),
    /// Looks up what is kept of each portal; each is told by [`Msg::Figures`].
    Figures,
    /// Begins the wizard, for this portal or a new one.
    SetUp(Option<String>),
    /// Writes one of the well-known portals into the configuration and connects to it.
    SwitchOn(String),
    /// What the person typed; `None`: they would rather not.
    Passphrase(Option<Secret>),
    /// Whether this credential goes elsewhere than where it was given for.
    Allow(Box<Elsewhere>, bool),
    /// What the person answers the wizard.
    Answer(Reply),
    /// The wizard has ended well: connects to the portals as they are configured now.
    Reconnect,
    List(ListingKey, Option<Cursor>),
    /// Asks every portal, or those it names; each answers with [`Msg::Found`].
    SearchAll(Query),
    /// Asks what the saved search of this name finds; [`Msg::Looked`] answers.
    Look(String, ListingKey),
    /// Looks for words in the texts of a question's rows, from this one on. What was looked for before is wanted no more.
    Narrow(ListingKey, String, Texts, usize),
    /// Ranks the texts of a question's rows by words.
    Rank(ListingKey, String, Texts),
    /// Finds out what an address leads to.
    Resolve(Address),
    /// Finds out what a web address leads to.
    Find(String),
    FreeSpace,
    Dataset(Address),
    Facets(Address),
    Guide(AccessWish),
    /// Asks the service that a media is what it has; [`Msg::Described`] answers.
    Describe(Box<Media>),
    /// Where the person's own data are; [`Msg::DataFound`] answers.
    FindData,
    /// How each file of them stands, without a byte of any; [`Msg::DataLooked`] answers.
    LookAtData,
    /// Adds what is at these addresses to them; [`Msg::DataAdded`] answers.
    AddData(Vec<Address>),
    /// Brings them up to date; [`Msg::DataGoesOn`] and [`Msg::DataEnded`] tell how far that is, [`Msg::DataBrought`] that
    /// it is done.
    BringData,
    StopBringing,
    /// Finds out what changed in a file of them that is newer; [`Msg::DataCompared`] answers.
    CompareData(DataPath),
    StopComparing,
    /// Makes the curl line that asks the same.
    Curl(CurlOf),
    /// Keeps what is ticked, or no longer.
    Tick {
        portal: String,
        id: String,
        on: bool,
    },
    /// One at a time: another one ends it.
    Preview(Subject),
    StopPreview,
    /// Looks into what the cursor rests on, once it has rested; one at a time. [`Msg::Peeked`] answers.
    Peek(RestingOn),
    StopPeek,
    /// Holds it against its schema, in the file where it was downloaded to; one at a time. [`Msg::Checked`] answers.
    Check(Subject, Option<PathBuf>, TextOptions),
    StopCheck,
    /// A batch too, which [`Msg::BatchGoesOn`] and [`Msg::BatchEnded`] tell of.
    Download(JobId, Box<Order>, IfExists),
    /// Whether what is at this address is asked for the rows of a table; [`Msg::BatchOffered`] answers.
    OfferBatch(Address),
    /// Looks for what a typed path may become; [`Msg::Paths`] answers.
    Paths(String),
    /// Reads the first rows of a table for what `media` asks; one at a time. [`Msg::TableRead`] answers.
    ReadTable {
        typed: String,
        media: Box<Media>,
    },
    /// Reads all rows, and asks nobody; one at a time. [`Msg::BatchPlanned`] answers.
    PlanBatch(Box<Order>),
    StopBatchWork,
    /// Whether a batch asks a provider that fails on.
    DecideBatch(JobId, bool),
    /// Makes a workbook of what was downloaded; [`Msg::Copied`] answers.
    Excel(Box<Outcome>),
    /// Removes what has arrived of a job that has ended; [`Msg::Removed`] answers.
    Remove(JobId, Box<Order>),
    /// Reads the file of a job again; [`Msg::Rechecked`] answers.
    Recheck(JobId, PathBuf),
    /// Gives the file of a job back the content it had before; [`Msg::PutBack`] answers.
    PutBack(JobId, PathBuf),
    /// Tells a person who looks elsewhere, where the terminal can.
    Notify(String),
    /// Remembers these for the next run, and no others of this one.
    KeepQueue(Vec<UnfinishedJob>),
    /// Keeps what was answered for the next time.
    Remember(AnswerMemory),
    /// Keeps for the next run what the person changed since it was last read or kept.
    KeepPlaces {
        before: Places,
        after: Places,
    },
    /// Puts it on the clipboard, by way of the terminal.
    Copy(String),
    OpenOutside(Outside),
    /// Whether the terminal is to tell of the mouse.
    Mouse(bool),
    /// Back to the shell until it brings the program to the foreground again.
    Suspend,
    Cancel(JobId),
    Quit,
}
