//! Workbooks read back.

use calamine::{Data, DataType as _, Reader as _, Xlsx, open_workbook};

use super::*;

type Rows = Vec<Vec<Data>>;

fn sheets(world: &World) -> Vec<(String, Rows)> {
    let mut book: Xlsx<std::io::BufReader<fs::File>> = open_workbook(world.path(BOOK)).unwrap();
    let names = book.sheet_names();
    let of = |name: String| {
        let rows = book.worksheet_range(&name).unwrap().rows().map(<[Data]>::to_vec).collect();
        assert_eq!(book.worksheet_formula(&name).unwrap().used_cells().count(), 0, "nothing is computed");
        (name, rows)
    };
    names.into_iter().map(of).collect()
}

#[test]
fn a_workbook_has_types_where_the_answers_have_them() {
    let world = World::new(&[ONE], &["siret", "=f"])
        .row(&["00012345600012", "=1+1"])
        .answer(ONE, "00012345600012", json!({"siret": "00012345600012", "n": 1.5, "long": 12_345_678_901_234_567_u64, "b": false,
            "date_creation": 1_268_002_800, "date_depot": "2025-06-18", "date_ancienne": "1789-07-14", "nul": null, "nd": "[ND]"}));
    world.write().unwrap();
    let (name, rows) = sheets(&world).remove(0);
    assert_eq!(name, "Answers");
    let row = &rows[1];
    let texts =
        |at: &[usize]| at.iter().map(|at| row[*at].get_string().unwrap_or("no text").to_owned()).collect::<Vec<_>>();
    assert_eq!(texts(&[0, 1, 2, 3]), ["00012345600012", "=1+1", "answered", "00012345600012"]);
    assert_eq!((row[4].get_float(), row[6].get_bool()), (Some(1.5), Some(false)));
    assert_eq!(texts(&[5, 9, 11]), ["12345678901234567", "1789-07-14", "[ND]"]);
    let day = |at: usize| row[at].get_datetime().map(|it| it.as_f64());
    assert_eq!((day(7), day(8)), (Some(40_245.0), Some(45_826.0)));
    assert!(row[10].is_empty());
}

#[test]
fn too_many_rows_and_columns_are_split_and_said() {
    let mut world = World::new(&[ONE], &["siren", "b"]);
    for n in 1..=10 {
        world = world.row(&[&n.to_string(), "x"]);
    }
    world = world.answer(ONE, "1", json!({"p": "P", "q": "Q"})).answer(ONE, "10", json!({"p": "last"}));
    world.limits = BookLimits { rows: Some(5), columns: Some(4) };
    let notes = world.write().unwrap().notes;
    let sheets = sheets(&world);
    let shape: Vec<(&str, usize)> = sheets.iter().map(|(name, rows)| (name.as_str(), rows.len())).collect();
    assert_eq!(shape, [("Answers 1", 5), ("Answers 2", 5), ("Answers 3", 3)]);
    assert!(sheets.iter().all(|(_, rows)| rows[0].len() == 4 && rows[0][3].get_string() == Some("p")));
    assert_eq!(sheets[2].1[2][3].get_string(), Some("last"));
    assert!(
        notes.iter().any(|note| note.contains("3 sheets")) && notes.iter().any(|note| note.contains("the last column")),
        "{notes:?}"
    );
    assert_eq!(world.csv(TABLE)[1].len(), 5, "the CSV has all");
}
