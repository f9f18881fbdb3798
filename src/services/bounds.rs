//! The bounds that rows are asked for within, as they are written: degrees from west to east, which may cross the meridian
//! where these end.

use crate::model::{Extent, filter};

/// `WEST,SOUTH,EAST,NORTH`; `None` where these are no degrees, or no area.
pub fn read(written: &str) -> Option<Extent> {
    filter::bounds(written).filter(|it| {
        let are_degrees = [it.west, it.east].iter().all(|degrees| degrees.abs() <= 180.0);
        are_degrees && it.west != it.east && it.south < it.north
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_four_degrees_in_their_order() {
        let one = read("-1.7, 48,-1.5,48.2").unwrap();
        assert_eq!(one.parts(), [Extent { west: -1.7, south: 48.0, east: -1.5, north: 48.2 }]);
        for odd in
            ["", "1,2,3", "1,2,3,4,5", "1,48,1,49", "1,49,2,48", "1,2,3,x", "1,2,181,4", "1,-91,2,4", "nan,1,2,3"]
        {
            assert_eq!(read(odd), None, "{odd}");
        }
    }

    #[test]
    fn bounds_may_cross_the_meridian_where_degrees_end() {
        let table = [
            ("166,-23,-176,-13", vec![(166.0, 180.0), (-180.0, -176.0)]),
            ("180,-20,-170,20", vec![(-180.0, -170.0)]),
            ("170,-20,-180,20", vec![(170.0, 180.0)]),
        ];
        for (written, expected) in table {
            let bounds = read(written).unwrap();
            assert_eq!(bounds.parts().iter().map(|it| (it.west, it.east)).collect::<Vec<_>>(), expected, "{written}");
        }
        let at = |x: f64| Extent { west: x, south: -15.0, east: x, north: -15.0 };
        let bounds = read("166,-23,-176,-13").unwrap();
        assert_eq!([167.0, 179.9, -178.0, -170.0, 0.0].map(|x| bounds.meets(&at(x))), [true, true, true, false, false]);
    }
}
