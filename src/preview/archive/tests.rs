//! Archives in, previews of what is in them out: good ones, and those that lie.

use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

use super::*;
use crate::base::file_writers::zip as stored;
use crate::preview::{About, InMemory, Local, View, preview as looked};
use crate::tabular::Table;

/// One entry of a ZIP, with what its list says of it.
struct Made {
    name: &'static [u8],
    flags: u16,
    method: u16,
    bytes: Vec<u8>,
    size: u32,
    crc: u32,
}

impl Made {
    fn deflated(name: &'static str, bytes: &[u8]) -> Self {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::default());
        packed.write_all(bytes).unwrap();
        let (size, crc) = (bytes.len() as u32, crc.sum());
        Self { name: name.as_bytes(), flags: 1 << 11, method: 8, bytes: packed.finish().unwrap(), size, crc }
    }
}

fn zip(entries: &[Made]) -> Vec<u8> {
    let (mut out, mut list) = (Vec::new(), Vec::new());
    for entry in entries {
        let at = out.len() as u32;
        let mut common = Vec::new();
        [entry.flags, entry.method, 0x5280, 0x58c3].iter().for_each(|it| common.extend(it.to_le_bytes()));
        [entry.crc, entry.bytes.len() as u32, entry.size].iter().for_each(|it| common.extend(it.to_le_bytes()));
        [entry.name.len() as u16, 0].iter().for_each(|it| common.extend(it.to_le_bytes()));
        out.extend([b"PK\x03\x04\x14\0", &common[..], entry.name, &entry.bytes].concat());
        list.extend([b"PK\x01\x02\x14\0\x14\0", &common[..], &[0; 10], &at.to_le_bytes(), entry.name].concat());
    }
    let (at, count) = (out.len() as u32, (entries.len() as u16).to_le_bytes());
    out.extend([&list[..], b"PK\x05\x06\0\0\0\0", &count, &count].concat());
    out.extend([&(list.len() as u32).to_le_bytes()[..], &at.to_le_bytes(), &[0, 0]].concat());
    out
}

fn csv(rows: usize) -> Vec<u8> {
    let rows = (0..rows).map(|at| format!("{at};Rennes;{at},5\n"));
    std::iter::once("id;commune;valeur\n".to_owned()).chain(rows).collect::<String>().into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn entry(path: &[&str]) -> ReadOptions {
    ReadOptions { entry: path.iter().map(|name| (*name).to_owned()).collect(), ..ReadOptions::default() }
}

async fn look(name: &str, bytes: Vec<u8>, path: &[&str]) -> Preview {
    let mut source = InMemory::new(bytes, About::file(Path::new(name)));
    looked(&mut source, &entry(path)).await.unwrap()
}

fn table(preview: &Preview) -> &Table {
    preview.views.iter().find_map(|view| if let View::Table(table) = view { Some(table) } else { None }).unwrap()
}

fn names(preview: &Preview) -> Vec<&str> {
    table(preview).columns.iter().map(|column| column.name.as_str()).collect()
}

fn seed(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/fuzz/seeds/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Which way to look at it, as programs read it.
fn word(view: &View) -> String {
    serde_json::to_value(view).unwrap()["view"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn each_entry_is_looked_into_like_a_file() {
    let inner = stored(&[("b.csv", b"x;y\n1;2\n"), ("c.txt", b"bonjour")]);
    let archive = zip(&[
        Made::deflated("dir/", b""),
        Made::deflated("dir/a.csv", &csv(4_000)),
        Made::deflated("inner.zip", &inner),
        Made::deflated("z.csv.gz", &gzip(&csv(3))),
    ]);
    let listing = look("a.zip", archive.clone(), &[]).await;
    assert_eq!(listing.entries, ["dir/a.csv", "inner.zip", "z.csv.gz"]);
    assert_eq!(table(&listing).rows.len(), 3);
    for (path, columns) in [
        (&["dir/a.csv"][..], ["id", "commune", "valeur"].as_slice()),
        (&["A.CSV"], &["id", "commune", "valeur"]),
        (&["inner.zip", "b.csv"], &["x", "y"]),
        (&["z.csv.gz"], &["id", "commune", "valeur"]),
    ] {
        assert_eq!(names(&look("a.zip", archive.clone(), path).await), columns, "{path:?}");
    }
    let mut source = InMemory::new(archive, About::file(Path::new("a.zip")));
    let missing = looked(&mut source, &entry(&["dir/b.csv"])).await.unwrap_err();
    assert_eq!((missing.kind, missing.hint.is_some()), (ErrorKind::NotFound, true));
    let no_archive = looked(&mut source, &entry(&["dir/a.csv", "x"])).await.unwrap_err();
    assert_eq!(no_archive.kind, ErrorKind::NotFound);
}

#[tokio::test]
async fn the_only_file_of_data_comes_first_and_the_list_behind_it() {
    let archive = zip(&[Made::deflated("lisez-moi.txt", b"bonjour"), Made::deflated("d/data.csv", &csv(5))]);
    let preview = look("a.zip", archive, &[]).await;
    assert_eq!((preview.format, names(&preview)), ("csv", vec!["id", "commune", "valeur"]));
    assert!(preview.notes[0].contains("d/data.csv") && preview.entries.is_empty());
    assert_eq!(preview.views.iter().map(word).collect::<Vec<_>>(), ["table", "table", "facts"]);
    let reread = preview.reread(&ReadOptions::default());
    assert_eq!(reread.views, preview.views, "however it is read, the list is there");
    // One archive in another is that one.
    let nested = stored(&[("inner.zip", &stored(&[("a.csv", b"a;b\n1;2\n"), ("b.csv", b"a;b\n")]))]);
    let preview = look("a.zip", nested.clone(), &[]).await;
    assert_eq!(preview.entries, ["a.csv", "b.csv"]);
    assert_eq!(names(&look("a.zip", nested, &["a.csv"]).await), ["a", "b"], "what is listed can be named");
}

#[tokio::test]
async fn what_tells_from_its_end_is_found_in_an_archive() {
    let workbook =
        crate::base::file_writers::xlsx(&[vec!["id".into(), "ville".into()], vec!["1".into(), "Lyon".into()]]);
    for archive in [stored(&[("w.xlsx", &workbook)]), zip(&[Made::deflated("w.xlsx", &workbook)]), gzip(&workbook)] {
        let preview = look("w.xlsx.gz", archive, &[]).await;
        assert_eq!(preview.format, "xlsx", "{:?}", preview.views);
    }
}

#[tokio::test]
async fn each_way_of_packing_one_file_is_undone() {
    let text = csv(40);
    let zstd = zstd::encode_all(&text[..], 3).unwrap();
    let packed = [("a.csv.gz", gzip(&text)), ("a.csv.zst", zstd)];
    #[cfg(feature = "archives")]
    let packed = packed
        .into_iter()
        .chain(["a.csv.gz", "a.csv.bz2", "a.csv.xz"].map(|name| (name, seed(&format!("packed/{name}")))));
    for (name, bytes) in packed {
        let preview = look(name, bytes.clone(), &[]).await;
        assert_eq!((preview.format, table(&preview).total), ("csv", Some(40)), "{name}: {:?}", preview.views);
        let named = name.rsplit_once('.').unwrap().0;
        assert_eq!(look(name, bytes.clone(), &[named]).await.format, "csv");
        let cut = look(name, bytes[..bytes.len() - 20].to_vec(), &[]).await;
        assert!(!cut.views.is_empty());
    }
    let twice = look("a.csv.gz.gz", gzip(&gzip(&text)), &[]).await;
    assert_eq!(twice.format, "csv");
}

#[tokio::test]
async fn a_tar_is_listed_and_looked_into() {
    let deep = format!("{}loin.csv", "d/".repeat(60));
    for name in ["gnu.tar", "pax.tar"] {
        for packed in [false, true] {
            let bytes = if packed { gzip(&seed(&format!("tar/{name}"))) } else { seed(&format!("tar/{name}")) };
            let file = if packed { "a.tgz" } else { "a.tar" };
            let listing = look(file, bytes.clone(), &[]).await;
            assert_eq!(listing.entries, ["données/été.csv", "lisez-moi.txt", "a/b/c/vide.csv", &deep], "{name}");
            assert_eq!(table(&listing).rows[0][3].as_deref().map(|it| &it[..10]), Some("2024-06-03"));
            assert_eq!(names(&look(file, bytes.clone(), &[&deep]).await), ["id", "ville", "valeur"], "{name}");
        }
    }
    let mut damaged = seed("tar/gnu.tar");
    let at = damaged.windows(13).position(|it| it == b"lisez-moi.txt").unwrap();
    damaged[at] ^= 1;
    let preview = look("a.tar", damaged, &[]).await;
    let told = "behind 1 entries its list is damaged";
    assert!(preview.notes.iter().any(|note| note == told), "its checksum proves it: {:?}", preview.notes);
}

#[cfg(feature = "archives")]
#[tokio::test]
async fn a_7z_is_listed_and_looked_into() {
    for name in ["solid", "bzip2", "copy"] {
        let bytes = seed(&format!("seven_zip/{name}.7z"));
        let preview = look("a.7z", bytes.clone(), &["données/été.csv"]).await;
        assert_eq!((names(&preview), table(&preview).total), (vec!["id", "ville", "valeur"], Some(40)), "{name}");
        assert_eq!(word(&look("a.7z", bytes.clone(), &["lisez-moi.txt"]).await.views[0]), "text");
        let listing = look("a.7z", bytes, &[]).await;
        assert_eq!(listing.views.len(), 4 - 2, "{:?}", listing.views);
        assert_eq!(listing.entries, ["données/été.csv", "lisez-moi.txt", "a/b/c/vide.csv"]);
    }
    let locked = look("a.7z", seed("seven_zip/locked.7z"), &["lisez-moi.txt"]).await;
    assert!(locked.refusal().unwrap().contains("password"));
    let list = look("a.7z", seed("seven_zip/locked-list.7z"), &[]).await;
    assert!(list.refusal().unwrap().contains("encrypted"), "{:?}", list.refusal());
    let wrong = look("a.7z", [&b"7z\xbc\xaf\x27\x1c\0\x04"[..], &[7; 90]].concat(), &[]).await;
    assert!(wrong.refusal().unwrap().contains("7-Zip"));
}

#[tokio::test]
async fn what_an_archive_states_is_compared_with_what_is_in_it() {
    let text = csv(40);
    let good = || Made::deflated("a.csv", &text);
    let wrong_crc = Made { crc: 1, ..good() };
    let stored_wrong = Made { crc: 1, method: 0, bytes: text.clone(), ..good() };
    for made in [wrong_crc, stored_wrong] {
        let preview = look("a.zip", zip(&[made]), &[]).await;
        assert!(preview.notes.iter().any(|note| note.contains("damaged")), "{:?}", preview.notes);
        assert_eq!(names(&preview), ["id", "commune", "valeur"], "it is shown all the same");
    }
    for size in [7, 4_000_000_000] {
        let preview = look("a.zip", zip(&[Made { size, ..good() }]), &[]).await;
        assert!(preview.notes.iter().any(|note| note.contains("bytes for it")) || size == 7, "{:?}", preview.notes);
    }
    let fine = look("a.zip", zip(&[good()]), &[]).await;
    assert!(!fine.notes.iter().any(|note| note.contains("damaged") || note.contains("bytes for it")));
    // Two entries at one place, and one that is nowhere.
    let mut overlapping = zip(&[good(), Made::deflated("b.csv", b"x;y\n1;2\n")]);
    let second = overlapping.windows(4).rposition(|it| it == b"PK\x01\x02").unwrap();
    overlapping[second + 42..second + 46].copy_from_slice(&0u32.to_le_bytes());
    assert_eq!(look("a.zip", overlapping.clone(), &["b.csv"]).await.views.len(), 1);
    overlapping[second + 42..second + 46].copy_from_slice(&u32::MAX.wrapping_sub(9).to_le_bytes());
    assert!(look("a.zip", overlapping, &["b.csv"]).await.refusal().is_some());
}

#[tokio::test]
async fn the_list_of_a_large_zip_and_of_one_behind_a_program_is_found() {
    let archive = zip(&[Made::deflated("a.csv", &csv(4)), Made::deflated("b.csv", b"x;y\n1;2\n")]);
    let (body, end) = archive.split_at(archive.len() - 22);
    let wide = |at: usize| u64::from(u32::from_le_bytes(end[at..at + 4].try_into().unwrap())).to_le_bytes();
    let record = [b"PK\x06\x06", &44u64.to_le_bytes()[..], &[0; 12], &2u64.to_le_bytes(), &2u64.to_le_bytes()].concat();
    let locator = [b"PK\x06\x07", &[0; 4][..], &(body.len() as u64).to_le_bytes(), &[0; 4]].concat();
    let short = [b"PK\x05\x06\0\0\0\0", &[0xff; 12][..], &[0, 0]].concat();
    let large = [body, &record, &wide(12), &wide(16), &locator, &short].concat();
    let behind = [&b"PK\x03\x04"[..], &[b'x'; 900], &archive].concat();
    for bytes in [large, behind] {
        assert_eq!(names(&look("a.zip", bytes.clone(), &["b.csv"]).await), ["x", "y"]);
        assert_eq!(look("a.zip", bytes, &[]).await.entries, ["a.csv", "b.csv"]);
    }
}

#[tokio::test]
async fn what_is_locked_or_packed_otherwise_says_so() {
    let locked = Made { flags: 1, ..Made::deflated("a.csv", &csv(4)) };
    let preview = look("a.zip", zip(&[locked]), &[]).await;
    assert!(preview.notes.iter().any(|note| note.contains("password")), "{:?}", preview.notes);
    let odd = Made { method: 9, ..Made::deflated("a.csv", &csv(4)) };
    let preview = look("a.zip", zip(&[odd]), &["a.csv"]).await;
    assert!(preview.refusal().unwrap().contains("Deflate64"));
    let mut volume = zip(&[Made::deflated("a.csv", &csv(4))]);
    let end = volume.len() - 22;
    volume[end + 4] = 3;
    assert!(look("a.zip", volume, &[]).await.refusal().unwrap().contains("volumes"));
}

#[tokio::test]
async fn other_ways_of_packing_an_entry_are_undone() {
    let text = csv(40);
    let zstd = Made { method: 93, bytes: zstd::encode_all(&text[..], 3).unwrap(), ..Made::deflated("a.csv", &text) };
    let preview = look("a.zip", zip(&[zstd]), &[]).await;
    assert_eq!(table(&preview).total, Some(40), "{:?}", preview.notes);
    #[cfg(feature = "archives")]
    for (method, name) in [(12, "a.csv.bz2"), (95, "a.csv.xz")] {
        let size = "id;ville;valeur\n".len() as u32;
        let bytes = seed(&format!("packed/{name}"));
        let preview = look("a.zip", zip(&[Made { method, bytes, size, ..Made::deflated("a.csv", b"") }]), &[]).await;
        assert_eq!(names(&preview), ["id", "ville", "valeur"], "{name}");
    }
}

#[tokio::test]
async fn archives_in_archives_come_to_an_end() {
    let mut archive = stored(&[("a.csv", b"a;b\n1;2\n")]);
    let mut packed = b"a;b\n1;2\n".to_vec();
    for _ in 0..50 {
        archive = stored(&[("inner.zip", &archive)]);
        packed = gzip(&packed);
    }
    let preview = look("a.zip", archive.clone(), &[]).await;
    assert_eq!(preview.entries, ["inner.zip"], "some are looked into, and not all");
    let path = vec!["inner.zip"; 50];
    assert!(look("a.zip", archive, &[&path[..], &["a.csv"]].concat()).await.refusal().is_some());
    let six = (0..6).fold(stored(&[("a.csv", b"a;b\n1;2\n")]), |inner, _| stored(&[("inner.zip", &inner)]));
    assert_eq!(names(&look("a.zip", six, &[&path[..6], &["a.csv"]].concat()).await), ["a", "b"]);
    let preview = look("a.csv.gz", packed, &[]).await;
    assert!(preview.refusal().is_some());
}

#[tokio::test]
async fn a_bomb_stays_small() {
    let zeros = vec![b'0'; 64 << 20];
    let packed = zstd::encode_all(&zeros[..], 1).unwrap();
    let size = zeros.len() as u32;
    let bomb = zip(&[Made { method: 93, bytes: packed.clone(), size, ..Made::deflated("a.csv", b"") }]);
    let members = gzip(&zeros[..1 << 20]).repeat(32);
    for (name, bytes) in [("a.zip", bomb), ("a.csv.zst", packed), ("a.csv.gz", members)] {
        let preview = look(name, bytes, &[]).await;
        assert!(preview.bytes_read <= 2 * WHOLE, "{name}: {}", preview.bytes_read);
    }
}

#[tokio::test]
async fn one_entry_is_handed_on_whole() {
    let text = csv(8_000);
    let inner = stored(&[("b.csv", &text)]);
    let archive = zip(&[Made::deflated("a.csv", &text), Made::deflated("inner.zip", &inner)]);
    let tar = seed("tar/pax.tar");
    // What tells at its end, in what has no parts.
    let large = stored(&[("filler.bin", &vec![0; 9 << 20]), ("b.csv", &text)]);
    let size = large.len() as u32;
    let packed = zstd::encode_all(&large[..], 1).unwrap();
    let large = zip(&[Made { method: 93, bytes: packed, size, ..Made::deflated("inner.zip", b"") }]);
    for (bytes, path, expected) in [
        (large, &["inner.zip", "b.csv"][..], text.len()),
        (archive.clone(), &["a.csv"], text.len()),
        (archive.clone(), &["inner.zip", "b.csv"], text.len()),
        (gzip(&archive), &["a.csv"], text.len()),
        (gzip(&text), &["content"], text.len()),
        (tar.clone(), &["lisez-moi.txt"], 32),
        (gzip(&tar), &["lisez-moi.txt"], 32),
    ] {
        let path: Vec<String> = path.iter().map(|name| (*name).to_owned()).collect();
        let mut source = InMemory::new(bytes, About::default());
        let (sink, mut pieces) = mpsc::channel(4);
        let pouring = async {
            let reached = reach(&mut source, &path, Some(&sink)).await;
            drop(sink);
            reached
        };
        let taking = async {
            let mut bytes = Vec::new();
            while let Some(piece) = pieces.recv().await {
                bytes.extend_from_slice(&piece);
            }
            bytes
        };
        let (reached, taken) = tokio::join!(pouring, taking);
        assert!(reached.is_ok(), "{path:?}: {reached:?}");
        assert_eq!(taken.len(), expected, "{path:?}");
        assert!(taken == text || taken.len() == 32, "{path:?}");
    }
}

#[tokio::test]
async fn what_gives_no_parts_is_read_from_its_beginning() {
    let archive = stored(&[("a.csv", &csv(8_000)), ("b.csv", b"x;y\n1;2\n")]);
    let mut source = InMemory::new(archive.clone(), About::default());
    source.seeks = false;
    assert_eq!(names(&looked(&mut source, &entry(&["b.csv"])).await.unwrap()), ["x", "y"]);
    let mut packed = InMemory::new(gzip(&seed("tar/gnu.tar")), About::default());
    packed.seeks = false;
    assert_eq!(looked(&mut packed, &ReadOptions::default()).await.unwrap().format, "tar");
}

/// Cases whose right outcome is stated beside them; skipped where the folder is missing.
#[tokio::test]
async fn the_cases_have_the_outcome_that_is_stated() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases/geo");
    let Ok(mut names_file) = Local::open(&folder.join("names-cp850.zip")) else {
        return eprintln!("skipped: {} is not there", folder.display());
    };
    let preview = looked(&mut names_file, &ReadOptions::default()).await.unwrap();
    assert!(preview.notes.iter().any(|note| note.contains("étéX.csv")), "{:?}", preview.notes);
    for name in [
        "trav.zip",
        "bomb.zip",
        "bomb.csv.gz",
        "nested.zip",
        "one-csv.zip",
        "d.7z",
        "d.csv.bz2",
        "d.csv.xz",
        "d.tar.gz",
    ] {
        let mut source = Local::open(&folder.join(name)).unwrap();
        let preview = looked(&mut source, &ReadOptions::default()).await.unwrap();
        assert!(preview.bytes_read <= 2 * WHOLE && !preview.views.is_empty(), "{name}");
    }
}
