"""Tables of many kinds, decided on by guichet and by two others: csv-detective and frictionless. Called by `.ci/peers`: PROGRAM.

Compared are what the text says in the encoding found, the delimiter, how many lines stand above the header, and whether there
is a header. Fails where they differ and the difference is not explained below, where an explanation has nothing to explain, and
where guichet is not right itself.
"""

import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import frictionless
from csv_detective.detection.encoding import detect_encoding
from csv_detective.detection.headers import detect_header_position
from csv_detective.detection.separator import detect_separator

NAMES = ["code", "commune", "population", "date", "montant"]
ROWS = [["35238", "Rennes", "222485", "31/01/2024", "12,50"], ["35047", "Châteaubourg", "7134", "01/02/2024", "1,25"],
        ["35051", "Cesson-Sévigné", "17980", "02/02/2024", "98,00"], ["35360", "Vitré", "18267", "03/02/2024", "7,75"]]
WORDS = [["nom", "ville"], ["Ana", "Rennes"], ["Zoé", "Vitré"], ["Bob", "Bruz"]]


def written(rows, delimiter=";", ends="\n", quoted=False):
    cells = [[f'"{cell}"' if quoted or delimiter in cell else cell for cell in row] for row in rows]
    return "".join(delimiter.join(row) + ends for row in cells)


TABLE = [NAMES, *ROWS]
# What each is: its bytes, encoding, delimiter, lines above the header, and whether there is a header.
CASES = {
    "semicolons": (written(TABLE).encode(), "utf-8", ";", 0, True),
    "commas": (written(TABLE, ",").encode(), "utf-8", ",", 0, True),
    "tabs": (written(TABLE, "\t").encode(), "utf-8", "\t", 0, True),
    "pipes": (written(TABLE, "|").encode(), "utf-8", "|", 0, True),
    "carets": (written(TABLE, "^").encode(), "utf-8", "^", 0, True),
    "tildes": (written(TABLE, "~").encode(), "utf-8", "~", 0, True),
    "colons": (written([row[:3] for row in TABLE], ":").encode(), "utf-8", ":", 0, True),
    "all quoted": (written(TABLE, quoted=True).encode(), "utf-8", ";", 0, True),
    "carriage returns and line feeds": (written(TABLE, ends="\r\n").encode(), "utf-8", ";", 0, True),
    "carriage returns": (written(TABLE, ends="\r").encode(), "utf-8", ";", 0, True),
    "byte-order mark": (written(TABLE).encode("utf-8-sig"), "utf-8-sig", ";", 0, True),
    "windows-1252": (written(TABLE).encode("cp1252"), "cp1252", ";", 0, True),
    "windows-1252, typographic": ("id;nom\n1;L’Abergement-Clémenciat\n2;L’Île-d’Yeu à 12 €\n".encode("cp1252"), "cp1252", ";", 0, True),
    "ISO 8859-15": ("id;nom\n1;cœur à 12 €\n2;sœur été\n".encode("iso8859-15"), "iso8859-15", ";", 0, True),
    "cp850": (written(TABLE).encode("cp850"), "cp850", ";", 0, True),
    "Mac Roman": (written(TABLE).encode("mac-roman"), "mac-roman", ";", 0, True),
    "UTF-16": (written(TABLE).encode("utf-16"), "utf-16", ";", 0, True),
    "UTF-16 without its mark": (written(TABLE).encode("utf-16-le"), "utf-16-le", ";", 0, True),
    "one bad byte": (written(TABLE).encode() + b"35281;Saint-Gr\xe9goire;9000;04/02/2024;3,50\n", "utf-8", ";", 0, True),
    "words": (written(WORDS).encode(), "utf-8", ";", 0, True),
    "no header": (written(ROWS).encode(), "utf-8", ";", 0, False),
    "repeated names": (written([["code", "nom", "code"], ["1", "a", "2"], ["3", "b", "4"]]).encode(), "utf-8", ";", 0, True),
    "years for names": (written([["nom", "2019", "2020"], ["Rennes", "1", "2"], ["Bruz", "3", "4"]]).encode(), "utf-8", ";", 0, True),
    "a title": (("Population des communes\n\n" + written(TABLE)).encode(), "utf-8", ";", 2, True),
    "a title as wide": (("Population des communes;;;;\n" + written(TABLE)).encode(), "utf-8", ";", 1, True),
    "comments": (("# Source : mairie\n# Licence : ouverte\n" + written(TABLE)).encode(), "utf-8", ";", 2, True),
    "stated": (("sep=;\n" + written(TABLE)).encode(), "utf-8", ";", 1, True),
    "trailing separators": (written([[*row, ""] for row in TABLE]).encode(), "utf-8", ";", 0, True),
    "ragged": ((written(TABLE) + "35000;Ville\n").encode(), "utf-8", ";", 0, True),
    "commas in cells": (written([["nom", "note"], ["A", "un, deux, trois"], ["B", "quatre, cinq"]]).encode(), "utf-8", ";", 0, True),
    "semicolons in cells": (b'nom,note\nA,"un; deux; trois"\nB,"quatre; cinq"\n', "utf-8", ",", 0, True),
    "lines in cells": ('nom;note\nA;"un\ndeux"\nB;"trois"\n'.encode(), "utf-8", ";", 0, True),
    "inches": ('id;libelle\n1;5" pouces\n2;3" pouces\n3;ok\n'.encode(), "utf-8", ";", 0, True),
    "a quote without end": (b'id,libelle\n1,"cinq pouces\n2,b\n3,c\n', "utf-8", ",", 0, True),
    "thousands": (b'trimestre,logements\n2019T1,"1,234"\n2019T2,"2,345"\n', "utf-8", ",", 0, True),
    "decimal commas in quotes": (b'id,valeur\n1,"3,5"\n2,"4,25"\n', "utf-8", ",", 0, True),
    "coordinates in a cell": (b"id;point\n1;48.1,-1.6\n2;48.2,-1.7\n", "utf-8", ";", 0, True),
    "one column": ("commune\nRennes\nVitré\n".encode(), "utf-8", None, 0, True),
    "one column of phrases": (b"avis\nbon, mais cher\noui, merci, oui\n", "utf-8", None, 0, True),
}

# Why the others say something else: case, who, and what; each is a mistake of theirs, or another name for nothing.
ONLY_FOUR = "knows , ; | and tabs alone, and says ; where none of them stands"
ONLY_FIVE = "knows a few delimiters alone, and says , where it finds none"
FIRST_LINE = "counts in the first line, which is not the table's, and gives up where rows differ"
SAME_LINES = "looks for the first line that differs from the next, and that is the first"
SNIFFER = "asks Python's sniffer, which wants the same count in nine of ten lines, and says , where it fails"
CYRILLIC = "takes the accents for Cyrillic letters"
NOTHING = "has no word for a table of one column, and says what it says where it finds nothing"
EXPLAINED = {
    ("carets", "csv-detective", "delimiter"): ONLY_FOUR,
    ("carets", "frictionless", "delimiter"): ONLY_FIVE,
    ("tildes", "csv-detective", "delimiter"): ONLY_FOUR,
    ("tildes", "frictionless", "delimiter"): ONLY_FIVE,
    ("colons", "csv-detective", "delimiter"): ONLY_FOUR,
    ("colons", "frictionless", "delimiter"): ONLY_FIVE,
    ("carriage returns", "frictionless", "delimiter"): "takes all of it for one line, which tells nothing",
    ("windows-1252, typographic", "frictionless", "text"): CYRILLIC,
    ("ISO 8859-15", "csv-detective", "text"): "takes the ligature for a letter of Central Europe, and its euro for another sign",
    ("ISO 8859-15", "frictionless", "text"): CYRILLIC,
    ("cp850", "csv-detective", "text"): "takes what DOS wrote for what Windows did: ƒ in a word is no letter",
    ("one bad byte", "csv-detective", "text"): "gives UTF-8 up for one byte, and every accent is two signs",
    ("one bad byte", "frictionless", "text"): "gives UTF-8 up for one byte, and every accent is two signs",
    ("no header", "frictionless", "delimiter"): "the decimal commas are as regular to it as the semicolons",
    ("no header", "frictionless", "header"): "does not look for what the first row is unlike: it is a header wherever it has texts",
    ("a title", "csv-detective", "delimiter"): FIRST_LINE,
    ("a title", "csv-detective", "above"): SAME_LINES,
    ("a title", "frictionless", "delimiter"): SNIFFER,
    ("a title as wide", "csv-detective", "above"): SAME_LINES,
    ("comments", "csv-detective", "delimiter"): FIRST_LINE,
    ("comments", "csv-detective", "above"): SAME_LINES,
    ("comments", "frictionless", "delimiter"): SNIFFER,
    ("stated", "csv-detective", "delimiter"): FIRST_LINE,
    ("stated", "csv-detective", "above"): "does not know what sep= is",
    ("stated", "frictionless", "delimiter"): "does not know what sep= is, and has no use for its line",
    ("ragged", "csv-detective", "delimiter"): "gives up where one row of ten is shorter",
    ("ragged", "frictionless", "delimiter"): SNIFFER,
    ("one column", "csv-detective", "delimiter"): NOTHING,
    ("one column", "frictionless", "delimiter"): NOTHING,
    ("one column of phrases", "csv-detective", "delimiter"): NOTHING,
    ("one column of phrases", "frictionless", "delimiter"): NOTHING,
}


def text(data, encoding):
    name = {"macintosh": "mac-roman", "utf-8": "utf-8-sig"}.get(encoding.lower(), encoding)
    return data.decode(name, "replace").lstrip("\ufeff")


def ours(program, path, data):
    run = subprocess.run([program, "preview", str(path), "--json"], capture_output=True, text=True, check=True,
                         env={"PATH": os.environ["PATH"], "HOME": str(path.parent), "GUICHET_SECRETS": "memory"})
    guesses = {guess["what"]: guess["value"] for guess in json.loads(run.stdout)["guesses"]}
    encoding = guesses["encoding"].split(" ")[0]
    above = int(guesses.get("skip", 0)) + data.startswith(b"sep=")
    return {"text": text(data, encoding), "delimiter": guesses["delimiter"] or None, "above": above,
            "header": guesses["header"] == "true"}


def detective(path, data):
    """Has no word for a table without a header."""
    encoding = detect_encoding(io.BytesIO(data))
    found = {"text": text(data, encoding)}
    for name, ask in (("delimiter", detect_separator), ("above", detect_header_position)):
        try:
            with open(path, encoding=encoding) as file:
                found[name] = ask(file)
        except Exception:
            found[name] = "gives up"
    return found


def framework(path, data):
    """Has no word for lines above."""
    resource = frictionless.Resource(path=path.name, basepath=str(path.parent))
    try:
        resource.infer()
    except Exception:
        return {"text": "gives up", "delimiter": "gives up", "header": "gives up"}
    control = resource.dialect.get_control("csv")
    return {"text": text(data, resource.encoding), "delimiter": control.delimiter, "header": resource.dialect.header}


def main(program):
    wrong, unused, compared = [], set(EXPLAINED), 0
    with tempfile.TemporaryDirectory() as folder:
        for number, (case, (data, encoding, delimiter, above, header)) in enumerate(CASES.items()):
            path = pathlib.Path(folder, f"{number}.csv")
            path.write_bytes(data)
            right = {"text": text(data, encoding), "delimiter": delimiter, "above": above, "header": header}
            found = ours(program, path, data)
            wrong += [f"{case}: guichet: {what} is {found[what]!r}, not {right[what]!r}" for what in right if found[what] != right[what]]
            for who, other in (("csv-detective", detective(path, data)), ("frictionless", framework(path, data))):
                for what, theirs in other.items():
                    compared += 1
                    if theirs == found[what]:
                        continue
                    unused.discard((case, who, what))
                    if (case, who, what) not in EXPLAINED:
                        wrong.append(f"{case}: {who}: {what} is {theirs!r}, ours {found[what]!r}")
    wrong += [f"explained, and no difference: {key}" for key in sorted(unused)]
    if wrong:
        raise SystemExit("\n".join(wrong))
    print(f"{len(CASES)} tables, {compared} answers compared, {len(EXPLAINED)} differences explained")


main(*sys.argv[1:])
