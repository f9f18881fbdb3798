//! What people mean who type a command that is not there: its name in other programs, or in French; or an address.

use crate::base::text::fold;
use crate::config::{Config, FilePlace};

/// Each command, and what else it may be called, folded.
const WORDS: &[(&str, &[&str])] = &[
    ("access", &["acces", "ask", "demande", "demander", "datapass", "habilitation", "request", "requests"]),
    ("api", &["curl", "http", "raw", "requete"]),
    ("auth", &["connexion", "credential", "credentials", "identifiant", "identifiants", "jeton", "secret", "token"]),
    ("cache", &["vider"]),
    ("completions", &["complete", "completion", "completer"]),
    ("config", &["configuration", "parametre", "parametres", "preferences", "reglage", "reglages", "settings"]),
    ("demo", &["demonstration", "essai", "essayer", "tour", "try"]),
    ("doctor", &["depanner", "diagnose", "diagnostic", "docteur", "health", "status"]),
    ("get", &["clone", "cp", "dl", "down", "download", "fetch", "obtenir", "prendre", "pull", "recuperer", "save"]),
    ("get", &["telecharge", "telechargement", "telecharger", "wget"]),
    ("help", &["aide", "aider", "h"]),
    ("keys", &["bindings", "clavier", "keybindings", "raccourci", "raccourcis", "shortcuts", "touches"]),
    ("list", &["browse", "dir", "explorer", "liste", "lister", "ls", "parcourir", "tree"]),
    ("man", &["manual", "manuel"]),
    ("open", &["ouvrir", "page", "web"]),
    ("portals", &["catalogs", "catalogues", "portail", "portails", "portal", "remote", "remotes", "sources"]),
    ("preview", &["apercu", "head", "less", "peek", "sample", "visualiser"]),
    ("queue", &["attente", "downloads", "file", "jobs", "telechargements"]),
    ("search", &["chercher", "cherche", "find", "grep", "recherche", "rechercher", "trouver"]),
    ("setup", &["add", "ajouter", "configure", "configurer", "connect", "init", "install", "installer", "wizard"]),
    ("show", &["afficher", "affiche", "describe", "detail", "details", "info", "montrer", "view", "voir"]),
    ("verify", &["check", "checksum", "controler", "hash", "sha256sum", "verification", "verifier"]),
];

/// The one of `commands` that is meant by `word`.
pub fn command<'c>(word: &str, commands: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let word = fold(word);
    let meant = WORDS.iter().find(|(_, words)| words.contains(&word.as_str()))?.0;
    commands.into_iter().find(|command| *command == meant)
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
            assert_eq!(command(word, ["get", "help", "list", "preview", "verify"]), expected, "{word}");
        }
        assert_eq!(command("dl", ["list"]), None, "only what is there");
    }

    #[test]
    fn no_word_means_two_commands_or_is_one() {
        let commands: Vec<&str> = WORDS.iter().map(|(command, _)| *command).collect();
        let words: Vec<&str> = WORDS.iter().flat_map(|(_, words)| *words).copied().collect();
        for (at, word) in words.iter().enumerate() {
            assert!(!words[..at].contains(word) && !commands.contains(word), "{word}");
            assert_eq!(*word, fold(word), "as it is looked for");
        }
    }
}
