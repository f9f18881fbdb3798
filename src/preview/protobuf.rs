//! Messages of Protocol Buffers, field by field; every length is compared with what is there.

/// One field of a message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ProtoField<'b> {
    Number(u64),
    /// Eight or four bytes of a fixed width.
    Fixed64(u64),
    Fixed32(u32),
    /// A text, or a message in it.
    Bytes(&'b [u8]),
}

impl<'b> ProtoField<'b> {
    pub fn bytes(self) -> Option<&'b [u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }

    pub fn number(self) -> Option<u64> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }

    pub fn text(self) -> Option<&'b str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    pub fn float(self) -> Option<f64> {
        match self {
            // By its own figures: 48.1 is no 48.09999847.
            Self::Fixed32(bits) => f32::from_bits(bits).to_string().parse().ok(),
            Self::Fixed64(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }
}

/// The fields of a message; ends with `Err` where what follows is none.
pub struct ProtoFields<'b>(pub &'b [u8]);

/// What is no message.
#[derive(Debug, PartialEq)]
pub struct NoField;

impl<'b> ProtoFields<'b> {
    fn varint(&mut self) -> Option<u64> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(byte & 127) << shift;
            if byte & 128 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn field(&mut self) -> Option<(u64, ProtoField<'b>)> {
        let key = self.varint()?;
        let field = match key & 7 {
            0 => ProtoField::Number(self.varint()?),
            1 => {
                let (bytes, rest) = self.0.split_first_chunk()?;
                self.0 = rest;
                ProtoField::Fixed64(u64::from_le_bytes(*bytes))
            }
            2 => {
                let length = usize::try_from(self.varint()?).ok()?;
                let (bytes, rest) = self.0.split_at_checked(length)?;
                self.0 = rest;
                ProtoField::Bytes(bytes)
            }
            5 => {
                let (bytes, rest) = self.0.split_first_chunk()?;
                self.0 = rest;
                ProtoField::Fixed32(u32::from_le_bytes(*bytes))
            }
            _ => return None,
        };
        Some((key >> 3, field)).filter(|(number, _)| *number > 0)
    }
}

impl<'b> Iterator for ProtoFields<'b> {
    type Item = Result<(u64, ProtoField<'b>), NoField>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_none() {
            self.0 = &[];
        }
        Some(field.ok_or(NoField))
    }
}

/// The first field of this number.
pub fn first(message: &[u8], number: u64) -> Option<ProtoField<'_>> {
    ProtoFields(message).flatten().find(|(it, _)| *it == number).map(|(_, field)| field)
}

/// All fields of this number.
pub fn all(message: &[u8], number: u64) -> impl Iterator<Item = ProtoField<'_>> {
    ProtoFields(message).flatten().filter(move |(it, _)| *it == number).map(|(_, field)| field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_up_to_what_is_none() {
        let message = [0x08, 0x96, 0x01, 0x12, 0x02, b'o', b'k', 0x1d, 0, 0, 0x40, 0x42];
        let fields: Vec<_> = ProtoFields(&message).collect();
        assert_eq!(
            fields,
            [
                Ok((1, ProtoField::Number(150))),
                Ok((2, ProtoField::Bytes(b"ok"))),
                Ok((3, ProtoField::Fixed32(0x4240_0000)))
            ]
        );
        assert_eq!(first(&message, 3).and_then(ProtoField::float), Some(48.0));
        for odd in [&[0x12, 0xff, 0xff, 0xff, 0xff, 0x0f][..], &[0x08], &[0xff; 20], &[0x0b, 1], &[0x00, 1]] {
            assert_eq!(ProtoFields(odd).collect::<Vec<_>>(), [Err(NoField)], "{odd:?}");
        }
    }
}
