//! GeoParquet: which column holds the shapes, and what their coordinates are.

use ::parquet::file::metadata::ParquetMetaData;
use serde_json::Value;

use crate::base::text;
use crate::model::{Extent, Fact};
use crate::{said, t};

/// What the file says of its shapes.
#[derive(Clone, Debug, PartialEq)]
pub struct Geo {
    /// The column that is drawn.
    pub column: String,
    /// The name of the reference system, and whether its coordinates are degrees.
    crs: Option<String>,
    pub degrees: bool,
    /// What surrounds all shapes.
    pub bounds: Option<Extent>,
    kinds: Vec<String>,
}

impl Geo {
    pub fn of(metadata: &ParquetMetaData) -> Option<Self> {
        let pairs = metadata.file_metadata().key_value_metadata()?;
        let stated = pairs.iter().find(|pair| pair.key == "geo")?.value.as_deref()?;
        Self::read(stated)
    }

    fn read(stated: &str) -> Option<Self> {
        let stated: Value = serde_json::from_str(stated).ok()?;
        let columns = stated.get("columns")?.as_object()?;
        let primary = stated.get("primary_column").and_then(Value::as_str);
        let (column, about) =
            columns.iter().find(|(name, _)| Some(name.as_str()) == primary).or_else(|| columns.iter().next())?;
        let crs = about.get("crs");
        let kinds = about.get("geometry_types").and_then(Value::as_array).into_iter().flatten();
        Some(Self {
            column: column.clone(),
            crs: match crs {
                // By the standard: longitude and latitude.
                None => Some("OGC:CRS84".to_owned()),
                Some(crs) => named(crs),
            },
            degrees: crs.is_none_or(is_geographic),
            bounds: about.get("bbox").and_then(bounds),
            kinds: kinds.filter_map(|kind| text::some_line(kind.as_str()?)).take(10).collect(),
        })
    }

    pub fn facts(&self) -> Vec<Fact> {
        let crs = self.crs.clone().unwrap_or_else(|| t!("formats-crs-unstated"));
        let mut facts: Vec<Fact> = vec![
            (said!("preview-parquet-kind").into(), "GeoParquet".to_owned()),
            (said!("formats-field-geometry").into(), text::line(&self.column)),
            (said!("formats-field-crs").into(), crs),
        ];
        if !self.kinds.is_empty() {
            facts.push((said!("formats-field-shapes").into(), self.kinds.join(", ")));
        }
        facts
    }
}

/// `EPSG:2154 (RGF93 v1 / Lambert-93)`.
fn named(crs: &Value) -> Option<String> {
    let id = crs.get("id").and_then(|id| {
        let code = id.get("code")?;
        let code = code.as_str().map_or_else(|| code.to_string(), str::to_owned);
        Some(format!("{}:{code}", id.get("authority")?.as_str()?))
    });
    let name = crs.get("name").and_then(Value::as_str).map(str::to_owned);
    let said = match (id, name) {
        (Some(id), Some(name)) => format!("{id} ({name})"),
        (one, other) => one.or(other).or_else(|| crs.as_str().map(str::to_owned))?,
    };
    text::some_line(&said)
}

fn is_geographic(crs: &Value) -> bool {
    crs.get("type").and_then(Value::as_str).is_some_and(|kind| kind.starts_with("Geographic"))
        || crs.as_str().is_some_and(|crs| matches!(crs, "OGC:CRS84" | "EPSG:4326"))
}

/// `[west, south, east, north]`, or with heights between and behind.
fn bounds(stated: &Value) -> Option<Extent> {
    let values: Vec<f64> = stated.as_array()?.iter().map(Value::as_f64).collect::<Option<_>>()?;
    match values[..] {
        [west, south, east, north] | [west, south, _, east, north, _] => Some(Extent { west, south, east, north }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_shapes_are_is_read_from_the_metadata() {
        let lambert = r#"{"version":"1.0.0","primary_column":"geom","columns":{"other":{},"geom":{"encoding":"WKB",
            "geometry_types":["Polygon"],"bbox":[100,200,300,400],
            "crs":{"type":"ProjectedCRS","name":"RGF93 v1 / Lambert-93","id":{"authority":"EPSG","code":2154}}}}}"#;
        let geo = Geo::read(lambert).unwrap();
        assert_eq!((geo.column.as_str(), geo.degrees), ("geom", false));
        assert_eq!(geo.crs.as_deref(), Some("EPSG:2154 (RGF93 v1 / Lambert-93)"));
        assert_eq!(geo.bounds, Some(Extent { west: 100.0, south: 200.0, east: 300.0, north: 400.0 }));
        let silent = Geo::read(r#"{"primary_column":"g","columns":{"g":{}}}"#).unwrap();
        assert_eq!((silent.crs.as_deref(), silent.degrees), (Some("OGC:CRS84"), true));
        let unknown = Geo::read(r#"{"primary_column":"g","columns":{"g":{"crs":null,"bbox":[1]}}}"#).unwrap();
        assert_eq!((unknown.crs, unknown.degrees, unknown.bounds), (None, false, None));
        for odd in ["", "[]", r#"{"columns":{}}"#, r#"{"columns":[1]}"#] {
            assert_eq!(Geo::read(odd), None, "{odd}");
        }
    }
}
