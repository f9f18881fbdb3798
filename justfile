# Daily commands. `just` without a name lists them; each is also written out in CONTRIBUTING.md.

_default:
    @just --list

# The browser on built-in portals: no network, no account, no keyring
demo *ARGS:
    cargo run -- demo {{ARGS}}

# Tests that need no other program; `just test portals::rudi` for those whose names begin so
test *NAME:
    cargo test {{ if NAME == "" { "" } else { "--test suite " + NAME } }}

# Format and lints, as a change must pass them
lint:
    cargo fmt --check
    rustfmt --check --edition 2024 src/portals/*/mod.rs
    cargo clippy --all-targets --all-features -- -D warnings

# Formats all sources
fmt:
    cargo fmt
    rustfmt --edition 2024 src/portals/*/mod.rs

# Licences, bans and sources of dependencies, and advisories where their list is reached
deny:
    bash .ci/deny

# THIRD-PARTY-LICENSES.md, after a change of dependencies
licences:
    .ci/licences

# Takes over the screens as they are drawn now; read the diff
snapshots:
    INSTA_UPDATE=always cargo test ui::

# Draws the pictures of the README; assets/picture.py says what it needs
pictures:
    cargo build --release
    python3 assets/picture.py

# What a hundred thousand rows cost
figures:
    benches/figures.sh

# Everything a change must pass
ci:
    bash .ci/run
