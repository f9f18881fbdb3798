//! The requests to one endpoint: those of the rows in their order, and those that are asked once more. No clock is read
//! here.

use std::time::Duration;

use tokio::time::Instant;

use super::endpoint::BatchEndpoint;
use super::input::Input;
use super::row::{Asked, BatchRow};
use crate::base::error::Result;

/// How often a request is asked once more.
pub const MOST_RETRIES: u32 = 2;
/// So many errors of the provider in a row say that it is no matter of one row.
const MOST_ERRORS: u32 = 10;
/// So many requests wait to be asked once more; of further ones the error is final for this run.
const MOST_DEFERRED: usize = 10_000;
const FIRST_BACKOFF: Duration = Duration::from_secs(2);

/// One request.
#[derive(Clone, Debug, PartialEq)]
pub struct RowRequest {
    pub asked: Asked,
    /// How often it was asked.
    pub tries: u32,
}

/// See the [module](self).
pub struct Lane<'r> {
    pub endpoint: &'r BatchEndpoint,
    rows: Box<dyn Iterator<Item = Result<BatchRow>> + Send + 'r>,
    /// Its place among the endpoints.
    at: usize,
    /// Those to be asked once more, and when.
    deferred: Vec<(Instant, RowRequest)>,
    /// The provider wants to be left alone until then.
    pub paused: Option<Instant>,
    errors: u32,
    /// Nothing more is asked of it in this run.
    pub given_up: bool,
    is_over: bool,
}

/// What comes next.
#[derive(Debug)]
pub enum NextRequest {
    Now(RowRequest),
    /// Nothing before then.
    At(Instant),
    /// Rows were passed over, and others wait for their turn.
    Later,
    Nothing,
}

impl<'r> Lane<'r> {
    pub fn new(endpoint: &'r BatchEndpoint, at: usize, input: &'r Input) -> Self {
        let rows = Box::new(input.rows());
        Self { endpoint, rows, at, deferred: vec![], paused: None, errors: 0, given_up: false, is_over: false }
    }

    /// The next request that `take` gives: how often it was asked, nothing of one that is answered or somebody else's.
    pub fn next(&mut self, now: Instant, take: &mut dyn FnMut(&Asked) -> Option<u32>) -> Result<NextRequest> {
        /// Rows that are passed over at once.
        const AT_ONCE: usize = 1000;
        if self.given_up {
            return Ok(NextRequest::Nothing);
        }
        if let Some(until) = self.paused.filter(|until| *until > now) {
            return Ok(NextRequest::At(until));
        }
        if let Some(at) = self.deferred.iter().position(|(due, _)| *due <= now) {
            return Ok(NextRequest::Now(self.deferred.swap_remove(at).1));
        }
        for _ in 0..AT_ONCE {
            let Some(row) = self.rows.next().filter(|_| !self.is_over) else {
                self.is_over = true;
                let due = self.deferred.iter().map(|(due, _)| *due).min();
                return Ok(due.map_or(NextRequest::Nothing, NextRequest::At));
            };
            let asked = row?.asked.into_iter().nth(self.at);
            if let Some(Ok(asked)) = asked
                && let Some(tries) = take(&asked)
            {
                return Ok(NextRequest::Now(RowRequest { asked, tries }));
            }
        }
        Ok(NextRequest::Later)
    }

    /// Takes back a request that was not asked.
    pub fn put_back(&mut self, request: RowRequest, due: Instant) {
        self.deferred.push((due, request));
    }

    /// Asks once more after `wait`, or in its own time; the request where it has been asked often enough.
    pub fn again(&mut self, mut request: RowRequest, wait: Option<Duration>, now: Instant) -> Result<(), RowRequest> {
        let backoff = FIRST_BACKOFF * 2u32.pow(request.tries.min(8));
        request.tries += 1;
        if request.tries > MOST_RETRIES || self.deferred.len() >= MOST_DEFERRED {
            return Err(request);
        }
        let wait = wait.unwrap_or(backoff + backoff.mul_f64(fastrand::f64() * 0.5));
        self.deferred.push((now + wait, request));
        Ok(())
    }

    /// The provider answered, if only that it knows nothing.
    pub fn worked(&mut self) {
        self.errors = 0;
    }

    /// The provider failed; whether it has so often in a row that somebody should decide.
    pub fn failed(&mut self) -> bool {
        self.errors += 1;
        self.errors.is_multiple_of(MOST_ERRORS)
    }

    /// So many errors were in a row.
    pub fn errors(&self) -> u32 {
        self.errors
    }
}
