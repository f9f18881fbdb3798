#!/usr/bin/env bash
# A night's work of a data engineer with one portal: set it up, search, choose, get, get again, verify, report. Everything
# lands in the working folder; the report is a line of JSON on standard output. What signs in comes from the portal's
# variables (GUICHET_<NAME>_…).
#
#   engineer.sh URL NAME WORDS FORMAT
set -euo pipefail
url=$1 name=$2 words=$3 format=$4
export GUICHET_CONFIG=$PWD/portals.toml

# Runs a command that may fail, and leaves its exit code in `code`.
attempt() {
  code=0
  "$@" || code=$?
}

fail() {
  echo "engineer.sh: $*" >&2
  exit 1
}

# The portal, on the first night only. A name that nobody has is exit 2.
attempt guichet list "$name" --json > /dev/null
if [ "$code" = 2 ]; then
  guichet setup "$url" --name "$name" --yes --quiet
fi
guichet portals --jsonl --fields name,kind | jq -se --arg name "$name" '.[] | select(.name == $name)' > portal.json ||
  fail "$name was not set up"

# The whole catalogue as a table, and whether anything is there at all: who reads one line closes the pipe (141).
guichet list "$name/all" --all --tsv --fields address,modified,title --quiet > catalogue.tsv
[ "$(head -n 1 catalogue.tsv)" = $'address\tmodified\ttitle' ] || fail "the table has another head"
first=$(guichet list "$name/all" --all --jsonl --quiet | head -n 1) || [ $? = 141 ] || fail "the catalogue cannot be listed"
jq -e '.schema == 1 and .type == "dataset"' <<< "$first" > /dev/null || fail "no dataset is listed: $first"

# What is open among what is found, and one address that leads nowhere any more.
guichet search "$words" --portal "$name" --all --jsonl --fields address,title,access,licence --quiet > found.jsonl
jq -r 'select(.access == "open").address' found.jsonl > wanted.txt
[ -s wanted.txt ] || fail "nothing open is found for: $words"
{ head -n 1 wanted.txt && echo "# withdrawn since" && echo "$name/nothing-of-the-kind" && tail -n +2 wanted.txt; } > all.txt

# Gets all of it: `get NAME-OF-THE-RUN`, whose rows are then in NAME.jsonl. Nothing at one address is exit 4, what is not
# what the portal states is 6: the rest has come. All else ends the night.
get() {
  attempt guichet get - --format "$format" -o files --if-exists update --jsonl --quiet < all.txt > "$1.jsonl"
  case $code in
    4 | 6) ;;
    *) fail "get ended with $code: $(tail -n 1 "$1.jsonl")" ;;
  esac
  jq -se 'any(.error.kind == "not_found")' "$1.jsonl" > /dev/null || fail "the address that leads nowhere is not told"
}
get first
got=$code
# Nothing is new, but for a file that somebody has damaged.
get again
jq -r 'select(.path and .error == null).path' first.jsonl | sort -u > paths.txt
damaged=$(head -n 1 paths.txt)
[ -n "$damaged" ] || fail "no file came"
echo damaged > "$damaged"
attempt guichet verify "$damaged" --jsonl --quiet > damaged.jsonl
[ "$code" = 6 ] || fail "a damaged file is verified with $code"
get mended

# All of it as the receipts say.
guichet verify - --jsonl --quiet < paths.txt > verified.jsonl

rows() { jq -s "$1" "$2.jsonl"; }
jq -nc --slurpfile portal portal.json --arg damaged "$damaged" --argjson code "$got" \
  --argjson listed "$(($(wc -l < catalogue.tsv) - 1))" --argjson found "$(wc -l < found.jsonl)" \
  --argjson first "$(rows 'map(.outcome)' first)" --argjson again "$(rows 'map(.outcome)' again)" \
  --argjson mended "$(rows 'map({path, outcome})' mended)" --argjson states "$(rows 'map(.state)' verified)" \
  --argjson verdicts "$(rows 'map(select(.error == null).verdict)' first)" '
  def counted: group_by(.) | map({key: (.[0] | tostring), value: length}) | from_entries;
  {portal: $portal[0].kind, $listed, $found, $code, first: ($first | counted), again: ($again | counted),
    mended: [$mended[] | select(.path == $damaged).outcome], verdicts: ($verdicts | counted), states: ($states | counted)}'
