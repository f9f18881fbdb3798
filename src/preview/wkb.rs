//! Geometries in Well-Known Binary (OGC 06-103r4, and what PostGIS adds to it), as GeoParquet and GeoPackage keep them.

use super::map::{Position, Shape};

/// How deep collections are followed.
const DEEPEST: usize = 8;
/// The most parts of one geometry that are read.
const MOST_PARTS: usize = 100_000;

/// One geometry.
#[derive(Debug, PartialEq)]
pub struct Geometry {
    /// What the standard calls it: `MultiPolygon`.
    pub kind: &'static str,
    pub shapes: Vec<Shape>,
}

/// The geometry that `bytes` begin with; `None` where they are none. Counts are believed as far as there are bytes.
pub fn read(bytes: &[u8]) -> Option<Geometry> {
    let mut reader = Reader { bytes, parts: 0 };
    let mut shapes = vec![];
    let kind = reader.geometry(&mut shapes, 0)?;
    Some(Geometry { kind, shapes })
}

struct Reader<'b> {
    bytes: &'b [u8],
    parts: usize,
}

/// How numbers are written, and how many a position has.
#[derive(Clone, Copy)]
struct Layout {
    little: bool,
    width: usize,
}

impl Reader<'_> {
    fn geometry(&mut self, shapes: &mut Vec<Shape>, depth: usize) -> Option<&'static str> {
        let little = match self.take::<1>()? {
            [0] => false,
            [1] => true,
            _ => return None,
        };
        let code = self.count(little)?;
        if code & 0x2000_0000 != 0 {
            self.count(little)?; // the number of its reference system
        }
        let (flags, code) = (code >> 30, code & 0x0fff_ffff);
        let more = [0, 1, 1, 2].get(usize::try_from(code / 1000).ok()?)?;
        let layout = Layout { little, width: 2 + flags.count_ones() as usize + more };
        let kind = match code % 1000 {
            1 => "Point",
            2 => "LineString",
            3 => "Polygon",
            4 => "MultiPoint",
            5 => "MultiLineString",
            6 => "MultiPolygon",
            7 => "GeometryCollection",
            _ => return None,
        };
        match kind {
            "Point" => shapes.extend(self.position(layout).map(Shape::Point)),
            "LineString" => shapes.push(Shape::Line(self.line(layout)?)),
            "Polygon" => shapes.push(Shape::Area(self.rings(layout)?)),
            _ if depth == DEEPEST => return None,
            _ => {
                for _ in 0..self.count(little)? {
                    self.part()?;
                    self.geometry(shapes, depth + 1)?;
                }
            }
        }
        Some(kind)
    }

    fn rings(&mut self, layout: Layout) -> Option<Vec<Vec<Position>>> {
        let mut rings = vec![];
        for _ in 0..self.count(layout.little)? {
            self.part()?;
            rings.push(self.line(layout)?);
        }
        Some(rings)
    }

    fn line(&mut self, layout: Layout) -> Option<Vec<Position>> {
        let count = usize::try_from(self.count(layout.little)?).ok()?;
        // Each takes its bytes, so that a false count makes no room.
        if count > self.bytes.len() / (8 * layout.width) {
            return None;
        }
        (0..count).map(|_| self.position(layout)).collect()
    }

    fn position(&mut self, layout: Layout) -> Option<Position> {
        let mut position = [0.0; 4];
        for value in position.iter_mut().take(layout.width) {
            let bytes = self.take::<8>()?;
            *value = if layout.little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) };
        }
        Some([position[0], position[1]])
    }

    /// One more part, where it may have one.
    fn part(&mut self) -> Option<()> {
        self.parts += 1;
        (self.parts <= MOST_PARTS).then_some(())
    }

    fn count(&mut self, little: bool) -> Option<u32> {
        let bytes = self.take::<4>()?;
        Some(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.bytes.split_first_chunk::<N>()?;
        self.bytes = rest;
        Some(*taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn geometry(code: u32, counts_and_values: &[&[u8]]) -> Vec<u8> {
        [&[1][..], &code.to_le_bytes(), &counts_and_values.concat()].concat()
    }

    fn values(values: &[f64]) -> Vec<u8> {
        values.iter().flat_map(|it| it.to_le_bytes()).collect()
    }

    #[test]
    fn each_kind_is_read_whatever_its_layout() {
        let one = 1u32.to_le_bytes();
        let two = 2u32.to_le_bytes();
        let point = geometry(1, &[&values(&[-1.5, 48.0])]);
        let with_height = geometry(1001, &[&values(&[-1.5, 48.0, 30.0])]);
        let of_postgis = geometry(1 | 0xa000_0000, &[&4326u32.to_le_bytes(), &values(&[-1.5, 48.0, 30.0])]);
        let big_endian = [&[0, 0, 0, 0, 1][..], &(-1.5f64).to_be_bytes(), &48f64.to_be_bytes()].concat();
        for bytes in [&point, &with_height, &of_postgis, &big_endian] {
            let read = read(bytes).unwrap();
            assert_eq!((read.kind, read.shapes), ("Point", vec![Shape::Point([-1.5, 48.0])]), "{bytes:?}");
        }
        let line = geometry(2, &[&two, &values(&[0.0, 0.0, 1.0, 2.0])]);
        assert_eq!(read(&line).unwrap().shapes, [Shape::Line(vec![[0.0, 0.0], [1.0, 2.0]])]);
        let area = geometry(3, &[&one, &two, &values(&[0.0, 0.0, 1.0, 2.0])]);
        let areas = geometry(6, &[&two, &area, &area]);
        let read = read(&areas).unwrap();
        assert_eq!((read.kind, read.shapes.len()), ("MultiPolygon", 2));
    }

    #[test]
    fn false_counts_and_endless_depth_are_no_geometry() {
        let many = u32::MAX.to_le_bytes();
        let deep = (0..50).fold(vec![], |inner: Vec<u8>, _| geometry(7, &[&1u32.to_le_bytes(), &inner]));
        for bytes in [geometry(2, &[&many, &values(&[1.0])]), geometry(6, &[&many]), geometry(99, &[]), deep, vec![]] {
            assert_eq!(read(&bytes), None);
        }
    }
}
