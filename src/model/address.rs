//! What names any place or media, and what rows lead to.

use std::fmt;
use std::str::FromStr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::error::{Error, ErrorKind, Result};
use crate::base::i18n::{Message, written};
use crate::m;

/// What stays readable in an address segment; all else is percent-encoded.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Names a folder, a dataset or a media: `NAME/segment/…`. What the segments mean is for the portal to say
/// ([`crate::portals::Portal::resolve`]); an empty path is the portal itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address {
    pub portal: String,
    pub path: Vec<String>,
}

impl Address {
    pub fn root(portal: impl Into<String>) -> Self {
        Self { portal: portal.into(), path: Vec::new() }
    }

    /// The address one segment below this one.
    pub fn child(&self, segment: impl Into<String>) -> Self {
        // Without room for more: a hundred thousand rows have one each.
        let mut path = Vec::with_capacity(self.path.len() + 1);
        path.extend_from_slice(&self.path);
        path.push(segment.into());
        Self { portal: self.portal.clone(), path }
    }

    /// The path as `&str`s, for matching on its shape.
    pub fn segments(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }
}

written!(Address);

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", utf8_percent_encode(&self.portal, SEGMENT))?;
        self.path.iter().try_for_each(|segment| write!(f, "/{}", utf8_percent_encode(segment, SEGMENT)))
    }
}

impl FromStr for Address {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let bad = |why: Message| {
            Error::new(ErrorKind::Usage, m!("model-address", text = crate::base::text::line(text)), why)
                .hint(m!("model-address-hint"))
        };
        let segments = text
            .trim_end_matches('/')
            .split('/')
            .map(|segment| percent_decode_str(segment).decode_utf8().map(|decoded| decoded.into_owned()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| bad(m!("model-not-utf8")))?;
        match segments.split_first() {
            Some((portal, path)) if !portal.is_empty() && path.iter().all(|segment| !segment.is_empty()) => {
                Ok(Self { portal: portal.clone(), path: path.to_vec() })
            }
            Some((portal, _)) if portal.is_empty() => Err(bad(m!("model-no-portal"))),
            _ => Err(bad(m!("model-empty-segment"))),
        }
    }
}

impl From<&Address> for Message {
    fn from(address: &Address) -> Self {
        address.to_string().into()
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Where one can be.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Place {
    /// The configured portals.
    Home,
    /// A portal (empty path) or anything in it that only groups.
    Folder(Address),
    /// One catalogue entry and its media.
    Dataset(Address),
    /// The data that a folder of the person's depends on.
    Data,
}

impl Place {
    pub fn address(&self) -> Option<&Address> {
        match self {
            Self::Home | Self::Data => None,
            Self::Folder(address) | Self::Dataset(address) => Some(address),
        }
    }
}

/// What an address or a row leads to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Target {
    Place(Place),
    /// One media of one dataset.
    Media {
        dataset: Address,
        media: String,
    },
    /// A search that the person gave this name; a row of home alone.
    Search(String),
    /// A file that the person's folder depends on, by its path; a row of [`Place::Data`] alone.
    Data(String),
}

impl Default for Target {
    fn default() -> Self {
        Self::Place(Place::Home)
    }
}

impl Target {
    pub fn folder(address: Address) -> Self {
        Self::Place(Place::Folder(address))
    }

    pub fn dataset(address: Address) -> Self {
        Self::Place(Place::Dataset(address))
    }

    /// The address that names this target; `None` for home and for a search.
    pub fn address(&self) -> Option<Address> {
        match self {
            Self::Place(place) => place.address().cloned(),
            Self::Media { dataset, media } => Some(dataset.child(media.clone())),
            Self::Search(_) | Self::Data(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_survives_print_and_parse() {
        let address = Address::root("rennes").child("Jeux d'été/50 %").child("é");
        assert_eq!(address.to_string(), "rennes/Jeux%20d%27%C3%A9t%C3%A9%2F50%20%25/%C3%A9");
        assert_eq!(address.to_string().parse::<Address>().unwrap(), address);
    }

    #[test]
    fn a_trailing_slash_is_forgiven_and_an_empty_segment_is_not() {
        assert_eq!("rennes/".parse::<Address>().unwrap(), Address::root("rennes"));
        for bad in ["", "/x", "rennes//x", "rennes/%FF"] {
            assert_eq!(bad.parse::<Address>().unwrap_err().kind, ErrorKind::Usage, "{bad:?}");
        }
    }
}
