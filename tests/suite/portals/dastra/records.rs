//! Entries as Dastra writes them, and as they drift (docs/portals/dastra.md 5 and 8).

use guichet::base::when::When;
use guichet::model::Access;

use super::*;

async fn rows(collection: &str, name: &str) -> Page {
    let server = answering([(&*format!("/v1/ws/4021/{collection}"), recorded(name))]).await;
    list(&server, &["4021", collection], &Query::default()).await.unwrap()
}

#[tokio::test]
async fn every_recorded_entry_is_shown_none_is_lost() {
    let table = [
        ("DataRetentionRules", "datasets-page.json"),
        ("DataRetentionRules", "datasets-page-drift.json"),
        ("DataProcessings", "processings-page.json"),
        ("Assets", "assets-page.json"),
        ("Assets", "assets-page-drift.json"),
    ];
    for (collection, name) in table {
        let recorded = json(&format!("dastra/{name}"));
        let page = rows(collection, name).await;
        assert_eq!(page.warnings, [""; 0], "{name}");
        let expected: Vec<_> = recorded["items"].as_array().unwrap().iter().map(|it| it["id"].clone()).collect();
        let shown: Vec<_> = page.items.iter().map(|item| item.target.address().unwrap().path[2].clone()).collect();
        let expected: Vec<_> =
            expected.iter().map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned)).collect();
        assert_eq!(shown, expected, "{name}");
        assert!(page.items.iter().all(|item| item.access == Some(Access::Restricted)));
        for record in recorded["items"].as_array().unwrap() {
            let dataset = entry(collection, record).await;
            assert!(dataset.media.len() > 1, "{name}: {}", dataset.title);
        }
    }
}

#[tokio::test]
async fn a_row_says_what_is_known_section_5_1() {
    let page = rows("DataRetentionRules", "datasets-page.json").await;
    assert_eq!(
        titles(&page.items),
        ["Bulletins de salaire", "Inscriptions aux activités périscolaires", "Journaux d'accès Wi-Fi"]
    );
    assert_eq!(page.items[0].note.as_deref(), Some("Données de paie des personnels titulaires et contractuels."));
    assert_eq!(page.items[0].modified, When::read("2026-03-11T08:40:00Z"));
    assert_eq!(page.items[2].modified, When::read("2023-09-18T10:31:30.6882299Z"), "never changed: its creation");
    assert_eq!(page.items[0].format.as_deref(), Some("csv, xlsx, json, pdf, docx"));
    assert_eq!(page.total, Some(57));
    let register = rows("DataProcessings", "processings-page.json").await;
    assert!(
        register.items[0].note.as_deref().unwrap().starts_with("RH-003 · Calcul, édition et versement"),
        "{:?}",
        register.items[0].note
    );
}

#[tokio::test]
async fn a_data_set_in_full_section_5_1() {
    let dataset = entry("DataRetentionRules", &json("dastra/dataset-detail.json")).await;
    assert_eq!((&*dataset.title, dataset.access), ("Bulletins de salaire", Access::Restricted));
    assert_eq!(
        dataset.summary.as_deref(),
        Some("Données de paie des personnels titulaires et contractuels.\nSource : SIRH.")
    );
    assert_eq!(dataset.keywords, ["Générique"]);
    assert_eq!(
        dataset.created,
        When::read("2024-01-09T14:18:02.99812Z"),
        "seven digits, no offset (docs/portals/dastra.md 8.5)"
    );
    let table = [
        ("source", "indirect"),
        ("source is", "Éléments transmis par les services gestionnaires"),
        ("fields", "Nom de famille, NIR (sensitive), IBAN"),
        ("used in", "Gestion de la paie"),
        ("active use", "Conservation 1 mois en base active."),
        // The unit is not documented (docs/portals/dastra.md 11): the number alone.
        ("active use lasts", "1"),
        ("archiving lasts", "5"),
        ("destruction", "Broyage certifié"),
        ("created by", "Camille Aubert"),
    ];
    for (label, text) in table {
        assert_eq!(fact(&dataset.facts, label), Some(text), "{label}");
    }
    assert_eq!(fact(&dataset.facts, "archiving"), None, "null is not shown");
}

#[tokio::test]
async fn a_register_entry_in_full_section_5_2() {
    let dataset = entry("DataProcessings", &json("dastra/processing-detail.json")).await;
    let summary = dataset.summary.as_deref().unwrap();
    assert!(summary.starts_with("Calcul, édition et versement des rémunérations du personnel."), "{summary}");
    assert!(
        summary.contains("• Paie mensuelle") && summary.contains("https://intranet.valbrune.example/paie"),
        "{summary}"
    );
    assert!(!summary.contains('<'), "{summary}");
    assert_eq!(
        (dataset.synopsis.as_deref(), dataset.publisher.as_deref()),
        (Some("RH-003"), Some("Direction des ressources humaines"))
    );
    let table = [
        ("state", "active"),
        ("stage", "in production"),
        ("owner", "Camille Aubert"),
        ("purposes", "Versement des rémunérations"),
        ("people", "Salariés"),
        ("assets", "SIRH Corail"),
        ("data sets", "Bulletins de salaire"),
        ("quality %", "82.5"),
        ("risk", "2"),
    ];
    for (label, text) in table {
        assert_eq!(fact(&dataset.facts, label), Some(text), "{label}");
    }
}

#[tokio::test]
async fn risk_is_a_whole_or_a_broken_number_section_8_10() {
    for (risk, shown) in [("2", "2"), ("2.0", "2"), ("2.5", "2.5")] {
        let mut record = record(1);
        record["riskLevel"] = risk.parse::<serde_json::Number>().unwrap().into();
        assert_eq!(fact(&entry("DataProcessings", &record).await.facts, "risk"), Some(shown));
    }
}

#[tokio::test]
async fn html_and_escapes_are_reduced_to_text_section_8_8() {
    let page = rows("DataRetentionRules", "datasets-page-drift.json").await;
    assert_eq!(titles(&page.items), ["Télétransmission « Actes » – essai"]);
    let record = json("dastra/datasets-page-drift.json")["items"][0].clone();
    let dataset = entry("DataRetentionRules", &record).await;
    assert_eq!(dataset.summary.as_deref(), Some("Texte & balises,\u{a0}saut\nde ligne\n\n[31mrouge"));
    let shown = format!("{dataset:?}{page:?}");
    assert!(!shown.contains("alert(1)") && !shown.contains('\u{1b}') && !shown.contains("\\u{1b}"), "{shown}");
}

#[tokio::test]
async fn unknown_words_and_fields_are_shown_as_they_read_section_8_6() {
    let record = json("dastra/datasets-page-drift.json")["items"][0].clone();
    let dataset = entry("DataRetentionRules", &record).await;
    assert_eq!(fact(&dataset.facts, "source"), Some("inferred"));
    assert_eq!(fact(&dataset.facts, "ref"), Some("JD-009"));
    assert_eq!(fact(&dataset.facts, "about"), Some("Usagers"));
    let custom = fact(&dataset.facts, "custom fields").unwrap();
    assert!(custom.contains("mon_champ_string: Valeur") && custom.contains("mon_champ_booleen: yes"), "{custom}");
    let asset = entry("Assets", &json("dastra/assets-page-drift.json")["items"][0]).await;
    assert_eq!((fact(&asset.facts, "type"), fact(&asset.facts, "hosting")), (Some("ai model"), None));
    assert_eq!(fact(&asset.facts, "development"), Some("out sourced"));
    for (word, shown) in [("DataSubjectRequest", "data subject request"), ("Archived2", "archived2")] {
        let mut breach = self::record(1);
        breach["state"] = word.into();
        assert_eq!(fact(&entry("DataBreachs", &breach).await.facts, "state"), Some(shown));
    }
}

#[tokio::test]
async fn anything_may_be_null_or_absent_section_8_7() {
    for name in ["dastra/dataset-detail.json", "dastra/processing-detail.json"] {
        let collection = if name.contains("dataset") { "DataRetentionRules" } else { "DataProcessings" };
        let full = json(name);
        let keys: Vec<String> = full.as_object().unwrap().keys().filter(|key| *key != "id").cloned().collect();
        let mut nulls = full.clone();
        let mut odd = full.clone();
        for key in &keys {
            nulls[key] = Value::Null;
            if key != "label" {
                odd[key] = object!({"a": [{"b": 1}]});
            }
        }
        let dataset = entry(collection, &nulls).await;
        assert_eq!(
            (&dataset.title, dataset.summary, dataset.facts.len()),
            (&full["id"].as_str().unwrap().to_owned(), None, 0)
        );
        assert_eq!(dataset.warnings, [""; 0]);
        assert_eq!(entry(collection, &object!({"id": full["id"]})).await.facts, []);
        assert_eq!(entry(collection, &odd).await.title, full["label"].as_str().unwrap());
    }
}

#[tokio::test]
async fn dates_that_make_no_sense_are_shown_as_they_came_section_8_5() {
    let mut record = record(1);
    record["dateCreation"] = "avant-hier".into();
    record["dateUpdate"] = "2026-03-11T08:40:00".into();
    let dataset = entry("Assets", &record).await;
    assert_eq!((dataset.created, fact(&dataset.facts, "created")), (None, Some("avant-hier")));
    assert_eq!(dataset.modified, When::read("2026-03-11T08:40:00Z"));
}

#[tokio::test]
async fn what_refers_to_itself_is_not_followed_for_ever_section_8_9() {
    let mut merged = record(1);
    for _ in 0..60 {
        let mut outer = record(1);
        outer["mergedFrom"] = merged;
        merged = outer;
    }
    assert_eq!(entry("DataProcessings", &merged).await.title, "set 001");
    let mut area = object!({"id": 12, "label": "DRH"});
    for _ in 0..60 {
        area = object!({"id": 12, "label": "DRH", "children": [area]});
    }
    let dataset = entry("Areas", &area).await;
    assert_eq!(fact(&dataset.facts, "units below"), Some("DRH"));
}

#[tokio::test]
async fn entries_without_a_label_of_their_own_have_a_title() {
    let table = [
        ("Actors", object!({"id": 5, "displayName": "Cabinet Le Goff"}), "Cabinet Le Goff"),
        ("Users", object!({"id": 9107, "givenName": "Camille", "familyName": "Aubert"}), "Camille Aubert"),
        ("RiskEvaluations", object!({"id": uuid(3), "risk": {"label": "Vol de matériel"}}), "Vol de matériel"),
        ("DataSubjectRequests", object!({"id": 8842, "title": "Accès"}), "Accès"),
        ("ControlPointResponses", object!({"id": uuid(4), "description": "<p>Fait</p>"}), "Fait"),
    ];
    for (collection, record, title) in table {
        assert_eq!(entry(collection, &record).await.title, title);
    }
}

/// Such entries are looked for in their list.
#[tokio::test]
async fn an_entry_that_cannot_be_asked_for_by_itself_is_found_in_its_list() {
    let assets = object!([{"id": "a1", "label": "SIRH"}, {"id": "a2", "label": "Paie"}]);
    let server = answering([("/v1/ws/4021/RiskAssets", Answer::json(&assets))]).await;
    let found = dataset(&server, &["4021", "RiskAssets", "a2"]).await;
    assert_eq!(found.title, "Paie");
    let record = bytes(&*dastra(&server), media(&found, "record")).await.unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&record).unwrap(), assets[1]);
    let error = dastra(&server).dataset(&at(&["4021", "RiskAssets", "a3"])).await.unwrap_err();
    assert_eq!(error.kind.exit_code(), 4);
}
