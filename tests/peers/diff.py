"""`guichet diff` beside PyPI's csv-diff and daff: generated pairs of tables, the same each time, and ten that look like those
that are published. What was added, removed and changed, cell by cell, must be the same; what daff makes of the old version
with guichet's patch must be the new one. Differences that are meant are listed below with their reason; any other fails.

usage: diff.py GUICHET [PAIRS]
"""

import collections
import csv
import io
import json
import os
import random
import subprocess
import sys
import tempfile

import daff
from csv_diff import compare, load_csv

GUICHET = sys.argv[1]
PAIRS = int(sys.argv[2]) if len(sys.argv) > 2 else 150

# What guichet says otherwise, and why.
MEANT = {
    "renamed": "a column that holds the same under another name is one, and its cells are compared; to csv-diff one is gone "
               "and one is new",
    "keys": "a key with a space behind it, or its accents in two characters, is the same key and a changed cell; to the "
                 "others one row is gone and one is new",
    "no key": "of rows that nothing tells apart daff finds none again: of such a table a patch is no use",
    "order": "another order of rows or columns is told, and is no part of a patch",
}


def guichet(old, new, key, patch):
    if os.path.exists(patch):
        os.remove(patch)  # nothing is written over
    ran = subprocess.run([GUICHET, "diff", old, new, "--json", "--limit", "1000000", "--patch", patch,
                          *(["--key", key] if key else [])], capture_output=True, text=True)
    told = json.loads(ran.stdout)
    if "table" not in told:
        sys.exit(f"{old}: {ran.stdout} {ran.stderr}")
    assert ran.returncode == (0 if told["differs"] == "no" else 9), ran
    return told


def as_csv_diff(told):
    """What guichet says in the words of csv-diff: keys that came and went, cells that changed, columns."""
    table = told["table"] or {"columns": []}
    columns = table["columns"]
    renamed = {it["name"]: it["renamed"]["from"] for it in columns if it["renamed"]}
    rows = told["changes"]
    cells = {tuple(row["key"]): {cell["column"]: [cell["old"], cell["new"]] for cell in row["cells"]
                                 if cell["column"] not in renamed and cell["old"] is not None and cell["new"] is not None}
             for row in rows if row["change"] == "changed"}
    return {
        "added": {tuple(row["key"]) for row in rows if row["change"] == "added"},
        "removed": {tuple(row["key"]) for row in rows if row["change"] == "removed"},
        "changed": {key: changes for key, changes in cells.items() if changes},
        "columns_added": {it["name"] for it in columns if it["change"] == "added"} | set(renamed),
        "columns_removed": {it["name"] for it in columns if it["change"] == "removed"} | set(renamed.values()),
    }


def with_csv_diff(old, new, key):
    names = key.split(",")

    def loaded(table):
        # csv-diff knows keys of one column.
        joined = [["key", *table[0]]] + [["\x1f".join(row[table[0].index(name)] for name in names), *row] for row in table[1:]]
        return load_csv(io.StringIO(written(joined)), key="key", dialect="excel")

    found = compare(loaded(old), loaded(new))
    keyed = lambda rows: {tuple(row[name] for name in names) for row in rows}
    return {
        "added": keyed(found["added"]),
        "removed": keyed(found["removed"]),
        "changed": {tuple(it["key"].split("\x1f")): {name: list(pair) for name, pair in it["changes"].items()}
                    for it in found["changed"]},
        "columns_added": set(found["columns_added"]),
        "columns_removed": set(found["columns_removed"]),
    }


def with_daff(old, new, key):
    """How many rows came, went and changed, as daff has it; where columns come or go it marks more rows than these."""
    flags = daff.CompareFlags()
    flags.ids = key.split(",")
    flags.ordered = False
    aligned = daff.compareTables(daff.PythonTableView(old), daff.PythonTableView(new), flags).align()
    out = daff.PythonTableView([])
    daff.TableDiff(aligned, flags).hilite(out)
    actions = collections.Counter(out.getCell(0, at) for at in range(out.get_height()))
    changed = sum(count for action, count in actions.items() if action and action.endswith("->"))
    return actions["+++"], actions["---"], changed


def patched(folder, old, patch):
    """What `daff patch` makes of the old version, as rows."""
    paths = [os.path.join(folder, name) for name in ("before.csv", "after.csv")]
    with open(paths[0], "w", encoding="utf-8", newline="") as file:
        file.write(written(old))
    if os.path.getsize(patch) == 0:
        return old
    daff_program = os.path.join(os.path.dirname(sys.executable), "daff")
    subprocess.run([daff_program, "patch", paths[0], patch, "--output", paths[1]], check=True, capture_output=True)
    return list(csv.reader(open(paths[1], encoding="utf-8", newline="")))


def written(table, delimiter=",", end="\n"):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(table)
    return out.getvalue()


def check(folder, name, key, old, new, how=({}, {})):
    """`how`: encoding, delimiter and line ends of each version as guichet reads it; the others have it in plain CSV."""
    paths = [os.path.join(folder, f"{name}-{side}.csv") for side in ("old", "new")]
    for path, table, how in zip(paths, (old, new), how):
        how = dict(how)
        with open(path, "w", encoding=how.pop("encoding", "utf-8"), newline="") as file:
            file.write(written(table, **how))
    patch = os.path.join(folder, "patch.csv")
    told = guichet(*paths, key, patch)
    if key:
        ours, theirs = as_csv_diff(told), with_csv_diff(old, new, key)
        for what in theirs:
            assert ours[what] == theirs[what], f"{name}: {what}: guichet {ours[what]} csv-diff {theirs[what]}"
        same_columns = not (ours["columns_added"] or ours["columns_removed"])
        if same_columns:
            counts = len(ours["added"]), len(ours["removed"]), len(ours["changed"])
            assert counts == with_daff(old, new, key), f"{name}: {counts} daff {with_daff(old, new, key)}"
    else:
        was, now = (collections.Counter(map(tuple, table[1:])) for table in (old, new))
        table = told["table"]
        counts = sum((now - was).values()), sum((was - now).values())
        assert (table["added"], table["removed"]) == counts, f"{name}: {table} {counts}"
    if not key:
        return told
    made = patched(folder, old, patch)
    table = told["table"] or {"rows_reordered": False, "columns_reordered": False, "columns": []}
    if table["columns_reordered"]:
        order = [made[0].index(column) for column in new[0]]
        made = [[row[at] for at in order] for row in made]
    if table["rows_reordered"]:
        made, new = sorted(made), sorted(new)
    assert made == new, f"{name}: daff makes {[pair for pair in zip(made, new) if pair[0] != pair[1]][:3]}"
    return told


WORDS = ["Rennes", "Vitré", "L'Haÿ", "été", "a,b", 'dit "x"', "deux\nlignes", "->", "NULL", "", "0", "1,5", "007", "x -> y", "é" * 40]


def generated(seed):
    """A table with a key of one or two columns, and the same after some years."""
    rng = random.Random(seed)
    width = rng.randint(1, 6)
    names = [f"c{at}_{rng.choice('abc')}" for at in range(width)]
    double = rng.random() < 0.3
    header = (["zone", "rang"] if double else ["id"]) + names
    cell = lambda: rng.choice(WORDS) if rng.random() < 0.5 else str(rng.randint(-99, 9999))
    keyed = lambda n: [f"z{n % 4}", str(n // 4)] if double else [f"k{n:04}"]
    old = [keyed(n) + [cell() for _ in names] for n in range(rng.randint(5, 60))]
    new = [row[:] for row in old if rng.random() > 0.1] or [old[0][:]]  # csv-diff reads no table without rows
    for row in new:
        if rng.random() < 0.2:
            row[rng.randrange(len(header) - width, len(header))] = cell()
    for n in range(rng.randint(0, 5)):
        new.insert(rng.randint(0, len(new)), keyed(1000 + n) + [cell() for _ in names])
    head = header[:]
    if rng.random() < 0.2:
        rng.shuffle(new)
    if rng.random() < 0.2:
        for row in [head, *new]:
            row.append("nouvelle" if row is head else f"n{rng.randint(0, 9)}")
    if rng.random() < 0.2 and width > 1:
        for row in [head, *new]:
            row.pop(len(header) - 1)
    if rng.random() < 0.2:
        order = list(range(len(head)))
        rng.shuffle(order)
        head, new = [head[at] for at in order], [[row[at] for at in order] for row in new]
    return ",".join(header[: len(header) - width]), [header, *old], [head, *new]


def published():
    """Ten that look like those of portals: what each has of its own is in its name."""
    rng = random.Random(7)
    latin = {"encoding": "windows-1252", "delimiter": ";", "end": "\r\n"}
    towns = [[f"{35000 + n}", f"Commune-du-Pré {n}", str(rng.randint(80, 90000)), f"{rng.random() * 9:.3f}".replace(".", ",")]
             for n in range(350)]
    head = ["code_insee", "nom", "population", "densite"]
    after = [[a, b, str(int(c) + (n % 5 == 0)), d] for n, (a, b, c, d) in enumerate(towns) if n not in (12, 200)]
    after.insert(40, ["35999", "Val-d'Anast", "3900", "1,2"])
    yield "communes, another encoding", "code_insee", [head, *towns], [head, *after], (latin, {})
    stations = [[f"FRS35P{n // 3:04}", str(n % 3 + 1), rng.choice(["Type 2", "CCS"]), rng.choice(["22", "50", "7.4"])] for n in range(240)]
    later = [row[:3] + ["150" if n % 40 == 3 else row[3]] for n, row in enumerate(stations) if n % 50]
    head = ["id_station", "id_pdc", "prise", "puissance"]
    yield "charging points, a key of two columns", "id_station,id_pdc", [head, *stations], [head, *later], ({}, latin)
    trees = [[str(n), rng.choice(["Platane", "Chêne", "If"]), f"{48 + rng.random():.6f}", f"{-1 - rng.random():.6f}", ""] for n in range(300)]
    felled = [[*row[:4], "abattu, 2024"] if n % 30 == 0 else row for n, row in enumerate(trees)]
    head = ["objectid", "espece", "lat", "lon", "remarque"]
    yield "trees, sorted otherwise", "objectid", [head, *trees], [head, *reversed(felled)], ({}, {})
    budget = [[rng.choice(["60", "61", "62"]), rng.choice(["Fournitures", "Énergie"]), f"{rng.randint(1, 40)} 000,00"] for _ in range(200)]
    yield "a budget without a key", None, [["chapitre", "libelle", "montant"], *budget], \
        [["chapitre", "libelle", "montant"], *budget[5:], ["65", "Subventions", "1 000,00"]], (latin, latin)
    stops = [[f"STOP:{n}", f"Arrêt {n}", f"{n % 7}"] for n in range(180)]
    yield "stops, another column", "stop_id", [["stop_id", "stop_name", "zone"], *stops], \
        [["stop_id", "stop_name", "zone", "acces"], *[[*row, str(n % 2)] for n, row in enumerate(stops)]], ({}, {})
    firms = [[f"{350000000 + n * 13:09}", f"SARL {n}", rng.choice(["A", "F"]), "2020-01-0" + str(n % 9 + 1)] for n in range(260)]
    closed = [[a, b, "F" if n % 13 == 0 else c, d] for n, (a, b, c, d) in enumerate(firms)]
    head = ["siren", "denomination", "etat", "creation"]
    yield "firms, a column less", "siren", [head, *firms], [[head[0], *head[2:]], *[[a, c, d] for a, _, c, d in closed]], ({}, {})
    votes = [[f"35_{n:03}", str(rng.randint(300, 900)), str(rng.randint(100, 300)), str(rng.randint(0, 9))] for n in range(150)]
    counted = [[a, b, str(int(c) + 1), d] if n % 9 == 4 else [a, b, c, d] for n, (a, b, c, d) in enumerate(votes)]
    yield "votes, a column of another name", "bureau", [["bureau", "inscrits", "votants", "nuls"], *votes], \
        [["bureau", "inscrits", "nb_votants", "nuls"], *counted], ({}, {})
    days = [[f"2024-{m:02}-{d:02}", rng.choice(["ouvert", "fermé"]), "note\nsur deux lignes" if d % 9 == 0 else ""] for m in range(1, 13) for d in range(1, 29)]
    yield "opening days, cells of two lines", "jour", [["jour", "etat", "note"], *days], \
        [["jour", "etat", "note"], *[[a, "fermé" if a.endswith("-14") else b, c] for a, b, c in days]], ({"end": "\r\n"}, {})
    grants = [[f"SUB-{n:05}", f"Association « {n} »", f"{rng.randint(100, 9000)}.50", "oui" if n % 2 else "non"] for n in range(220)]
    yield "grants, columns in another order", "reference", [["reference", "beneficiaire", "montant", "accorde"], *grants], \
        [["montant", "reference", "accorde", "beneficiaire"], *[[c, a, d, b] for a, b, c, d in grants[:-3]]], ({"delimiter": "\t"}, {})
    sensors = [[f"S{n % 6}-{n // 6:03}", f"{rng.gauss(12, 4):.2f}", rng.choice(["ok", "panne"])] for n in range(300)]
    yield "sensors, all values new", "mesure_id", [["mesure_id", "temperature", "statut"], *sensors], \
        [["mesure_id", "temperature", "statut"], *[[a, f"{float(b) + 20:.2f}", c] for a, b, c in sensors]], ({}, latin)


with tempfile.TemporaryDirectory() as folder:
    for seed in range(PAIRS):
        key, old, new = generated(seed)
        check(folder, f"generated {seed}", key, old, new)
    told = {}
    for name, *pair in published():
        told[name] = check(folder, name, *pair)
    for name, key, old, new, how in published():
        # The columns that are guessed are those that a person would name.
        paths = [os.path.join(folder, f"{name}-{side}.csv") for side in ("old", "new")]
        guessed = guichet(*paths, None, os.path.join(folder, "patch.csv"))["table"]["key"]
        assert guessed == (key.split(",") if key else []), f"{name}: {guessed}"
    renamed = [it["renamed"] for it in told["votes, a column of another name"]["table"]["columns"] if it["renamed"]]
    assert renamed == [{"from": "votants", "guessed": True}], renamed
print(f"{PAIRS} generated pairs and {len(told)} like those of portals: as csv-diff and daff have them; meant otherwise: {', '.join(MEANT)}")
