"""References as their readers take them: PROGRAM. BibTeX read by pybtex, CSL-JSON set by citeproc, the fields of DataCite
and the bill of materials held against their published schemas. Titles hold all that could end a field or a document."""

import json
import os
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from datacite import schema45
from pybtex.database import parse_string

program = os.path.abspath(sys.argv[1])
warnings.simplefilter("ignore")

TITLES = [
    "Qualité de l’eau potable",
    "50 % & plus_de {choses} #1 $2 ~3 ^4 \\input{x}",
    'Un "titre" <b>en</b> HTML, où : « l’on » cite…',
    "水质数据 🚰",
    "}} @misc{x, title={y",
]
LICENCES = [
    {"label": "Licence Ouverte 2.0 (Etalab)", "url": "https://www.etalab.gouv.fr/licence-ouverte"},
    {"label": "ODbL 1.0", "url": None},
    {"label": "Conditions & particulières", "url": "https://exemple.org/conditions?a=1&b=2"},
    None,
    {"label": "CC BY-SA 4.0", "url": "https://creativecommons.org/licenses/by-sa/4.0/"},
]
MODIFIED = ["2024-03-12T10:00:00Z", "2023-05", "2022", None, "2024-12-31T23:59:59Z"]
PAGES = ["https://exemple.org/eau_1", "https://doi.org/10.5281/zenodo.123", None, "https://exemple.org/a%20b?x={y}", None]


def receipt(n):
    dataset = {"id": f"set-{n}", "title": TITLES[n], "publisher": ["Rennes Métropole", None, "Ville & Cie", "水", "x"][n],
               "licence": LICENCES[n], "modified": MODIFIED[n], "page": PAGES[n]}
    media = {"id": "m", "title": f"fichier {n}.csv", "modified": None, "licence": LICENCES[n]}
    return {"guichet": "0.1.0", "version": 1, "file": f"f{n}.csv", "address": f"p/set-{n}/m",
            "url": "https://exemple.org/f.csv", "portal": {"name": "p", "kind": "udata", "url": "https://exemple.org/"},
            "dataset": dataset, "media": media, "attribution": "", "fetched": "2026-11-30T09:00:00Z", "bytes": 3,
            "sha256": "ab" * 32, "claim": None, "verdict": "unverifiable", "reason": "", "doubt": None, "etag": None,
            "last_modified": None, "content_type": "text/csv", "parameters": {}}


def run(folder, *args):
    environment = {**os.environ, "HOME": str(folder), "GUICHET_SECRETS": "memory", "GUICHET_LANG": "en"}
    for name in ["XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"]:
        environment.pop(name, None)
    ran = subprocess.run([program, *args], capture_output=True, text=True, cwd=folder, env=environment)
    assert ran.returncode == 0, (args, ran)
    return ran.stdout


with tempfile.TemporaryDirectory() as home:
    folder = Path(home) / "data"
    folder.mkdir()
    files = []
    for n in range(len(TITLES)):
        (folder / f"f{n}.csv").write_text("a\n1")
        (folder / f"f{n}.csv.receipt.json").write_text(json.dumps(receipt(n)))
        files.append(f"data/f{n}.csv")

    for n, name in enumerate(files):
        entries = parse_string(run(home, "cite", name, "--as", "bibtex"), "bibtex").entries
        assert len(entries) == 1, (name, entries)
        (entry,) = entries.values()
        assert entry.type == "misc" and entry.fields["title"].startswith("{") and entry.persons["author"], name
        assert ("year" in entry.fields) == (MODIFIED[n] is not None), name
        assert len(entry.persons["author"]) == 1, "one body, however many words and commas"

    items = json.loads(run(home, "cite", *files, "--as", "csl"))
    for item in items:
        item["id"] = f"{item['id']}-{items.index(item)}"
    source = CiteProcJSON(items)
    bibliography = CitationStylesBibliography(CitationStylesStyle("apa", validate=False), source, formatter.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"])]))
    set_in_type = [str(line) for line in bibliography.bibliography()]
    assert len(set_in_type) == len(TITLES), set_in_type
    assert any("Qualité de l’eau potable" in line and "2024" in line for line in set_in_type), set_in_type

    for n, fields in enumerate(json.loads(run(home, "cite", *files, "--as", "datacite"))):
        # Of a repository's own. A year is always stated, a date only where the portal has one.
        fields.setdefault("doi", "10.1234/x")
        assert ("dates" in fields) == (MODIFIED[n] is not None), fields
        fields["publicationYear"] = str(fields["publicationYear"])
        schema45.validator.validate(fields)

    bill = run(home, "receipts", "data", "--sbom")
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill)
    assert error is None, error
    assert [it["name"] for it in json.loads(bill)["components"]] == [Path(it).name for it in files]

print(f"cite: {len(TITLES)} references read by pybtex and citeproc, held against DataCite 4.5 and CycloneDX 1.6")
