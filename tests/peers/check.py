"""`guichet check` and PyPI's frictionless on the same tables and schemas: each rule of Table Schema, kept and broken, then
a million rows with faults in known places. Differences are listed below with their reason; any other fails.

usage: check.py GUICHET [ROWS]; how much faster it is counts for a program that was built with --release.
"""

import csv
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time

from frictionless import FrictionlessException, Resource

GUICHET = sys.argv[1]
ROWS = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000

# What frictionless calls the rules of guichet.
NAMES = {
    "missing_column": "missing-label", "extra_column": "extra-label", "column_order": "incorrect-label",
    "column_case": "incorrect-label", "duplicate_column": "duplicate-label", "unnamed_column": "blank-label",
    "blank_row": "blank-row", "extra_cell": "extra-cell", "missing_cell": "missing-cell", "type": "type-error",
    "unique": "unique-error", "primary_key": "primary-key", "foreign_key": "foreign-key",
    "required": "constraint-error:required", "pattern": "constraint-error:pattern", "enum": "constraint-error:enum",
    "minimum": "constraint-error:minimum", "maximum": "constraint-error:maximum",
    "exclusive_minimum": "constraint-error:exclusiveMinimum",
    "exclusive_maximum": "constraint-error:exclusiveMaximum",
    "min_length": "constraint-error:minLength", "max_length": "constraint-error:maxLength",
    "no_column": "unmatched-header",
}


def guichet(table, schema, limit=100_000):
    """(row, column number, rule) of each error, and the processor's time."""
    began = resource.getrusage(resource.RUSAGE_CHILDREN)
    ran = subprocess.run([GUICHET, "check", table, "--schema", schema, "--json", "--limit", str(limit), "--delimiter", ","],
                         capture_output=True, text=True)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime
    told = json.loads(ran.stdout)
    if "errors" not in told:
        sys.exit(f"{table}: {ran.stdout} {ran.stderr}")
    assert ran.returncode == (0 if told["valid"] else 6), ran
    found = {(it["row"] or 0, it["position"] or 0, NAMES[it["rule"]]) for it in told["errors"]}
    return {place(*it) for it in found}, took


def place(row, column, rule):
    """A column that is not there has no number; the keys of a row are of all its columns."""
    return row, 0 if rule in ("missing-label", "primary-key", "foreign-key", "unmatched-header") else column, rule


def of(table, schema):
    """A table as frictionless has it; of the second version of the standard where its schema is."""
    schema = json.load(open(schema))
    second = {"$schema": SECOND.replace("tableschema", "dataresource")} if "$schema" in schema else {}
    return Resource.from_descriptor({**second, "name": "t", "path": os.path.basename(table), "format": "csv", "encoding": "utf-8",
                                     "dialect": {"csv": {"delimiter": ","}}, "schema": schema}, basepath=os.path.dirname(table))


def frictionless(table, schema, limit=100_000):
    began = time.process_time()
    try:
        report = of(table, schema).validate(limit_errors=limit)
    except FrictionlessException as refused:
        print(f"  refused by frictionless: {refused}")
        return {(0, 0, "refused")}, 0
    took = time.process_time() - began
    found = set()
    for error in list(report.errors) + [error for task in report.tasks for error in task.errors]:
        rule = error.type
        if rule == "constraint-error":
            rule += ":" + re.match(r'constraint "(\w+)"', error.note).group(1)
        found.add(place(getattr(error, "row_number", 1) or 1, getattr(error, "field_number", 0) or 0, rule))
    return found, took


SECOND = "https://datapackage.org/profiles/2.0/tableschema.json"


def field(**what):
    return {"fields": [{"name": "id", "type": "string"}, {"name": "it", **what}]}


def cells(*values):
    return [["id", "it"], *[[str(at), value] for at, value in enumerate(values)]]


def constrained(kind, **constraints):
    return field(type=kind, constraints=constraints)


# Name, schema, rows.
CASES = [
    ("string", field(type="string"), cells("a", "", "1")),
    ("email", field(type="string", format="email"), cells("a@b.fr", "a", "a@b", "a b@c.fr")),
    ("uri", field(type="string", format="uri"), cells("http://a.fr/x", "a.fr", "urn:isbn:1")),
    ("uuid", field(type="string", format="uuid"), cells("3f2504e0-4f89-41d3-9a0c-0305e82c3301", "x", "3f2504e0")),
    ("binary", field(type="string", format="binary"), cells("YWJj", "a")),
    ("integer", field(type="integer"), cells("1", "-1", "1.0", "a", "", " 7 ", "007", "1e3", "9" * 50)),
    ("integer that is not bare", field(type="integer", bareNumber=False), cells("€12", "12 %", "x")),
    ("number", field(type="number"), cells("1", "1.5", "1,5", "-1e3", "NaN", "INF", "x", "1 000")),
    ("number with a comma", field(type="number", decimalChar=","), cells("1,5", "1.5", "1", "1,5,2")),
    ("number in groups", field(type="number", groupChar=" ", decimalChar=","), cells("1 234,5", "x", "1.2")),
    ("number that is not bare", field(type="number", bareNumber=False), cells("12.5€", "$ 3", "€")),
    ("boolean", field(type="boolean"), cells("true", "FALSE", "1", "0", "oui", "tRue", "yes")),
    ("boolean in French", field(type="boolean", trueValues=["oui"], falseValues=["non"]), cells("oui", "non", "true")),
    ("date", field(type="date"), cells("2024-02-29", "2023-02-29", "29/02/2024", "2024-13-01")),
    ("date by a pattern", field(type="date", format="%d/%m/%Y"), cells("29/02/2024", "2024-02-29", "1/2/2024", "31/02/2024")),
    ("date of any form", field(type="date", format="any"), cells("2024-02-29", "29/02/2024", "pas une date")),
    ("time", field(type="time"), cells("10:00:00", "24:00:01", "10:00", "x", "10:00:00Z")),
    ("time by a pattern", field(type="time", format="%H:%M"), cells("10:00", "25:00", "10:00:00")),
    ("datetime", field(type="datetime"), cells("2024-01-02T03:04:05Z", "2024-01-02", "2024-01-02T25:04:05Z")),
    ("datetime by a pattern", field(type="datetime", format="%Y-%m-%d %H:%M"), cells("2024-01-02 03:04", "2024-01-02T03:04")),
    ("year", field(type="year"), cells("2024", "24", "20245", "x")),
    ("yearmonth", field(type="yearmonth"), cells("2024-12", "2024-13", "2024", "x")),
    ("duration", field(type="duration"), cells("P1Y2M", "PT5M", "1Y", "P1W", "x")),
    ("geopoint", field(type="geopoint"), cells("-1.68, 48.11", "181,0", "48", "a,b", "1,2,3")),
    ("geopoint in a list", field(type="geopoint", format="array"), cells("[1, 2]", "[1]", "1,2")),
    ("geopoint in an object", field(type="geopoint", format="object"), cells('{"lon": 1, "lat": 2}', "[1,2]", '{"lon": 1}')),
    ("geojson", field(type="geojson"), cells('{"type": "Point", "coordinates": [1, 2]}', "{}x", "[1]", '{"type": "Point"}')),
    ("array", field(type="array"), cells("[1]", "{}", "x")),
    ("object", field(type="object"), cells("{}", "[]", "x")),
    ("list", {**field(type="list", itemType="integer"), "$schema": SECOND}, cells("1,2", "1,x")),
    ("any", field(type="any"), cells("1", "x", "")),
    ("required", constrained("string", required=True), cells("a", "", "b")),
    ("unique", constrained("string", unique=True), cells("a", "b", "a", "a", "", "")),
    ("unique numbers", constrained("integer", unique=True), cells("1", "01", "2")),
    ("pattern", constrained("string", pattern="[0-9]{5}"), cells("35000", "3500", "x35000", "350001", "")),
    ("enum", constrained("string", enum=["a", "b"]), cells("a", "A", "c", "")),
    ("enum of numbers", constrained("integer", enum=[1, 2]), cells("1", "02", "3")),
    ("minimum", constrained("integer", minimum=3), cells("2", "3", "4", "")),
    ("maximum", constrained("number", maximum="3.5"), cells("3.5", "3.6")),
    ("exclusive bounds", {**constrained("integer", exclusiveMinimum=1, exclusiveMaximum=5), "$schema": SECOND}, cells("1", "2", "4", "5")),
    ("bounds of dates", constrained("date", minimum="2020-01-01", maximum="2020-12-31"), cells("2019-12-31", "2020-06-01", "2021-01-01")),
    ("bounds of years", constrained("year", minimum="2000"), cells("1999", "2000")),
    ("lengths", constrained("string", minLength=2, maxLength=3), cells("a", "été", "ab", "abcd", "")),
    ("lengths of lists", constrained("array", minLength=1, maxLength=2), cells("[]", "[1]", "[1,2,3]")),
    ("several at once", constrained("string", pattern="b+", maxLength=1, enum=["c"]), cells("aa", "c")),
    ("other types break nothing else", constrained("integer", minimum=3), cells("x", "1")),
    ("missing values", {**field(type="integer", constraints={"required": True}), "missingValues": ["-", "NA"]}, cells("-", "1", "NA", "x")),
    ("missing values of a field", field(type="integer", missingValues=["?"]), cells("?", "1", "x")),
    ("primary key", {**field(type="string"), "primaryKey": "it"}, cells("a", "b", "a", "")),
    ("primary key of two", {**field(type="string"), "primaryKey": ["id", "it"]}, [["id", "it"], ["1", "a"], ["1", "b"], ["1", "a"]]),
    ("foreign key", {**field(type="string"), "foreignKeys": [{"fields": ["it"], "reference": {"resource": "", "fields": ["id"]}}]}, [["id", "it"], ["1", ""], ["2", "1"], ["3", "9"], ["4", "5"], ["5", "1"]]),
    ("blank rows", field(type="string"), [["id", "it"], ["1", "a"], [], ["", ""], ["2", "b"]]),
    ("short and long rows", field(type="string"), [["id", "it"], ["1"], ["1", "2", "3", "4"], ["1", "2"]]),
    ("extra column", field(type="string"), [["id", "it", "more"], ["1", "a", "b"]]),
    ("missing column", field(type="string"), [["id"], ["1"]]),
    ("header only", field(type="string"), [["id", "it"]]),
    ("other order, which may be", {**field(type="integer"), "fieldsMatch": "equal"}, [["it", "id"], ["1", "x"], ["y", "2"]]),
    ("more columns, which may be", {**field(type="integer"), "fieldsMatch": "subset"}, [["x", "it", "id"], ["1", "y", "2"]]),
    ("fewer columns, which may be", {**field(type="integer"), "fieldsMatch": "superset"}, [["it"], ["1"], ["x"]]),
    ("some columns, which may be", {**field(type="integer"), "fieldsMatch": "partial"}, [["z", "it"], ["1", "x"]]),
    ("other columns alone", {**field(type="integer"), "fieldsMatch": "partial"}, [["z", "y"], ["1", "x"]]),
    ("more columns, which may not be", {**field(type="integer"), "fieldsMatch": "superset"}, [["it", "x"], ["1", "2"]]),
    ("fewer columns, which may not be", {**field(type="integer"), "fieldsMatch": "subset"}, [["it", "x"], ["1", "2"]]),
]

# These differ, for the reasons below.
CASES += [
    ("dates of one digit", field(type="date"), cells("2024-1-5")),
    ("months of one digit", field(type="yearmonth"), cells("2024-1")),
    ("times of one part", field(type="datetime"), cells("2024-01-02 03:04:05")),
    ("numbers of Python", field(type="integer"), cells("1_000", "١٢")),
    ("numbers of Python with decimals", field(type="number"), cells("1_0.5")),
    ("alternatives", constrained("string", pattern="a|bc"), cells("ac", "a", "bc", "xbc")),
    ("blanks around Base64", field(type="string", format="binary"), cells("YWJj!", "é")),
    ("a missing cell that is required", constrained("string", required=True), [["id", "it"], ["1"]]),
    ("part of a key is missing", {**field(type="string"), "primaryKey": ["id", "it"]}, [["id", "it"], ["1", ""], ["2", "x"]]),
    ("a key that is unique too", {**constrained("string", required=True, unique=True), "primaryKey": "it"}, cells("a", "a", "")),
    ("names in other letters", field(type="integer"), [["ID", "it"], ["1", "x"]]),
    ("names in another order", field(type="integer"), [["it", "id"], ["1", "x"]]),
    ("a name twice", field(type="integer"), [["id", "it", "it"], ["1", "2", "3"]]),
    ("a column without a name", field(type="integer"), [["id", "it", ""], ["1", "2", "3"]]),
    ("required and missing as a column", {**constrained("string", required=True), "fieldsMatch": "partial"}, [["id"], ["1"]]),
    ("patterns of numbers", constrained("integer", pattern="1.*"), cells("12")),
    ("not a number above a bound", constrained("number", maximum=1), cells("NaN")),
    ("whole GeoJSON", field(type="geojson"), cells('{"type": "Polygon", "coordinates": [[1, 2]]}', '{"type": "Feature"}')),
]

# What is told by one of the two alone, and why that is right. By case: what guichet has besides, what frictionless has.
TYPE, PATTERN = (2, 2, "type-error"), (2, 2, "constraint-error:pattern")
DIFFERENCES = {
    "dates of one digit": ({TYPE}, set(), "the standard writes YYYY-MM-DD"),
    "months of one digit": ({TYPE}, set(), "the standard writes YYYY-MM"),
    "numbers of Python": ({TYPE, (3, 2, "type-error")}, set(), "underscores and other digits are Python's, not the standard's"),
    "numbers of Python with decimals": ({TYPE}, set(), "likewise"),
    "alternatives": ({PATTERN}, set(), "a pattern is that of a whole cell, each alternative too; there ^ and $ hold one each"),
    "blanks around Base64": ({TYPE}, set(), "Python passes over what is no Base64"),
    "a missing cell that is required": (set(), {(2, 2, "constraint-error:required")}, "told once, as a missing cell"),
    "part of a key is missing": ({(2, 0, "primary-key")}, set(), "each column of a key is required; there all must be empty"),
    "a key that is unique too": (set(), {(3, 0, "primary-key"), (4, 0, "primary-key")}, "told once, of the cell"),
    "names in another order": (set(), {(1, 1, "incorrect-label"), (2, 2, "type-error")},
                               "columns go by their names, and the order is told of once; there they go by their places"),
    "a name twice": ({(1, 3, "duplicate-label")}, {(1, 3, "extra-label")}, "said as what it is"),
    "a column without a name": ({(1, 3, "blank-label")}, {(1, 3, "extra-label")}, "said as what it is"),
    "patterns of numbers": (set(), {(0, 0, "refused")}, "French schemas have them; there the schema is refused"),
}


def write(folder, name, rows):
    path = os.path.join(folder, name)
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    return path


def write_schema(folder, name, schema):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(schema, file)
    return path


def compare(folder):
    odd = 0
    for name, schema, rows in CASES:
        table, schema = write(folder, "t.csv", rows), write_schema(folder, "s.json", schema)
        ours, theirs = guichet(table, schema)[0], frictionless(table, schema)[0]
        more, less, why = DIFFERENCES.get(name, (set(), set(), ""))
        if (ours - theirs, theirs - ours) != (more, less):
            odd += 1
            print(f"{name}: guichet alone {sorted(ours - theirs)}, frictionless alone {sorted(theirs - ours)}")
        elif why:
            print(f"{name}: differs as it should: {why}")
    print(f"{len(CASES)} cases, {len(CASES) - odd} as they should be")
    return odd


BIG = {"fields": [
    {"name": "id", "type": "integer", "constraints": {"required": True, "unique": True}},
    {"name": "siret", "type": "string", "constraints": {"pattern": r"\d{14}"}},
    {"name": "date", "type": "date", "constraints": {"minimum": "2000-01-01"}},
    {"name": "etat", "type": "string", "constraints": {"enum": ["ouvert", "clos"]}},
    {"name": "prix", "type": "number", "constraints": {"minimum": 0, "maximum": 1000}},
    {"name": "nom", "type": "string", "constraints": {"maxLength": 20}},
], "primaryKey": ["id"]}


def big(folder):
    """The same faults at the same places, and the time of each."""
    rng, seeded = random.Random(20), 0
    path = os.path.join(folder, "big.csv")
    faults = [(0, "x"), (0, ""), (0, "2"), (1, "123"), (2, "2024-02-30"), (2, "1999-12-31"), (3, "autre"), (4, "-1"),
              (4, "1001"), (4, "1,5"), (5, "n" * 21)]
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([it["name"] for it in BIG["fields"]])
        for at in range(2, ROWS + 2):
            row = [str(at), f"{at:014}", f"20{at % 24:02}-{at % 12 + 1:02}-{at % 28 + 1:02}", ("ouvert", "clos")[at % 2],
                   f"{at % 1000}.{at % 100:02}", f"nom {at}"]
            if at > 2 and rng.random() < 0.001:
                column, value = rng.choice(faults)
                row[column] = value
                seeded += 1
            writer.writerow(row)
    schema = write_schema(folder, "big.json", BIG)
    ours, our_time = guichet(path, schema)
    theirs, their_time = frictionless(path, schema)
    # The single column of the key is told of once.
    theirs = {it for it in theirs if it[2] != "primary-key"}
    print(f"{ROWS} rows, {seeded} faults seeded, {len(ours)} errors told; {our_time:.2f} s of the processor "
          f"against {their_time:.1f} s of frictionless', {their_time / our_time:.1f} times as fast")
    if ours != theirs:
        print(f"guichet alone {sorted(ours - theirs)[:10]}, frictionless alone {sorted(theirs - ours)[:10]}")
    return ours != theirs or len(ours) < seeded * 0.9


with tempfile.TemporaryDirectory() as folder:
    failed = compare(folder)
    failed += big(folder)
sys.exit(1 if failed else 0)
