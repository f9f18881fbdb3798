"""guichet takes all rows of a service of OGC API Features that pygeoapi runs, page by page, and counts them against what the
server counts itself; a feed of DCAT links to it. `.ci/peers` runs it:

    python3 tests/peers/features.py PROGRAM BIN

BIN is the folder of the commands of an environment that has pygeoapi.
"""

import csv
import io
import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from service_trial import WORK, Person, check, dataset, ended, send

BIN = Path(sys.argv[2]).resolve()
PORT, ROWS = 9605, 1234
SERVICE = f"http://127.0.0.1:{PORT}/collections/points/items"


def feature(n):
    point = {"type": "Point", "coordinates": [-2 + n / 1000, 48 + n % 50 / 100]}
    told = {"numero": n, "commune": f"3500{n % 9}", "nom": f'Étang "{n}", amont'}
    return {"type": "Feature", "id": n, "geometry": point, "properties": told}


def service():
    """Pages of fifty at most, whatever is asked for."""
    points = WORK / "points.geojson"
    points.write_text(json.dumps({"type": "FeatureCollection", "features": [feature(n) for n in range(ROWS)]}))
    here = f"http://127.0.0.1:{PORT}"
    config = {
        "server": {
            "bind": {"host": "127.0.0.1", "port": PORT},
            "url": here,
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["en-US"],
            "limits": {"default_items": 10, "max_items": 50, "on_exceed": "throttle"},
            "map": {"url": "https://tile.invalid/{z}/{x}/{y}.png", "attribution": "none"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": "points",
                "description": "points",
                "keywords": ["points"],
                "keywords_type": "theme",
                "terms_of_service": "none",
                "url": here,
            },
            "license": {"name": "none", "url": here},
            "provider": {"name": "nobody", "url": here},
            "contact": {"name": "nobody", "email": "nobody@example.org"},
        },
        "resources": {
            "points": {
                "type": "collection",
                "title": "points",
                "description": "points",
                "keywords": ["points"],
                "extents": {
                    "spatial": {
                        "bbox": [-180, -90, 180, 90],
                        "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
                    }
                },
                "providers": [{"type": "feature", "name": "GeoJSON", "data": str(points), "id_field": "id"}],
            }
        },
    }
    # YAML takes JSON.
    (WORK / "service.yml").write_text(json.dumps(config))
    environment = {
        **os.environ,
        "PYGEOAPI_CONFIG": str(WORK / "service.yml"),
        "PYGEOAPI_OPENAPI": str(WORK / "openapi.yml"),
    }
    generate = [BIN / "pygeoapi", "openapi", "generate", WORK / "service.yml", "--output-file", WORK / "openapi.yml"]
    subprocess.run(generate, env=environment, check=True, stdout=subprocess.DEVNULL)
    listen = [BIN / "waitress-serve", "--listen", f"127.0.0.1:{PORT}", "--threads", "4", "pygeoapi.flask_app:APP"]
    return subprocess.Popen(listen, env=environment)


def own_count(parameters=""):
    with urllib.request.urlopen(f"{SERVICE}?f=json&limit=1{parameters}") as answer:
        return json.load(answer)["numberMatched"]


def wait():
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            return own_count()
        except OSError:
            time.sleep(0.2)
    sys.exit("pygeoapi does not answer")


def feed():
    """A feed whose one dataset is that service."""
    body = json.dumps({"@graph": [dataset("points", "OGC API Features", SERVICE)]}).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            send(self, 200, "application/ld+json", body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}/feed"


def take(name, *arguments):
    return person.take(address, name, *arguments)


running = service()
try:
    check("the service counts its rows", wait(), ROWS)
    person = Person(sys.argv[1], feed())
    address = person.services()["points"]

    code, told, text = take("all", "--param", "as=geojson")
    check("all rows: code and verdict", (code, told["verdict"]), (0, "complete"))
    numbers = [it["properties"]["numero"] for it in json.loads(text)["features"]]
    check("each row once", sorted(numbers), list(range(ROWS)))

    code, told, text = take("csv", "--param", "as=csv")
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    check("as CSV", (code, told["verdict"], len(rows)), (0, "complete", ROWS))
    check("a cell with quotes and commas", rows[7]["nom"], 'Étang "7", amont')

    code, told, text = take("where", "--param", "as=jsonl", "--where", "commune=35003")
    check("those of one commune", (code, len(text.splitlines())), (0, own_count("&commune=35003")))

    code, told, text = take("bounds", "--param", "as=jsonl", "--bbox", "-1.5,48,-1.2,48.2")
    within = own_count("&bbox=-1.5,48,-1.2,48.2")
    check("those in bounds", (code, len(text.splitlines()), within > 0), (0, within, True))

    code, told, text = take("both", "--param", "as=jsonl", "--where", "numero>=1000", "--where", "nom~amont")
    check("what the service cannot look for", (code, len(text.splitlines())), (0, ROWS - 1000))
finally:
    running.terminate()
    running.wait()
sys.exit(ended())
