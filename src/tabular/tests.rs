//! The sniffer by table: texts as French portals have them, and how they are to be read.

use ::csv::ByteRecord;

use super::dialect::looks_like_one;
use super::*;

/// What is decided of `text`, in words: delimiter, lines above, header, columns, decimal sign and what parts thousands.
fn decided(text: &str) -> String {
    let how = Dialect::of(text.as_bytes(), true, &TextOptions::default(), None);
    let delimiter = if how.columns == 1 { "one".to_owned() } else { format!("{:?}", char::from(how.delimiter)) };
    let header = if how.header { "header" } else { "none" };
    let thousands = how.numbers.thousands.map(String::from).unwrap_or_default();
    format!("{delimiter} {} {header} {} {}{thousands}", how.skip, how.columns, how.numbers.decimal)
}

fn rows(bytes: &[u8], options: &TextOptions) -> Vec<Vec<String>> {
    let how = Dialect::of(bytes, true, options, None);
    let (mut rows, mut found, mut record) = (how.rows(bytes), vec![], ByteRecord::new());
    while rows.next_into(&mut record).unwrap() {
        found.push(record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect());
    }
    found
}

#[test]
fn every_kind_of_table_is_read_as_it_was_meant() {
    let table = [
        // Delimiters.
        ("code;nom\n1;Rennes\n2;Bruz\n", "';' 0 header 2 ,"),
        ("code,nom\n1,Rennes\n2,Bruz\n", "',' 0 header 2 ."),
        ("code\tnom\n1\tRennes\n2\tBruz\n", "'\\t' 0 header 2 ."),
        ("code|nom\n1|Rennes\n2|Bruz\n", "'|' 0 header 2 ."),
        ("code^nom^x\n1^Rennes^a\n2^Bruz^b\n", "'^' 0 header 3 ."),
        ("code~nom\n1~Rennes\n2~Bruz\n", "'~' 0 header 2 ."),
        ("code\u{1}nom\n1\u{1}Rennes\n2\u{1}Bruz\n", "'\\u{1}' 0 header 2 ."),
        ("code:nom:age\n1:Rennes:3\n2:Bruz:4\n", "':' 0 header 3 ."),
        ("annee valeur total\n2020 12 3\n2021 13 4\n", "' ' 0 header 3 ."),
        ("annee   valeur  total\n2020    12      3\n2021    13      4\n", "' ' 0 header 3 ."),
        ("code;nom\r1;Rennes\r2;Bruz\r", "';' 0 header 2 ,"),
        ("code;nom\r\n1;Rennes\r\n2;Bruz\r\n", "';' 0 header 2 ,"),
        // One delimiter in cells of another.
        ("nom;note\nA;un, deux, trois\nB;quatre, cinq\n", "';' 0 header 2 ,"),
        ("nom,note\nA,un; deux\nB,trois\nC,x; y; z\n", "',' 0 header 2 ."),
        ("id;geo\n1;48.1,-1.6\n2;48.2,-1.7\n", "';' 0 header 2 ,"),
        ("id\tgeo\n1\t48.1,-1.6\n2\t48.2,-1.7\n", "'\\t' 0 header 2 ."),
        ("id,tags\n1,a;b\n2,c;d\n3,e;f\n", "',' 0 header 2 ."),
        ("code;a;b\nx;1,5;2,5\ny;3,5;4,5\n", "';' 0 header 3 ,"),
        ("1,5;2,5\n3,5;4,5\n5,5;6,5\n", "';' 0 none 2 ,"),
        ("k,geo|time,v\nA,FR|20,\"x | y\"\nB,DE|21,\"z | t\"\n", "',' 0 header 3 ."),
        ("id|horaire\n1|10:00-12:00\n2|14:00-18:00\n", "'|' 0 header 2 ."),
        ("nom,heure\nA,10:30\nB,11:45\n", "',' 0 header 2 ."),
        ("nom;R&amp;D\nO&#039;Neil;1\nL&eacute;a;2\n", "';' 0 header 2 ,"),
        // Several values of one cell, parted by what parts other tables' cells.
        ("nom,jours\nPiscine,lun|mar|mer\nGym,lun|mar|mer\n", "',' 0 header 2 ."),
        ("id,types\n1,eau|gaz|elec\n2,eau|gaz|elec\n3,eau|gaz|elec\n", "',' 0 header 2 ."),
        ("Titre, x\n\na|b|c\n1|2|3\n4|5|6\n", "'|' 2 header 3 ."),
        // Quotes.
        ("nom;ville\n\"Dupont; Jean\";Rennes\n\"Le Gall; Ana\";Bruz\n", "';' 0 header 2 ,"),
        ("nom;n\n\"dit \"\"x\"\"\";1\nb;2\n", "';' 0 header 2 ,"),
        ("id;nom\n1;\"Rue \"des\" Lilas\"\n2;\"x\"\n", "';' 0 header 2 ,"),
        ("id;taille\n1;12\" x\n2;14\"\n3;ok\n", "';' 0 header 2 ,"),
        ("id,nom\n1,\"jamais clos\n2,x\n3,y\n4,z\n", "',' 0 header 2 ."),
        ("nom;note\n'a; b';'c'\n'd; e';'f'\n'g';'h'\n", "';' 0 header 2 ,"),
        ("\"id,nom,ville\"\n\"1,Ana,Rennes\"\n\"2,Bob,Bruz\"\n", "',' 0 header 3 ."),
        ("id,note\n1,\"dit \\\"oui\\\" a, b\"\n2,\"c\"\n", "',' 0 header 2 ."),
        ("id;note\n1;\"a\nb; c\nd\"\n2;\"e\"\n", "';' 0 header 2 ,"),
        ("id, nom, note\n1, \"a, b\", c\n2, \"d\", e\n", "',' 0 header 3 ."),
        // Lines above the table.
        ("Titre\n\ncode;nom\n1;Rennes\n2;Bruz\n", "';' 2 header 2 ,"),
        ("Effectifs de 2024\nSource : mairie ; service\n\nCode;Nom;N\n1;Rennes;3\n2;Bruz;4\n", "';' 3 header 3 ,"),
        ("Population par commune;;\n;;\nCode;Nom;N\n1;Rennes;3\n2;Bruz;4\n", "';' 2 header 3 ,"),
        ("# Auteur : x\n# Licence : y, z\nid,nom,n\n1,a,2\n2,b,3\n", "',' 2 header 3 ."),
        ("Liste des prix\nproduit,prix\npain,1.20\nlait,0.95\n", "',' 1 header 2 ."),
        ("sep=;\ncode;nom\n1;Rennes\n", "';' 1 header 2 ,"),
        ("sep=|\r\ncode|nom\r\n1|Rennes\r\n", "'|' 1 header 2 ."),
        ("\"sep=,\"\nid,nom\n1,a\n", "',' 1 header 2 ."),
        ("Titre\r\rcode;nom\r1;Rennes\r2;Bruz\r", "';' 2 header 2 ,"),
        ("\n\ncode;nom\n1;Rennes\n2;Bruz\n", "';' 2 header 2 ,"),
        ("Tableau 1\nDonnées\tprovisoires\ncode\tnom\tn\n1\ta\t2\n2\tb\t3\n", "'\\t' 2 header 3 ."),
        ("Nombre de lits, 2023\n\ncommune,nb\nRennes,120\nBruz,30\n", "',' 2 header 2 ."),
        (
            "\"Nom\";\"Indice\"\n\"Maj\";\"1/2/2024\"\n\"2024-02\";\"1.5\";\"A\"\n\"2024-01\";\"1.6\";\"A\"\n\"2023-12\";\"1.4\";\"A\"\n",
            "';' 2 none 3 .",
        ),
        // Names above names: what spells out the codes below, and what names several columns at once.
        ("Code géographique;Population 2020\nCODGEO;P20_POP\n35238;10\n35047;11\n", "';' 1 header 2 ,"),
        (";;Hommes;;Femmes;\nCode;Nom;0-19;20+;0-19;20+\n1;Rennes;1;2;3;4\n2;Bruz;5;6;7;8\n", "';' 1 header 6 ,"),
        ("Mis à jour le 27/06;Zones de 2023;;\ncode;nom;n;m\n1;Rennes;2;3\n2;Bruz;4;5\n", "';' 1 header 4 ,"),
        ("id;a;b;c\n1;;;\n2;x;;\n3;;;\n", "';' 0 header 4 ,"),
        ("debit;hauteur\nm3/s;cm\n12,5;110\n3,25;95\n", "';' 0 header 2 ,"),
        // Lines that are what stands below them, and no title.
        ("lien\nhttps://a.fr/1\nhttps://a.fr/2?a=1,2,3\nhttps://a.fr/3;v=2\n", "one 0 header 1 ."),
        ("url\nhttps://a.fr/x?y=1,2\nhttps://b.fr/z\nhttps://c.fr/w;v\n", "one 0 header 1 ."),
        // Headers.
        ("id,name,id,age\n1,a,2,3\n4,b,5,6\n", "',' 0 header 4 ."),
        ("code,2019,2020,libelle\n35238,1,2,Rennes\n35047,4,5,Bruz\n", "',' 0 header 4 ."),
        (";2019;2020\nRennes;1;2\nBruz;3;4\n", "';' 0 header 3 ,"),
        ("nom;;n\nRennes;a;2\nBruz;b;4\n", "';' 0 header 3 ,"),
        ("1;Rennes;3\n2;Bruz;4\n3;Vern;5\n", "';' 0 none 3 ,"),
        ("01/02/2024;12\n02/02/2024;13\n", "';' 0 none 2 ,"),
        ("prenom;ville\nAna;Rennes\nBob;Bruz\n", "';' 0 header 2 ,"),
        ("SIRET;NAF\n13002526500013;8411Z\n13002526500021;6201Z\n", "';' 0 header 2 ,"),
        ("x,y\n1.5,2.5\n3.5,4.5\n", "',' 0 header 2 ."),
        ("code;nom\n", "';' 0 header 2 ,"),
        ("id;nom\n1;A\n2;B\nid;nom\n3;C\n", "';' 0 header 2 ,"),
        // Ragged rows and trailing separators.
        ("a;b;c;\n1;2;3;\n4;5;6;\n", "';' 0 header 3 ,"),
        ("a;b;c\n1;2;3;\n4;5;6;\n", "';' 0 header 3 ,"),
        ("a;b;;;\n1;2;;;\n3;4;;;\n", "';' 0 header 2 ,"),
        ("a;b;c\n1;2\n4;5;6\n7;8;9\n", "';' 0 header 3 ,"),
        ("a;b;c\n1;2;3;4\n4;5;6\n7;8;9\n", "';' 0 header 3 ,"),
        ("a;b;c\n1;2;3\n4;5;6\n\nSource : mairie\n", "';' 0 header 3 ,"),
        ("a;b\n1;2\n# note\n3;4\n5;6\n", "';' 0 header 2 ,"),
        ("couleur;nom\n#ff0000;rouge\n#00ff00;vert\n", "';' 0 header 2 ,"),
        ("#id;nom;n\n1;a;2\n2;b;3\n", "';' 0 header 3 ,"),
        // One column.
        ("commune\nRennes\nBruz\n", "one 0 header 1 ."),
        ("avis\npommes, poires\nx, y, z\n", "one 0 header 1 ."),
        ("avis\nbon, mais cher\noui, merci\nnon, jamais\n", "one 0 header 1 ."),
        ("valeur\n1,5\n2,5\n3,25\n", "one 0 header 1 ,"),
        ("heure\n10:00\n11:30\n", "one 0 header 1 ."),
        ("url\nhttp://a.fr/x\nhttps://b.fr/y\n", "one 0 header 1 ."),
        ("http://a.fr/x\nhttps://b.fr/y\n", "one 0 header 1 ."),
        ("nom\nDupont,Jean\nMartin,Ana\n", "one 0 header 1 ."),
        // Numbers.
        ("T,A\n2019Q1,\"1,234\"\n2019Q2,\"2,345\"\n", "',' 0 header 2 .,"),
        ("id;m\n1;1 234,50\n2;98,00\n", "';' 0 header 2 ,"),
        ("id;m\n1;1\u{202f}234,50\n2;12\u{a0}345,00\n", "';' 0 header 2 ,"),
        ("id;m\n1;1.234,50 €\n2;12,00 €\n", "';' 0 header 2 ,."),
        ("id;t\n1;12,5 %\n2;3,0 %\n", "';' 0 header 2 ,"),
        ("id;m\n1;12.5\n2;3.25\n", "';' 0 header 2 ."),
        ("id,m\n1,\"12,5\"\n2,\"3,25\"\n", "',' 0 header 2 ,"),
        ("id,m\n1,\"$1,234.50\"\n2,$12.00\n", "',' 0 header 2 .,"),
        ("id\tm\n1\t1,234,567\n2\t12\n", "'\\t' 0 header 2 .,"),
        ("id;m\n1;0,125\n2;0,250\n", "';' 0 header 2 ,"),
        ("id;d\n1;31/12/2023\n2;01/02/2024\n", "';' 0 header 2 ,"),
        ("annee;dep;v\n2020;01;n.d.\n2020;2A;1 234\n2020;971;-\n", "';' 0 header 3 ,"),
        ("", "one 0 none 1 ."),
        ("\n\n\n", "one 0 none 1 ."),
        (";;;\n;;;\n", "one 0 none 1 ."),
    ];
    let wrong: Vec<String> = table
        .iter()
        .filter(|(text, expected)| decided(text) != *expected)
        .map(|(text, expected)| format!("{text:?}: {} instead of {expected}", decided(text)))
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), table.len(), wrong.join("\n"));
}

#[test]
fn rows_are_those_of_the_table_and_nothing_around_it() {
    let table: [(&str, &[&[&str]]); 6] = [
        ("Titre ; x\n\na;b;c\n1;2;3\n4;5;6\n", &[&["a", "b", "c"], &["1", "2", "3"], &["4", "5", "6"]]),
        ("a;b;\r\n1;2;\r\n3;4;x\r\n", &[&["a", "b", ""], &["1", "2", ""], &["3", "4", "x"]]),
        ("a;b;\n1;2;\n", &[&["a", "b"], &["1", "2"]]),
        ("\"a;b\"\n\"1;2\"\n", &[&["a", "b"], &["1", "2"]]),
        ("a;b\n# non\n1;2\n3;4\n", &[&["a", "b"], &["1", "2"], &["3", "4"]]),
        ("T\r\ra;b\r1;2\r3;4", &[&["a", "b"], &["1", "2"], &["3", "4"]]),
    ];
    for (text, expected) in table {
        assert_eq!(rows(text.as_bytes(), &TextOptions::default()), expected, "{text:?}");
    }
}

#[test]
fn a_person_is_always_heeded() {
    let text = b"x\ny\na;b,c\n1;2,3\n";
    let asked = |options: TextOptions| rows(text, &options).into_iter().map(|row| row.join(" ")).collect::<Vec<_>>();
    assert_eq!(asked(TextOptions { skip: Some(3), ..TextOptions::default() }), ["1 2,3"]);
    assert_eq!(
        asked(TextOptions { delimiter: Some(b','), skip: Some(2), ..TextOptions::default() }),
        ["a;b c", "1;2 3"]
    );
    let how = Dialect::of(
        text,
        true,
        &TextOptions { header: Some(false), decimal: Some('.'), ..TextOptions::default() },
        None,
    );
    assert!(!how.header && how.numbers.decimal == '.' && how.sure.header == Sureness::Sure);
}

#[test]
fn of_a_whole_file_all_of_it_says_how_it_is_encoded() {
    let plain: String = std::iter::once("Commune;Nom\n".to_owned())
        .chain((0..9000).map(|at| format!("{at};une ligne sans accent\n")))
        .collect();
    let late = [plain.as_bytes(), b"9;\xc9trelles \x9cuvre l\x92\xe9t\xe9\n"].concat();
    let of_head = Dialect::of(&late[..64 << 10], false, &TextOptions::default(), None);
    assert_eq!((of_head.encoding, of_head.sure.encoding), (Charset::UTF_8, Sureness::Likely));
    let mut file = std::io::Cursor::new(&late);
    let of_file = Dialect::of_file(&mut file, &TextOptions::default(), None).unwrap();
    assert_eq!((of_file.encoding, file.position()), (Charset::WINDOWS_1252, 0));
    let last = |how: &Dialect| {
        let (mut rows, mut record, mut last) = (how.rows(&late[..]), ByteRecord::new(), String::new());
        while rows.next_into(&mut record).unwrap() {
            last = String::from_utf8_lossy(&record[1]).into_owned();
        }
        (last, rows.odd())
    };
    assert_eq!(last(&of_file), ("Étrelles œuvre l’été".to_owned(), 0));
    assert_eq!(last(&of_head).1, 5);
    // All of it in UTF-8, but for a byte.
    let mixed = [plain.as_bytes(), "9;Étrelles été\n".as_bytes(), b"10;\xe9\n"].concat();
    let mixed = Dialect::of_file(&mut std::io::Cursor::new(&mixed), &TextOptions::default(), None).unwrap();
    assert_eq!(mixed.encoding, Charset::UTF_8);
}

#[test]
fn what_is_no_table_is_none_without_a_word_from_a_person() {
    let tables = [
        "Identifiant|Date|Valeur\n|05/01/2023|1070000,00\n|03/01/2023|152200,00\n",
        "TYPE\tCODE\tNOM\nCOM\t35238\tRennes\nCOM\t35047\tBruz\n",
        "TYPE;CODE;NOM\nCOM;35238;Rennes\nCOM;35047;Bruz\n",
        "id,nom,valeur\n1,a,2\n2,b,3\n",
        "id,nom\n1,Rennes\n2,Bruz\n",
        "sep=;\na;b\n1;2\n",
        "Dep;Commune;Code;Inscrits;Nom;Voix\n01;A;001;645;X;3;Y;6;Z;7\n01;B;002;213;X;2;Y;4;Z;1\n",
        "Titre du fichier\n\ncode;nom;n\n1;a;2\n2;b;3\n",
        "1;2;3\n4;5;6\n7;8;9\n",
    ];
    for text in tables {
        assert!(looks_like_one(text, true), "{text:?}");
    }
    let others = [
        "Bonjour à tous, et merci.\nNous avons, hier, reçu la lettre ; elle est belle.\nA bientôt.\n",
        "Une phrase, puis une autre.\nUne phrase, puis encore une.\nEt une, pour finir.\n",
        "# Titre\n\nUn texte, avec des virgules.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n",
        "[section]\ncle = valeur\nautre = 1;2;3\n",
        "a: 1\nb: 2\nc:\n  - x\n  - y\n",
        "@prefix ex: <http://ex.org/> .\nex:a ex:b \"c\" ;\n  ex:d \"e\" .\n",
        "ex:a ex:b ex:c ;\n  ex:d ex:e ;\n  ex:f ex:g .\n",
        "2024-01-02 10:00:00,123 INFO démarrage\n2024-01-02 10:00:01,456 WARN arrêt\n",
        "2024-01-02 10:00:00 | INFO | démarrage\n2024-01-02 10:00:01 | WARN | arrêt\n",
        "int main(int a, int b) {\n  return f(a, b);\n}\n",
        "import os, sys\nfor a, b in x:\n\tprint(a, b)\n\tprint(c, d)\n",
        "SELECT a, b FROM t;\nSELECT c, d FROM u;\n",
        "body { color: red; }\np { margin: 0; }\n",
        "if a:\n\tfoo()\n\tbar()\n\tbaz()\n",
        "BEGIN:VCARD\nN:Le Gall;Ana;;;\nEND:VCARD\n",
        "ligne\n",
        "",
    ];
    for text in others {
        assert!(!looks_like_one(text, true), "{text:?}");
    }
}

#[test]
fn sixty_four_kilobytes_are_decided_on_at_once() {
    let row = |at: usize| format!("{at};Saint-Étienne-{at};{},50;\"12, rue des Lilas\";31/12/2023;oui\n", at * 7);
    let text: String =
        std::iter::once("id;nom;montant;adresse;date;actif\n".to_owned()).chain((0..1200).map(row)).collect();
    let started = std::time::Instant::now();
    let how = Dialect::of(&text.as_bytes()[..64 << 10], false, &TextOptions::default(), None);
    assert_eq!((how.delimiter, how.columns, how.header), (b';', 6, true));
    // Unoptimised, beside others; optimised it takes a twentieth of that.
    assert!(started.elapsed().as_millis() < 1500, "{:?}", started.elapsed());
    eprintln!("{:?}", started.elapsed());
}
