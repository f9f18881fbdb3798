"""guichet takes all rows of a WFS that MapServer runs, versions 2.0 and 1.1, and counts them against what was published; a feed of
DCAT links to it by an address with a parameter of its own. `.ci/peers` runs it:

    python3 tests/peers/mapserver.py PROGRAM MAPSERV
"""

import csv
import io
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from service_trial import WORK, Person, check, dataset, ended, send

MAPSERV = sys.argv[2]
ROWS = 1234


def row(n):
    """Its bounds are [-2, 48] to [-0.767, 48.49]."""
    return {"numero": n, "commune": f"3500{n % 9}", "nom": f"Étang \"{n}\", l'amont", "surface": n / 4}


def point(n):
    return [-2 + n / 1000, 48 + n % 50 / 100]


def feature(n):
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": point(n)}, "properties": row(n)}


def map_file(name, settings):
    """A service of one layer, which writes GeoJSON and GML."""
    (WORK / f"{name}.map").write_text(f"""MAP
  NAME "{name}"
  EXTENT -180 -90 180 90
  UNITS DD
  PROJECTION "init=epsg:4326" END
  OUTPUTFORMAT
    NAME "geojson"
    DRIVER "OGR/GEOJSON"
    MIMETYPE "application/json; subtype=geojson"
    FORMATOPTION "STORAGE=stream"
    FORMATOPTION "FORM=SIMPLE"
  END
  WEB
    METADATA
      "ows_title" "Points d'eau"
      "ows_onlineresource" "http://127.0.0.1:{PORT}/?map={name}&"
      "ows_srs" "EPSG:4326"
      "ows_enable_request" "*"
      "wfs_getfeature_formatlist" "geojson"
      {settings}
    END
  END
  LAYER
    NAME "points"
    TYPE POINT
    STATUS ON
    CONNECTIONTYPE OGR
    CONNECTION "{WORK}/points.geojson"
    DATA "points"
    PROJECTION "init=epsg:4326" END
    METADATA
      "ows_title" "Points"
      "gml_featureid" "numero"
      "gml_include_items" "all"
      "gml_types" "auto"
    END
  END
END
""")


class Handler(BaseHTTPRequestHandler):
    """The feed at /feed, and MapServer as a program for each request."""

    def do_GET(self):
        path, _, query = self.path.partition("?")
        if path == "/feed":
            return send(self, 200, "application/ld+json", json.dumps({"@graph": DATASETS}).encode())
        environment = {
            "PATH": os.environ["PATH"],
            "MAPSERVER_CONFIG_FILE": str(WORK / "mapserver.conf"),
            "REQUEST_METHOD": "GET",
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": str(PORT),
        }
        ran = subprocess.run([MAPSERV], env=environment, capture_output=True, timeout=60)
        head, _, body = ran.stdout.partition(b"\r\n\r\n")
        status, content_type = 200, "text/plain"
        for line in head.decode().splitlines():
            name, _, value = line.partition(": ")
            status = int(value.split()[0]) if name.lower() == "status" else status
            content_type = value if name.lower() == "content-type" else content_type
        send(self, status, content_type, body)

    def log_message(self, *_):
        pass


def numbers(text):
    return sorted(it["properties"]["numero"] for it in json.loads(text)["features"])


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
PORT = server.server_address[1]
HERE = f"http://127.0.0.1:{PORT}/"
(WORK / "points.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature(n) for n in range(ROWS)]}))
NAMES = ("whole", "capped", "old")
map_file("whole", "")
# MapServer gives no more at once, and counts no more either.
map_file("capped", '"wfs_maxfeatures" "500"')
map_file("old", "")
maps = "\n".join(f'    {name} "{WORK}/{name}.map"' for name in NAMES)
(WORK / "mapserver.conf").write_text(f"CONFIG\n  ENV\n    MS_MAP_PATTERN \"^{WORK}/\"\n  END\n  MAPS\n{maps}\n  END\nEND\n")
DATASETS = [
    dataset("whole", "WFS", f"{HERE}?map=whole"),
    dataset("capped", "WFS", f"{HERE}?SERVICE=WFS&map=capped&REQUEST=GetCapabilities"),
    dataset("old", "WFS", f"{HERE}?map=old&version=1.1.0&typename=points"),
]
threading.Thread(target=server.serve_forever, daemon=True).start()

person = Person(sys.argv[1], f"{HERE}feed")
addresses = person.services()
check("the feed's services", sorted(addresses), sorted(NAMES))

every = list(range(ROWS))
for name in NAMES:
    code, told, text = person.take(addresses[name], f"{name}-all", "--param", "as=geojson")
    # A cap is no count: that all came nobody can tell.
    verdict = "unverifiable" if name == "capped" else "complete"
    check(f"{name}: all rows: code and verdict", (code, told["verdict"]), (0, verdict))
    check(f"{name}: each row once", numbers(text), every)

    code, told, text = person.take(addresses[name], f"{name}-csv", "--param", "as=csv")
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    check(f"{name}: as CSV", (code, told["verdict"], len(rows)), (0, verdict, ROWS))
    check(f"{name}: a cell with quotes and commas", rows[7]["nom"], row(7)["nom"])

    for column in ("commune=35003", "numero>=1000", "nom~étang", "nom=Étang \"7\", l'amont", "surface<2.5"):
        code, told, text = person.take(addresses[name], f"{name}-where-{len(column)}", "--param", "as=geojson", "--where", column)
        wanted = {
            "commune=35003": lambda it: it["commune"] == "35003",
            "numero>=1000": lambda it: it["numero"] >= 1000,
            "nom~étang": lambda it: True,
            "nom=Étang \"7\", l'amont": lambda it: it["numero"] == 7,
            "surface<2.5": lambda it: it["surface"] < 2.5,
        }[column]
        check(f"{name}: {column}", (code, numbers(text)), (0, [n for n in every if wanted(row(n))]))

    code, told, text = person.take(addresses[name], f"{name}-bounds", "--param", "as=geojson", "--bbox", "-1.5005,47.995,-1.2005,48.205")
    inside = [n for n in every if -1.5005 <= point(n)[0] <= -1.2005 and 47.995 <= point(n)[1] <= 48.205]
    check(f"{name}: in bounds", (code, numbers(text)), (0, inside))

sys.exit(ended())
