//! What the name of a column says of its values, in French and English, abbreviated or not.

use super::Meaning;
use crate::base::text::fold;

/// How much a name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Saying {
    /// It may be this or something else: `codgeo`, `x`.
    Allows,
    Says,
}

/// A name in its words.
#[derive(Clone, Debug)]
pub struct ColumnName {
    /// Folded, parted and surrounded by single spaces: ` code postal `.
    words: String,
    /// The same without spaces.
    joined: String,
}

/// What names say. A pattern is words that follow each other, written apart or joined; behind `*` a part of the name,
/// wherever it stands.
const SAID: &[(Meaning, &[&str])] = &[
    (
        Meaning::Commune,
        &[
            "commune",
            "code commune",
            "com",
            "cod com",
            "code com",
            "depcom",
            "dep com",
            "insee com",
            "code insee",
            "cod insee",
            "c insee",
            "com insee",
            "citycode",
            "city code",
            "cog",
            "code cog",
            "num commune",
            "municipality code",
            "municipality",
            "code officiel geographique",
            "com arm",
        ],
    ),
    (
        Meaning::Departement,
        &[
            "dep",
            "dept",
            "dpt",
            "departement",
            "code dep",
            "code dept",
            "cod dep",
            "code departement",
            "num dep",
            "numero departement",
            "department",
            "department code",
            "insee dep",
            "cddept",
        ],
    ),
    (
        Meaning::Region,
        &["reg", "region", "code reg", "cod reg", "code region", "region code", "insee reg", "num region"],
    ),
    (Meaning::Epci, &["*epci", "interco", "intercommunalite", "siren groupement", "groupement"]),
    (
        Meaning::PostalCode,
        &[
            "cp",
            "*codepostal",
            "cod postal",
            "code post",
            "cod post",
            "c postal",
            "cpostal",
            "*postalcode",
            "postcode",
            "post code",
            "zip",
            "zip code",
            "codpos",
            "codes postaux",
            "plz",
        ],
    ),
    (Meaning::Iris, &["iris", "code iris", "dcomiris", "com iris"]),
    (Meaning::Siren, &["*siren"]),
    (Meaning::Siret, &["*siret"]),
    (
        Meaning::Naf,
        &[
            "naf",
            "ape",
            "apet",
            "apen",
            "apet700",
            "apen700",
            "nace",
            "code naf",
            "code ape",
            "*codenaf",
            "*codeape",
            "*activiteprincipale",
            "naf rev2",
            "naf 700",
            "nafape",
        ],
    ),
    (
        Meaning::NafSection,
        &[
            "section naf",
            "naf section",
            "section ape",
            "section nace",
            "section activite",
            "sectionnaf",
            "a21",
            "section activite principale",
        ],
    ),
    (Meaning::Vat, &["tva", "vat", "tva intra", "*tvaintracommunautaire", "num tva", "vat number"]),
    (Meaning::Uai, &["uai", "rne", "*codeuai", "*numerouai", "code rne"]),
    (Meaning::Rna, &["rna", "waldec", "num rna", "code rna", "id rna", "numero rna", "numero waldec"]),
    (Meaning::Iban, &["iban"]),
    (Meaning::Phone, &["tel", "*telephone", "phone", "*phonenumber", "mobile", "portable", "fax", "telecopie", "gsm"]),
    (Meaning::Email, &["mail", "mel", "e mail", "*email", "*courriel", "adresse electronique"]),
    (Meaning::Url, &["url", "uri", "*siteweb", "site internet", "site", "web", "website", "lien", "link", "href"]),
    (Meaning::Uuid, &["uuid", "guid"]),
    (Meaning::Latitude, &["lat", "*latitude", "y wgs84", "ywgs84", "wgs84 y"]),
    (Meaning::Longitude, &["lon", "lng", "long", "*longitude", "x wgs84", "xwgs84", "wgs84 x"]),
    (Meaning::Lambert93, &["*lambert93", "*l93", "*2154", "*rgf93", "*lambertabscisse", "*lambertordonnee"]),
    (Meaning::LambertTwo, &["*lambert2", "*lambertii", "*l2e", "*27572"]),
    (Meaning::WebMercator, &["*mercator", "*3857", "*900913"]),
    (
        Meaning::GeoPoint,
        &[
            "geo point",
            "*geopoint",
            "coordonnees",
            "coords",
            "coordinates",
            "lat lon",
            "latlng",
            "lat long",
            "lon lat",
            "long lat",
            "gps",
            "geoloc",
            "geolocalisation",
            "localisation",
            "position",
            "point",
            "location",
            "wkt",
            "geom",
            "geometry",
            "the geom",
            "coordonneesxy",
        ],
    ),
    (Meaning::Geometry, &["geo shape", "geom", "geometry", "geometrie", "the geom", "shape", "wkt", "geojson"]),
];

/// What names allow, where the values decide.
const ALLOWED: &[(Meaning, &[&str])] = &[
    (
        Meaning::Commune,
        &["codgeo", "cod geo", "code geo", "geo code", "insee", "ville", "geocode", "code zone", "codezone"],
    ),
    (Meaning::Departement, &["codgeo", "cod geo", "code geo", "insee", "code zone"]),
    (Meaning::Epci, &["codgeo", "cod geo", "code geo", "siren"]),
    (Meaning::Region, &["codgeo", "cod geo", "code geo", "insee"]),
    (Meaning::Iris, &["codgeo", "cod geo", "code geo"]),
    (Meaning::NafSection, &["section", "code section"]),
    (
        Meaning::Lambert93,
        &[
            "x",
            "y",
            "coord x",
            "coord y",
            "coordonnee x",
            "coordonnee y",
            "lambx",
            "lamby",
            "abscisse",
            "ordonnee",
            "easting",
            "northing",
            "xl93",
            "yl93",
            "lambert x",
            "lambert y",
        ],
    ),
    (Meaning::LambertTwo, &["y", "coord y", "coordonnee y", "lamby", "ordonnee", "northing"]),
    (Meaning::WebMercator, &["x", "y", "coord x", "coord y", "coordonnee x", "coordonnee y", "easting", "northing"]),
];

/// Words of what is counted or measured, and is therefore no code.
const COUNTS: &[&str] = &[
    "nb",
    "nbr",
    "nbre",
    "nombre",
    "count",
    "total",
    "taux",
    "part",
    "pct",
    "pourcentage",
    "montant",
    "somme",
    "moyenne",
    "population",
    "pop",
    "surface",
    "superficie",
    "effectif",
    "indice",
    "rang",
    "libelle",
    "lib",
    "nom",
];
const YEARS: &[&str] = &["annee", "an", "year", "millesime", "exercice", "annees", "yr", "*anneede"];
const DAYS: &[&str] = &["date", "jour", "day", "dt", "*date", "naissance", "deces", "debut", "fin", "maj"];
const LENGTHS: &[&str] = &["duree", "duration", "temps", "delai", "*duree", "elapsed"];
/// Words of numbers that happen to look like days.
const LABELS: &[&str] = &["id", "identifiant", "num", "numero", "code", "ref", "reference", "no", "lot"];
const FLAGS: &[&str] = &[
    "est",
    "is",
    "has",
    "flag",
    "bool",
    "booleen",
    "boolean",
    "actif",
    "active",
    "presence",
    "present",
    "ouvert",
    "open",
    "valide",
    "gratuit",
    "payant",
    "accessible",
    "accessibilite",
    "disponible",
    "obligatoire",
    "existe",
    "indicateur",
    "ind",
    "top",
    "paiement",
    "reservation",
    "pmr",
    "handicap",
    "diffusible",
    "siege",
    "oui non",
    "on off",
    "electrique",
    "beneficiaire",
    "prise",
];

impl ColumnName {
    pub fn new(name: &str) -> Self {
        let mut words = String::from(" ");
        let mut was_small = false;
        for c in name.chars() {
            let begins = was_small && c.is_uppercase();
            if begins || !c.is_alphanumeric() {
                words.push(' ');
            }
            words.extend(c.is_alphanumeric().then_some(c));
            was_small = c.is_lowercase();
        }
        let folded = fold(&words);
        let parts: Vec<&str> = folded.split_whitespace().collect();
        Self { words: format!(" {} ", parts.join(" ")), joined: parts.concat() }
    }

    fn has(&self, pattern: &str) -> bool {
        if let Some(part) = pattern.strip_prefix('*') {
            return self.joined.contains(part);
        }
        let found = |word: &str| {
            let mut places = self.words.match_indices(word);
            places.any(|(at, _)| self.words[..at].ends_with(' ') && self.words[at + word.len()..].starts_with(' '))
        };
        found(pattern) || pattern.contains(' ') && found(&pattern.replace(' ', ""))
    }

    fn has_any(&self, patterns: &[&str]) -> bool {
        patterns.iter().any(|pattern| self.has(pattern))
    }

    /// What it says of `meaning`.
    pub fn says(&self, meaning: Meaning) -> Option<Saying> {
        if meaning.is_code() && self.has_any(COUNTS) {
            return None;
        }
        let among =
            |table: &[(Meaning, &[&str])]| table.iter().any(|(of, patterns)| *of == meaning && self.has_any(patterns));
        match () {
            () if among(SAID) => Some(Saying::Says),
            () if among(ALLOWED) => Some(Saying::Allows),
            () => None,
        }
    }

    pub fn says_year(&self) -> bool {
        self.has_any(YEARS)
    }

    pub fn says_day(&self) -> bool {
        self.has_any(DAYS)
    }

    /// Whether its numbers tell one thing from another.
    pub fn says_label(&self) -> bool {
        self.has_any(LABELS)
    }

    /// Whether its values are lengths of time.
    pub fn says_duration(&self) -> bool {
        self.has_any(LENGTHS)
    }

    /// Whether it asks for yes or no.
    pub fn says_flag(&self) -> bool {
        self.has_any(FLAGS) || self.words.starts_with(" a ") && self.words.len() > 4
    }
}
