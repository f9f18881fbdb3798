#!/usr/bin/env python3
"""Prepares the demo's files of formats that the program itself writes none of, in assets/demo/files.

    pip install pyarrow pyogrio shapely odfpy py7zr Pillow
    cargo build && target/debug/guichet demo --headless --port 4599 &
    python3 assets/demo/files.py

What Opendatasoft exports is made of the rows that the running demo tells; all else of the lists in tables.json.
"""
import csv, datetime, io, json, pathlib, random, sqlite3, urllib.request

import py7zr, pyarrow, pyarrow.parquet, pyogrio, shapely
from odf import opendocument, table, text
from PIL import Image, ImageDraw

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE / "files"
DEMO = "http://127.0.0.1:4599/opendatasoft/api/explore/v2.1/catalog/datasets"
LISTS = json.loads((HERE / "tables.json").read_text())["lists"]
chance = random.Random(35238)


def rows(name):
    return [dict(zip(LISTS[name]["columns"], row)) for row in LISTS[name]["rows"]]


def parquet(name, columns):
    pyarrow.parquet.write_table(pyarrow.table(columns), OUT / name, compression="zstd")


def counts():
    start = datetime.datetime(2026, 1, 1)
    counters = [place["nom"] for place in rows("places")[:6]]
    hours = [start + datetime.timedelta(hours=hour) for hour in range(24 * 90)]
    column = lambda make: [make(hour, name) for hour in hours for name in counters]
    rush = {7: 260, 8: 480, 9: 210, 12: 140, 17: 430, 18: 390}
    parquet("comptages-velos-2026.parquet", {
        "compteur": column(lambda hour, name: name),
        "heure": pyarrow.array(column(lambda hour, name: hour), pyarrow.timestamp("s")),
        "passages": pyarrow.array(column(lambda hour, name: rush.get(hour.hour, 30) + chance.randrange(60)), pyarrow.int32()),
    })


def exports():
    for slug in ["stations-velo", "qualite-air-journaliere", "logements-sociaux", "registre-des-arbres"]:
        found = json.load(urllib.request.urlopen(f"{DEMO}/{slug}/exports/json"))
        columns = {name: [row[name] for row in found] for name in found[0]}
        parquet(f"{slug}.parquet", columns)
        if "longitude" in columns:
            points = shapely.to_wkb(shapely.points(columns["longitude"], columns["latitude"]))
            features(f"{slug}.fgb", "FlatGeobuf", slug, points, "Point", columns)


def features(name, driver, layer, shapes, kind, columns):
    (OUT / name).unlink(missing_ok=True)
    import numpy

    data = [numpy.array(values, dtype=object if isinstance(values[0], str) else None) for values in columns.values()]
    pyogrio.raw.write(str(OUT / name), shapes, data, list(columns), driver=driver, layer=layer, geometry_type=kind, crs="EPSG:4326")


def gardens():
    places = rows("jardins")
    wide = lambda place: (place["surface_m2"] / 3.14) ** 0.5 / 90_000
    shapes = [shapely.Point(place["longitude"], place["latitude"]).buffer(wide(place), 6) for place in places]
    features("espaces-verts.gpkg", "GPKG", "espaces_verts", shapely.to_wkb(shapes), "Polygon", {
        "nom": [place["nom"] for place in places],
        "quartier": [place["quartier"] for place in places],
        "surface_m2": [place["surface_m2"] for place in places],
    })
    base = sqlite3.connect(OUT / "espaces-verts.gpkg", isolation_level=None)
    base.execute("pragma page_size = 1024")
    base.execute("vacuum")
    base.close()


def trees():
    (OUT / "arbres-remarquables.sqlite").unlink(missing_ok=True)
    base = sqlite3.connect(OUT / "arbres-remarquables.sqlite")
    base.execute("create table arbres (numero text primary key, essence text, nom_latin text, lieu text, plantation integer, hauteur_m real)")
    base.execute("create table visites (arbre text, jour text, etat text)")
    kinds, places = rows("arbres"), rows("places")
    for number in range(60):
        kind = kinds[number % len(kinds)]
        values = (f"AR-{number + 1:03}", kind["essence"], kind["latin"], places[number % len(places)]["nom"], 1790 + chance.randrange(170), 12 + chance.randrange(220) / 10)
        base.execute("insert into arbres values (?, ?, ?, ?, ?, ?)", values)
        base.execute("insert into visites values (?, ?, ?)", (values[0], f"2026-03-{1 + number % 12:02}", chance.choice(["bon", "bon", "à surveiller"])))
    base.commit()
    base.execute("vacuum")
    base.close()


def staff():
    book = opendocument.OpenDocumentSpreadsheet()
    sheet = table.Table(name="Effectifs 2025")
    head = ["Service", "Catégorie", "Agents", "Équivalents temps plein"]
    services = ["Lycées", "Mobilités", "Agriculture", "Culture", "Ressources humaines", "Finances", "Systèmes d’information"]
    data = [[service, grade, agents := 4 + chance.randrange(600), round(agents * 0.93, 1)] for service in services for grade in "ABC"]
    for line in [head, *data]:
        row = table.TableRow()
        for value in line:
            number = isinstance(value, (int, float))
            cell = table.TableCell(valuetype="float", value=value) if number else table.TableCell(valuetype="string")
            cell.addElement(text.P(text=str(value)))
            row.addElement(cell)
        sheet.addElement(row)
    book.spreadsheet.addElement(sheet)
    book.save(str(OUT / "effectifs-2025.ods"))


def minutes():
    subjects = rows("objets")
    with py7zr.SevenZipFile(OUT / "deliberations-2016-2025.7z", "w") as archive:
        for year in range(2016, 2026):
            out = io.StringIO()
            lines = csv.writer(out, delimiter=";", lineterminator="\n")
            lines.writerow(["délibération", "séance", "objet", "rapporteur", "pour", "contre", "abstentions"])
            for number in range(40):
                subject = subjects[number % len(subjects)]
                lines.writerow([f"C {year % 100}.{number + 1:03}", f"{year}-{1 + number % 12:02}-{1 + number % 27:02}", subject["objet"], subject["rapporteur"], 60 + chance.randrange(50), chance.randrange(20), chance.randrange(15)])
            archive.writestr(out.getvalue().encode(), f"deliberations/deliberations-{year}.csv")


def picture():
    """A square with a town hall between two towers, drawn in flat colours."""
    image = Image.new("RGB", (640, 400), "#cfe4f5")
    draw = ImageDraw.Draw(image)
    draw.rectangle([0, 300, 640, 400], fill="#d9d2c3")
    for left in (120, 420):
        draw.rectangle([left, 130, left + 100, 300], fill="#eee6d3", outline="#6b6353")
        draw.polygon([(left - 8, 130), (left + 50, 80), (left + 108, 130)], fill="#50606e")
    draw.rectangle([220, 170, 420, 300], fill="#f4eddc", outline="#6b6353")
    draw.polygon([(270, 170), (320, 60), (370, 170)], fill="#50606e")
    draw.ellipse([302, 120, 338, 156], fill="#ffffff", outline="#333333", width=3)
    for left in (135, 175, 240, 285, 330, 375, 435, 475):
        for top in (190, 240):
            draw.rectangle([left, top, left + 22, top + 34], fill="#7fa3bf", outline="#6b6353")
    for left in range(0, 640, 40):
        draw.line([left, 400, 320 + (left - 320) // 3, 300], fill="#c6bda9")
    image.quantize(24).save(OUT / "place-de-la-mairie.png", optimize=True)


OUT.mkdir(exist_ok=True)
for make in [counts, exports, gardens, trees, staff, minutes, picture]:
    make()
for made in sorted(OUT.iterdir()):
    print(made.name, made.stat().st_size)
