//! The demo's companies: those of `assets/demo/api-entreprise/companies.json`, written out as each provider would.

use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::demo::http::embedded;

/// All of them, read from the data compiled in.
pub static COMPANIES: LazyLock<Vec<Company>> =
    LazyLock::new(|| embedded(include_str!("../../../assets/demo/api-entreprise/companies.json")));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    pub siren: String,
    /// What makes a SIRET of it.
    nic: String,
    pub name: String,
    pub acronym: Option<String>,
    pub form: [String; 2],
    activity: [String; 2],
    created: Date,
    /// Code, label, from, to.
    staff: (String, String, Option<u32>, Option<u32>),
    /// Number, kind of way, its name, postal code, code of the commune, commune.
    pub address: [String; 6],
    /// Function, surname, first name.
    pub officers: Vec<[String; 3]>,
    /// Years' ends and amounts; or `timeout`.
    pub turnover: Turnover,
    pub headcount: Option<u32>,
    /// `ok`, `refused`, `manual`, `unknown`.
    pub urssaf: String,
    /// `ok`, `maintenance`, `unknown`.
    pub taxes: String,
    pub msa: Option<bool>,
    #[serde(default)]
    pub rge: Vec<String>,
    #[serde(default)]
    pub qualibat: bool,
    /// `acte` or `bilan`, name, day of deposit, kind or closing day.
    pub acts: Vec<[String; 4]>,
    pub rna: Option<String>,
    pub purpose: Option<String>,
    /// Kind and day.
    #[serde(default)]
    pub documents: Vec<[String; 2]>,
    /// Surname and first name, where it is a person.
    person: Option<[String; 2]>,
    /// The number it had before.
    pub former: Option<String>,
    /// `partial`: lets only a part be shown; `hidden`: nobody may see it.
    flaw: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub enum Turnover {
    Years(Vec<(Date, u64)>),
    Trouble(String),
}

/// The company with this SIREN, SIRET or RNA, also under its former number.
pub fn find(id: &str) -> Option<&'static Company> {
    let known = |it: &&Company| {
        id == it.siren || id == it.siret() || Some(id) == it.rna.as_deref() || Some(id) == it.former.as_deref()
    };
    COMPANIES.iter().find(known)
}

impl Company {
    pub fn siret(&self) -> String {
        format!("{}{}", self.siren, self.nic)
    }

    pub fn is(&self, flaw: &str) -> bool {
        self.flaw.as_deref() == Some(flaw)
    }

    /// French VAT number: its key is computed from the SIREN.
    pub fn vat(&self) -> String {
        let siren: u64 = self.siren.parse().unwrap_or_default();
        format!("FR{:02}{}", (12 + 3 * (siren % 97)) % 97, self.siren)
    }

    /// As INSEE shows it; `open`: to everybody.
    pub fn legal_unit(&self, open: bool) -> Value {
        let hidden = open && self.is("partial");
        let person = |at: usize| self.person.as_ref().map(|name| if hidden { "[ND]" } else { name[at].as_str() });
        let (code, title, from, to) = &self.staff;
        json!({
            "siren": self.siren, "rna": self.rna, "siret_siege_social": self.siret(),
            "categorie_entreprise": "PME", "type": if self.person.is_some() { "personne_physique" } else { "personne_morale" },
            "personne_morale_attributs": {
                "raison_sociale": self.person.is_none().then_some(&self.name), "sigle": self.acronym,
            },
            "personne_physique_attributs": {
                "pseudonyme": null, "prenom_usuel": person(1), "prenom_1": person(1), "prenom_2": null, "prenom_3": null,
                "prenom_4": null, "nom_usage": person(0), "nom_naissance": person(0), "sexe": null,
            },
            "diffusable_commercialement": !self.is("partial"), "status_diffusion": self.diffusion(),
            "forme_juridique": {"code": self.form[0], "libelle": self.form[1]},
            "activite_principale": self.activity(), "activite_principale_naf_rev2": self.activity(),
            "tranche_effectif_salarie": {
                "de": from, "a": to, "code": code, "date_reference": from.map(|_| "2024"), "intitule": title,
            },
            "etat_administratif": "A", "economie_sociale_et_solidaire": self.rna.is_some(),
            "date_cessation": null, "date_creation": midnight(self.created),
        })
    }

    pub fn establishment(&self, open: bool) -> Value {
        let (code, title, from, to) = &self.staff;
        json!({
            "siret": self.siret(), "siege_social": true, "etat_administratif": "A", "date_fermeture": null,
            "status_diffusion": self.diffusion(), "enseigne": null, "diffusable_commercialement": !self.is("partial"),
            "activite_principale": self.activity(), "activite_principale_naf_rev2": self.activity(),
            "tranche_effectif_salarie": {"de": from, "a": to, "code": code, "date_reference": null, "intitule": title},
            "date_creation": midnight(self.created), "unite_legale": self.legal_unit(open), "adresse": self.place(open),
        })
    }

    pub fn place(&self, open: bool) -> Value {
        let hidden = open && self.is("partial");
        let shown = |text: &str| match text {
            "" => Value::Null,
            _ if hidden => "[ND]".into(),
            text => text.into(),
        };
        let [number, kind, way, postal, commune, town] = &self.address;
        let line = [number.as_str(), kind, way].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ");
        json!({
            "complement_adresse": null, "numero_voie": shown(number), "indice_repetition_voie": null,
            "type_voie": shown(kind), "libelle_voie": shown(way), "code_postal": postal, "code_commune": commune,
            "libelle_commune": town, "distribution_speciale": null, "code_cedex": null, "libelle_cedex": null,
            "status_diffusion": self.diffusion(),
            "acheminement_postal": {
                "l1": shown(&self.name), "l2": "", "l3": "", "l4": shown(&line), "l5": "", "l6": format!("{postal} {town}"),
                "l7": "FRANCE",
            },
        })
    }

    pub fn register(&self) -> Value {
        let officer = |[function, surname, first]: &[String; 3]| json!({"type": "personne_physique", "fonction": function, "nom": surname, "prenom": first, "date_naissance": "1975-04"});
        json!({
            "siren": self.siren, "date_radiation": null, "date_extrait": "2026-11-02",
            "date_immatriculation": self.created.to_string(),
            "mandataires_sociaux": self.officers.iter().map(officer).collect::<Vec<_>>(), "observations": [],
            "nom_commercial": self.name, "capital": {"montant": 50_000.0, "devise": "EUROS", "code_devise": "EUR"},
            "greffe": {"valeur": "RENNES", "code": "3501"},
            "personne_morale": {"forme_juridique": {"valeur": self.form[1], "code": self.form[0]}, "denomination": self.name},
        })
    }

    fn activity(&self) -> Value {
        json!({"code": self.activity[0], "nomenclature": "NAFRev2", "libelle": self.activity[1]})
    }

    fn diffusion(&self) -> &'static str {
        if self.is("partial") { "partiellement_diffusible" } else { "diffusible" }
    }
}

/// INSEE's dates: seconds, at midnight of Paris (docs/portals/api-entreprise.md 4).
fn midnight(day: Date) -> Option<i64> {
    let paris = TimeZone::fixed(Offset::constant(1));
    Some(day.to_zoned(paris).ok()?.timestamp().as_second())
}
