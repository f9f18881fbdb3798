//! GeoParquet: which column holds the shapes, and what their coordinates are.

use ::parquet::file::metadata::ParquetMetaData;
use serde_json::Value;

use crate::base::text;
use crate::model::{Extent, Fact};
use crate::preview::crs::Crs;
use crate::preview::layer::MapLayer;
use crate::{said, t};

/// What the file says of its shapes.
#[derive(Clone, Debug, PartialEq)]
pub struct Geo {
    /// The column that is drawn.
    pub column: String,
    /// How they are written: `WKB`, or shapes in lists of numbers (`point`, `multipolygon`).
    pub encoding: String,
    /// What its coordinates are in: in words, as codes and names that may be known here, and whether it says that they
    /// are degrees.
    crs: Option<String>,
    stated: Vec<String>,
    is_geographic: bool,
    /// What surrounds all shapes, in its own coordinates.
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
        // By the standard, what says nothing is longitude and latitude.
        let stated = crs.map_or_else(|| vec!["OGC:CRS84".to_owned()], names);
        let kind = crs.and_then(|crs| crs.get("type")?.as_str());
        Some(Self {
            column: column.clone(),
            encoding: about.get("encoding").and_then(Value::as_str).map(text::line).unwrap_or_else(|| "WKB".to_owned()),
            crs: in_words(&stated),
            is_geographic: kind.is_some_and(|kind| kind.starts_with("Geographic")),
            stated,
            bounds: about.get("bbox").and_then(bounds),
            kinds: kinds.filter_map(|kind| text::some_line(kind.as_str()?)).take(10).collect(),
        })
    }

    /// The layer that its rows make, so far without shapes.
    pub fn layer(&self) -> MapLayer {
        let known = self.stated.iter().filter_map(|it| Crs::stated(it)).find(Crs::is_known);
        let named = || match (&self.crs, self.is_geographic) {
            (Some(name), true) => Some(Crs::degrees().called(name.clone())),
            (Some(name), false) => Some(Crs::unknown(name.clone())),
            (None, _) => None,
        };
        let mut layer = MapLayer::default();
        (layer.crs, layer.extent, layer.must_state) = (known.or_else(named), self.bounds, true);
        layer
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

/// Its code, then its name; or whatever stands in its place.
fn names(crs: &Value) -> Vec<String> {
    let code = || {
        let id = crs.get("id")?;
        let code = id.get("code")?;
        let code = code.as_str().map_or_else(|| code.to_string(), str::to_owned);
        Some(format!("{}:{code}", id.get("authority")?.as_str()?))
    };
    let name = || crs.get("name")?.as_str().map(str::to_owned);
    let text = crs.as_str().map(str::to_owned);
    [code(), name(), text].into_iter().flatten().collect()
}

/// `EPSG:2154 (RGF93 v1 / Lambert-93)`.
fn in_words(names: &[String]) -> Option<String> {
    text::some_line(&match names {
        [code, name, ..] => format!("{code} ({name})"),
        names => names.first()?.clone(),
    })
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
        let is_known = |geo: &Geo| geo.layer().crs.map(|crs| (crs.is_known(), crs.is_degrees()));
        assert_eq!((geo.column.as_str(), is_known(&geo)), ("geom", Some((true, false))));
        assert_eq!(geo.crs.as_deref(), Some("EPSG:2154 (RGF93 v1 / Lambert-93)"));
        assert_eq!(geo.bounds, Some(Extent { west: 100.0, south: 200.0, east: 300.0, north: 400.0 }));
        let silent = Geo::read(r#"{"primary_column":"g","columns":{"g":{}}}"#).unwrap();
        assert_eq!((silent.crs.as_deref(), is_known(&silent)), (Some("OGC:CRS84"), Some((true, true))));
        let unknown = Geo::read(r#"{"primary_column":"g","columns":{"g":{"crs":null,"bbox":[1]}}}"#).unwrap();
        assert_eq!((is_known(&unknown), unknown.crs, unknown.bounds), (None, None, None));
        for (crs, known) in [
            (r#""EPSG:3857""#, Some((true, false))),
            (r#"{"type":"ProjectedCRS","name":"RGF93 / CC48"}"#, Some((true, false))),
            (r#"{"type":"GeographicCRS","name":"Mars","id":{"authority":"IAU","code":"49900"}}"#, Some((true, true))),
            (r#"{"type":"ProjectedCRS","name":"Local"}"#, Some((false, false))),
        ] {
            let geo = format!(r#"{{"primary_column":"g","columns":{{"g":{{"crs":{crs}}}}}}}"#);
            assert_eq!(is_known(&Geo::read(&geo).unwrap()), known, "{crs}");
        }
        for odd in ["", "[]", r#"{"columns":{}}"#, r#"{"columns":[1]}"#] {
            assert_eq!(Geo::read(odd), None, "{odd}");
        }
    }
}
