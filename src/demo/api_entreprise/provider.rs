//! What the demo's providers know of a company, in the shape of each endpoint.

use axum::response::Response;
use jiff::Zoned;
use serde_json::{Value, json};

use super::companies::{self, Company, Turnover};
use super::links::{Document, Links};
use super::{answer, collection, refused_by};
use crate::demo::http::LIFE;
use crate::model::form::Answers;
use crate::portals::api_entreprise::catalogue::Endpoint;

/// One request that passed the checks.
pub struct Asked<'a> {
    pub endpoint: &'a Endpoint,
    pub path: &'a Answers,
    /// The portal's own address.
    pub base: String,
    pub links: &'a Links,
}

impl Asked<'_> {
    pub fn answer(&self) -> Response {
        match self.id().and_then(companies::find) {
            Some(company) => self.about(company),
            None => self.unknown(),
        }
    }

    /// By the endpoint's name without its version.
    fn about(&self, company: &Company) -> Response {
        let (version, name) = self.endpoint.id.split_once('_').unwrap_or_default();
        let open = name.ends_with("_diffusables") || name == "insee_sieges_diffusables_unites_legales";
        if name.starts_with("insee_") && company.is("hidden") {
            return if open { self.unknown() } else { self.hidden() };
        }
        match name {
            "insee_unites_legales" | "insee_unites_legales_diffusables" => {
                self.insee(company, company.legal_unit(open))
            }
            "insee_adresses_etablissements" | "insee_adresses_etablissements_diffusables" => {
                self.insee(company, company.place(open))
            }
            "insee_successions" => answer(json!({"predecesseurs": [], "successeurs": []}), json!({}), json!({})),
            _ if name.starts_with("insee_") => self.insee(company, company.establishment(open)),
            "infogreffe_extraits_rcs" if !company.officers.is_empty() => self.plain(company.register()),
            "european_commission_vies" => self.plain(json!({"tva_number": company.vat()})),
            "dgfip_numero_tva" => {
                let day = Zoned::now().date().yesterday().map(|day| day.to_string()).unwrap_or_default();
                answer(json!({"numero_tva": company.vat()}), json!({}), json!({"date_derniere_mise_a_jour": day}))
            }
            "dgfip_chiffres_affaires" => self.turnover(company),
            "dgfip_attestations_fiscales" => self.tax_certificate(company, version),
            "acoss_attestations_sociales" => self.vigilance(company, version),
            "gip_mds_effectifs_annuels_entreprise" | "gip_mds_effectifs_mensuels_etablissement" => {
                self.headcount(company, name.contains("mensuels"))
            }
            "msa_conformites_cotisations" => match company.msa {
                Some(true) => self.plain(json!({"status": "up_to_date"})),
                Some(false) => self.plain(json!({"status": "outdated"})),
                None => self.unknown(),
            },
            "inpi_rne_actes_bilans" => self.acts(company),
            "inpi_rne_extrait_rne" => {
                let url =
                    self.link("inpi/download", company, "Attestation d'immatriculation au RNE", "attestation-rne");
                self.plain(json!({"document_url": url, "identite_entreprise": {"denomination": company.name}}))
            }
            "ademe_certificats_rge" if !company.rge.is_empty() => self.certificates(company),
            "qualibat_certifications_batiment" if company.qualibat => self.document(
                company,
                version,
                "Certificat Qualibat",
                "certificat-qualibat",
                json!({"date_emission": "2026-02-01"}),
            ),
            "mi_unites_legales" | "mi_unites_legales_open_data" => {
                self.association(company, name == "mi_unites_legales")
            }
            _ => self.unknown(),
        }
    }

    /// Links lead to production, as they do on the staging portal (docs/portals/api-entreprise.md 4).
    fn insee(&self, company: &Company, data: Value) -> Response {
        let host = "https://entreprise.api.gouv.fr/v4/insee/sirene";
        let links = json!({
            "siege_social": format!("{host}/etablissements/{}", company.siret()),
            "unite_legale": format!("{host}/unites_legales/{}", company.siren),
        });
        let former = self.id().filter(|id| Some(*id) == company.former.as_deref());
        answer(data, links, json!({"date_derniere_mise_a_jour": 1_793_487_600, "redirect_from_siren": former}))
    }

    fn turnover(&self, company: &Company) -> Response {
        match &company.turnover {
            Turnover::Years(years) if !years.is_empty() => {
                let year = |(end, amount): &(_, u64)| json!({"chiffre_affaires": amount, "date_fin_exercice": end});
                collection(years.iter().map(year).collect())
            }
            Turnover::Trouble(word) if word == "timeout" => {
                let meta = json!({"provider": "DGFIP - Adélie"});
                refused_by(
                    504,
                    &[("03002", "Temps d’attente d’une réponse du fournisseur de données écoulé.", None)],
                    meta,
                )
            }
            _ => self.unknown(),
        }
    }

    fn tax_certificate(&self, company: &Company, version: &str) -> Response {
        match company.taxes.as_str() {
            "ok" => {
                let today = Zoned::now().date().to_string();
                let dates = json!({"date_delivrance_attestation": today, "date_periode_analysee": today});
                self.document(company, version, "Attestation de régularité fiscale", "attestation-fiscale", dates)
            }
            "maintenance" => {
                let meta = json!({"provider": "DGFIP - Adélie", "retry_in": 1740});
                refused_by(
                    503,
                    &[("03020", "Le fournisseur de données est en maintenance de 01:00 à 02:00", None)],
                    meta,
                )
            }
            _ => self.unknown(),
        }
    }

    /// A refusal is a good answer without a document in version 4 only (docs/portals/api-entreprise.md 5).
    fn vigilance(&self, company: &Company, version: &str) -> Response {
        let status = |code: &str, label: &str| {
            json!({"date_debut_validite": null, "date_fin_validite": null, "code_securite": null,
                "entity_status": {"code": code, "libelle": label, "description": label}})
        };
        match (company.urssaf.as_str(), version) {
            ("ok", _) => {
                let mut more = status("ok", "Attestation délivrée par l'Urssaf");
                more["code_securite"] = "K7Q2M9XW4T1ZB8E".into();
                self.document(company, version, "Attestation de vigilance", "attestation-vigilance", more)
            }
            ("refused", "v4") => {
                let mut data = status("refus_de_delivrance", "L'entité n'est pas à jour de ses cotisations sociales.");
                (data["document_url"], data["document_url_expires_in"]) = (Value::Null, Value::Null);
                self.plain(data)
            }
            ("manual", _) => {
                let meta = json!({"provider": "ACOSS", "retry_in": 172_800});
                refused_by(502, &[("04501", "Une analyse humaine par un agent des URSSAF est requise.", None)], meta)
            }
            _ => self.unknown(),
        }
    }

    fn headcount(&self, company: &Company, monthly: bool) -> Response {
        let Some(count) = company.headcount else { return self.unknown() };
        let (year, month) = (self.path.get("year"), self.path.get("month"));
        let nature = if monthly { "effectif_moyen_mensuel" } else { "effectif_moyen_annuel" };
        let value = json!({"regime": "regime_general", "annee": year, "mois": month, "nature": nature, "value": count,
            "date_derniere_mise_a_jour": "2026-02-01"});
        match monthly {
            true => self.plain(json!({"siret": company.siret(), "effectifs_mensuels": [value]})),
            false => self.plain(json!({"siren": company.siren, "annee": year, "effectifs_annuel": [value]})),
        }
    }

    fn acts(&self, company: &Company) -> Response {
        if company.acts.is_empty() {
            return self.unknown();
        }
        let of = |wanted: &str| -> Vec<Value> {
            let entry = |[kind, name, day, what]: &[String; 4]| {
                let url = self.link("inpi/download", company, name, name);
                let mut entry = json!({"id": format!("{}-{name}", company.siren), "nom_document": name, "date_depot": day, "url": url});
                match kind.as_str() {
                    "acte" => entry["types_actes"] = json!([{"type_acte": what, "type_decision": null}]),
                    _ => (entry["date_cloture"], entry["type"]) = (what.as_str().into(), "bilan complet".into()),
                }
                entry
            };
            company.acts.iter().filter(|act| act[0] == wanted).map(entry).collect()
        };
        self.plain(json!({"actes": of("acte"), "bilans": of("bilan")}))
    }

    fn certificates(&self, company: &Company) -> Response {
        let one = |domain: &String| {
            let url = self.link("files", company, &format!("Certificat RGE : {domain}"), "certificat-rge");
            json!({"url": url, "nom_certificat": "Qualibat RGE", "domaine": domain, "organisme": "qualibat",
                "date_attribution": "2024-05-02", "date_expiration": "2028-05-01"})
        };
        collection(company.rge.iter().map(one).collect())
    }

    fn association(&self, company: &Company, protected: bool) -> Response {
        let Some(rna) = &company.rna else { return self.unknown() };
        let mut data = json!({
            "rna": rna, "siren": company.siren, "nom": company.name, "sigle": company.acronym, "active": true,
            "forme_juridique": {"code": company.form[0], "libelle": company.form[1]},
            "activites": {"objet": company.purpose}, "adresse_siege": company.place(false),
        });
        if protected {
            let document = |[kind, day]: &[String; 2]| {
                let url = self.link("files", company, kind, "document-association");
                json!({"type": "Pièce", "sous_type": {"libelle": kind}, "date_depot": day, "url": url})
            };
            data["documents_rna"] = company.documents.iter().map(document).collect();
            data["etablissements"] = json!([{"siret": company.siret(), "documents_dac": []}]);
        }
        self.plain(data)
    }

    /// An answer with a link to a PDF. The field that tells its life has two names (docs/portals/api-entreprise.md 5).
    fn document(&self, company: &Company, version: &str, title: &str, name: &str, more: Value) -> Response {
        let expires = if version == "v4" { "document_url_expires_in" } else { "expires_in" };
        let mut data = json!({"document_url": self.link("files", company, title, name), expires: LIFE.as_secs()});
        if let (true, Some(data), Value::Object(more)) = (version == "v4", data.as_object_mut(), more) {
            data.extend(more);
        }
        self.plain(data)
    }

    fn link(&self, door: &str, company: &Company, title: &str, name: &str) -> String {
        let lines = [
            title.to_owned(),
            format!("{} (SIREN {})", company.name, company.siren),
            format!("Établi le {}", Zoned::now().date()),
            "Document de démonstration, sans valeur.".to_owned(),
        ];
        let document = Document { name: format!("{name}-{}.pdf", company.siren), lines: lines.to_vec() };
        format!("{}/proxy/{door}/{}", self.base, self.links.give(document))
    }

    fn plain(&self, data: Value) -> Response {
        answer(data, json!({}), json!({}))
    }

    /// The number asked for; of a trader, the SIRET in an EORI.
    fn id(&self) -> Option<&str> {
        let id = self.path.get(self.endpoint.path_parameters().next()?)?;
        Some(id.strip_prefix("FR").unwrap_or(id))
    }

    fn unknown(&self) -> Response {
        let detail =
            "L'identifiant indiqué n'existe pas, n'est pas connu ou ne comporte aucune information pour cet appel.";
        let code = match self.endpoint.provider.as_str() {
            "insee" => "01003",
            "infogreffe" => "02003",
            "dgfip" => "03003",
            "urssaf" => "04003",
            "inpi" => "34003",
            "djepva" => "29003",
            _ => "31003",
        };
        refused_by(404, &[(code, detail, None)], json!({"provider": self.endpoint.provider}))
    }

    fn hidden(&self) -> Response {
        let detail = "Le siren demandé est une entité pour laquelle aucun organisme ne peut avoir accès.";
        refused_by(451, &[("01005", detail, None)], json!({"provider": "INSEE"}))
    }
}
