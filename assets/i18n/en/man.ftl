# The sections of the manual pages that the command line itself does not tell. Of a line, what stands before the dash is
# explained by what stands behind it.
man-title = guichet manual
man-name = NAME
man-synopsis = SYNOPSIS
man-description = DESCRIPTION
man-arguments = ARGUMENTS
man-options = OPTIONS
man-global-options = GLOBAL OPTIONS
man-commands = COMMANDS
man-examples = EXAMPLES
man-environment = ENVIRONMENT
man-files = FILES
man-exit-status = EXIT STATUS
man-see-also = SEE ALSO
man-variables =
    GUICHET_CONFIG — The configuration file; `--config` goes first.
    GUICHET_LANG — The language to speak, en or fr; `--lang` goes first.
    GUICHET_OFFLINE — 1 asks no portal anything, as `--offline` does.
    GUICHET_KNOWN_PORTALS — A file of [portals.NAME] blocks that is offered in place of the well-known public portals.
    GUICHET_SCHEMAS — The address of a catalogue of schemas that takes the place of schema.data.gouv.fr's.
    GUICHET_SECRETS — Where credentials are stored: keyring, file (encrypted by a passphrase) or memory (this run only).
    GUICHET_PASSPHRASE — The passphrase of the encrypted file, where nobody can type it.
    GUICHET_NAME_CLIENT_ID, GUICHET_NAME_CLIENT_SECRET, GUICHET_NAME_TOKEN, GUICHET_NAME_API_KEY, GUICHET_NAME_LOGIN, GUICHET_NAME_PASSWORD — The credential of the portal NAME, in capitals and with _ for -. With _FILE behind the variable's name: the path of a file that holds the value.
    GUICHET_NAME_ORIGIN — The web addresses that this credential may go to, with blanks between; otherwise the portal's as configured.
    GUICHET_COMPLETE — Set by the scripts of `guichet completions` only.
    HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY — The proxy. This machine itself is always asked directly.
    GUICHET_PROXY_AUTH — How to sign in to the proxy: system, basic, digest, ntlm, negotiate or none. GUICHET_NETWORK_PROXY_LOGIN, GUICHET_NETWORK_PROXY_PASSWORD hold the login.
    GUICHET_PAC — A script that chooses a proxy; it is not run, `guichet doctor` names its proxies.
    NO_COLOR — Any value: no colours.
    ACCESSIBLE, ACCESSIBILITY_ENABLED, SCREEN_READER, NVDA_RUNNING, JAWS_RUNNING, ORCA_RUNNING, SPEECHD_RUNNING, EMACSPEAK_DIR — Set by screen readers or for them, to anything but 0, no, off or false: linear output, as with `--plain`; `--no-plain` goes over it. So does TERM=dumb.
    VISUAL, EDITOR — The editor of `guichet config edit`.
    XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME, XDG_CACHE_HOME — Where the folders below are, elsewhere than on Windows and macOS.
    TZ — The time zone of moments that are shown.
man-folders =
    Linux — ~/.config/guichet/config.toml: the configuration. ~/.local/share/guichet: encrypted credentials, where a passphrase opens them. ~/.local/state/guichet: the queue of downloads, limits of portals, what is ticked and remembered. ~/.cache/guichet: what portals answered; may be deleted.
    macOS — ~/Library/Application Support/guichet: config.toml, encrypted credentials, queue and limits. ~/Library/Caches/guichet: what portals answered.
    Windows — %APPDATA%\guichet\config\config.toml: the configuration. %LOCALAPPDATA%\guichet\data: encrypted credentials, queue and limits. %LOCALAPPDATA%\guichet\cache: what portals answered.
    NAME.part, NAME.part.json — A download that has not ended, and what is known of it.
    NAME.receipt.json — The receipt beside each downloaded file: where it came from, its checksum, the verdict.
    NAME.altered — Bytes that are not what the portal states.
man-codes =
    0 — Done.
    1 — Unexpected error.
    2 — Wrong usage or configuration.
    3 — No credential, refused, or no right to this.
    4 — Nothing at that address.
    5 — Network or portal error after retries.
    6 — The file is not what the portal states, or not what --require asks for.
    7 — Local disk or output: full, or not writable.
    8 — Quota: stopped before a portal's limit.
    9 — Something newer is published (`sync --check`).
    130 — Cancelled.
    141 — Standard output was closed.
