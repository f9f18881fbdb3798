//! A geometry of GeoJSON as well-known text, for the one cell that a table has for it.

use serde_json::Value;

/// `None` of what is no geometry.
pub fn of(geometry: &Value) -> Option<String> {
    let kind = geometry["type"].as_str()?;
    if kind == "GeometryCollection" {
        let parts: Option<Vec<String>> = geometry["geometries"].as_array()?.iter().map(of).collect();
        return Some(format!("GEOMETRYCOLLECTION ({})", parts?.join(", ")));
    }
    // How many lists there are in each other above a position.
    let depth = match kind {
        "Point" => 0,
        "MultiPoint" | "LineString" => 1,
        "MultiLineString" | "Polygon" => 2,
        "MultiPolygon" => 3,
        _ => return None,
    };
    let kind = kind.to_uppercase();
    let coordinates = &geometry["coordinates"];
    if coordinates.as_array()?.is_empty() {
        return Some(format!("{kind} EMPTY"));
    }
    let has_height = position_of(coordinates, depth)?.len() > 2;
    let inner = list(coordinates, depth)?;
    let inner = if depth == 0 { format!("({inner})") } else { inner };
    Some(format!("{kind}{} {inner}", if has_height { " Z" } else { "" }))
}

fn position_of(value: &Value, depth: usize) -> Option<&Vec<Value>> {
    let items = value.as_array()?;
    if depth == 0 { Some(items) } else { position_of(items.first()?, depth - 1) }
}

fn list(value: &Value, depth: usize) -> Option<String> {
    let items = value.as_array()?;
    if depth == 0 {
        let numbers: Option<Vec<String>> = items.iter().take(3).map(|it| it.as_f64().map(|_| it.to_string())).collect();
        return Some(numbers?.join(" "));
    }
    let parts: Option<Vec<String>> = items.iter().map(|item| list(item, depth - 1)).collect();
    Some(format!("({})", parts?.join(", ")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn geometries_are_written_as_text() {
        let table = [
            (json!({"type": "Point", "coordinates": [1, 2.5]}), Some("POINT (1 2.5)")),
            (json!({"type": "Point", "coordinates": [1, 2, 3]}), Some("POINT Z (1 2 3)")),
            (json!({"type": "LineString", "coordinates": [[1, 2], [3, 4]]}), Some("LINESTRING (1 2, 3 4)")),
            (json!({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 0]]]}), Some("POLYGON ((0 0, 1 0, 0 0))")),
            (json!({"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 0]]]]}), Some("MULTIPOLYGON (((0 0, 1 0)))")),
            (json!({"type": "Polygon", "coordinates": []}), Some("POLYGON EMPTY")),
            (
                json!({"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 2]}]}),
                Some("GEOMETRYCOLLECTION (POINT (1 2))"),
            ),
            (json!({"type": "Point", "coordinates": ["x"]}), None),
            (json!({"type": "Curve"}), None),
            (json!(null), None),
        ];
        for (geometry, expected) in table {
            assert_eq!(of(&geometry).as_deref(), expected, "{geometry}");
        }
    }
}
