//! One request for each row of a table: what is asked is checked first ([`check`]) and told ([`plan`]), asked at the pace
//! that the portal allows ([`run`]), and answered once each; what came stands in a journal, from which a run that ended
//! goes on.
//!
//! `answers.jsonl` is both the journal and the raw result: a line is written once its answer is whole, so that whoever dies
//! in between asks that one again and no other. What names a person stands in the results alone: there, [`results`] makes
//! tables of it for people.

mod ask;
mod check;
mod columns;
mod endpoint;
mod events;
mod input;
#[cfg(test)]
mod input_tests;
mod journal;
mod lane;
mod pace;
mod plan;
pub mod results;
mod row;
mod run;
mod table;
mod turn;
mod verdict;

pub use check::{Checked, CheckedEndpoint, check, check_telling};
pub use columns::{ColumnFit, ColumnFits, column_fits};
pub use endpoint::{BatchEndpoint, answer_all, endpoints, open_fields};
pub use events::{BatchEnd, BatchProgress, BatchSignal, BatchWatch, FailingProvider};
pub use input::{ColumnFeed, Input};
pub use journal::{ANSWERS, Answered, BatchJournal, FinishedDocument, FinishedError, FinishedLine};
pub use plan::{BatchPlan, PlannedEndpoint, plan};
pub use row::{Asked, BatchRow, Refused};
pub use run::{BatchJob, run};
pub use table::{InputTable, RowSource};
pub use turn::turn;
