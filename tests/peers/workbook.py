"""Every cell of tests/fixtures/excel/cells.json, copied by `guichet get --excel` and read back by openpyxl: its type, its
value and how it is shown. Called by `.ci/peers`: PROGRAM, then the file of the cells. Fails when anything differs.

The table is served as CSV by a feed on loopback, so that it goes the way that a person's file goes.
"""

import csv
import http.server
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
from datetime import datetime, time, timedelta

import openpyxl

program, cells = sys.argv[1:]
columns = json.loads(pathlib.Path(cells).read_text("utf-8"))
height = max(len(column["cells"]) for column in columns)


def table():
    text = io.StringIO()
    rows = csv.writer(text, delimiter=";")
    rows.writerow(column["name"] for column in columns)
    for at in range(height):
        rows.writerow(column["cells"][at][0] if at < len(column["cells"]) else "" for column in columns)
    return text.getvalue().encode("utf-8")


class Feed(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        here = f"http://127.0.0.1:{self.server.server_port}"
        feed = {"dataset": [{
            "@type": "dcat:Dataset", "identifier": "cells", "title": "Cellules : toutes", "description": "",
            "license": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
            "distribution": [{"@type": "dcat:Distribution", "title": "Cellules", "downloadURL": f"{here}/cells.csv",
                              "mediaType": "text/csv", "format": "csv"}],
        }]}
        is_file = self.path.endswith(".csv")
        body = table() if is_file else json.dumps(feed).encode("utf-8")
        self.send_response(200)
        self.send_header("Content-Type", "text/csv" if is_file else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def copied(home):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Feed)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    config = home / "config.toml"
    config.write_text(f'[portals.feed]\nkind = "dcat"\nurl = "http://127.0.0.1:{server.server_port}/data.json"\n', "utf-8")
    env = {**os.environ, "HOME": str(home), "GUICHET_CONFIG": str(config), "GUICHET_LANG": "fr", "GUICHET_SECRETS": "memory"}
    listed = subprocess.run([program, "list", "feed/all", "--json"], env=env, check=True, capture_output=True).stdout
    [dataset] = json.loads(listed)["items"]
    subprocess.run([program, "get", dataset["address"], "--excel", "-o", str(home / "got")], env=env, check=True)
    server.shutdown()
    [path] = (home / "got").glob("*.excel.xlsx")
    return openpyxl.load_workbook(path)


def is_same(cell, expected):
    """Whether a cell is what is expected of it, of the same type."""
    match expected:
        case None:
            return cell.value is None
        case bool():
            return cell.data_type == "b" and cell.value is expected
        case str():
            return cell.data_type in ("s", "inlineStr") and cell.value == expected
        case {"clock": days}:
            value = cell.value
            if isinstance(value, time):
                value = datetime.combine(datetime.min, value) - datetime.min
            return isinstance(value, timedelta) and value == timedelta(days=days)
        case {"at": at}:
            return cell.data_type == "d" and cell.value == datetime.fromisoformat(at)
    return cell.data_type == "n" and cell.value == expected


def differences(sheet):
    for at, column in enumerate(columns, 1):
        if sheet.cell(1, at).value != column["name"]:
            yield f"column {at}: {sheet.cell(1, at).value!r} instead of {column['name']!r}"
        for row, (written, expected) in enumerate(column["cells"], 2):
            cell = sheet.cell(row, at)
            if not is_same(cell, expected):
                yield f"{column['name']}: {written!r} came back as {cell.data_type} {cell.value!r}"
            is_value = expected is not None and not isinstance(expected, (bool, str))
            if is_value and cell.number_format != column["format"]:
                yield f"{column['name']}: {written!r} is shown as {cell.number_format!r}"
            if column["format"] == "@" and cell.value is not None and cell.number_format != "@":
                yield f"{column['name']}: {written!r} is no text to Excel: {cell.number_format!r}"


def layout(book):
    source, sheet = book.worksheets
    told = {row[0].value: row[1].value for row in source.iter_rows(max_col=2) if row[0].value}
    expected = [
        (book.sheetnames, ["Source", "Cellules toutes"]),
        (book.active.title, "Cellules toutes"),
        (sheet.freeze_panes, "A2"),
        (sheet.auto_filter.ref, f"A1:{openpyxl.utils.get_column_letter(len(columns))}{height + 1}"),
        (told.get("Jeu de données"), "Cellules : toutes"),
        (told.get("Lignes"), str(height)),
        (told.get("siret"), "code, gardé comme texte (SIRET)"),
        (any(column.width > 25 for column in sheet.column_dimensions.values()), True),
    ]
    for found, wanted in expected:
        if found != wanted:
            yield f"{found!r} instead of {wanted!r}"
    if any(isinstance(cell.value, str) and cell.data_type == "f" for row in sheet.iter_rows() for cell in row):
        yield "a formula"


with tempfile.TemporaryDirectory() as folder:
    book = copied(pathlib.Path(folder))
    found = [*layout(book), *differences(book.worksheets[1])]
    count = sum(len(column["cells"]) for column in columns)
print(f"{count} cells of a workbook read back by openpyxl {openpyxl.__version__}: {len(found)} differences")
print(*found, sep="\n", end="\n" if found else "")
sys.exit(bool(found))
