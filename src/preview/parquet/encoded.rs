//! Values and levels as pages encode them: whether they are as long as they say, before the crate reads them.

use ::parquet::basic::Encoding;

/// What follows the levels of a page of the first version.
pub fn after_levels(bytes: &[u8], most: i16, encoding: Encoding, count: usize) -> Option<&[u8]> {
    match encoding {
        Encoding::RLE => {
            let (length, rest) = bytes.split_first_chunk::<4>()?;
            let (levels, rest) = rest.split_at_checked(usize::try_from(i32::from_le_bytes(*length)).ok()?)?;
            has_right_runs(levels, bits_of(most), count).then_some(rest)
        }
        _ => bytes.get(count.checked_mul(bits_of(most))?.div_ceil(8)..),
    }
}

/// Whether there are `count` texts, each behind its length.
pub fn holds_texts(mut bytes: &[u8], count: usize) -> bool {
    (0..count).all(|_| {
        let text =
            bytes.split_first_chunk::<4>().and_then(|(length, rest)| rest.get(u32::from_le_bytes(*length) as usize..));
        text.map(|rest| bytes = rest).is_some()
    })
}

/// Whether runs of numbers, of `bits` bits each, can be read up to `count` of them. The crate panics at a head of a run that
/// never ends; what is only cut it bears.
pub fn has_right_runs(mut bytes: &[u8], bits: usize, count: usize) -> bool {
    let mut left = count;
    while left > 0 && !bytes.is_empty() {
        let Some(length) = bytes.iter().take(9).position(|byte| byte & 128 == 0) else { return bytes.len() < 9 };
        let head = bytes[..=length].iter().rev().fold(0u64, |value, byte| value << 7 | u64::from(byte & 127));
        let (run, room) = match head & 1 {
            1 => ((head >> 1).saturating_mul(8), (head >> 1).saturating_mul(bits as u64)),
            _ => (head >> 1, bits.div_ceil(8) as u64),
        };
        let room = usize::try_from(room).unwrap_or(usize::MAX).saturating_add(length + 1);
        bytes = bytes.get(room..).unwrap_or_default();
        left = left.saturating_sub(usize::try_from(run).unwrap_or(usize::MAX));
    }
    true
}

/// How many bits a level up to `most` takes.
pub fn bits_of(most: i16) -> usize {
    16 - most.leading_zeros() as usize
}

/// What follows numbers kept as their differences (DELTA_BINARY_PACKED) that `bytes` begin with, which are `most` at most; `None` where that cannot be.
pub fn after_differences(bytes: &[u8], most: usize) -> Option<&[u8]> {
    let mut rest = bytes;
    let [block, parts, count] = [varint(&mut rest)?, varint(&mut rest)?, varint(&mut rest)?];
    varint(&mut rest)?; // the first of them
    let is_even = (1..=1 << 16).contains(&block) && (1..=512).contains(&parts) && block % (parts * 8) == 0;
    if !is_even || count > most as u64 {
        return None;
    }
    let (each, mut left) = (block / parts, count.saturating_sub(1));
    while left > 0 {
        varint(&mut rest)?; // the smallest difference
        let (widths, after) = rest.split_at_checked(usize::try_from(parts).ok()?)?;
        rest = after;
        for width in widths {
            if left > 0 {
                rest = rest.get(usize::from(*width) * usize::try_from(each).ok()? / 8..)?;
            }
            left = left.saturating_sub(each);
        }
    }
    Some(rest)
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 127) << shift;
        if byte & 128 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_and_dictionaries_are_compared_with_what_is_there() {
        assert_eq!(after_levels(&[2, 0, 0, 0, 9, 9, 7], 1, Encoding::RLE, 100), Some(&[7][..]));
        assert_eq!(after_levels(&[9, 0, 0, 0, 9, 9, 7], 1, Encoding::RLE, 100), None);
        assert_eq!(after_levels(&[255, 255, 255, 255, 7], 1, Encoding::RLE, 100), None);
        #[expect(deprecated)] // old files have their levels so
        let packed = Encoding::BIT_PACKED;
        assert_eq!(after_levels(&[1, 7], 1, packed, 8), Some(&[7][..]));
        assert_eq!(after_levels(&[1, 7], 3, packed, 9), None);
        assert!(has_right_runs(&[4, 1, 3, 0xff], 1, 10) && has_right_runs(&[3, 0xff], 4, 8), "runs, and what is cut");
        assert!(!has_right_runs(&[4, 1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1], 1, 10));
        assert!(holds_texts(&[1, 0, 0, 0, b'a', 0, 0, 0, 0], 2) && !holds_texts(&[1, 0, 0, 0, b'a'], 2));
    }
}
