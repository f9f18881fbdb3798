//! Columns with their names: what they mean, and how many of their cells are that.

use super::super::judge::{Judge, Judged};
use super::super::kind::{ColumnKind, Numbers};
use super::Meaning;

fn judged(name: &str, cells: &[&str], numbers: Numbers) -> Judged {
    let mut judge = Judge::new(name, numbers);
    cells.iter().for_each(|cell| judge.see(cell));
    judge.judged()
}

fn cells(text: &str) -> Vec<&str> {
    text.split('|').collect()
}

/// Of each meaning: values that are it, some that nearly are, and names that say so.
const KNOWN: &[(Meaning, &str, &str, &[&str])] = &[
    (
        Meaning::Commune,
        "35238|01001|2A004|2B033|97411|75101|13201|69381|98818|99101",
        "352|20004|96001|352389|2C004|Rennes|00001",
        &["commune", "code_commune", "CODGEO", "Code INSEE", "codeCommuneEtablissement", "depcom", "com", "INSEE_COM"],
    ),
    (
        Meaning::Departement,
        "35|01|2A|2b|971|976|987|7|95",
        "96|0|100|2C|970|AB|035",
        &["dep", "département", "code_dept", "CODDEP", "codeDepartement", "num_dep", "CODGEO"],
    ),
    (Meaning::Region, "53|11|01|06|84|4|93", "10|99|5|053|FR-BRE", &["region", "Code région", "REG", "cod_reg"]),
    (
        Meaning::Epci,
        "244319489|243574910|200862522|243601895|243559796|243114717",
        "526018155|2443194|24431948A|Rennes Métropole",
        &["epci", "code_epci", "SIREN EPCI", "siren_epci", "codgeo"],
    ),
    (
        Meaning::PostalCode,
        "35000|01000|20000|97400|98000|75116|1000",
        "350|00100|96000|99000|350000|35 000 Rennes|F-35000",
        &[
            "cp",
            "code_postal",
            "CodePostal",
            "adr_cp",
            "zip",
            "postal code",
            "codePostalEtablissement",
            "code postal commune",
        ],
    ),
    (
        Meaning::Iris,
        "352380101|2A0040000|751010101|974110102",
        "35238010|999999999X|960010101",
        &["iris", "CODE_IRIS", "DCOMIRIS"],
    ),
    (
        Meaning::Siren,
        "526018155|383016615|418 609 137|399603083|446281941|356000000",
        "52601815|5260181555|52601815A|RCS Rennes",
        &["siren", "num_siren", "N° SIREN", "sirenUniteLegale", "NOSIREN"],
    ),
    (
        Meaning::Siret,
        "42684656400034|432 122 331 00015|40792440600033|42685995500079|35600000012345",
        "4268465640003|426846564000345|4268465640003A|526018155",
        &["siret", "num_siret", "Numéro SIRET", "siretEtablissement", "code siret"],
    ),
    (
        Meaning::Naf,
        "62.01Z|6201Z|01.11Z|47.11F|84.11Z|86.10Z",
        "620|04.01Z|62.01z|ZZ|6201ZZ",
        &["naf", "APE", "code_naf", "activitePrincipaleEtablissement", "APET700", "nace"],
    ),
    (Meaning::NafSection, "A|C|G|J|U", "V|AA|1|section A", &["section_naf", "Section NACE", "A21", "section"]),
    (
        Meaning::Vat,
        "FR32404974651|FR10407529171|FR 76 403423668|DE811569869|BE0539007547",
        "32404974651|FRANCE|taux plein|20",
        &["tva", "num_tva", "TVA intracommunautaire", "vat number"],
    ),
    (
        Meaning::Uai,
        "0350001L|0351234b|0751717J|2921000A",
        "350001L|03500011|0350001LL",
        &["uai", "numero_uai", "RNE", "Code UAI"],
    ),
    (
        Meaning::Rna,
        "W751212517|W353001234|W9R2003255|0751001234",
        "W75121251|X751212517|751212517",
        &["rna", "id_rna", "waldec"],
    ),
    (
        Meaning::Iban,
        "FR8320041010058306489794106|FR57 2004 1010 0513 1107 1241 306|BE68539007547034",
        "FR83|8320041010058306489794106|fr8320041010058306489794106",
        &["iban", "IBAN bénéficiaire"],
    ),
    (
        Meaning::Phone,
        "0299123456|02 99 12 34 56|02.99.12.34.56|+33 2 99 12 34 56|+33 (0)2 99 12 34 56|0033299123456|+262262123456|3639|+32 2 123 45 67|299123456",
        "02 99 12 34|09 12|n° vert|02 99 12 34 56 78 90 12 34 56",
        &["tel", "Téléphone", "numero_telephone", "phone", "fax", "mobile"],
    ),
    (
        Meaning::Email,
        "a.b@exemple.fr|mairie@ville-de-rennes.fr|x+y@sub.example.org",
        "a@b|@exemple.fr|a b@exemple.fr|exemple.fr|a@@b.fr|a@b.c1",
        &["mail", "courriel", "Adresse électronique", "email", "e-mail"],
    ),
    (
        Meaning::Url,
        "https://exemple.fr/a?b=c|http://www.exemple.fr|www.exemple.fr|exemple.fr/page",
        "exemple|https://|a@exemple.fr|http://a b.fr|1.5",
        &["url", "Site web", "lien", "website", "site_internet"],
    ),
    (
        Meaning::Uuid,
        "6ba7b810-9dad-11d1-80b4-00c04fd430c8|6BA7B811-9DAD-11D1-80B4-00C04FD430C8",
        "6ba7b810-9dad-11d1-80b4|6ba7b8109dad11d180b400c04fd430cg",
        &["uuid", "guid"],
    ),
    (Meaning::Latitude, "48.117|-21.1|47.2184|0.5", "91.5|48|48°07|abc", &["lat", "latitude", "ylatitude", "y_wgs84"]),
    (
        Meaning::Longitude,
        "-1.6778|55.5|-179.9|2.3522",
        "181.0|2|1°40",
        &["lon", "lng", "xlongitude", "Longitude", "x_wgs84"],
    ),
    (
        Meaning::Lambert93,
        "352000.5|6789000|1200000|7050000.25",
        "12|1500000|8000000|48.1|abc",
        &["x_l93", "x", "Y", "coord_x", "lambert93_x", "x_lambert93", "coordonneeLambertAbscisseEtablissement"],
    ),
    (
        Meaning::LambertTwo,
        "300000|2350000|1650000.5",
        "3000000|6800000|12",
        &["x_lambert2", "y_l2e", "lambert_ii_etendu"],
    ),
    (Meaning::WebMercator, "-186000|6124000|250000", "-700000|12|7000000", &["x_3857", "y_mercator", "web_mercator_x"]),
    (
        Meaning::GeoPoint,
        "48.117,-1.677|48.1, -1.6|[48.1, -1.6]|(-1.6;48.1)|POINT (-1.6 48.1)|SRID=4326;POINT Z (1 2 3)|\
         {\"type\":\"Point\",\"coordinates\":[-1.6,48.1]}",
        "48,1|48.1|148.1,-181.6|POINT|LINESTRING (1 2, 3 4)|Rennes, Bretagne",
        &["geo_point_2d", "coordonnees", "latlon", "geom", "GPS", "localisation"],
    ),
    (
        Meaning::Geometry,
        "LINESTRING (1 2, 3 4)|MULTIPOLYGON (((1 2, 3 4, 5 6, 1 2)))|{\"type\": \"Polygon\", \"coordinates\": [[[1,2]]]}",
        "POINT (1 2)|CIRCLE (1 2)|{\"type\":\"Feature\"}|POLYGON",
        &["geo_shape", "geom", "WKT", "shape"],
    ),
];

#[test]
fn name_and_values_together_tell() {
    let mut wrong = Vec::new();
    for (meaning, good, bad, names) in KNOWN {
        let found = |name: &str, cells: &[&str]| judged(name, cells, Numbers::with('.'));
        for cell in cells(good) {
            let column = found(names[0], &[cell; 3]);
            let is_so = (column.meaning, column.fits) == (Some(*meaning), 3);
            let is_text = column.kind == ColumnKind::Text || !meaning.is_code();
            wrong.extend((!is_so || !is_text).then(|| format!("{cell} in {}: {column:?}", names[0])));
        }
        let good_cells = cells(good);
        let others = cells(bad).into_iter().filter(|cell| found(names[0], &[*cell; 3]).meaning == Some(*meaning));
        wrong.extend(others.map(|cell| format!("{cell} is a {meaning:?}")));
        let silent = names.iter().filter(|name| found(name, &good_cells).meaning != Some(*meaning));
        wrong.extend(silent.map(|name| format!("{name} is no {meaning:?} but {:?}", found(name, &good_cells).meaning)));
        assert!(Meaning::ALL.contains(meaning));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(KNOWN.len(), Meaning::ALL.len(), "each meaning has its examples");
}

#[test]
fn right_values_under_another_name_are_told_where_they_check_themselves() {
    for (meaning, good, _, _) in KNOWN {
        let column = judged("valeur", &cells(good), Numbers::with('.'));
        let told = match meaning {
            // Some of these are told by the name alone.
            Meaning::Phone | Meaning::Url | Meaning::Vat | Meaning::Rna | Meaning::GeoPoint => continue,
            Meaning::Epci => Some(Meaning::Siren),
            meaning => meaning.told_by_values().map(|_| *meaning),
        };
        assert_eq!(column.meaning, told, "{meaning:?}");
    }
    for (cells, expected) in [
        ("02 99 12 34 56|0299123457|+33 2 99 12 34 58", Some(Meaning::Phone)),
        ("https://a.fr|http://b.fr/c", Some(Meaning::Url)),
        ("FR32404974651|FR10407529171", Some(Meaning::Vat)),
        ("W751212517|W353001234|W353001235", Some(Meaning::Rna)),
        ("48.1173,-1.6778|48.2000,-1.7001", Some(Meaning::GeoPoint)),
        // Too few to tell from any number that passes by chance.
        ("526018155|526018155|526018155|526018155|526018155|526018155", None),
        ("1,5|2,5|3,5", None),
        ("1.5,2.5|3.5,4.5", None),
    ] {
        let found = judged("valeur", &self::cells(cells), Numbers::with('.')).meaning;
        assert_eq!(found, expected, "{cells}");
    }
}

#[test]
fn right_names_above_other_values_mean_nothing() {
    for (name, cells) in [
        ("commune", "Rennes|Bruz|Cesson-Sévigné"),
        ("nb_communes", "35238|35047|35051"),
        ("population_commune", "35238|10204|35051"),
        ("nom_departement", "35|22|29"),
        ("taux_tva", "20|5,5|10"),
        ("part_region", "11|53|84"),
        ("siren", "12|13|14"),
        ("cp", "12,5|13,5|14,5"),
        ("x", "1|2|3"),
        ("site", "Nord|Sud|Est"),
        ("tel", "oui|non|oui"),
        ("position", "1|2|3"),
        ("long", "12|13|14"),
        ("section", "0A|0B|AC"),
        ("prix_m2_commune", "3500|2100|4100"),
        ("distance_commune_km", "1200|1300|1400"),
        ("annee_naf", "2008|2009|2010"),
    ] {
        let column = judged(name, &self::cells(cells), Numbers::with(','));
        assert_eq!(column.meaning, None, "{name}: {column:?}");
    }
}

#[test]
fn a_few_misfits_are_forgiven_and_counted() {
    let good = ["35238"; 35];
    let mut all = good.to_vec();
    all.push("inconnue");
    let column = judged("code_commune", &all, Numbers::with(','));
    assert_eq!((column.meaning, column.fits, column.cells), (Some(Meaning::Commune), 35, 36));
    // A SIRET whose check digit is wrong is one all the same, and does not fit.
    let column = judged("siret", &["42684656400034", "43212233100015", "40792440600034"], Numbers::with(','));
    assert_eq!((column.meaning, column.kind, column.fits), (Some(Meaning::Siret), ColumnKind::Text, 2));
    // What stands for nothing speaks against nothing.
    let column = judged("siren", &["526018155", "n.d.", "383016615"], Numbers::with(','));
    assert_eq!((column.meaning, column.fits), (Some(Meaning::Siren), 2));
    let half: Vec<&str> = ["35238", "Rennes"].into_iter().cycle().take(600).collect();
    assert_eq!(judged("commune", &half, Numbers::with(',')).meaning, None);
    let mut late = vec!["35238"; 2000];
    late.extend(["Rennes"; 300]);
    assert_eq!(judged("commune", &late, Numbers::with(',')).meaning, None, "all cells are looked at");
}

#[test]
fn kinds_are_those_of_the_whole_column() {
    use ColumnKind as K;
    let table = [
        ("n", "1|2|3", K::Integer, 3),
        ("n", "1|2,5|3", K::Decimal, 3),
        ("taux", "12,5 %|3 %|100%", K::Decimal, 3),
        ("prix", "1 234,50 €|12 €", K::Decimal, 2),
        ("n", "1|n.d.|3|nc", K::Integer, 2),
        ("n", "1|n.d.|nc|s", K::Text, 4),
        ("n", "1|beaucoup|3", K::Text, 3),
        // A zero in front, or more figures than a number keeps: a code.
        ("n", "1|2|03", K::Text, 3),
        ("n", "12345678901234567|1", K::Text, 2),
        ("n", "48.1|48.25|12", K::Decimal, 3),
        ("n", "48.125|48.250", K::Text, 2),
        ("lat", "48.125|48.250", K::Decimal, 2),
        ("actif", "0|1|1", K::Boolean, 3),
        ("is_open", "1|1", K::Boolean, 2),
        ("n", "0|1|1", K::Integer, 3),
        ("nb_places_pmr", "0|1|1", K::Integer, 3),
        ("x", "oui|Non|OUI", K::Boolean, 3),
        ("x", "vrai|faux", K::Boolean, 2),
        ("x", "O|N|O", K::Boolean, 3),
        ("x", "O|O|O", K::Text, 3),
        ("est_actif", "O|O|O", K::Boolean, 3),
        ("sexe", "F|M|F", K::Text, 3),
        ("x", "oui|faux", K::Text, 2),
        ("annee", "2019|2020|2021", K::Year, 3),
        ("n", "2019|2020|2021", K::Integer, 3),
        ("annee", "19|20|21", K::Integer, 3),
        ("d", "31/12/2024|01/02/2024", K::Date, 2),
        ("d", "12/31/2024|01/02/2024", K::Date, 2),
        ("d", "31/12/2024|12/31/2024", K::Text, 2),
        ("d", "2024-12-31|01/02/2024", K::Date, 2),
        ("d", "31.12.2024|01.02.2024", K::Date, 2),
        ("d", "12 janvier 2024|1er févr. 2024|mardi 3 août 2024", K::Date, 3),
        ("d", "20240131|20240201|20240301", K::Date, 3),
        ("id", "20240131|20240201|20240301", K::Integer, 3),
        ("date_maj", "20240131", K::Date, 1),
        ("n", "20240131", K::Integer, 1),
        ("date", "12/05/24|31/05/24", K::Date, 2),
        ("lot", "12/05/24|31/05/24", K::Text, 2),
        ("d", "12/05/24|31/05/24|n.d.", K::Date, 2),
        ("d", "12.05.24|31.05.24", K::Text, 2),
        ("d", "12/05/24|x|31/05/24", K::Text, 3),
        // What spreadsheets left of codes, and sums below zero.
        ("siret", "1,30025E+13|2,13502E+13", K::Text, 0),
        ("siren", "325175|1807254|552100554", K::Text, 3),
        ("x", "(1 234,50)|2 000,00|(12,00)|3,20-", K::Decimal, 4),
        ("x", "(1)|(2)", K::Text, 2),
        ("x", "2,5|inf|3,5", K::Decimal, 2),
        ("x", "2,5|3e2|3,5", K::Decimal, 3),
        ("x", "1E5|2E3|0E1", K::Text, 3),
        ("d", "2024-12-31|2024-12-31T10:00:00+01:00", K::Moment, 2),
        ("d", "31/12/2024 10:30|01/12/2024 8h05", K::Moment, 2),
        ("heure", "08:05|23:59:59|8h30", K::Time, 3),
        ("arrivee", "08:05:00|26:10:00", K::Duration, 2),
        ("duree", "08:05|01:10", K::Duration, 2),
        ("d", "PT1H30M|P2D|45 min|1 h 5 min", K::Duration, 4),
        ("d", "12:75|24:61", K::Text, 2),
    ];
    for (name, cells, kind, fits) in table {
        let column = judged(name, &self::cells(cells), Numbers::with(','));
        assert_eq!((column.kind, column.fits), (kind, fits), "{name}: {cells}");
    }
}

#[test]
fn the_order_of_dates_is_the_columns() {
    use crate::tabular::DateOrder::{DayFirst, MonthFirst};
    for (cells, order) in [
        ("03/04/2024|31/04/2024|13/04/2024", DayFirst),
        ("03/04/2024|04/13/2024", MonthFirst),
        ("03/04/2024|05/06/2024", DayFirst),
        ("2024-04-03", DayFirst),
        ("04/13/2024 10:00|04/14/2024 11:00", MonthFirst),
    ] {
        assert_eq!(judged("d", &self::cells(cells), Numbers::with(',')).spelling.dates, order, "{cells}");
    }
    let short = judged("date", &["12/05/24"], Numbers::with(','));
    assert!(short.spelling.is_century_guessed);
    assert_eq!(judged("lat", &["48.1", "48.25"], Numbers::with(',')).spelling.numbers, Numbers::with('.'));
}

/// A column of a million cells takes as much memory as one of ten, and less than a microsecond a cell where it is built
/// to be fast.
#[test]
fn a_column_is_judged_in_bounded_memory() {
    let mut judge = Judge::new("valeur", Numbers::with(','));
    for at in 0..20_000 {
        judge.see(&at.to_string());
    }
    let column = judge.judged();
    assert_eq!((column.kind, column.fits, column.cells), (ColumnKind::Integer, 20_000, 20_000));
    assert!(format!("{judge:?}").len() < 4000, "{judge:?}");
}
