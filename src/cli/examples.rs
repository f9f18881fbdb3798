//! Examples of every command, for its help and its manual page: a line that says what for begins with `#`, the others are
//! for a shell. They work as they are with the portals of the demo.

use crate::t;

/// The examples of a command, named by its words with `-` between; those of the program by none.
pub fn of(command: &str) -> Option<String> {
    let text = match command {
        "" => t!("examples-guichet"),
        "demo" => t!("examples-demo"),
        "portals" => t!("examples-portals"),
        "portals-reset" => t!("examples-portals-reset"),
        "list" => t!("examples-list"),
        "search" => t!("examples-search"),
        "show" => t!("examples-show"),
        "preview" => t!("examples-preview"),
        "get" => t!("examples-get"),
        "check" => t!("examples-check"),
        "diff" => t!("examples-diff"),
        "verify" => t!("examples-verify"),
        "cite" => t!("examples-cite"),
        "receipts" => t!("examples-receipts"),
        "watch" => t!("examples-watch"),
        "watch-run" => t!("examples-watch-run"),
        "watch-remove" => t!("examples-watch-remove"),
        "watch-install" => t!("examples-watch-install"),
        "queue" => t!("examples-queue"),
        "queue-resume" => t!("examples-queue-resume"),
        "queue-clear" => t!("examples-queue-clear"),
        "queue-remove" => t!("examples-queue-remove"),
        "access" => t!("examples-access"),
        "setup" => t!("examples-setup"),
        "auth-status" => t!("examples-auth-status"),
        "auth-set" => t!("examples-auth-set"),
        "auth-test" => t!("examples-auth-test"),
        "auth-allow" => t!("examples-auth-allow"),
        "auth-remove" => t!("examples-auth-remove"),
        "auth-import" => t!("examples-auth-import"),
        "doctor" => t!("examples-doctor"),
        "completions" => t!("examples-completions"),
        "keys" => t!("examples-keys"),
        "man" => t!("examples-man"),
        "cat" => t!("examples-cat"),
        "open" => t!("examples-open"),
        "api" => t!("examples-api"),
        "cache-ls" => t!("examples-cache-ls"),
        "cache-clear" => t!("examples-cache-clear"),
        "config-path" => t!("examples-config-path"),
        "config-get" => t!("examples-config-get"),
        "config-set" => t!("examples-config-set"),
        "config-unset" => t!("examples-config-unset"),
        "config-edit" => t!("examples-config-edit"),
        "config-example" => t!("examples-config-example"),
        "auth-whoami" => t!("examples-auth-whoami"),
        _ => return None,
    };
    Some(text)
}
