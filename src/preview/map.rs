//! Shapes on a map, whatever file they come from, and where that is in words.

use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

use super::towns::town_at;
use crate::base::format;
use crate::model::{Dataset, Extent};
use crate::t;

/// The most positions kept.
pub const MOST_POSITIONS: usize = 20_000;

/// What is no larger is one place, in degrees.
const SPOT: f64 = 0.0001;

/// East, then north.
pub type Position = [f64; 2];

/// Shapes of the rows that were read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sketch {
    pub features: Vec<Feature>,
    /// What surrounds the shapes that were read, or all of them where the file says so.
    pub bounds: Extent,
    /// Whether the coordinates are degrees, as they were or as they were made.
    pub degrees: bool,
}

/// The shapes of one row.
#[derive(Clone, Debug, PartialEq)]
pub struct Feature {
    /// Which row of the first table it is of.
    pub row: usize,
    pub shapes: Vec<Shape>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    Point(Position),
    Line(Vec<Position>),
    /// What surrounds it, then what is cut out of it.
    Area(Vec<Vec<Position>>),
}

impl Shape {
    pub fn positions(&self) -> Box<dyn Iterator<Item = &Position> + '_> {
        match self {
            Self::Point(at) => Box::new(std::iter::once(at)),
            Self::Line(line) => Box::new(line.iter()),
            Self::Area(rings) => Box::new(rings.iter().flatten()),
        }
    }
}

impl Feature {
    pub fn extent(&self) -> Option<Extent> {
        surrounding(self.shapes.iter().flat_map(Shape::positions))
    }
}

/// Collects shapes, as many as a sketch keeps.
#[derive(Debug)]
pub struct Sketcher {
    features: Vec<Feature>,
    left: usize,
}

impl Default for Sketcher {
    fn default() -> Self {
        Self { features: vec![], left: MOST_POSITIONS }
    }
}

impl Sketcher {
    /// Adds shapes of the row at this place of the first table. Positions that are no numbers are left out.
    pub fn add(&mut self, row: usize, shapes: impl IntoIterator<Item = Shape>) {
        let shapes: Vec<Shape> = shapes.into_iter().filter_map(|shape| self.kept(shape)).collect();
        if !shapes.is_empty() {
            self.features.push(Feature { row, shapes });
        }
    }

    fn kept(&mut self, shape: Shape) -> Option<Shape> {
        let kept = match shape {
            Shape::Point(at) => self.cut(vec![at]).first().copied().map(Shape::Point),
            Shape::Line(line) => Some(Shape::Line(self.cut(line))).filter(|it| it.positions().next().is_some()),
            Shape::Area(rings) => {
                let rings: Vec<_> = rings.into_iter().map(|ring| self.cut(ring)).filter(|it| !it.is_empty()).collect();
                Some(rings).filter(|rings| !rings.is_empty()).map(Shape::Area)
            }
        };
        self.left -= kept.as_ref().map_or(0, |it| it.positions().count());
        kept
    }

    fn cut(&self, mut positions: Vec<Position>) -> Vec<Position> {
        positions.retain(|[x, y]| x.is_finite() && y.is_finite());
        positions.truncate(self.left);
        positions
    }

    /// The sketch, where there is anything on it. `stated`: what the file says surrounds all of its shapes.
    pub fn sketch(self, stated: Option<Extent>, degrees: bool) -> Option<Sketch> {
        let features = self.features;
        let positions = features.iter().flat_map(|it| &it.shapes).flat_map(Shape::positions);
        let bounds = stated.or(surrounding(positions))?;
        match on_earth(bounds).filter(|_| degrees) {
            Some(bounds) => Some(Sketch { features, bounds, degrees: true }),
            None => Some(Sketch { features, bounds, degrees: false }),
        }
    }
}

/// The extent of these positions; `None` of none.
pub fn surrounding<'p>(positions: impl Iterator<Item = &'p Position>) -> Option<Extent> {
    positions.fold(None, |so_far, [x, y]| {
        let Extent { west, south, east, north } = so_far.unwrap_or(Extent { west: *x, south: *y, east: *x, north: *y });
        Some(Extent { west: west.min(*x), south: south.min(*y), east: east.max(*x), north: north.max(*y) })
    })
}

/// Bounds that may be degrees, within the earth; `None` for what is none. Programs that compute positions go round the
/// edge by a rounding error.
pub fn on_earth(bounds: Extent) -> Option<Extent> {
    const ROUNDING: f64 = 1e-5;
    let within = |value: f64, most: f64| (value.abs() <= most + ROUNDING).then(|| value.clamp(-most, most));
    let Extent { west, south, east, north } = bounds;
    Some(Extent {
        west: within(west, 180.0)?,
        south: within(south, 90.0)?,
        east: within(east, 180.0)?,
        north: within(north, 90.0)?,
    })
}

impl Sketch {
    /// An extent with nothing on it.
    pub fn of_extent(bounds: Extent) -> Self {
        Self { features: vec![], bounds, degrees: true }
    }

    pub fn shapes(&self) -> impl Iterator<Item = &Shape> {
        self.features.iter().flat_map(|it| &it.shapes)
    }

    /// What surrounds the shapes that were read.
    pub fn read_extent(&self) -> Option<Extent> {
        surrounding(self.shapes().flat_map(Shape::positions))
    }

    /// How many points, lines and areas there are.
    pub fn counts(&self) -> [usize; 3] {
        self.shapes().fold([0; 3], |[points, lines, areas], shape| match shape {
            Shape::Point(_) => [points + 1, lines, areas],
            Shape::Line(_) => [points, lines + 1, areas],
            Shape::Area(_) => [points, lines, areas + 1],
        })
    }

    /// What is on it and where that is, in words: `212 points, 0.4° × 0.2° around 48.11°N 1.68°W, most within 8 km of
    /// Rennes`; of what is in one place: `1 point near Rennes (48.11°N 1.67°W)`.
    pub fn words(&self) -> String {
        let counted = self.counted();
        let (counted, there) = match (counted.is_empty(), spot(self.bounds).filter(|_| self.degrees)) {
            (false, Some(at)) => {
                let place = place_words(at, 2);
                return match town_at(at) {
                    Some(town) => t!("preview-near-town", shapes = counted, town, place),
                    None => t!("preview-at", shapes = counted, place),
                };
            }
            (is_empty, _) => (Some(counted).filter(|_| !is_empty), self.extent_words()),
        };
        counted.into_iter().chain([there]).chain(self.nearby()).collect::<Vec<_>>().join(", ")
    }

    /// `10 points, 1 line`: the kinds that there are.
    fn counted(&self) -> String {
        let [points, lines, areas] = self.counts();
        let said = [
            (points > 0).then(|| t!("preview-points", count = points)),
            (lines > 0).then(|| t!("preview-lines", count = lines)),
            (areas > 0).then(|| t!("preview-areas", count = areas)),
        ];
        said.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    fn extent_words(&self) -> String {
        if self.degrees {
            return words(self.bounds);
        }
        let Extent { west, south, east, north } = self.bounds;
        let whole = |value: f64| format::decimal(value, 0);
        let (width, height) = (whole(east - west), whole(north - south));
        t!("preview-extent-units", width, height, west = whole(west), south = whole(south))
    }
}

/// Programs read positions by what they make: `points`, `lines` (with the borders of areas), and what surrounds all.
impl Serialize for Sketch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (mut points, mut lines, mut areas) = (vec![], vec![], vec![]);
        for shape in self.shapes() {
            match shape {
                Shape::Point(at) => points.push(at),
                Shape::Line(line) => lines.push(line),
                Shape::Area(rings) => {
                    lines.extend(rings);
                    areas.push(rings);
                }
            }
        }
        let Extent { west, south, east, north } = self.bounds;
        let mut map = serializer.serialize_struct("Sketch", 5)?;
        map.serialize_field("points", &points)?;
        map.serialize_field("lines", &lines)?;
        map.serialize_field("areas", &areas)?;
        map.serialize_field("bounds", &[west, south, east, north])?;
        map.serialize_field("degrees", &self.degrees)?;
        map.end()
    }
}

/// The place that an extent is, where it is no wider or higher than some metres.
fn spot(Extent { west, south, east, north }: Extent) -> Option<Position> {
    let is_spot = (east - west).abs() < SPOT && (north - south).abs() < SPOT;
    is_spot.then_some([(west + east) / 2.0, (south + north) / 2.0])
}

/// An extent in words: how wide and high it is, and where its middle lies.
fn words(extent: Extent) -> String {
    if let Some(at) = spot(extent) {
        return place_words(at, 2);
    }
    let Extent { west, south, east, north } = extent;
    let (width, height) = ((east - west).abs(), (north - south).abs());
    let middle = [(west + east) / 2.0, (south + north) / 2.0];
    let (north, east) = (northward(middle, 2), eastward(middle, 2));
    t!("preview-extent", width = degrees(width), height = degrees(height), north, east)
}

/// `48.11°N 1.68°W`.
pub fn place_words(at: Position, decimals: usize) -> String {
    format!("{} {}", northward(at, decimals), eastward(at, decimals))
}

fn northward([_, y]: Position, decimals: usize) -> String {
    let side = if y < 0.0 { t!("preview-south") } else { t!("preview-north") };
    format!("{}°{side}", format::decimal(y.abs(), decimals))
}

fn eastward([x, _]: Position, decimals: usize) -> String {
    let side = if x < 0.0 { t!("preview-west") } else { t!("preview-east") };
    format!("{}°{side}", format::decimal(x.abs(), decimals))
}

/// Where on earth a dataset says it is: the names of its places, and its extent.
pub fn coverage_words(dataset: &Dataset) -> Option<String> {
    let extent = words(dataset.extent?);
    Some(match &dataset.territory {
        Some(territory) => t!("preview-coverage", territory, extent),
        None => extent,
    })
}

fn degrees(value: f64) -> String {
    let decimals = match value {
        // As it is rounded: what is nearly a tenth is one.
        value if value >= 9.95 => 0,
        value if value >= 0.095 => 1,
        value if value >= 0.0095 => 2,
        _ => 4,
    };
    format!("{}°", format::decimal(value, decimals))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::i18n::Language;
    use crate::base::i18n::tests::speaking;

    #[test]
    fn extents_are_said_in_words() {
        let rennes = Extent { west: -1.9, south: 48.0, east: -1.5, north: 48.2 };
        assert_eq!(words(rennes), "0.4° × 0.2° around 48.10°N 1.70°W");
        assert_eq!(words(Extent { east: -1.9, north: 48.0, ..rennes }), "48.00°N 1.90°W", "a place");
    }

    #[test]
    fn what_is_on_a_map_is_counted_and_placed() {
        let point = |x: f64, y: f64| Shape::Point([x, y]);
        let line = Shape::Line(vec![[-1.7, 48.1], [-1.6, 48.2]]);
        let area = Shape::Area(vec![vec![[-1.7, 48.1], [-1.6, 48.1], [-1.6, 48.2], [-1.7, 48.1]]]);
        let table = [
            (
                vec![point(-1.674, 48.111)],
                "1 point near Rennes (48.11°N 1.67°W)",
                "1 point près de Rennes (48,11°N 1,67°O)",
            ),
            (
                vec![point(-1.674, 48.111); 1200],
                "1,200 points near Rennes (48.11°N 1.67°W)",
                "1\u{a0}200 points près de Rennes (48,11°N 1,67°O)",
            ),
            (vec![point(-30.0, 40.0)], "1 point at 40.00°N 30.00°W", "1 point à 40,00°N 30,00°O"),
            (
                vec![line.clone(), area.clone(), area],
                "1 line, 2 areas, 0.1° × 0.1° around 48.15°N 1.65°W, within 12 km of Rennes",
                "1 ligne, 2 surfaces, 0,1° × 0,1° autour de 48,15°N 1,65°O, à 12\u{a0}km au plus de Rennes",
            ),
        ];
        for (shapes, english, french) in table {
            let mut sketcher = Sketcher::default();
            shapes.into_iter().enumerate().for_each(|(row, shape)| sketcher.add(row, [shape]));
            let sketch = sketcher.sketch(None, true).unwrap();
            assert_eq!(speaking(Language::English, || sketch.words()), english);
            assert_eq!(speaking(Language::French, || sketch.words()), french);
        }
    }

    #[test]
    fn rounding_goes_beyond_the_edge_of_the_earth_and_metres_do_not() {
        let sketched = |[west, south, east, north]: [f64; 4], degrees: bool| {
            let mut sketcher = Sketcher::default();
            sketcher.add(0, [Shape::Line(vec![[west, south], [east, north]])]);
            let sketch = sketcher.sketch(None, degrees).unwrap();
            (sketch.degrees, sketch.bounds.west, sketch.bounds.north)
        };
        assert_eq!(sketched([-180.000_000_000_000_03, -90.0, 180.000_001, 90.000_001], true), (true, -180.0, 90.0));
        assert_eq!(sketched([-180.0, -90.0, 180.0, 90.0], false), (false, -180.0, 90.0));
        assert_eq!(sketched([-180.1, -90.0, 180.0, 83.0], true), (false, -180.1, 83.0));
        assert_eq!(sketched([-180.0, -90.0, 180.0, 91.0], true), (false, -180.0, 91.0));
    }
}
