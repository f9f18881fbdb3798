//! The rows before the first request: which of them ask for nothing and why, what is asked twice, and what is answered
//! already.

use std::collections::HashSet;

use super::endpoint::BatchEndpoint;
use super::input::Input;
use super::journal::Answered;
use super::row::Refused;
use crate::base::beside::Wanted;
use crate::base::error::{Error, ErrorKind, Result};
use crate::m;

/// So many refused rows are told one by one.
const TOLD: usize = 10;

/// See the [module](self).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    pub rows: u64,
    /// Rows that ask one endpoint at least for nothing.
    pub refused: u64,
    /// The first of those, with their lines.
    pub first_refused: Vec<(u64, Refused)>,
    /// Questions that an earlier row asked.
    pub repeated: u64,
    pub endpoints: Vec<CheckedEndpoint>,
}

/// The questions to one endpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CheckedEndpoint {
    pub to_ask: u64,
    pub answered: u64,
}

impl Checked {
    pub fn to_ask(&self) -> u64 {
        self.endpoints.iter().map(|it| it.to_ask).sum()
    }

    pub fn answered(&self) -> u64 {
        self.endpoints.iter().map(|it| it.answered).sum()
    }
}

/// Reads all rows once. BLOCKS.
pub fn check(input: &Input, endpoints: &[BatchEndpoint], answered: &Answered, wanted: &Wanted) -> Result<Checked> {
    check_telling(input, endpoints, answered, wanted, |_| {})
}

/// As [`check`]; `told` hears after each row how many there were. BLOCKS.
pub fn check_telling(
    input: &Input,
    endpoints: &[BatchEndpoint],
    answered: &Answered,
    wanted: &Wanted,
    mut told: impl FnMut(u64),
) -> Result<Checked> {
    let mut checked = Checked { endpoints: vec![CheckedEndpoint::default(); endpoints.len()], ..Checked::default() };
    let mut seen = HashSet::new();
    for row in input.rows() {
        let row = row?;
        if wanted.is_over() {
            return Err(Error::new(ErrorKind::Cancelled, input.name(), m!("batch-cancelled")));
        }
        checked.rows += 1;
        told(checked.rows);
        if let Some(refused) = row.asked.iter().find_map(|asked| asked.as_ref().err()) {
            checked.refused += 1;
            if checked.first_refused.len() < TOLD {
                checked.first_refused.push((row.line, refused.clone()));
            }
        }
        for ((endpoint, counts), asked) in endpoints.iter().zip(&mut checked.endpoints).zip(&row.asked) {
            let Ok(asked) = asked else { continue };
            let trace = answered.trace(&endpoint.name, asked);
            match seen.insert(trace) {
                false => checked.repeated += 1,
                true if answered.has(trace) => counts.answered += 1,
                true => counts.to_ask += 1,
            }
        }
    }
    Ok(checked)
}
