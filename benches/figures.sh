#!/usr/bin/env bash
# Prints what the browser costs with 100,000 datasets: first frame, keys, filter, writes, idle processor and memory of the
# real program in a terminal, then redraw, filter and the kept store by themselves, and keys while eight downloads run.
#
#     benches/figures.sh
#
# It takes some ten minutes, most of them building, and prints nothing that a test would fail on; see each benchmark's
# first lines for what it measures. Downloads beside curl, wget and aria2: benches/downloads/downloads.py.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo bench --bench browser
cargo bench --bench screen -- --quiet
cargo bench --bench store -- --quiet
cargo bench --bench keys
