//! Towns of France, for saying where something is by what lies near.

use std::sync::LazyLock;

use super::map::{Feature, Position, Sketch};
use crate::base::format;
use crate::model::Extent;
use crate::t;

/// Name, latitude, longitude.
static LISTED: &str = include_str!("../../assets/map/towns.tsv");
/// Kilometres in a degree of latitude.
const DEGREE: f64 = 111.2;
/// A town further from the middle than this says nothing of it.
const FAR: f64 = 60.0;
/// What is no further from a town is said to be near it.
const NEAR: f64 = 15.0;
/// Spread over more than this, it is near no town.
const WIDE: f64 = 150.0;
/// The share of all that is most.
const MOST: f64 = 0.8;

struct Town {
    name: &'static str,
    at: Position,
}

fn towns() -> &'static [Town] {
    static TOWNS: LazyLock<Vec<Town>> = LazyLock::new(|| LISTED.lines().filter_map(town).collect());
    &TOWNS
}

fn town(line: &'static str) -> Option<Town> {
    let mut parts = line.split('\t');
    let (name, north, east) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Town { name, at: [east.parse().ok()?, north.parse().ok()?] })
}

/// How far two places on earth are from each other, in kilometres; exact enough for what is near.
pub fn kilometres(one: Position, other: Position) -> f64 {
    let shrink = ((one[1] + other[1]) / 2.0).to_radians().cos();
    let east = (one[0] - other[0]).abs();
    (east.min(360.0 - east) * shrink * DEGREE).hypot((one[1] - other[1]) * DEGREE)
}

fn nearest(at: Position) -> Option<&'static Town> {
    towns().iter().min_by(|one, other| kilometres(one.at, at).total_cmp(&kilometres(other.at, at)))
}

/// The town that a place is in or near.
pub fn town_at(at: Position) -> Option<&'static str> {
    nearest(at).filter(|town| kilometres(town.at, at) <= NEAR).map(|town| town.name)
}

impl Sketch {
    /// `most within 8 km of Rennes`: the town nearest to the middle of what is on it, and how far from there four of
    /// five features lie. `None` where there is no town near, or they are spread widely.
    pub fn nearby(&self) -> Option<String> {
        let mut extents: Vec<Extent> = self.features.iter().filter_map(Feature::extent).collect();
        extents.retain(|_| self.degrees);
        let centre = [median(&extents, 0)?, median(&extents, 1)?];
        let town = nearest(centre)?;
        if kilometres(town.at, centre) > FAR {
            return None;
        }
        let mut distances: Vec<f64> = extents.iter().map(|extent| furthest(*extent, town.at)).collect();
        distances.sort_by(f64::total_cmp);
        let most = *distances.get((distances.len() as f64 * MOST).ceil() as usize - 1)?;
        let km = |distance: f64| format::decimal(rounded(distance), 0);
        match distances.last()? {
            _ if most > WIDE => None,
            // Without a few far ones it would hardly be nearer.
            all if *all <= 1.5 * rounded(most) => Some(t!("preview-near-all", town = town.name, km = km(*all))),
            _ => Some(t!("preview-near-most", town = town.name, km = km(most))),
        }
    }
}

/// How far the furthest corner is, in kilometres.
fn furthest(extent: Extent, from: Position) -> f64 {
    let Extent { west, south, east, north } = extent;
    let corners = [[west, south], [west, north], [east, south], [east, north]];
    corners.into_iter().map(|corner| kilometres(corner, from)).fold(0.0, f64::max)
}

/// Up to a distance that people say.
fn rounded(km: f64) -> f64 {
    let step = match km {
        km if km <= 20.0 => 1.0,
        km if km <= 100.0 => 5.0,
        _ => 10.0,
    };
    (km / step).ceil().max(1.0) * step
}

/// Of the middles of these, along one axis.
fn median(extents: &[Extent], axis: usize) -> Option<f64> {
    let middle = |it: &Extent| if axis == 0 { (it.west + it.east) / 2.0 } else { (it.south + it.north) / 2.0 };
    let mut values: Vec<f64> = extents.iter().map(middle).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preview::Shape;
    use crate::preview::map::Sketcher;

    fn sketch(points: &[Position], degrees: bool) -> Sketch {
        let mut sketcher = Sketcher::default();
        points.iter().enumerate().for_each(|(row, at)| sketcher.add(row, [Shape::Point(*at)]));
        sketcher.sketch(None, degrees).unwrap()
    }

    #[test]
    fn every_line_is_a_town_in_france_or_overseas() {
        assert_eq!(towns().len(), LISTED.lines().count());
        assert!(towns().len() > 200 && towns().len() < 500);
        for town in towns() {
            assert!(!town.name.is_empty() && town.at[0].abs() <= 180.0 && town.at[1].abs() < 52.0, "{}", town.name);
        }
    }

    #[test]
    fn distances_are_those_on_the_ground() {
        let (paris, rennes) = ([2.35, 48.86], [-1.68, 48.11]);
        assert!((kilometres(paris, rennes) - 308.0).abs() < 3.0, "{}", kilometres(paris, rennes));
        assert!(kilometres([179.9, 0.0], [-179.9, 0.0]) < 25.0);
    }

    #[test]
    fn points_are_said_to_be_near_a_town() {
        let around = |x: f64, y: f64, far: f64| -> Vec<Position> {
            (0..100).map(|n| [x + far * f64::from(n % 10) / 10.0, y + far * f64::from(n / 10) / 10.0]).collect()
        };
        let outliers = |mut points: Vec<Position>| {
            points.extend([[0.0, 0.0], [2.35, 48.86]]);
            points
        };
        let table = [
            (around(-1.7, 48.1, 0.05), true, Some("within 5 km of Rennes")),
            (outliers(around(-1.7, 48.1, 0.05)), true, Some("most within 4 km of Rennes")),
            (vec![[55.46, -20.9]], true, Some("within 3 km of Saint-Denis")),
            (around(-60.0, -50.0, 0.1), true, None),
            (around(-3.0, 43.5, 8.0), true, None),
            (vec![[352_000.0, 6_789_000.0]], false, None),
        ];
        for (points, degrees, said) in table {
            assert_eq!(sketch(&points, degrees).nearby().as_deref(), said, "{:?}", points.first());
        }
    }
}
