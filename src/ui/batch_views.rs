//! A batch from its file to its end, for the gallery.

use std::path::PathBuf;
use std::time::Duration;

use super::tests::{app_with, datasets, press};
use crate::app::batch::{BatchOffer, BatchTable, PathOffer, PlannedBatch, TableWork};
use crate::app::jobs::{BatchNews, EndedBatch, JobId};
use crate::app::popup::Popup;
use crate::app::{App, Msg};
use crate::base::error::{Error, ErrorKind};
use crate::batch::{
    BatchEnd, BatchPlan, BatchProgress, Checked, CheckedEndpoint, ColumnFit, ColumnFits, FailingProvider,
    PlannedEndpoint, Refused,
};
use crate::m;
use crate::model::form::{Field, Id, Takes};
use crate::model::{Address, Media};
use crate::net::quota::Remaining;
use crate::session::question::Question;

const ID: JobId = JobId(1);
const FILE: &str = "/home/camille/Documents/titulaires 2026.csv";

fn offer() -> BatchOffer {
    let dataset = Address::root("entreprises").child("v4_acoss_attestations_sociales");
    let mut media = Media::new(dataset, "attestation".to_owned(), "Attestation de vigilance".to_owned());
    let siren = Field::new("siren", "SIREN", Takes::Id(vec![Id::Siren])).names().help("The company: nine digits.");
    let recipient = Field::new("recipient", "recipient", Takes::Id(vec![Id::Siret])).remembered();
    let recipient = recipient.help("The SIRET of the public body that the data are for.");
    let object = Field::new("object", "object", Takes::Text).remembered().help("What the data are for.");
    media.form = vec![siren, recipient, object];
    BatchOffer {
        title: "Attestation de vigilance".into(),
        media,
        is_personal: false,
        downloads: "/home/camille/Téléchargements".into(),
        example: None,
    }
}

/// The line for the file, half typed.
pub fn file() -> App {
    let mut app = app_with(datasets());
    press(&mut app, "E");
    app.update(Msg::BatchOffered(Box::new(Ok(offer()))));
    let typed = "~/Documents/ti";
    app.update(Msg::Paste(typed.into()));
    let offer = |name: &str| PathOffer { path: format!("~/Documents/{name}"), is_folder: name.ends_with('/') };
    let offered = ["titulaires 2025.csv", "titulaires 2026.csv", "tiers/"].map(offer).to_vec();
    app.update(Msg::Paths(typed.into(), offered));
    press(&mut app, "↓");
    app
}

pub fn columns() -> App {
    let mut app = file();
    app.update(Msg::Paste("tulaires 2026.csv".into()));
    press(&mut app, "\n");
    let column = |name: &str, example: &str, taken: u64| ColumnFit {
        name: name.into(),
        example: Some(example.into()),
        taken: [("siren".to_owned(), taken)].into(),
    };
    let columns = vec![
        column("n° de marché", "2026-114", 0),
        column("titulaire", "Boulangerie du Port", 0),
        column("SIRET du titulaire", "552 032 534 00017", 1164),
    ];
    let fits = ColumnFits { rows: 1200, has_more: false, columns };
    let table = BatchTable { file: FILE.into(), fits, note: None };
    let typed = "~/Documents/titulaires 2026.csv";
    app.update(Msg::TableRead(typed.into(), Box::new(Ok(table))));
    press(&mut app, "13002526500013↑");
    app
}

fn plan() -> BatchPlan {
    let refused = |line: u64| (line, Refused { parameter: "siren".into(), cause: m!("batch-cell-empty") });
    let endpoint = PlannedEndpoint {
        address: "entreprises/v4_acoss_attestations_sociales".into(),
        title: "Attestation de vigilance".into(),
        requests: 1131,
        answered: 0,
        counter: "Urssaf".into(),
        limit: 100,
        pace: 60,
        left: Some(Remaining {
            title: "Urssaf".into(),
            left: 97,
            limit: 100,
            resets: "2026-11-30T10:00:00Z".parse().unwrap(),
        }),
        with_document: true,
        is_personal: false,
        doubt: None,
    };
    BatchPlan {
        checked: Checked {
            rows: 1200,
            refused: 36,
            first_refused: [17, 44, 45].map(refused).to_vec(),
            repeated: 33,
            endpoints: vec![CheckedEndpoint { to_ask: 1131, answered: 0 }],
        },
        endpoints: vec![endpoint],
        duration: Duration::from_secs(1131),
        is_personal: false,
        recipient: None,
        object: None,
        context: None,
    }
}

pub fn planned() -> App {
    let mut app = columns();
    press(&mut app, "↓↓contrôle annuel\n");
    let wish = match app.popup() {
        Some(Popup::Batch(open)) => match &open.work {
            Some((TableWork::Plan(wish), _)) => wish.clone(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    let planned = PlannedBatch { wish: wish.clone(), plan: plan(), goes_on: false };
    app.update(Msg::BatchPlanned(Box::new(wish), Box::new(Ok(planned))));
    app
}

fn begun() -> App {
    let mut app = planned();
    let yes = Question::batch(String::new()).choices[0].letter();
    press(&mut app, &yes.to_string());
    app.update(Msg::Started(ID));
    app.update(Msg::BatchGoesOn(ID, BatchNews::Begins { answered: 0, refused: 36 }));
    app
}

fn progress() -> BatchProgress {
    BatchProgress {
        done: 412,
        to_ask: 1131,
        errors: [("01003".to_owned(), 9), ("04020".to_owned(), 2)].into(),
        pace: 60.0,
        left: Duration::from_secs(719),
        waiting: None,
    }
}

/// Under way, in its detail.
pub fn running() -> App {
    let mut app = begun();
    app.update(Msg::BatchGoesOn(ID, BatchNews::GoesOn(progress())));
    press(&mut app, "\t\t");
    app
}

/// A provider fails, and the person is asked.
pub fn failing() -> App {
    let mut app = running();
    let error = Error::new(ErrorKind::Unavailable, "Urssaf", "the provider does not answer");
    let failing = FailingProvider { title: "Attestation de vigilance".into(), errors: 10, error, told: None };
    app.update(Msg::BatchGoesOn(ID, BatchNews::Fails(Box::new(failing))));
    press(&mut app, "w");
    app
}

pub fn done() -> App {
    let mut app = running();
    let errors = [("01003".to_owned(), 31), ("04020".to_owned(), 4)].into();
    let end = BatchEnd { done: 1131, errors, again: 4, ..BatchEnd::default() };
    let results =
        PathBuf::from("/home/camille/Téléchargements/v4_acoss_attestations_sociales titulaires 2026/table.csv");
    app.update(Msg::BatchEnded(ID, Box::new(Ok(EndedBatch { end, results }))));
    app
}
