//! Office documents before 2007, and those behind a password: a file system in a file, of which workbooks are read.

use super::{Preview, ReadAt, ReadOptions, Sample, foreign, sheets, whole};
use crate::base::beside::{Wanted, beside};
use crate::base::error::Result;
use crate::base::i18n::Said;
use crate::{said, t};

mod container;
mod workbook;

use self::container::Container;
use self::workbook::Unread;

pub async fn preview(source: &mut dyn ReadAt, sample: &Sample, _: &ReadOptions) -> Result<Preview> {
    let bytes = match whole(source, sample).await? {
        Ok(bytes) => bytes,
        Err(reason) => return Ok(Preview::refused("xls", reason).of(sample)),
    };
    let read = bytes.len() as u64;
    let declared = sample.about.format().unwrap_or("xls");
    let looked = beside(move |wanted| looked_into(&bytes, declared, wanted)).await;
    let mut preview = looked.unwrap_or_else(|_| Preview::refused("xls", t!("preview-reader-gave-up")));
    preview.bytes_read = read;
    Ok(preview)
}

fn looked_into(bytes: &[u8], declared: &'static str, wanted: &Wanted) -> Preview {
    let Some(container) = Container::open(bytes) else {
        return foreign::refused(declared, said!("formats-name-office"), said!("formats-opens-office"));
    };
    if container.has("EncryptedPackage") || container.has("EncryptionInfo") {
        return Preview::refused(declared, t!("preview-password")).note(t!("formats-password-open"));
    }
    let workbook = container.stream("Workbook").or_else(|| container.stream("Book"));
    match workbook.map(|stream| workbook::read(&stream, wanted)) {
        Some(Ok(found)) => sheets::shown("xls", found),
        Some(Err(Unread::Password)) => {
            Preview::refused("xls", t!("preview-password")).note(t!("formats-password-open"))
        }
        Some(Err(Unread::Odd)) => foreign::refused("xls", said!("formats-name-office"), said!("formats-opens-office")),
        None => {
            let (format, name, opens) = other(&container);
            foreign::refused(format, name, opens)
        }
    }
}

/// What it is where it is no workbook.
fn other(container: &Container) -> (&'static str, Said, Said) {
    let (writer, outlook) = (said!("formats-opens-office"), said!("formats-opens-outlook"));
    match () {
        () if container.has("WordDocument") => ("doc", said!("formats-name-doc"), writer),
        () if container.has("PowerPoint Document") => ("ppt", said!("formats-name-ppt"), writer),
        () if container.has_any("__substg1.0_") => ("msg", said!("formats-name-msg"), outlook),
        () if container.has("VisioDocument") => ("vsd", said!("formats-name-visio"), writer),
        () => ("ole", said!("formats-name-office"), writer),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preview::{About, InMemory, View, preview};

    /// A compound file of one stream, in the large sectors.
    fn container(name: &str, mut stream: Vec<u8>) -> Vec<u8> {
        stream.resize(stream.len().max(4096).next_multiple_of(512), 0);
        let sectors = stream.len() / 512;
        let mut head = vec![0; 512];
        head[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
        head[24..34].copy_from_slice(&[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
        let put = |bytes: &mut [u8], at: usize, value: u32| bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        put(&mut head, 44, 1);
        put(&mut head, 48, 1); // the directory
        put(&mut head, 56, 4096);
        put(&mut head, 60, 0xffff_fffe);
        put(&mut head, 68, 0xffff_fffe);
        head[76..512].fill(255);
        put(&mut head, 76, 0);
        let mut table = vec![255; 512];
        put(&mut table, 0, 0xffff_fffd);
        put(&mut table, 4, 0xffff_fffe);
        for at in 0..sectors {
            put(&mut table, 8 + 4 * at, if at + 1 == sectors { 0xffff_fffe } else { at as u32 + 3 });
        }
        let mut directory = vec![0; 512];
        for (at, (name, start, length)) in
            [("Root Entry", 0xffff_fffe, 0), (name, 2, stream.len() as u32)].into_iter().enumerate()
        {
            let entry = &mut directory[at * 128..(at + 1) * 128];
            let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            entry[..wide.len()].copy_from_slice(&wide);
            entry[64] = wide.len() as u8 + 2;
            entry[66] = if at == 0 { 5 } else { 2 };
            put(entry, 116, start);
            put(entry, 120, length);
        }
        [head, table, directory, stream].concat()
    }

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
    }

    fn text(text: &str) -> Vec<u8> {
        [&(text.chars().count() as u16).to_le_bytes()[..], &[0], &text.chars().map(|c| c as u8).collect::<Vec<_>>()]
            .concat()
    }

    fn at(row: u16, column: u16, style: u16, value: &[u8]) -> Vec<u8> {
        [&row.to_le_bytes()[..], &column.to_le_bytes(), &style.to_le_bytes(), value].concat()
    }

    /// A workbook of a sheet that claims four million rows, and of a hidden one.
    fn workbook() -> Vec<u8> {
        let globals = |places: [u32; 2]| {
            let sheet = |place: u32, state: u8, name: &[u8]| {
                [&place.to_le_bytes()[..], &[state, 0, name.len() as u8, 0], name].concat()
            };
            // The second text goes on in another record, as characters of two bytes.
            let shared = [&[2, 0, 0, 0, 2, 0, 0, 0][..], &text("Commune"), &[10, 0, 0], b"Cesson-"].concat();
            [
                record(0x809, &[0, 6, 5, 0, 0, 0, 0, 0]),
                record(0x41e, &[&164u16.to_le_bytes()[..], &text("dd/mm/yyyy")].concat()),
                record(0xe0, &[0; 20]),
                record(0xe0, &[0, 0, 164, 0]),
                record(0x85, &sheet(places[0], 0, b"Donn\xe9es")),
                record(0x85, &sheet(places[1], 1, b"Calcul")),
                record(0xfc, &shared),
                record(0x3c, &[1, b'S', 0, 0xe9, 0, b'v', 0]),
                record(0x0a, &[]),
            ]
            .concat()
        };
        let whole = |value: i32| ((value << 2) | 2).to_le_bytes();
        let first = [
            record(0x809, &[0, 6, 16, 0]),
            record(0x200, &[0, 0, 0, 0, 255, 255, 63, 0, 0, 0, 0, 1, 0, 0]),
            record(0xfd, &at(0, 0, 0, &0u32.to_le_bytes())),
            record(0x204, &at(0, 1, 0, &text("Le"))),
            record(0x204, &at(0, 2, 0, &text("Part"))),
            record(0xfd, &at(1, 0, 0, &1u32.to_le_bytes())),
            record(0x203, &at(1, 1, 1, &45_322f64.to_le_bytes())),
            record(0x27e, &at(1, 2, 0, &whole(17))),
            record(0x06, &at(2, 0, 0, &[0, 0, 0, 0, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0])),
            record(0x207, &text("Betton")),
            record(0xbd, &[&at(2, 1, 1, &whole(45_323))[..], &[0, 0], &whole(3), &[2, 0]].concat()),
            record(0x203, &at(65_535, 255, 0, &1f64.to_le_bytes())),
            record(0x0a, &[]),
        ]
        .concat();
        let second =
            [record(0x809, &[0, 6, 16, 0]), record(0x204, &at(0, 0, 0, &text("x"))), record(0x0a, &[])].concat();
        let length = globals([0, 0]).len() as u32;
        [globals([length, length + first.len() as u32]), first, second].concat()
    }

    async fn looked(bytes: Vec<u8>, declared: &str) -> Preview {
        let about = About::file(std::path::Path::new(&format!("f.{declared}")));
        preview(&mut InMemory::new(bytes, about), &ReadOptions::default()).await.unwrap()
    }

    #[tokio::test]
    async fn an_old_workbook_gives_its_rows() {
        let preview = looked(container("Workbook", workbook()), "xls").await;
        let [View::Table(table), View::Table(hidden)] = &preview.views[..] else { panic!("{preview:?}") };
        let names: Vec<&str> = table.columns.iter().map(|it| it.name.as_str()).collect();
        assert_eq!((table.title.as_deref(), names), (Some("Données"), vec!["Commune", "Le", "Part"]));
        let row = |cells: [&str; 3]| cells.map(|it| Some(it.to_owned())).to_vec();
        assert_eq!(table.rows, [row(["Cesson-Sév", "2024-01-31", "17"]), row(["Betton", "2024-02-01", "3"])]);
        assert_eq!(hidden.title.as_deref(), Some("Calcul"));
        assert!(preview.notes[0].contains("hidden"), "{:?}", preview.notes);
    }

    #[tokio::test]
    async fn what_is_no_workbook_says_what_it_is() {
        let cases = [
            ("EncryptedPackage", "xlsx", "protected by a password"),
            ("WordDocument", "doc", "Word"),
            ("__substg1.0_0037001F", "msg", "Outlook"),
            ("Workbook", "xls", "Office"),
        ];
        for (stream, declared, said) in cases {
            let preview = looked(container(stream, vec![]), declared).await;
            assert!(format!("{:?}", preview.views).contains(said), "{stream}: {:?}", preview.views);
        }
        let locked = [record(0x809, &[0, 6, 5, 0]), record(0x2f, &[1, 0])].concat();
        let preview = looked(container("Workbook", locked), "xls").await;
        assert!(format!("{:?}", preview.views).contains("password"), "{preview:?}");
    }

    /// A chain that goes in circles, lengths and places that are not there: each is borne.
    #[tokio::test]
    async fn hostile_containers_are_borne() {
        let file = container("Workbook", workbook());
        let mut rng = fastrand::Rng::with_seed(7);
        for _ in 0..500 {
            let mut bytes = file.clone();
            for _ in 0..rng.usize(1..6) {
                let at = rng.usize(8..bytes.len().min(3500));
                bytes[at] = *rng.choice(&[0, 1, 2, 3, 0x7f, 0xff]).unwrap();
            }
            let preview = looked(bytes, "xls").await;
            assert!(!format!("{preview:?}").contains("gave up"), "its reader panicked");
        }
    }
}
