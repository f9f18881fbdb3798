//! What is asked for within: degrees from west to east, which may cross the meridian where these end.

use crate::model::Extent;

/// From `west` eastwards to `east`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    pub west: f64,
    pub south: f64,
    pub east: f64,
    pub north: f64,
}

impl Bounds {
    /// `WEST,SOUTH,EAST,NORTH`; `None` where these are no degrees.
    pub fn read(written: &str) -> Option<Self> {
        let numbers: Option<Vec<f64>> = written.split(',').map(|part| part.trim().parse().ok()).collect();
        let [west, south, east, north] = numbers?[..] else { return None };
        let are_degrees =
            [west, east].iter().all(|it| it.abs() <= 180.0) && [south, north].iter().all(|it| it.abs() <= 90.0);
        let is_area = are_degrees && west != east && south < north;
        is_area.then_some(Self { west, south, east, north })
    }

    /// Each of which lies within the degrees that there are: one, or one on either side of where they end.
    pub fn parts(&self) -> Vec<Extent> {
        let Self { west, south, east, north } = *self;
        Extent { west, south, east, north }.parts()
    }

    pub fn meets(&self, extent: &Extent) -> bool {
        self.parts().iter().any(|part| extent.meets(part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_four_degrees_in_their_order() {
        let one = Bounds::read("-1.7, 48,-1.5,48.2").unwrap();
        assert_eq!(one.parts(), [Extent { west: -1.7, south: 48.0, east: -1.5, north: 48.2 }]);
        for odd in
            ["", "1,2,3", "1,2,3,4,5", "1,48,1,49", "1,49,2,48", "1,2,3,x", "1,2,181,4", "1,-91,2,4", "nan,1,2,3"]
        {
            assert_eq!(Bounds::read(odd), None, "{odd}");
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
            let bounds = Bounds::read(written).unwrap();
            assert_eq!(bounds.parts().iter().map(|it| (it.west, it.east)).collect::<Vec<_>>(), expected, "{written}");
        }
        let at = |x: f64| Extent { west: x, south: -15.0, east: x, north: -15.0 };
        let bounds = Bounds::read("166,-23,-176,-13").unwrap();
        assert_eq!([167.0, 179.9, -178.0, -170.0, 0.0].map(|x| bounds.meets(&at(x))), [true, true, true, false, false]);
    }
}
