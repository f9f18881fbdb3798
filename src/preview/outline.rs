//! Coasts and borders of the world, for the background of a map: `assets/map`, unpacked when a map is first looked at.

use std::sync::LazyLock;

use super::map::{Position, surrounding};
use crate::model::Extent;

/// Made by `assets/outline.py`, which says how it is written.
static PACKED: &[u8] = include_bytes!("../../assets/map/outline.bin");
/// How many steps a degree has.
const UNIT: f64 = 200.0;

/// A piece of a coast or a border.
#[derive(Debug)]
pub struct Outline {
    pub extent: Extent,
    pub positions: Vec<Position>,
}

/// All of them.
pub fn outlines() -> &'static [Outline] {
    static OUTLINES: LazyLock<Vec<Outline>> = LazyLock::new(|| unpacked(PACKED));
    &OUTLINES
}

fn unpacked(mut bytes: &[u8]) -> Vec<Outline> {
    let mut outlines = vec![];
    while let Some(positions) = line(&mut bytes) {
        outlines.extend(surrounding(positions.iter()).map(|extent| Outline { extent, positions }));
    }
    outlines
}

fn line(bytes: &mut &[u8]) -> Option<Vec<Position>> {
    let count = varint(bytes)?;
    let (mut x, mut y) = (0, 0);
    let mut next = || {
        x += signed(bytes)?;
        y += signed(bytes)?;
        Some([x as f64 / UNIT, y as f64 / UNIT])
    };
    (0..count).map(|_| next()).collect()
}

fn signed(bytes: &mut &[u8]) -> Option<i64> {
    let value = varint(bytes)?;
    Some((value >> 1) as i64 ^ -((value & 1) as i64))
}

/// Seven bits a byte, the lowest first; the last byte has no eighth.
fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..35).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_outline_is_unpacked_and_lies_on_earth() {
        assert!(PACKED.len() < 60_000);
        let outlines = outlines();
        assert!(outlines.len() > 500, "{}", outlines.len());
        let mut rest = PACKED;
        while line(&mut rest).is_some() {}
        assert!(rest.is_empty(), "nothing is left over");
        for Extent { west, south, east, north } in outlines.iter().map(|it| it.extent) {
            assert!(west >= -180.0 && east <= 180.0 && south >= -90.0 && north <= 90.0);
        }
    }

    #[test]
    fn coasts_lie_where_they_are() {
        let near = |x: f64, y: f64| {
            let positions = outlines().iter().flat_map(|it| &it.positions);
            positions.map(|at| (at[0] - x).hypot(at[1] - y)).fold(f64::INFINITY, f64::min)
        };
        // Brest, Marseille, Saint-Denis de La Réunion, Cayenne; and Bourges, far from any.
        for (x, y) in [(-4.6, 48.35), (5.36, 43.29), (55.45, -20.87), (-52.3, 4.95)] {
            assert!(near(x, y) < 0.15, "{x} {y}: {}", near(x, y));
        }
        assert!(near(2.4, 47.08) > 1.5);
    }

    #[test]
    fn what_ends_early_or_never_is_left_out() {
        assert!(unpacked(&[3, 2, 2]).is_empty());
        assert!(unpacked(&[0xff; 40]).is_empty());
    }
}
