//! The bytes of the demo's files: made from the media's id alone, the same at every start.

use std::fmt::Write as _;

use md5::Md5;
use serde_json::json;
use sha2::{Digest, Sha256, Sha512};

use super::catalogue::{Dataset, Media};
use crate::base::file_writers;
use crate::demo::chance::{mixed, seed};

/// What a column holds.
#[derive(Clone, Copy)]
enum Column {
    /// 1, 2, 3…
    Number,
    /// A day of 2025, one a row.
    Day,
    /// Whole numbers from … to ….
    Int(i64, i64),
    /// One decimal place, with a comma as French spreadsheets want it.
    Decimal(i64, i64),
    Word(&'static [&'static str]),
}

use Column::{Day, Decimal, Int, Number, Word};

const TOWNS: &[&str] = &[
    "Rennes",
    "Cesson-Sévigné",
    "Saint-Grégoire",
    "Bruz",
    "Betton",
    "Chantepie",
    "Pacé",
    "Vern-sur-Seiche",
    "Le Rheu",
    "Mordelles",
];
const STREETS: &[&str] = &[
    "Place de Bretagne",
    "Quai Châteaubriand",
    "Rue de Fougères",
    "Boulevard de la Liberté",
    "Mail Mitterrand",
    "Rue d'Antrain",
    "Place Hoche",
    "Avenue Janvier",
];
const QUARTERS: &[&str] = &[
    "Centre",
    "Thabor – Saint-Hélier",
    "Bourg-l'Évesque",
    "Nord – Saint-Martin",
    "Maurepas – Bellangerais",
    "Sud-Gare",
    "Cleunay",
    "Villejean",
    "Le Blosne",
    "Bréquigny",
];
const YES_NO: &[&str] = &["oui", "non"];

/// The columns of each kind of content.
#[rustfmt::skip]
const TABLES: &[(&str, &[(&str, Column)])] = &[
    ("counts", &[("compteur", Number), ("lieu", Word(STREETS)), ("jour", Day), ("passages", Int(40, 4200)), ("part_vélos", Decimal(5, 95))]),
    ("stations", &[("station", Number), ("nom", Word(STREETS)), ("commune", Word(TOWNS)), ("places", Int(8, 40)), ("disponibles", Int(0, 40))]),
    ("stops", &[("arrêt", Number), ("nom", Word(STREETS)), ("commune", Word(TOWNS)), ("lignes", Int(1, 9)), ("accessible", Word(YES_NO))]),
    ("budget", &[("ligne", Number), ("fonction", Word(&["Enseignement", "Culture", "Sports", "Voirie", "Action sociale", "Services généraux"])), ("nature", Word(&["Fonctionnement", "Investissement"])), ("montant_euros", Decimal(1000, 900_000))]),
    ("grants", &[("dossier", Number), ("domaine", Word(&["Sport", "Culture", "Solidarité", "Jeunesse", "Environnement"])), ("commune", Word(TOWNS)), ("date", Day), ("montant_euros", Int(300, 60_000))]),
    ("votes", &[("bureau", Number), ("quartier", Word(QUARTERS)), ("inscrits", Int(600, 1300)), ("votants", Int(300, 900)), ("blancs", Int(0, 30)), ("exprimés", Int(280, 870))]),
    ("schools", &[("école", Number), ("commune", Word(TOWNS)), ("niveau", Word(&["maternelle", "élémentaire", "primaire"])), ("classes", Int(3, 18)), ("élèves", Int(60, 420))]),
    ("menus", &[("repas", Number), ("jour", Day), ("plat", Word(&["Gratin de courge", "Poisson du marché", "Galette complète", "Curry de lentilles", "Parmentier végétal"])), ("bio", Word(YES_NO)), ("local", Word(YES_NO))]),
    ("air", &[("mesure", Number), ("station", Word(QUARTERS)), ("jour", Day), ("NO2_µg_m3", Decimal(4, 48)), ("PM10_µg_m3", Decimal(6, 52)), ("O3_µg_m3", Decimal(20, 140))]),
    ("noise", &[("relevé", Number), ("lieu", Word(STREETS)), ("jour", Day), ("Lden_dB", Decimal(45, 78)), ("Ln_dB", Decimal(38, 70))]),
    ("energy", &[("site", Number), ("commune", Word(TOWNS)), ("énergie", Word(&["électricité", "gaz", "réseau de chaleur", "bois"])), ("année", Int(2018, 2025)), ("MWh", Decimal(10, 2400))]),
    ("permits", &[("permis", Number), ("commune", Word(TOWNS)), ("décision", Day), ("logements", Int(1, 60)), ("surface_m2", Int(60, 5200))]),
    ("trees", &[("arbre", Number), ("essence", Word(&["Tilleul à petites feuilles", "Chêne pédonculé", "Platane", "Érable champêtre", "Charme", "Pin sylvestre"])), ("quartier", Word(QUARTERS)), ("plantation", Int(1890, 2025)), ("hauteur_m", Decimal(2, 28))]),
    ("water", &[("prélèvement", Number), ("commune", Word(TOWNS)), ("jour", Day), ("nitrates_mg_l", Decimal(4, 46)), ("pH", Decimal(6, 8)), ("turbidité_NFU", Decimal(0, 2))]),
    ("waste", &[("collecte", Number), ("commune", Word(TOWNS)), ("flux", Word(&["ordures ménagères", "recyclables", "verre", "biodéchets"])), ("jour", Day), ("tonnes", Decimal(1, 38))]),
    ("libraries", &[("prêt", Number), ("bibliothèque", Word(QUARTERS)), ("mois", Int(1, 12)), ("type", Word(&["roman", "bande dessinée", "documentaire", "jeunesse", "musique"])), ("prêts", Int(20, 3900))]),
    ("deliberations", &[("délibération", Number), ("séance", Day), ("rapporteur", Word(&["Finances", "Urbanisme", "Mobilités", "Culture", "Éducation"])), ("pour", Int(40, 90)), ("contre", Int(0, 20)), ("abstentions", Int(0, 15))]),
    ("health", &[("ligne", Number), ("commune", Word(TOWNS)), ("profession", Word(&["médecin généraliste", "infirmier", "kinésithérapeute", "pharmacie", "sage-femme"])), ("nombre", Int(1, 60))]),
    ("housing", &[("logement", Number), ("commune", Word(TOWNS)), ("type", Word(&["T1", "T2", "T3", "T4", "T5"])), ("surface_m2", Int(18, 120)), ("loyer_euros", Decimal(250, 1100))]),
    ("events", &[("événement", Number), ("lieu", Word(QUARTERS)), ("date", Day), ("public", Int(20, 9000)), ("gratuit", Word(YES_NO))]),
    ("cadastre", &[("toit", Number), ("commune", Word(TOWNS)), ("surface_m2", Int(20, 4000)), ("ensoleillement_kWh_m2", Decimal(700, 1250)), ("potentiel", Word(&["faible", "moyen", "bon", "très bon"]))]),
];

/// Bytes the throttled media have: the small one and the large one.
pub const SLOW_BYTES: u64 = 8 << 20;
pub const HUGE_BYTES: u64 = 64 << 20;

/// Where one of them is read: any piece, without the rest.
pub fn piece(from: u64, length: usize) -> Vec<u8> {
    const ROW: u64 = 64;
    let mut bytes = Vec::with_capacity(length + 2 * ROW as usize);
    let mut row = from / ROW;
    while bytes.len() < length + (from % ROW) as usize {
        let (x, y, z) = (mixed(row) % 40_000, mixed(row ^ 0xABCD) % 40_000, mixed(row ^ 0x1234) % 9_000);
        let text = format!(
            "{row:010};{:05}.{:03};{:05}.{:03};{:03}.{:02}",
            35_000 + x / 1000,
            x % 1000,
            67_800 + y / 1000,
            y % 1000,
            z / 100,
            z % 100
        );
        let _ = writeln!(Line(&mut bytes), "{text:<63}");
        row += 1;
    }
    bytes.drain(..(from % ROW) as usize);
    bytes.truncate(length);
    bytes
}

/// Lets `write!` append to bytes.
struct Line<'a>(&'a mut Vec<u8>);

impl std::fmt::Write for Line<'_> {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

/// The file of an ordinary media.
pub fn file(dataset: &Dataset, media: &Media) -> Vec<u8> {
    match media.kind.as_str() {
        "geojson" => geojson(dataset, media).into_bytes(),
        "json" => serde_json::to_vec_pretty(&records(media)).unwrap_or_default(),
        "pdf" => file_writers::pdf(&[&dataset.title]),
        "zip" => file_writers::zip(&[(&media.name.replace(".zip", ".csv"), csv(media).as_bytes())]),
        "txt" => format!("{}\n\n{}\n\n{}\n", dataset.title, dataset.synopsis, dataset.summary).into_bytes(),
        _ => csv(media).into_bytes(),
    }
}

pub fn checksum(algo: &str, bytes: &[u8]) -> String {
    let hex = |digest: &[u8]| digest.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    match algo {
        "SHA-256" => hex(&Sha256::digest(bytes)),
        "SHA-512" => hex(&Sha512::digest(bytes)),
        _ => hex(&Md5::digest(bytes)),
    }
}

fn table(media: &Media) -> &'static [(&'static str, Column)] {
    TABLES.iter().find(|(name, _)| *name == media.content).map_or(TABLES[0].1, |(_, columns)| columns)
}

/// `;` between values and a comma in decimals: what French spreadsheets open.
fn csv(media: &Media) -> String {
    let columns = table(media);
    let mut text = columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(";") + "\n";
    for row in 0..media.rows {
        let cells: Vec<String> = (0..columns.len()).map(|column| cell(media, row, column)).collect();
        text += &(cells.join(";") + "\n");
    }
    text
}

fn records(media: &Media) -> serde_json::Value {
    let columns = table(media);
    (0..media.rows)
        .map(|row| {
            let fields =
                columns.iter().enumerate().map(|(at, (name, _))| ((*name).to_owned(), json!(cell(media, row, at))));
            serde_json::Value::Object(fields.collect())
        })
        .collect()
}

fn geojson(dataset: &Dataset, media: &Media) -> String {
    let [west, south, east, north] = dataset.bounds.unwrap_or([-1.75, 48.07, -1.62, 48.16]);
    let columns = table(media);
    let features: Vec<_> = (0..media.rows)
        .map(|row| {
            let share = |salt: u64| (mixed(seed(&media.id) ^ (u64::from(row) << 8) ^ salt) % 10_000) as f64 / 10_000.0;
            let at = [west + (east - west) * share(1), south + (north - south) * share(2)];
            let properties: serde_json::Map<_, _> = columns
                .iter()
                .enumerate()
                .map(|(at, (name, _))| ((*name).to_owned(), json!(cell(media, row, at))))
                .collect();
            json!({"type": "Feature", "geometry": {"type": "Point", "coordinates": at}, "properties": properties})
        })
        .collect();
    json!({"type": "FeatureCollection", "features": features}).to_string()
}

fn cell(media: &Media, row: u32, column: usize) -> String {
    let chance = mixed(seed(&media.id) ^ (u64::from(row) << 16) ^ column as u64);
    let between = |low: i64, high: i64| low + (chance % (high - low).unsigned_abs().max(1)) as i64;
    match table(media)[column].1 {
        Number => (row + 1).to_string(),
        Day => {
            let start = jiff::civil::date(2025, 1, 1);
            start.checked_add(jiff::Span::new().days(i64::from(row % 365))).unwrap_or(start).to_string()
        }
        Int(low, high) => between(low, high).to_string(),
        Decimal(low, high) => format!("{},{}", between(low, high), chance / 7 % 10),
        Word(words) => words[(chance % words.len() as u64) as usize].to_owned(),
    }
}
