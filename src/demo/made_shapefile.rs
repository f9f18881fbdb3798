//! Made-up rows as a Shapefile: the five files of one in a ZIP.

use super::made_files::{MadeShape, Rows};
use crate::base::file_writers;
use crate::base::text::fold;

const PROJECTION: &str = "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],\
                          PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";
const HEADER: usize = 100;

/// `name` is what the files are called, without what tells them apart.
pub fn zip(rows: &Rows, name: &str) -> Vec<u8> {
    let (shapes, index) = shapes(rows);
    let names = ["shp", "shx", "dbf", "prj", "cpg"].map(|ending| format!("{name}.{ending}"));
    let table = table(rows);
    let contents: [&[u8]; 5] = [&shapes, &index, &table, PROJECTION.as_bytes(), b"UTF-8"];
    file_writers::zip(&names.iter().map(String::as_str).zip(contents).collect::<Vec<_>>())
}

/// The shapes, and where each of them begins.
fn shapes(rows: &Rows) -> (Vec<u8>, Vec<u8>) {
    let (mut records, mut index) = (Vec::new(), Vec::new());
    let mut bounds = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
    for row in 0..rows.count {
        let mut corners = rows.corners(row);
        // Rings go clockwise.
        corners.reverse();
        let own = around(&corners);
        bounds = [bounds[0].min(own[0]), bounds[1].min(own[1]), bounds[2].max(own[2]), bounds[3].max(own[3])];
        let content = shape(rows.shape(), &corners, own);
        let words = (content.len() as u32 / 2).to_be_bytes();
        index.extend_from_slice(&(((HEADER + records.len()) / 2) as u32).to_be_bytes());
        index.extend_from_slice(&words);
        records.extend_from_slice(&(row + 1).to_be_bytes());
        records.extend_from_slice(&words);
        records.extend(content);
    }
    let whole = |body: Vec<u8>| [header(rows.shape(), body.len(), bounds), body].concat();
    (whole(records), whole(index))
}

fn kind(shape: MadeShape) -> i32 {
    match shape {
        MadeShape::Point => 1,
        MadeShape::Line(_) => 3,
        MadeShape::Area(_) => 5,
    }
}

fn header(shape: MadeShape, body: usize, bounds: [f64; 4]) -> Vec<u8> {
    let mut header = 9994_i32.to_be_bytes().to_vec();
    header.resize(24, 0);
    header.extend_from_slice(&(((HEADER + body) / 2) as u32).to_be_bytes());
    header.extend_from_slice(&1000_i32.to_le_bytes());
    header.extend_from_slice(&kind(shape).to_le_bytes());
    header.extend(bounds.iter().flat_map(|edge| edge.to_le_bytes()));
    header.resize(HEADER, 0);
    header
}

fn shape(shape: MadeShape, corners: &[[f64; 2]], bounds: [f64; 4]) -> Vec<u8> {
    let mut content = kind(shape).to_le_bytes().to_vec();
    if !matches!(shape, MadeShape::Point) {
        content.extend(bounds.iter().flat_map(|edge| edge.to_le_bytes()));
        // One part, which begins with the first of so many points.
        let numbers = [1, corners.len() as i32, 0];
        content.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    }
    content.extend(corners.iter().flatten().flat_map(|degree| degree.to_le_bytes()));
    content
}

fn around(corners: &[[f64; 2]]) -> [f64; 4] {
    let edge = |axis: usize, far: f64, which: fn(f64, f64) -> f64| corners.iter().map(|it| it[axis]).fold(far, which);
    [edge(0, f64::MAX, f64::min), edge(1, f64::MAX, f64::min), edge(0, f64::MIN, f64::max), edge(1, f64::MIN, f64::max)]
}

/// dBase III: every column is text.
fn table(rows: &Rows) -> Vec<u8> {
    let cells: Vec<Vec<String>> = (0..rows.count).map(|row| rows.words(row)).collect();
    let widest = |at: usize| cells.iter().filter_map(|row| row.get(at)).map(String::len).max().unwrap_or(1).min(254);
    let fields: Vec<(String, usize)> = rows.names().enumerate().map(|(at, name)| (short(name), widest(at))).collect();
    let length = 1 + fields.iter().map(|(_, width)| width).sum::<usize>();
    let mut table = vec![3, 126, 1, 1];
    table.extend_from_slice(&rows.count.to_le_bytes());
    table.extend_from_slice(&((32 * fields.len() + 33) as u16).to_le_bytes());
    table.extend_from_slice(&(length as u16).to_le_bytes());
    table.resize(32, 0);
    for (name, width) in &fields {
        let start = table.len();
        table.extend_from_slice(name.as_bytes());
        table.resize(start + 11, 0);
        table.extend_from_slice(b"C\0\0\0\0");
        table.push(*width as u8);
        table.resize(start + 32, 0);
    }
    table.push(b'\r');
    for row in &cells {
        table.push(b' ');
        for (cell, (_, width)) in row.iter().zip(&fields) {
            let start = table.len();
            table.extend(cell.bytes().take(*width));
            table.resize(start + width, b' ');
        }
    }
    table.push(0x1A);
    table
}

/// Ten bytes are what a name may have.
fn short(name: &str) -> String {
    fold(name).chars().filter(char::is_ascii).take(10).collect()
}
