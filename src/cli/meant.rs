//! What people mean who type a command that is not there: its name in other programs, or in French; or an address.

use crate::base::text::fold;
use crate::config::{Config, FilePlace};

/// Each command, and what else it may be called, folded.
const WORDS: &[(&str, &[&str])] = &[
    ("access", &["acces", "ask", "demande", "demander", "datapass", "habilitation", "request", "requests"]),
    ("add", &["ajout", "ajouter", "depend", "track"]),
    ("api", &["curl", "http", "raw", "requete"]),
    ("auth", &["connexion", "credential", "credentials", "identifiant", "identifiants", "jeton", "secret", "token"]),
    ("cache", &["vider"]),
    ("check", &["conforme", "conformite", "controler", "lint", "valider", "validate"]),
    ("completions", &["complete", "completion", "completer"]),
    ("config", &["configuration", "parametre", "parametres", "preferences", "reglage", "reglages", "settings"]),
    ("demo", &["demonstration", "essai", "essayer", "tour", "try"]),
    ("diff", &["changes", "changed", "changement", "changements", "compare", "comparer", "delta", "difference"]),
    ("doctor", &["depanner", "diagnose", "diagnostic", "docteur", "health", "status"]),
    (
        "get",
        &[
            "clone",
            "copier",
            "copy",
            "cp",
            "dl",
            "down",
            "download",
            "fetch",
            "obtenir",
            "prendre",
            "pull",
            "recuperer",
            "save",
        ],
    ),
    ("cite", &["bibtex", "citation", "citer", "quote", "reference"]),
    ("get", &["telecharge", "telechargement", "telecharger", "wget"]),
    ("help", &["aide", "aider", "h"]),
    (
        "keys",
        &[
            "bindings",
            "cle",
            "clef",
            "clefs",
            "cles",
            "clavier",
            "keybindings",
            "raccourci",
            "raccourcis",
            "shortcuts",
            "touches",
        ],
    ),
    ("list", &["browse", "dir", "explorer", "liste", "lister", "ls", "parcourir", "tree"]),
    ("man", &["manual", "manuel"]),
    ("open", &["ouvrir", "page", "web"]),
    ("portals", &["catalogs", "catalogues", "portail", "portails", "portal", "remote", "remotes", "sources"]),
    ("preview", &["apercu", "head", "less", "peek", "sample", "visualiser"]),
    ("queue", &["attente", "downloads", "file", "jobs", "telechargements"]),
    ("receipts", &["inventory", "licences", "licenses", "recu", "recus", "sbom"]),
    ("search", &["chercher", "cherche", "find", "grep", "recherche", "rechercher", "trouver"]),
    ("setup", &["configure", "configurer", "connect", "init", "install", "installer", "wizard"]),
    ("show", &["afficher", "affiche", "describe", "detail", "details", "info", "montrer", "view", "voir"]),
    ("sync", &["synchronise", "synchroniser", "synchronize", "update", "upgrade"]),
    ("verify", &["checksum", "hash", "sha256sum", "verification", "verifier"]),
    ("watch", &["alert", "alerte", "follow", "monitor", "subscribe", "surveiller", "suivre"]),
    ("--version", &["version"]),
];

/// As [`WORDS`], of what stands behind a command: `config list`, `cache vider`.
const BELOW: &[(&str, &[&str])] = &[
    ("allow", &["autoriser", "permettre"]),
    ("edit", &["editer", "modifier", "open", "ouvrir", "vi"]),
    ("example", &["default", "defaults", "exemple", "init", "modele", "sample", "template"]),
    ("get", &["afficher", "lire", "list", "liste", "lister", "ls", "print", "read", "show", "view", "voir"]),
    ("help", &["aide", "h"]),
    ("import", &["importer"]),
    ("ls", &["afficher", "liste", "lister", "list", "show", "status", "view", "voir"]),
    ("path", &["chemin", "fichier", "file", "where"]),
    ("remove", &["del", "delete", "effacer", "enlever", "oublier", "retirer", "rm", "supprimer", "unset"]),
    ("reset", &["clear", "forget", "reinitialiser"]),
    ("resume", &["continue", "continuer", "reprendre", "restart", "retry", "start"]),
    ("set", &["add", "ajouter", "changer", "definir", "enregistrer", "mettre", "store", "write"]),
    ("status", &["afficher", "etat", "liste", "lister", "ls", "show", "statut", "view", "voir"]),
    ("test", &["check", "essayer", "tester", "try", "verifier", "verify"]),
    ("unset", &["del", "delete", "effacer", "enlever", "remove", "retirer", "rm", "supprimer"]),
    ("whoami", &["me", "qui", "user", "who"]),
    ("clear", &["clean", "delete", "effacer", "empty", "prune", "purge", "remove", "rm", "supprimer", "vider"]),
];

/// The one of `commands` that is meant by `word`: the first commands, or those `below` another.
pub fn command<'c>(word: &str, commands: &[&'c str], below: bool) -> Option<&'c str> {
    let word = fold(word);
    let words = if below { BELOW } else { WORDS };
    let mut meant = words.iter().filter(|(_, words)| words.contains(&word.as_str()));
    meant.find_map(|(meant, _)| commands.iter().copied().find(|command| command == meant))
}

/// Whether `word` stands for something in a portal: an address, or a configured portal by its name.
pub fn is_address(word: &str) -> bool {
    let is_portal = |config: Config| config.portals.iter().any(|portal| portal.name == word);
    word.contains('/') || Config::load(&FilePlace::find(None)).is_ok_and(is_portal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_other_programs_and_of_french_lead_to_a_command() {
        let table = [
            ("dl", Some("get")),
            ("télécharger", Some("get")),
            ("Telecharger", Some("get")),
            ("ls", Some("list")),
            ("aperçu", Some("preview")),
            ("vérifier", Some("verify")),
            ("aide", Some("help")),
            ("xyz", None),
        ];
        for (word, expected) in table {
            assert_eq!(command(word, &["get", "help", "list", "preview", "verify"], false), expected, "{word}");
        }
        assert_eq!(command("dl", &["list"], false), None, "only what is there");
        let (config, queue) = (["path", "get", "set", "unset", "edit", "example"], ["resume", "remove", "clear"]);
        for (word, commands, expected) in [
            ("list", &config[..], Some("get")),
            ("définir", &config, Some("set")),
            ("rm", &config, Some("unset")),
            ("rm", &queue, Some("remove")),
            ("vider", &queue, Some("clear")),
            ("supprimer", &["ls", "clear"], Some("clear")),
            ("show", &["ls", "clear"], Some("ls")),
            ("dl", &queue, None),
        ] {
            assert_eq!(command(word, commands, true), expected, "{word}");
        }
    }

    #[test]
    fn no_word_means_two_commands_or_is_one() {
        let commands: Vec<&str> = WORDS.iter().map(|(command, _)| *command).collect();
        let words: Vec<&str> = WORDS.iter().flat_map(|(_, words)| *words).copied().collect();
        for (at, word) in words.iter().enumerate() {
            assert!(!words[..at].contains(word) && !commands.contains(word), "{word}");
        }
        for word in [WORDS, BELOW].concat().iter().flat_map(|(_, words)| *words) {
            assert_eq!(*word, fold(word), "as it is looked for");
        }
    }
}
