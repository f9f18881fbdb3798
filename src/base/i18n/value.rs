//! What messages can be given.

use fluent_bundle::FluentValue;
use fluent_bundle::types::FluentNumber;

use super::{Message, Said};
use crate::base::error::Error;

/// A value of a [`Message`], until that is shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Kept {
    Number(FluentNumber),
    Message(Message),
}

impl Kept {
    pub(super) fn value(&self) -> FluentValue<'_> {
        match self {
            Self::Number(number) => FluentValue::Number(number.clone()),
            Self::Message(message) => FluentValue::from(message.to_string()),
        }
    }
}

/// What a message can be given: text as it is; a number, which chooses the plural and is written as one; another message.
pub trait Value {
    /// To be said at once.
    fn value(&self) -> FluentValue<'_>;

    /// To be said later. What is written differently in another language must be kept as a [`Message`].
    fn kept(&self) -> Kept {
        match self.value() {
            FluentValue::Number(number) => Kept::Number(number),
            FluentValue::String(text) => Kept::Message(text.into_owned().into()),
            _ => Kept::Message("".into()), // no value of ours is of another type
        }
    }
}

impl<T: Value + ?Sized> Value for &T {
    fn value(&self) -> FluentValue<'_> {
        (**self).value()
    }

    fn kept(&self) -> Kept {
        (**self).kept()
    }
}

/// Makes values of what is said in another way in every language, and becomes a [`Message`].
macro_rules! said_later {
    ($($type:ty)*) => {$(
        impl Value for $type {
            fn value(&self) -> FluentValue<'_> {
                FluentValue::from(Message::from(self).to_string())
            }

            fn kept(&self) -> Kept {
                Kept::Message(self.into())
            }
        }
    )*};
}

said_later!(Message Said Error std::io::Error);

/// Makes values of types whose [`fmt::Display`] is the same in every language.
macro_rules! written {
    ($($type:ty)*) => {$(
        impl $crate::base::i18n::Value for $type {
            fn value(&self) -> $crate::base::i18n::FluentValue<'_> {
                $crate::base::i18n::FluentValue::from(self.to_string())
            }
        }
    )*};
}
pub(crate) use written;

written!(str String std::borrow::Cow<'_, str> char url::Url std::path::Display<'_> reqwest::StatusCode);

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl Value for $number {
            fn value(&self) -> FluentValue<'_> {
                FluentValue::from(*self)
            }
        }
    )*};
}

numbers!(u8 u16 u32 u64 u128 usize i32 i64);
