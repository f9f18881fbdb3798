//! How access to a restricted dataset is asked for: by a project, on the portal's web site (contract section 4).

use crate::guide::{Guide, Step};

/// English, French.
type Words = (&'static str, &'static str);

const ABOUT: Words = (
    "Restricted datasets are opened to a project: whoever leads it asks on the portal's web site, and the producer decides.",
    "Les jeux de données restreints s'ouvrent à un projet : son responsable fait la demande sur le site du portail, et le \
     producteur décide.",
);

const STEPS: [(&str, Words, Words); 4] = [
    (
        "account",
        ("Sign in on the portal's web site", "Se connecter sur le site du portail"),
        ("Make an account there if you have none.", "Y créer un compte si besoin."),
    ),
    (
        "project",
        ("Have a project", "Avoir un projet"),
        (
            "Under My space: make one, or ask to join your organisation's.",
            "Dans Mon espace : en créer un, ou rejoindre celui de votre organisation.",
        ),
    ),
    (
        "request",
        ("Ask for the dataset", "Demander le jeu de données"),
        (
            "From the dataset's page or the project's; say what for and until when: a request without an end opens nothing.",
            "Depuis la page du jeu ou celle du projet ; dire pourquoi et jusqu'à quand : une demande sans date de fin n'ouvre \
             rien.",
        ),
    ),
    (
        "sign-in",
        ("Sign in with guichet", "Se connecter avec guichet"),
        (
            "`guichet setup`, with the account or a key of the project; NAME/restricted then lists what is open to you.",
            "`guichet setup`, avec le compte ou une clé du projet ; NOM/restricted liste alors ce qui vous est ouvert.",
        ),
    ),
];

const STATES: [(Words, Words); 5] = [
    (("draft", "brouillon"), ("submit it on the web site", "la soumettre sur le site")),
    (("in progress", "en cours"), ("wait for the producer", "attendre le producteur")),
    (
        ("validated", "validée"),
        ("the data are open until the end date", "les données sont ouvertes jusqu'à la date de fin"),
    ),
    (
        ("cancelled", "annulée"),
        ("ask again, or ask the producer why", "refaire la demande, ou demander pourquoi au producteur"),
    ),
    (
        ("disengaged, archived", "désengagée, archivée"),
        ("it opens nothing any more; ask again", "elle n'ouvre plus rien ; la refaire"),
    ),
];

/// In the language whose code begins so; `site` is the portal's address.
pub fn guide(site: &str, language: &str) -> Guide {
    let told = |(en, fr): Words| if language.starts_with("fr") { fr.to_owned() } else { en.to_owned() };
    let step = |(id, title, detail): (&str, Words, Words)| Step {
        id: id.to_owned(),
        title: told(title),
        detail: told(detail),
        link: None,
    };
    Guide {
        about: vec![told(ABOUT)],
        start: Some(site.to_owned()),
        steps: STEPS.map(step).to_vec(),
        states: STATES.map(|(title, next)| (told(title), told(next))).to_vec(),
        ..Guide::default()
    }
}
