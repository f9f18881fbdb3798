//! Answers as they lie in the file: as text, but compressed where they are of the pages behind the first, of which a
//! catalogue may have ten thousand. Its rows say much alike, so that a million of them take a tenth of the room.

use std::io::{self, Read};

use rusqlite::ToSql;
use rusqlite::types::{ToSqlOutput, ValueRef};
use zstd::stream::encode_all;

/// What compresses better costs more than the disk that it saves.
const LEVEL: i32 = 1;
/// No answer is longer; what claims to be is not unpacked.
const LONGEST: u64 = 1 << 28;

/// An answer as it lies in the file.
pub enum Body {
    Text(String),
    Packed(Vec<u8>),
}

impl Body {
    pub fn packed(text: &str) -> io::Result<Self> {
        encode_all(text.as_bytes(), LEVEL).map(Self::Packed)
    }

    pub fn of(value: ValueRef<'_>) -> rusqlite::Result<Self> {
        match value {
            ValueRef::Blob(packed) => Ok(Self::Packed(packed.to_vec())),
            text => Ok(Self::Text(text.as_str()?.to_owned())),
        }
    }

    /// Its text; an error where it was not packed here.
    pub fn text(self) -> io::Result<String> {
        match self {
            Self::Text(text) => Ok(text),
            Self::Packed(packed) => {
                let mut text = String::new();
                zstd::Decoder::new(packed.as_slice())?.take(LONGEST).read_to_string(&mut text)?;
                Ok(text)
            }
        }
    }
}

impl ToSql for Body {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Packed(packed) => ValueRef::Blob(packed),
        }))
    }
}
