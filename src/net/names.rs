//! Why a host's name leads nowhere, as far as systems tell: what a library hands on is a sentence of each system's own.

use std::error::Error;
use std::iter;

/// See the [module](self).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoName {
    /// No name server answered, or the one that did has no answer for now.
    NoServer,
    /// The name servers know no such host.
    NoHost,
}

/// What the system says where it is asked again later, on Linux (glibc and musl), macOS and Windows.
const LATER: [&str; 5] = ["Temporary failure", "Try again", "temporarily", "(os error 11002)", "server failure"];

/// `None`: it failed for something else.
pub fn why_no_name(error: &(dyn Error + 'static)) -> Option<NoName> {
    let says = |words: &str| causes(error).any(|cause| cause.to_string().contains(words));
    if !says("failed to lookup address") && !says("dns error") {
        return None;
    }
    Some(if LATER.into_iter().any(says) { NoName::NoServer } else { NoName::NoHost })
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    iter::successors(Some(error), |cause| (**cause).source())
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn a_name_that_is_not_there_is_told_from_a_server_that_does_not_answer() {
        let table = [
            ("failed to lookup address information: Temporary failure in name resolution", Some(NoName::NoServer)),
            ("failed to lookup address information: Try again", Some(NoName::NoServer)),
            ("failed to lookup address information: Name or service not known", Some(NoName::NoHost)),
            ("failed to lookup address information: No address associated with hostname", Some(NoName::NoHost)),
            (
                "failed to lookup address information: nodename nor servname provided, or not known",
                Some(NoName::NoHost),
            ),
            ("dns error: This is usually a temporary error (os error 11002)", Some(NoName::NoServer)),
            ("dns error: No such host is known. (os error 11001)", Some(NoName::NoHost)),
            ("Connection refused (os error 111)", None),
        ];
        for (said, expected) in table {
            assert_eq!(why_no_name(&io::Error::other(said)), expected, "{said}");
        }
    }
}
