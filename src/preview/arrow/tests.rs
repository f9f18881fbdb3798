//! Files of pyarrow in, tables out: `columns.feather` and the same packed, and as a stream.

use super::*;
use crate::preview::{About, InMemory, preview};

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/preview/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

async fn looked(bytes: Vec<u8>) -> (Preview, InMemory) {
    let mut source = InMemory::new(bytes, About::default());
    let preview = preview(&mut source, &ReadOptions::default()).await.unwrap();
    (preview, source)
}

#[tokio::test]
async fn columns_are_read_packed_or_not_and_from_streams() {
    let rows = [
        "01001|784|0.5|0.1|true|2024-01-31|2024-01-31T10:00:00Z|2024-01-31T10:00:00|10:30:00|12.50|Bretagne|[1, 2]|a: 1, b: x|2 bytes",
        "35238|227830|1.25|2.5|false|2024-01-31|2024-01-31T10:00:00Z|2024-01-31T10:00:00|10:30:00|-0.05|Corse|[]|-|-",
        "-|-|-|-|-|2024-01-31|2024-01-31T10:00:00Z|2024-01-31T10:00:00|10:30:00|-|-|-|b: y|1 byte",
        "2A004|70817|-3|0|true|2024-01-31|2024-01-31T10:00:00Z|2024-01-31T10:00:00|10:30:00|-|Corse|[3]|a: 2|1 byte",
        "97411|153001|1e300|1|true|-|-|-|-|-|Bretagne|[4, 5, 6]|a: 3, b: z|0 bytes",
    ];
    for name in ["columns.feather", "lz4.feather", "zstd.feather", "stream.arrows"] {
        let (preview, _) = looked(fixture(name)).await;
        let View::Table(table) = &preview.views[0] else { panic!("{name}: {preview:?}") };
        let found: Vec<String> = table
            .rows
            .iter()
            .map(|row| row.iter().map(|it| it.as_deref().unwrap_or("-")).collect::<Vec<_>>().join("|"))
            .collect();
        assert_eq!(found, rows, "{name}");
        assert_eq!(table.total, (name != "stream.arrows").then_some(5), "{name}");
        let View::Table(schema) = &preview.views[1] else { panic!("{preview:?}") };
        assert_eq!(schema.rows[11][1].as_deref(), Some("list<int64>"));
    }
}

#[tokio::test]
async fn a_bare_schema_and_what_is_none_are_said() {
    let whole = fixture("columns.feather");
    let (preview, _) = looked(whole[..2000].to_vec()).await;
    assert!(!preview.views.is_empty());
    let (preview, _) = looked(b"ARROW1\0\0nothing of the kind".to_vec()).await;
    assert!(matches!(preview.views[..], [View::Refused(_)]), "{preview:?}");
}

/// Lengths and places that are not there: each is borne, and little is read.
#[tokio::test]
async fn hostile_files_are_borne() {
    for name in ["columns.feather", "lz4.feather", "stream.arrows"] {
        let whole = fixture(name);
        let mut rng = fastrand::Rng::with_seed(11);
        for _ in 0..1000 {
            let mut bytes = whole.clone();
            for _ in 0..rng.usize(1..5) {
                let at = rng.usize(8..bytes.len());
                bytes[at] = *rng.choice(&[0, 1, 4, 0x7f, 0x80, 0xff]).unwrap();
            }
            let (_, source) = looked(bytes).await;
            assert!(source.asked.iter().map(|(_, length)| length).sum::<usize>() < FETCHED + super::super::SAMPLE + 1);
        }
    }
}
