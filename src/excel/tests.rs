//! Files in, copies out.

use super::*;
use crate::base::error::ErrorKind;

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/preview/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn a_copy_for_excel_has_its_mark_and_semicolons_and_leaves_the_original() {
    let folder = tempfile::tempdir().unwrap();
    for (name, expected) in [
        ("utf-16.csv", "\u{feff}id;nom;valeur\r\n1;Œuvre à l’été;1.5\r\n2;Bétton;2.5\r\n"),
        (
            "windows-1252.csv",
            "\u{feff}Code;Commune;Température;Relevé le;Habitants\r\n035;Châteaugiron;12,5;31/01/2024;10 204\r\n\
             036;L'Hermitage;-1,25;01/02/2024;4 329\r\n037;Étrelles;;02/02/2024;2 600\r\n",
        ),
        ("sep.csv", "\u{feff}a;b\r\n1;2\r\n"),
    ] {
        let original = folder.path().join(name);
        std::fs::write(&original, fixture(name)).unwrap();
        let copy = excel_fr(&original).unwrap();
        assert_eq!((std::fs::read_to_string(&copy.path).unwrap().as_str(), copy.marked), (expected, 0), "{name}");
        assert_eq!(std::fs::read(&original).unwrap(), fixture(name));
        assert_eq!(excel_fr(&original).unwrap_err().kind, ErrorKind::Exists, "nothing is overwritten");
    }
    let quoted = folder.path().join("quoted.csv");
    std::fs::write(&quoted, fixture("quoted.csv")).unwrap();
    let copy = std::fs::read_to_string(excel_fr(&quoted).unwrap().path).unwrap();
    assert!(copy.contains("1;Dupont, Jean;\"1 rue de la Paix\n35000 Rennes\""), "{copy:?}");
    let json = folder.path().join("table.json");
    std::fs::write(&json, fixture("table.json")).unwrap();
    assert_eq!(excel_fr(&json).unwrap_err().kind, ErrorKind::Usage);
}

#[test]
fn a_copy_for_excel_shows_what_excel_would_compute() {
    let folder = tempfile::tempdir().unwrap();
    let original = folder.path().join("hostile.csv");
    let rows = "=nom,valeur,@note\r\n=cmd|' /C calc'!A0,-12.5,\"=\"\"a\"\";b\"\r\n\"\t=1\",- 12,\"a\n=b\"\r\n+33 2 99,+1,-\r\n";
    std::fs::write(&original, rows).unwrap();
    let copy = excel_fr(&original).unwrap();
    let expected = "\u{feff}'=nom;valeur;'@note\r\n'=cmd|' /C calc'!A0;-12.5;\"'=\"\"a\"\";b\"\r\n\
                    '\t=1;- 12;\"a\n=b\"\r\n'+33 2 99;'+1;-\r\n";
    assert_eq!((std::fs::read_to_string(&copy.path).unwrap().as_str(), copy.marked), (expected, 7));
    assert_eq!(std::fs::read_to_string(&original).unwrap(), rows, "the original stays as it was");
    for first in ["sep=;\nsep=,", "\"SEP=,\""] {
        let original = folder.path().join(format!("{}.csv", first.len()));
        std::fs::write(&original, format!("{first}\n1;2,=1\nb;c\n")).unwrap();
        let copy = std::fs::read_to_string(excel_fr(&original).unwrap().path).unwrap();
        assert!(copy.to_lowercase().starts_with("\u{feff}'sep=,\r\n"), "{copy:?}");
    }
}
