//! MapInfo's clause: `CoordSys Earth Projection 3, 33, "m", 3, 46.5, 44, 49, 700000, 6600000`.

use super::{Crs, IntoDegrees, known, names};
use crate::base::text;

/// The datums that are those of degrees here, and the old French one, from Greenwich and from Paris.
const OF_TODAY: [u32; 6] = [0, 33, 74, 104, 115, 157];
const NTF: [u32; 2] = [107, 1002];

/// What it describes; of what is not known its words.
pub fn read(clause: &str) -> Option<Crs> {
    let clause = clause.split("Bounds").next().unwrap_or_default().trim();
    let words = text::some_line(clause)?;
    let described = described(clause).map(|formula| {
        let name = name(&formula).unwrap_or_else(|| words.clone());
        Crs::by_formula(name, &formula)
    });
    Some(described.unwrap_or(Crs { name: words, into: IntoDegrees::Unknown }))
}

fn described(clause: &str) -> Option<String> {
    let lower = clause.to_ascii_lowercase();
    let (_, list) = lower.split_once("projection")?;
    let items: Vec<&str> = list.split(',').map(str::trim).collect();
    let number = |at: usize| items.get(at)?.parse::<f64>().ok().filter(|it| it.is_finite());
    // EPSG's own code may stand in the number of the projection's thousands: what is left is its kind.
    let kind = number(0)? as u32 % 1000;
    let datum = number(1)? as u32;
    let after_datum = 2 + match datum {
        999 => 4,
        9999 => 9,
        _ => 0,
    };
    if kind == 1 {
        return OF_TODAY.contains(&datum).then(|| "+proj=longlat".to_owned());
    }
    let unit = match items.get(after_datum)?.trim_matches('"') {
        "m" => 1.0,
        "km" => 1000.0,
        "ft" => 0.3048,
        "survey ft" => 1200.0 / 3937.0,
        _ => return None,
    };
    let value = |at: usize| number(after_datum + 1 + at);
    let formula = match kind {
        3 => format!(
            "+proj=lcc +lon_0={} +lat_0={} +lat_1={} +lat_2={} +x_0={} +y_0={}",
            value(0)?,
            value(1)?,
            value(2)?,
            value(3)?,
            value(4)? * unit,
            value(5)? * unit
        ),
        8 => format!(
            "+proj=tmerc +lon_0={} +lat_0={} +k_0={} +x_0={} +y_0={}",
            value(0)?,
            value(1)?,
            value(2)?,
            value(3)? * unit,
            value(4)? * unit
        ),
        10 => return (datum == 157).then(|| known::WEB_MERCATOR.to_owned()),
        _ => return None,
    };
    let of = match datum {
        datum if OF_TODAY.contains(&datum) || datum == 999 || datum == 9999 => "+ellps=GRS80".to_owned(),
        datum if NTF.contains(&datum) => format!("{} {}", known::NTF, if datum == 1002 { "+pm=paris" } else { "" }),
        _ => return None,
    };
    Some(format!("{formula} +to_meter={unit} {of}"))
}

/// What a person calls the usual ones.
fn name(formula: &str) -> Option<String> {
    let usual = match () {
        () if formula.contains("+x_0=700000 +y_0=6600000") => 2154,
        () if formula.contains("+x_0=600000 +y_0=2200000") => 27572,
        () if formula == known::WEB_MERCATOR => 3857,
        () if formula == "+proj=longlat" => 4326,
        () if formula.contains("+x_0=1700000 +y_0=") => {
            let (_, northing) = formula.split_once("+y_0=")?;
            names::by_name(&format!("rgf93cc{}", 41 + northing.get(..1)?.parse::<u32>().ok()?))?
        }
        () => return None,
    };
    Some(Crs::coded(usual)?.name)
}
