//! What numbers seem to be where a file does not say what they are.

use super::Crs;
use crate::model::Extent;
use crate::preview::map::on_earth;

/// Where France is: its mainland with Corsica, and the places overseas that have a system of their own.
const FRANCE: [Extent; 7] = [
    Extent { west: -5.6, south: 41.2, east: 9.8, north: 51.3 },
    Extent { west: -63.3, south: 14.2, east: -60.6, north: 18.2 },
    Extent { west: -54.9, south: 2.0, east: -51.3, north: 6.0 },
    Extent { west: 55.0, south: -21.6, east: 56.0, north: -20.7 },
    Extent { west: 44.8, south: -13.2, east: 45.4, north: -12.5 },
    Extent { west: -56.6, south: 46.6, east: -56.0, north: 47.3 },
    Extent { west: 163.0, south: -23.0, east: 168.5, north: -19.0 },
];

/// What the numbers within some bounds seem to be.
pub enum Seeming {
    Degrees,
    /// Degrees, of which the north may stand first: so they would lie in France.
    Swapped,
    /// Of this system, and of no other that is usual.
    Of(Crs),
    /// Of this system, and perhaps of the other.
    Perhaps(Crs, Crs),
    Unknown,
}

pub fn of(bounds: Extent) -> Seeming {
    let Extent { west, south, east, north } = bounds;
    let other = Extent { west: south, south: west, east: north, north: east };
    if on_earth(bounds).is_some() {
        let is_swapped =
            !FRANCE.iter().any(|place| holds(place, bounds)) && FRANCE.iter().any(|place| holds(place, other));
        return if is_swapped { Seeming::Swapped } else { Seeming::Degrees };
    }
    if on_earth(other).is_some() {
        return Seeming::Swapped;
    }
    let mut found = [2154, 3857]
        .into_iter()
        .filter_map(Crs::coded)
        .filter(|crs| crs.extent_in_degrees(bounds).is_some_and(|extent| holds(&FRANCE[0], extent)));
    match (found.next(), found.next()) {
        (Some(first), Some(second)) => Seeming::Perhaps(first, second),
        (Some(only), None) => Seeming::Of(only),
        _ => Seeming::Unknown,
    }
}

fn holds(place: &Extent, bounds: Extent) -> bool {
    place.west <= bounds.west && bounds.east <= place.east && place.south <= bounds.south && bounds.north <= place.north
}
