//! Geometries in bytes: WKB as the OGC and PostGIS write it, with or without heights, and the blobs of a GeoPackage.

use super::map::{Position, Shape};

/// What the standard calls geometries, by their numbers.
const KINDS: [&str; 18] = [
    "Geometry",
    "Point",
    "LineString",
    "Polygon",
    "MultiPoint",
    "MultiLineString",
    "MultiPolygon",
    "GeometryCollection",
    "CircularString",
    "CompoundCurve",
    "CurvePolygon",
    "MultiCurve",
    "MultiSurface",
    "Curve",
    "Surface",
    "PolyhedralSurface",
    "TIN",
    "Triangle",
];

/// Collections in collections.
const DEEPEST: usize = 8;

/// The shapes of the blob of a GeoPackage; `None` where it is none.
pub fn of_geopackage(blob: &[u8]) -> Option<Vec<Shape>> {
    let rest = blob.strip_prefix(b"GP")?;
    let flags = *rest.get(1)?;
    let envelope = match flags >> 1 & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return None,
    };
    shapes(rest.get(6 + envelope..)?)
}

/// The shapes of a blob of SpatiaLite: a box, then the geometry between two marks; `None` where it is none.
pub fn of_spatialite(blob: &[u8]) -> Option<Vec<Shape>> {
    let (start, inner) = blob.strip_prefix(&[0])?.split_at_checked(38)?;
    let inner = inner.strip_suffix(&[0xfe]).filter(|_| start.last() == Some(&0x7c))?;
    shapes(&[&start[..1], inner].concat())
}

/// One geometry.
#[derive(Debug, PartialEq)]
pub struct Geometry {
    /// What the standard calls it: `MultiPolygon`.
    pub kind: &'static str,
    pub shapes: Vec<Shape>,
}

/// The geometry that `wkb` begins with; `None` where it is none. What is cut keeps what came.
pub fn read(wkb: &[u8]) -> Option<Geometry> {
    let mut shapes = Vec::new();
    let kind = WkbReader { rest: wkb, is_little: true, width: 2 }.geometry(&mut shapes, 0)?;
    Some(Geometry { kind, shapes })
}

/// Its shapes alone.
pub fn shapes(wkb: &[u8]) -> Option<Vec<Shape>> {
    read(wkb).map(|geometry| geometry.shapes)
}

struct WkbReader<'b> {
    rest: &'b [u8],
    is_little: bool,
    /// How many numbers a position has.
    width: usize,
}

impl WkbReader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*taken)
    }

    fn count(&mut self) -> Option<u32> {
        let bytes = self.take::<4>()?;
        Some(if self.is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    fn number(&mut self) -> Option<f64> {
        let bytes = self.take::<8>()?;
        Some(if self.is_little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) })
    }

    fn position(&mut self) -> Option<Position> {
        let at = [self.number()?, self.number()?];
        for _ in 2..self.width {
            self.number()?;
        }
        Some(at)
    }

    /// As many as there are, whatever is claimed.
    fn positions(&mut self) -> Option<Vec<Position>> {
        let claimed = self.count()?;
        let mut positions = Vec::new();
        for _ in 0..claimed {
            let Some(at) = self.position() else { break };
            positions.push(at);
        }
        Some(positions)
    }

    fn geometry(&mut self, shapes: &mut Vec<Shape>, depth: usize) -> Option<&'static str> {
        match self.take()? {
            [0] => self.is_little = false,
            [1] => self.is_little = true,
            // SpatiaLite's mark of a part, which goes on in the order of the whole.
            [0x69] => {}
            _ => return None,
        }
        let kind = self.count()?;
        let (has_z, has_m) = (kind & 0x8000_0000 != 0, kind & 0x4000_0000 != 0);
        if kind & 0x2000_0000 != 0 {
            self.count()?;
        }
        let bare = kind & 0x0fff_ffff;
        self.width = 2 + match bare / 1000 {
            0 => usize::from(has_z) + usize::from(has_m),
            1 | 2 => 1,
            3 => 2,
            _ => return None,
        };
        let name = *KINDS.get(bare as usize % 1000)?;
        match bare % 1000 {
            1 => shapes.push(Shape::Point(self.position()?)),
            2 | 8 => shapes.push(Shape::Line(self.positions()?)),
            3 | 17 => {
                let mut rings = Vec::new();
                for _ in 0..self.count()? {
                    let Some(ring) = self.positions() else { break };
                    rings.push(ring);
                }
                shapes.push(Shape::Area(rings));
            }
            4..=7 | 9..=12 | 15 | 16 if depth < DEEPEST => {
                for _ in 0..self.count()? {
                    if self.geometry(shapes, depth + 1).is_none() {
                        break;
                    }
                }
            }
            _ => return None,
        }
        Some(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(value: f64) -> [u8; 8] {
        value.to_le_bytes()
    }

    fn point(kind: u32, numbers: &[f64]) -> Vec<u8> {
        let mut bytes = vec![1];
        bytes.extend(kind.to_le_bytes());
        numbers.iter().for_each(|it| bytes.extend(number(*it)));
        bytes
    }

    #[test]
    fn points_of_all_widths_and_orders_are_read() {
        let expected = Some(vec![Shape::Point([1.0, 2.0])]);
        let mut with_code = vec![1];
        with_code.extend((0x2000_0001_u32).to_le_bytes());
        with_code.extend(2154_u32.to_le_bytes());
        with_code.extend([number(1.0), number(2.0)].concat());
        let mut big = vec![0, 0, 0, 0, 1];
        big.extend([1.0_f64.to_be_bytes(), 2.0_f64.to_be_bytes()].concat());
        for bytes in [
            point(1, &[1.0, 2.0]),
            point(1001, &[1.0, 2.0, 9.0]),
            point(2001, &[1.0, 2.0, 9.0]),
            point(3001, &[1.0, 2.0, 9.0, 8.0]),
            point(0x8000_0001, &[1.0, 2.0, 9.0]),
            with_code,
            big,
        ] {
            assert_eq!(shapes(&bytes), expected, "{bytes:?}");
            let blob = [b"GP\0\x03\x6a\x08\0\0".as_slice(), &[0; 32], &bytes].concat();
            assert_eq!(of_geopackage(&blob), expected);
        }
    }

    #[test]
    fn what_is_claimed_is_not_believed() {
        let mut line = vec![1];
        line.extend(2_u32.to_le_bytes());
        line.extend(u32::MAX.to_le_bytes());
        line.extend([number(1.0), number(2.0)].concat());
        assert_eq!(shapes(&line), Some(vec![Shape::Line(vec![[1.0, 2.0]])]));
        let nested = [[1_u8].as_slice(), &7_u32.to_le_bytes(), &u32::MAX.to_le_bytes()].concat().repeat(1000);
        assert_eq!(shapes(&nested), Some(vec![]));
        for end in 0..line.len() {
            let _ = (shapes(&line[..end]), of_geopackage(&line[..end]));
        }
        assert_eq!(shapes(&point(77, &[1.0, 2.0])), None);
    }
}
