//! Datasets as Dataverse tells them.

use guichet::model::{Access, Place, Target};

use super::*;

#[tokio::test]
async fn a_dataset_is_told_in_full() {
    let server = Server::start().await;
    server.answers(SHOW, [Answer::raw("application/json", fixture("dataverse/dataset.json"))]);
    server.answers(VERSIONS, [Answer::raw("application/json", fixture("dataverse/versions.json"))]);
    let found = portal(&server).dataset(&at(&[RECORD])).await.unwrap();
    assert_eq!(found.summary.as_deref(), Some("Débits journaliers relevés à trois stations."));
    assert_eq!(found.theme.as_deref(), Some("Earth and Environmental Sciences"));
    assert_eq!(found.keywords, ["rivière", "débit"]);
    assert_eq!(found.publisher.as_deref(), Some("Observatoire des rivières"));
    let creators: Vec<&str> = found.creators.iter().map(|creator| &*creator.name).collect();
    assert_eq!(
        (creators, found.doi.as_deref()),
        (vec!["Le Goff, Ada", "Morvan, Yann"], Some("10.5072/EXEMPLE/SEICHE"))
    );
    assert_eq!(found.licence.as_ref().unwrap().label, "Licence Ouverte 2.0 (Etalab)");
    assert_eq!((found.territory.as_deref(), found.access), (Some("Exemple, France"), Access::Open));
    assert_eq!(found.extent.unwrap().west, -1.70);
    assert_eq!(found.created.unwrap().day(), "2024-05-02");
    assert_eq!(found.modified.unwrap().day(), "2025-01-15");
    assert_eq!(found.period.unwrap().0.day(), "2020-01-01");
    assert_eq!((fact(&found, "version"), fact(&found, "creator")), (Some("2.1"), Some("Le Goff, Ada; Morvan, Yann")));
    assert_eq!(fact(&found, "contact"), Some("Le Goff, Ada <ada@exemple.fr>"));
    assert_eq!(fact(&found, "terms of access"), Some("Écrire à l’observatoire."));
    let others: Vec<&str> =
        found.facts.iter().filter(|(label, _)| label == "other version").map(|(_, it)| it.as_str()).collect();
    assert_eq!(others.len(), 2);
    assert!(others[0].starts_with("p/10.5072%2FEXEMPLE%2FSEICHE%402.0 (2024-11-02"), "{others:?}");
    assert!(found.page.unwrap().ends_with("/dataset.xhtml?persistentId=doi%3A10.5072%2FEXEMPLE%2FSEICHE"));
    assert_eq!(asked(&server.asked(SHOW)[0], "persistentId"), ["doi:10.5072/EXEMPLE/SEICHE"]);
    assert_eq!(asked(&server.asked(VERSIONS)[0], "excludeFiles"), ["true"], "not all files of all versions");
}

/// An older version is of another address, and of its own files.
#[tokio::test]
async fn a_version_is_asked_for_by_its_number() {
    let server = Server::start().await;
    let mut version = json("dataverse/dataset.json")["data"]["latestVersion"].clone();
    version["versionNumber"] = 1.into();
    version["versionMinorNumber"] = 0.into();
    version["files"].as_array_mut().unwrap().truncate(1);
    server.answers(&format!("{VERSIONS}/1.0"), [Answer::json(&ok(version))]);
    server.answers(SHOW, [Answer::raw("application/json", fixture("dataverse/dataset.json"))]);
    let address = at(&["10.5072/EXEMPLE/SEICHE@1.0"]);
    let portal = portal(&server);
    for written in ["doi:10.5072/EXEMPLE/SEICHE@1", "https://doi.org/10.5072/EXEMPLE/SEICHE@1.0"] {
        assert_eq!(portal.resolve(&at(&[written])).unwrap(), Target::dataset(address.clone()), "{written}");
    }
    let found = portal.dataset(&address).await.unwrap();
    assert_eq!((found.media.len(), fact(&found, "version")), (2, Some("1.0")));
    assert_eq!(found.address, address);
    assert!(found.page.unwrap().ends_with("&version=1.0"));
}

#[tokio::test]
async fn what_is_withdrawn_says_why() {
    let server = Server::start().await;
    let withdrawn = object!({"versionState": "DEACCESSIONED", "deaccessionNote": "Données  personnelles",
        "versionNumber": 1, "versionMinorNumber": 0, "datasetPersistentId": "doi:10.5072/EXEMPLE/SEICHE"});
    server.answers(SHOW, [refusal(404, "a persistentId query parameter must be present.")]);
    server.answers(&format!("{VERSIONS}/:latest-published"), [Answer::json(&ok(withdrawn))]);
    let found = portal(&server).dataset(&at(&[RECORD])).await.unwrap();
    assert_eq!(found.media.len(), 0);
    assert!(found.warnings[0].contains("Données personnelles"), "{:?}", found.warnings);
    let request = &server.asked(&format!("{VERSIONS}/:latest-published"))[0];
    assert_eq!(asked(request, "includeDeaccessioned"), ["true"]);
}

/// And where to look in its stead.
#[tokio::test]
async fn nothing_that_is_withdrawn_is_open() {
    let mut whole = json("dataverse/dataset.json");
    let found = dataset(&whole).await;
    assert_eq!((found.access, fact(&found, "see instead")), (Access::Open, None));
    let version = &mut whole["data"]["latestVersion"];
    version["deaccessionLink"] = "https://exemple.fr/suite".into();
    assert_eq!(fact(&dataset(&whole).await, "see instead"), None, "it was not withdrawn");
    whole["data"]["latestVersion"]["versionState"] = "DEACCESSIONED".into();
    let found = dataset(&whole).await;
    assert_eq!((found.access, fact(&found, "see instead")), (Access::Restricted, Some("https://exemple.fr/suite")));
    assert!(found.media.iter().all(|media| media.access == Access::Restricted));
}

/// A licence as portals before 5.10 tell it, as a word.
#[tokio::test]
async fn none_is_no_licence() {
    let table = [
        (object!("NONE"), None),
        (object!("none"), None),
        (object!({"name": "NONE"}), None),
        (object!("CC0"), Some("CC0 1.0")),
        (object!({"name": "CC BY 4.0", "uri": "http://creativecommons.org/licenses/by/4.0"}), Some("CC BY 4.0")),
    ];
    for (stated, expected) in table {
        let mut whole = json("dataverse/dataset.json");
        whole["data"]["latestVersion"]["license"] = stated.clone();
        let found = dataset(&whole).await;
        assert_eq!(found.licence.as_ref().map(|it| &*it.label), expected, "{stated}");
    }
}

/// A version that replaces a file gives it another number: the old one leads to what came in its place, unless it is there.
#[tokio::test]
async fn a_file_that_was_replaced_leads_to_the_one_in_its_place() {
    let file = |id: u64, previous: i64, root: i64, table: bool| {
        object!({"label": format!("f{id}.csv"), "dataFile": {"id": id, "previousDataFileId": previous,
            "rootDataFileId": root, "filesize": 3, "contentType": "text/csv", "tabularData": table}})
    };
    let table = [
        (vec![file(203, 103, 103, false)], "103", Some("203")),
        (vec![file(203, 103, 103, false)], "203", Some("203")),
        (vec![file(303, 203, 103, false)], "103", Some("303")),
        (vec![file(303, 203, 103, false)], "203", Some("303")),
        (vec![file(203, 103, 103, true)], "103-tab", Some("203-tab")),
        (vec![file(203, 103, 103, false), file(103, -1, -1, false)], "103", Some("103")),
        (vec![file(104, -1, -1, false)], "-1", None),
        (vec![file(104, 0, -1, false)], "103", None),
    ];
    for (files, asked, expected) in table {
        let mut whole = json("dataverse/dataset.json");
        whole["data"]["latestVersion"]["files"] = files.into();
        let found = dataset(&whole).await;
        assert_eq!(found.find(asked).map(|media| &*media.id), expected, "{asked}");
    }
    let mut whole = json("dataverse/dataset.json");
    whole["data"]["latestVersion"]["files"] = object!([file(203, 103, 103, false)]);
    let found = dataset(&whole).await;
    assert!(found.media[0].facts.iter().any(|(label, text)| label == "replaces file" && text == "103"));
}

/// An empty file is one whose size is known.
#[tokio::test]
async fn nothing_is_a_size_too() {
    for (size, expected) in [(object!(0), Some(0)), (object!(7), Some(7)), (object!(-1), None), (Value::Null, None)] {
        let mut whole = json("dataverse/dataset.json");
        whole["data"]["latestVersion"]["files"] =
            object!([{"label": "a.txt", "dataFile": {"id": 5, "filesize": size, "contentType": "text/plain"}}]);
        assert_eq!(dataset(&whole).await.media[0].size, expected, "{size}");
    }
}

/// The text that comes with an unknown DOI is about a parameter that was there.
#[tokio::test]
async fn an_unknown_one_is_told_as_that() {
    let server = Server::start().await;
    server.otherwise(Answer::raw("application/json", fixture("dataverse/error-404.json")).with_status(404));
    let error = portal(&server).dataset(&at(&[RECORD])).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::NotFound);
    assert!(!error.to_string().contains("persistentId query"), "{error}");
}

/// With a token the newest may be a draft: what others see is shown, unless nobody else sees anything.
#[tokio::test]
async fn a_draft_is_not_taken_for_what_is_published() {
    let mut whole = json("dataverse/dataset.json");
    let published = whole["data"]["latestVersion"].clone();
    whole["data"]["latestVersion"]["versionState"] = "DRAFT".into();
    whole["data"]["latestVersion"].as_object_mut().unwrap().remove("versionNumber");
    for (answer, version) in
        [(Answer::json(&ok(published)), "2.1"), (refusal(404, "Dataset version not found"), "draft")]
    {
        let server = Server::start().await;
        server.answers(SHOW, [Answer::json(&whole)]);
        server.answers(&format!("{VERSIONS}/:latest-published"), [answer]);
        let found = signed_in(&server).dataset(&at(&[RECORD])).await.unwrap();
        assert_eq!(fact(&found, "version"), Some(version));
    }
}

#[tokio::test]
async fn terms_in_words_are_facts_and_no_licence() {
    let mut whole = json("dataverse/dataset.json");
    let version = &mut whole["data"]["latestVersion"];
    version.as_object_mut().unwrap().remove("license");
    version["termsOfUse"] = "Pour la <b>recherche</b> seule.".into();
    let found = dataset(&whole).await;
    assert_eq!((found.licence.as_ref(), fact(&found, "terms of use")), (None, Some("Pour la recherche seule.")));
}

#[tokio::test]
async fn a_row_tells_what_a_search_does() {
    let server = with_page(&json("dataverse/search.json")).await;
    let page = list(&server, &["all"], &Query::default()).await.unwrap();
    let row = &page.items[0];
    assert_eq!(row.target, Target::Place(Place::Dataset(at(&[RECORD]))));
    assert_eq!(
        (row.publisher.as_deref(), row.theme.as_deref()),
        (Some("Observatoire des rivières"), Some("Earth and Environmental Sciences"))
    );
    // What is restricted, a search never tells.
    assert_eq!((row.access, &row.offer), (None, &None));
    assert_eq!(row.modified.unwrap().day(), "2025-01-15");
}
