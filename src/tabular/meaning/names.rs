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
    /// Folded, each between two marks: `_code_postal_`.
    words: String,
    /// The same without marks.
    joined: String,
}

/// What names say. A pattern is words that follow each other, apart by a mark or joined; behind `*` a part of the name,
/// wherever it stands.
const SAID: &[(Meaning, &[&str])] = &[
    (
        Meaning::Commune,
        &[
            "commune",
            "code_commune",
            "com",
            "cod_com",
            "code_com",
            "depcom",
            "dep_com",
            "insee_com",
            "code_insee",
            "cod_insee",
            "c_insee",
            "com_insee",
            "citycode",
            "city_code",
            "cog",
            "code_cog",
            "num_commune",
            "municipality_code",
            "municipality",
            "code_officiel_geographique",
            "com_arm",
        ],
    ),
    (
        Meaning::Departement,
        &[
            "dep",
            "dept",
            "dpt",
            "departement",
            "code_dep",
            "code_dept",
            "cod_dep",
            "code_departement",
            "num_dep",
            "numero_departement",
            "department",
            "department_code",
            "insee_dep",
            "cddept",
        ],
    ),
    (
        Meaning::Region,
        &["reg", "region", "code_reg", "cod_reg", "code_region", "region_code", "insee_reg", "num_region"],
    ),
    (Meaning::Epci, &["*epci", "interco", "intercommunalite", "siren_groupement", "groupement"]),
    (
        Meaning::PostalCode,
        &[
            "cp",
            "*codepostal",
            "cod_postal",
            "code_post",
            "cod_post",
            "c_postal",
            "cpostal",
            "*postalcode",
            "postcode",
            "post_code",
            "zip",
            "zip_code",
            "codpos",
            "codes_postaux",
            "plz",
        ],
    ),
    (Meaning::Iris, &["iris", "code_iris", "dcomiris", "com_iris"]),
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
            "code_naf",
            "code_ape",
            "*codenaf",
            "*codeape",
            "*activiteprincipale",
            "naf_rev2",
            "naf_700",
            "nafape",
        ],
    ),
    (
        Meaning::NafSection,
        &[
            "section_naf",
            "naf_section",
            "section_ape",
            "section_nace",
            "section_activite",
            "sectionnaf",
            "a21",
            "section_activite_principale",
        ],
    ),
    (Meaning::Vat, &["tva", "vat", "tva_intra", "*tvaintracommunautaire", "num_tva", "vat_number"]),
    (Meaning::Uai, &["uai", "rne", "*codeuai", "*numerouai", "code_rne"]),
    (Meaning::Rna, &["rna", "waldec", "num_rna", "code_rna", "id_rna", "numero_rna", "numero_waldec"]),
    (Meaning::Iban, &["iban"]),
    (Meaning::Phone, &["tel", "*telephone", "phone", "*phonenumber", "mobile", "portable", "fax", "telecopie", "gsm"]),
    (Meaning::Email, &["mail", "mel", "e_mail", "*email", "*courriel", "adresse_electronique"]),
    (Meaning::Url, &["url", "uri", "*siteweb", "site_internet", "site", "web", "website", "lien", "link", "href"]),
    (Meaning::Uuid, &["uuid", "guid"]),
    (Meaning::Latitude, &["lat", "*latitude", "y_wgs84", "ywgs84", "wgs84_y"]),
    (Meaning::Longitude, &["lon", "lng", "long", "*longitude", "x_wgs84", "xwgs84", "wgs84_x"]),
    (Meaning::Lambert93, &["*lambert93", "*l93", "*2154", "*rgf93", "*lambertabscisse", "*lambertordonnee"]),
    (Meaning::LambertTwo, &["*lambert2", "*lambertii", "*l2e", "*27572"]),
    (Meaning::WebMercator, &["*mercator", "*3857", "*900913"]),
    (
        Meaning::GeoPoint,
        &[
            "geo_point",
            "*geopoint",
            "coordonnees",
            "coords",
            "coordinates",
            "lat_lon",
            "latlng",
            "lat_long",
            "lon_lat",
            "long_lat",
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
            "the_geom",
            "coordonneesxy",
        ],
    ),
    (Meaning::Geometry, &["geo_shape", "geom", "geometry", "geometrie", "the_geom", "shape", "wkt", "geojson"]),
];

/// What names allow, where the values decide.
const ALLOWED: &[(Meaning, &[&str])] = &[
    (
        Meaning::Commune,
        &["codgeo", "cod_geo", "code_geo", "geo_code", "insee", "ville", "geocode", "code_zone", "codezone"],
    ),
    (Meaning::Departement, &["codgeo", "cod_geo", "code_geo", "insee", "code_zone"]),
    (Meaning::Epci, &["codgeo", "cod_geo", "code_geo", "siren"]),
    (Meaning::Region, &["codgeo", "cod_geo", "code_geo", "insee"]),
    (Meaning::Iris, &["codgeo", "cod_geo", "code_geo"]),
    (Meaning::NafSection, &["section", "code_section"]),
    (
        Meaning::Lambert93,
        &[
            "x",
            "y",
            "coord_x",
            "coord_y",
            "coordonnee_x",
            "coordonnee_y",
            "lambx",
            "lamby",
            "abscisse",
            "ordonnee",
            "easting",
            "northing",
            "xl93",
            "yl93",
            "lambert_x",
            "lambert_y",
        ],
    ),
    (Meaning::LambertTwo, &["y", "coord_y", "coordonnee_y", "lamby", "ordonnee", "northing"]),
    (Meaning::WebMercator, &["x", "y", "coord_x", "coord_y", "coordonnee_x", "coordonnee_y", "easting", "northing"]),
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
    "prix",
    "tarif",
    "cout",
    "distance",
    "longueur",
    "largeur",
    "hauteur",
    "densite",
    "volume",
    "quantite",
    "budget",
    "depense",
    "depenses",
    "recette",
    "recettes",
    "revenu",
    "revenus",
    "ecart",
    "delai",
    "score",
    "note",
    "places",
    "km",
    "km2",
    "m2",
    "m3",
    "ha",
    "eur",
    "euros",
];
const YEARS: &[&str] = &["annee", "an", "year", "millesime", "exercice", "annees", "yr", "*anneede"];
const DAYS: &[&str] = &["date", "jour", "day", "dt", "*date", "naissance", "deces", "debut", "fin", "maj"];
const BIRTHS: &[&str] = &["*naissance", "naiss", "datenaiss", "*birth", "ddn", "dob", "ne_le", "nee_le"];
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
    "oui_non",
    "on_off",
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
        Self { words: format!("_{}_", parts.join("_")), joined: parts.concat() }
    }

    fn has(&self, pattern: &str) -> bool {
        if let Some(part) = pattern.strip_prefix('*') {
            return self.joined.contains(part);
        }
        let found = |word: &str| {
            let mut places = self.words.match_indices(word);
            places.any(|(at, _)| self.words[..at].ends_with('_') && self.words[at + word.len()..].starts_with('_'))
        };
        found(pattern) || pattern.contains('_') && found(&pattern.replace('_', ""))
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

    /// Whether its values are degrees on earth, of which there are never thousands.
    pub fn says_degrees(&self) -> bool {
        [Meaning::Latitude, Meaning::Longitude].into_iter().any(|meaning| self.says(meaning).is_some())
    }

    pub fn says_year(&self) -> bool {
        self.has_any(YEARS)
    }

    pub fn says_day(&self) -> bool {
        self.has_any(DAYS)
    }

    /// Whether its days are those on which people were born.
    pub fn says_birth(&self) -> bool {
        self.has_any(BIRTHS)
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
        let asks = self.has_any(FLAGS) || self.words.starts_with("_a_") && self.words.len() > 4;
        asks && !self.has_any(COUNTS)
    }
}
