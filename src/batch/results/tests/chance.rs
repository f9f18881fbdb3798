//! Answers made up by chance: whatever they are, each row is there with its cells, and each plain value in one of them.

use super::*;

#[test]
fn whatever_is_answered_the_table_is_whole() {
    let mut chance = fastrand::Rng::with_seed(24);
    for round in 0..40 {
        let mut world = World::new(&[ONE, OTHER], &["siren", "nom"]);
        let known: Vec<String> = (0..chance.usize(1..20)).map(|n| format!("{n:09}")).collect();
        for _ in 0..chance.usize(0..60) {
            let value = if chance.u8(0..9) == 0 { "" } else { known[chance.usize(0..known.len())].as_str() }.to_owned();
            world = world.row(&[&value, "n"]);
        }
        let mut answers = BTreeMap::new();
        for _ in 0..chance.usize(0..40) {
            let (endpoint, value) = ([ONE, OTHER][chance.usize(0..2)], known[chance.usize(0..known.len())].clone());
            let data = json!({"x": made_up(&mut chance, 0), "y": made_up(&mut chance, 0)});
            answers.insert((endpoint, value.clone()), data.clone());
            world = world.answer(endpoint, &value, data);
        }
        world.write().unwrap_or_else(|error| panic!("{round}: {error}"));
        let rows = world.csv(TABLE);
        assert_eq!(rows.len(), world.rows.len() + 1, "{round}");
        let distinct: std::collections::HashSet<&String> = rows[0].iter().collect();
        assert_eq!(distinct.len(), rows[0].len(), "{round}");
        let groups = rows[0].iter().position(|title| *title == format!("{OTHER}.status")).unwrap();
        for (row, cells) in world.rows.iter().zip(&rows[1..]) {
            assert_eq!((cells.len(), &cells[..2]), (rows[0].len(), &row.cells[..]), "{round}");
            for (endpoint, cells) in [(ONE, &cells[2..groups]), (OTHER, &cells[groups..])] {
                let data =
                    row.asked[0].as_ref().ok().and_then(|asked| answers.get(&(endpoint, asked.0["siren"].clone())));
                assert_eq!(cells[0] == "answered", data.is_some(), "{round}");
                let told = cells[1..].join("\n");
                let mut wanted = vec![];
                data.into_iter().for_each(|data| plain(data, &mut wanted));
                assert!(wanted.iter().all(|text| told.contains(text.as_str())), "{round}: {data:?} in {cells:?}");
                assert_eq!(told.trim().is_empty(), wanted.is_empty(), "{round}: nothing but what is answered");
            }
        }
    }
}

fn made_up(chance: &mut fastrand::Rng, depth: usize) -> Value {
    let below = |chance: &mut fastrand::Rng| made_up(chance, depth + 1);
    match chance.u8(0..if depth < 5 { 9 } else { 5 }) {
        0 => Value::Null,
        1 => json!(chance.u32(..)),
        2 => json!(chance.bool()),
        3 | 4 => json!(format!("t{}", chance.u32(..))),
        5 => (0..chance.usize(0..14)).map(|_| below(chance)).collect(),
        6 => (0..chance.usize(0..14)).map(|_| json!({"i": below(chance)})).collect(),
        _ => (0..chance.usize(0..5)).map(|_| (format!("k{}", chance.u8(0..6)), below(chance))).collect(),
    }
}

fn plain(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Null => {}
        Value::Array(items) => items.iter().for_each(|item| plain(item, into)),
        Value::Object(fields) => fields.values().for_each(|field| plain(field, into)),
        Value::String(text) => into.push(text.clone()),
        other => into.push(other.to_string()),
    }
}
