//! One request for each row of a table: what is asked is checked first and told, asked at the pace that the
//! portal allows, and answered once each; what came stands in a journal, from which a run that ended goes on.

mod input;
mod row;
mod table;

pub use input::{ColumnFeed, Input};
pub use row::{Asked, BatchRow, Refused};
pub use table::{InputTable, RowSource};
