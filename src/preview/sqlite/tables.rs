//! Which tables there are, what a GeoPackage says of each, and their first rows.

use rusqlite::types::ValueRef;
use rusqlite::{Result, Row};

use super::database::{Database, quoted, said};
use crate::base::text;
use crate::model::Extent;
use crate::preview::crs::Crs;
use crate::preview::layer::{self, MapLayer, shapes_cell};
use crate::preview::map::Shape;
use crate::preview::wkb;
use crate::t;
use crate::tabular::cell;

/// The most tables, columns and rows, and the longest value that is looked at.
const TABLES: usize = 500;
const COLUMNS: usize = 200;
const ROWS: usize = 500;
const LONGEST: i64 = 256 << 10;

/// What programs keep beside the tables of people.
const OF_PROGRAMS: [&str; 8] =
    ["sqlite_", "gpkg_", "rtree_", "idx_", "virts_", "views_geometry_", "geometry_columns", "spatial_ref_sys"];

/// A table as the database states it.
pub struct StatedTable {
    pub name: String,
    pub is_view: bool,
    pub is_virtual: bool,
    pub is_of_geopackage: bool,
    /// The column of its shapes, and which these are.
    pub geometry: Option<(String, String)>,
    pub extent: Option<Extent>,
    pub crs: Option<Crs>,
    pub count: Option<u64>,
}

impl StatedTable {
    /// Its name, as it may be shown.
    pub fn shown(&self) -> String {
        text::line(&self.name)
    }
}

/// All tables of people; layers of a GeoPackage first.
pub fn all(database: &Database) -> Result<Vec<StatedTable>> {
    let query = "SELECT name, type, upper(substr(coalesce(sql, ''), 1, 14)) FROM sqlite_schema \
                 WHERE type IN ('table', 'view') ORDER BY rowid";
    let mut statement = database.connection.prepare(query)?;
    let mut rows = statement.query([])?;
    let mut tables = Vec::new();
    while let Some(row) = rows.next()? {
        let (name, kind, begins): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if tables.len() == TABLES || OF_PROGRAMS.iter().any(|of| name.starts_with(of)) {
            continue;
        }
        tables.push(StatedTable {
            name,
            is_view: kind == "view",
            is_virtual: begins.starts_with("CREATE VIRTUAL"),
            is_of_geopackage: false,
            geometry: None,
            extent: None,
            crs: None,
            count: None,
        });
    }
    // What is no GeoPackage has none of its tables: that is no fault.
    let _ = contents(database, &mut tables);
    let _ = geometries(database, &mut tables);
    let _ = counts(database, &mut tables);
    let _ = of_others(database, &mut tables);
    tables.sort_by_key(|table| !table.is_of_geopackage);
    Ok(tables)
}

/// Asks for rows that begin with a table's name, and tells each of its table.
fn told(
    database: &Database,
    query: &str,
    tables: &mut [StatedTable],
    tell: impl Fn(&Row, &mut StatedTable) -> Result<()>,
) -> Result<()> {
    let mut statement = database.connection.prepare(query)?;
    let mut rows = statement.query([])?;
    let mut left = TABLES;
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        if let Some(table) = tables.iter_mut().find(|table| table.name.eq_ignore_ascii_case(&name)) {
            // Of a row that says odd things, the rest of the table is none the worse.
            let _ = tell(row, table);
        }
        left -= 1;
        if left == 0 {
            break;
        }
    }
    Ok(())
}

fn contents(database: &Database, tables: &mut [StatedTable]) -> Result<()> {
    let query = "SELECT c.table_name, c.min_x, c.min_y, c.max_x, c.max_y, s.organization, s.organization_coordsys_id, \
                 substr(s.definition, 1, 16000), c.srs_id FROM gpkg_contents c \
                 LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = c.srs_id";
    told(database, query, tables, |row, table| {
        table.is_of_geopackage = true;
        let number = |at: usize| row.get::<_, Option<f64>>(at).ok().flatten();
        table.extent = number(1)
            .zip(number(2))
            .zip(number(3).zip(number(4)))
            .and_then(|((west, south), (east, north))| layer::extent(west, south, east, north));
        let by: Option<String> = row.get(5)?;
        let code: Option<i64> = row.get(6)?;
        let definition: Option<String> = row.get(7)?;
        let is_said = row.get::<_, Option<i64>>(8)?.is_some_and(|id| id > 0);
        let coded =
            by.filter(|by| by.eq_ignore_ascii_case("epsg")).and_then(|_| Crs::coded(u32::try_from(code?).ok()?));
        table.crs = coded.or_else(|| Crs::stated(&definition?)).filter(|_| is_said);
        Ok(())
    })
}

fn geometries(database: &Database, tables: &mut [StatedTable]) -> Result<()> {
    let query = "SELECT table_name, column_name, geometry_type_name FROM gpkg_geometry_columns";
    told(database, query, tables, |row, table| {
        table.geometry = Some((row.get(1)?, row.get(2)?));
        Ok(())
    })
}

/// What GDAL counted.
fn counts(database: &Database, tables: &mut [StatedTable]) -> Result<()> {
    told(database, "SELECT table_name, feature_count FROM gpkg_ogr_contents", tables, |row, table| {
        table.count = row.get::<_, Option<i64>>(1)?.and_then(|count| u64::try_from(count).ok());
        Ok(())
    })
}

/// What SpatiaLite and GDAL say of shapes in a database that is no GeoPackage.
fn of_others(database: &Database, tables: &mut [StatedTable]) -> Result<()> {
    let query = "SELECT g.f_table_name, g.f_geometry_column, s.auth_name, CAST(s.auth_srid AS TEXT) FROM geometry_columns g \
                 LEFT JOIN spatial_ref_sys s ON s.srid = g.srid";
    told(database, query, tables, |row, table| {
        table.geometry = Some((row.get(1)?, t!("geo-shape")));
        let by: Option<String> = row.get(2)?;
        let code: Option<String> = row.get(3)?;
        table.crs = by.zip(code).and_then(|(by, code)| Crs::stated(&format!("{by}:{code}")));
        Ok(())
    })
}

/// The first rows, with their shapes; and what is to be said where not all could be read.
pub fn rows(database: &Database, table: &StatedTable) -> (MapLayer, Option<String>) {
    let mut layer = MapLayer::default();
    let failed = |error: &rusqlite::Error| t!("geo-sqlite-rows-failed", why = said(error));
    let note = match columns(database, &table.name) {
        Ok(columns) => {
            layer = MapLayer::of_columns(columns.iter().cloned());
            fill(database, table, &columns, &mut layer).err().map(|error| failed(&error))
        }
        Err(error) => Some(failed(&error)),
    };
    (layer, note)
}

fn columns(database: &Database, table: &str) -> Result<Vec<String>> {
    let mut names = Vec::new();
    database.connection.pragma(None, "table_info", table, |row| {
        if names.len() < COLUMNS {
            names.push(row.get::<_, String>(1)?);
        }
        Ok(())
    })?;
    Ok(names)
}

fn fill(database: &Database, table: &StatedTable, columns: &[String], layer: &mut MapLayer) -> Result<()> {
    if columns.is_empty() {
        return Ok(());
    }
    // Of what is too long only its length is fetched.
    let wanted: Vec<String> = columns
        .iter()
        .map(|name| {
            let name = quoted(name);
            format!("octet_length({name}), iif(octet_length({name}) <= {LONGEST}, {name}, NULL)")
        })
        .collect();
    let query = format!("SELECT {} FROM {} LIMIT {ROWS}", wanted.join(", "), quoted(&table.name));
    let shapes_at =
        table.geometry.as_ref().and_then(|(column, _)| columns.iter().position(|it| it.eq_ignore_ascii_case(column)));
    let mut statement = database.connection.prepare(&query)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let mut shapes = Vec::new();
        let mut cells = Vec::with_capacity(columns.len());
        for at in 0..columns.len() {
            let is_shape = shapes_at == Some(at);
            cells.push(cell_of(row, at, is_shape.then_some(&mut shapes))?);
        }
        layer.add(cells, shapes);
    }
    Ok(())
}

fn shapes_in(blob: &[u8]) -> Option<Vec<Shape>> {
    wkb::of_geopackage(blob).or_else(|| wkb::of_spatialite(blob)).or_else(|| wkb::shapes(blob))
}

fn cell_of(row: &Row, at: usize, shapes: Option<&mut Vec<Shape>>) -> Result<Option<String>> {
    let length: Option<i64> = row.get(at * 2)?;
    let bytes = |length: i64| t!("geo-bytes", count = usize::try_from(length).unwrap_or(0));
    Ok(match row.get_ref(at * 2 + 1)? {
        ValueRef::Null => length.map(bytes),
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Real(number) => cell(&number.to_string()),
        ValueRef::Text(text) => cell(&String::from_utf8_lossy(text)),
        ValueRef::Blob(blob) => match shapes.zip(shapes_in(blob)) {
            Some((shapes, read)) => {
                *shapes = read;
                shapes_cell(shapes)
            }
            None => Some(bytes(blob.len().try_into().unwrap_or(i64::MAX))),
        },
    })
}
