"""guichet among three kinds of portals that no server can be installed of: the Hub of Hugging Face, which a mock plays that
checks requests with a description of it; INSEE's catalogue and IGN's download service, which are played here as their
documents tell. `.ci/peers` runs it:

    python3 tests/peers/statistics_maps_and_hubs.py PROGRAM MOCK

MOCK is the address of the mock.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

PROGRAM, MOCK = Path(sys.argv[1]).resolve(), sys.argv[2].rstrip("/")
WORK = Path(tempfile.mkdtemp(prefix="guichet-open-"))
failed = []


def check(what, found, expected=True):
    ok = found == expected
    print("ok   " if ok else "FAIL ", what, "" if ok else f"{found!r} for {expected!r}", flush=True)
    if not ok:
        failed.append(what)


class Portal:
    """A server on loopback. `answer` takes the request; `seen` keeps what was asked."""

    def __init__(self, answer):
        portal = self
        self.seen = []

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                asked = urlsplit(self.path)
                portal.seen.append((asked.path, parse_qs(asked.query), dict(self.headers)))
                status, headers, body = answer(asked, {k.lower(): v for k, v in self.headers.items()})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def asked(self, path):
        return [query for known, query, _ in self.seen if known == path]


def plain(url, headers=None):
    """What a server says to somebody who is not guichet, who counts as one: it takes its time."""
    request = urllib.request.Request(url, headers=headers or {})
    try:
        time.sleep(1.1)
        with urllib.request.urlopen(request, timeout=20) as answer:
            told = answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        told = error.code, dict(error.headers), error.read()
    time.sleep(1.1)
    return told


class Person:
    """Somebody with a home of their own and one portal, called `p`."""

    def __init__(self, kind, url, **variables):
        self.home = WORK / f"{kind}-{len(list(WORK.iterdir()))}"
        (self.home / "config").mkdir(parents=True)
        self.config = self.home / "config.toml"
        self.config.write_text(f'[portals.p]\nkind = "{kind}"\nurl = "{url}"\n')
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "TMPDIR", "LLVM_PROFILE_FILE")}
        base = {name: str(self.home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")}
        self.environment = {**kept, **base, "GUICHET_SECRETS": "memory", "GUICHET_LANG": "en", **variables}

    def run(self, *args):
        command = [PROGRAM, "--config", self.config, *args]
        return subprocess.run(command, env=self.environment, cwd=self.home, capture_output=True, text=True, timeout=300)

    def json(self, *args):
        ran = self.run(*args, "--json")
        try:
            return json.loads(ran.stdout)
        except json.JSONDecodeError:
            return {"failed": ran.returncode, "said": ran.stderr[-2000:]}

    def titles(self, *args):
        told = self.json("list", *args)
        return [item["title"] for item in told.get("items", [])] if "items" in told else told

    def get(self, *args):
        """The verdict of one file, and its receipt."""
        ran = self.run("get", "-o", str(self.home / "files"), *args, "--json")
        try:
            return ran.returncode, json.loads(ran.stdout)
        except json.JSONDecodeError:
            return ran.returncode, ran.stderr[-2000:]

    def verify(self, name):
        return self.run("verify", str(self.home / "files" / name)).returncode


# --- The Hub ---

SET = "ville-imaginaire/communes"
AT = "p/" + quote(SET, safe="")
violations = []


def hub(preferring):
    """Passes requests on to the mock, which has one answer for each route: `preferring` says which of its examples."""

    def answer(asked, headers):
        query = parse_qs(asked.query)
        path = asked.path
        prefer = preferring.get(path) or next((v for k, v in preferring.items() if k.endswith("*") and path.startswith(k[:-1])), None)
        if path.endswith("/api/datasets") and "cursor" in query:
            prefer = "example=last"
        if "/tree/" in path and "recursive" in query:
            prefer = "example=page2" if "cursor" in query else "example=recursive"
        # One segment is what the mock takes a path of a file for.
        parts = re.match(r"(/datasets/[^/]+/[^/]+/resolve/[^/]+/|/api/resolve-cache/datasets/[^/]+/[^/]+/[^/]+/)(.+)", path)
        url = MOCK + (parts[1] + parts[2].replace("/", "%2F") if parts else path)
        passed = {k: v for k, v in headers.items() if k in ("authorization", "accept", "range")}
        if prefer:
            passed["Prefer"] = prefer
        opener = urllib.request.build_opener(Staying)
        request = urllib.request.Request(url + (f"?{asked.query}" if asked.query else ""), headers=passed)
        try:
            with opener.open(request, timeout=20) as came:
                status, told, body = came.status, came.headers, came.read()
        except urllib.error.HTTPError as error:
            status, told, body = error.code, error.headers, error.read()
        wrong = told.get("sl-violations")
        if wrong and '"request"' in wrong:
            violations.append((path, asked.query, wrong))
        kept = ("content-type", "location", "etag", "x-error-code", "x-error-message", "x-linked-size", "x-linked-etag", "ratelimit", "ratelimit-policy")
        sent = {name: told[name] for name in kept if told.get(name)}
        # The mock says that every list goes on, at a host of its own.
        more = told.get("link")
        if "/tree/" in path and "cursor" not in query and "recursive" in query:
            sent["Link"] = f'<http://{headers["host"]}{path}?recursive=true&limit=1000&cursor=2>; rel="next"'
        elif more and path.endswith("/api/datasets") and "cursor" not in query:
            sent["Link"] = more.replace("https://huggingface.exemple.org", f'http://{headers["host"]}')
        if "location" in sent:
            sent["location"] = sent["location"].replace("https://huggingface.exemple.org", f'http://{headers["host"]}')
        return status, sent, body

    return answer


class Staying(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def the_hub():
    preferring = {}
    door = Portal(hub(preferring))
    person = Person("hugging-face", door.url)
    first, last = (json.loads(plain(f"{MOCK}/api/datasets?limit=3", {"Prefer": f"example={it}"})[2]) for it in ("page", "last"))
    own = list(dict.fromkeys(record["id"] for record in first + last))
    check("hub: all datasets of both pages", person.titles("p/all", "--all"), own)
    check("hub: what is searched is asked for", door.asked("/api/datasets")[0].get("limit"), ["100"])
    person.json("search", "communes")
    check("hub: the word reaches the search", any("communes" in it.get("search", []) for it in door.asked("/api/datasets")))
    person.titles("p/all", "--filter", "licence=etalab-2.0", "--filter", "language=fr", "--sort=-downloads")
    asked = next((it for it in door.asked("/api/datasets") if "filter" in it), {})
    check("hub: filters are tags", sorted(asked.get("filter", [])), ["language:fr", "license:etalab-2.0"])
    check("hub: and the order is the Hub's", (asked.get("sort"), asked.get("direction")), (["downloads"], ["-1"]))
    check("hub: what there is to filter by", person.run("list", "p/all", "--filters").returncode, 0)
    told = person.json("show", AT)
    files = {media["title"]: media for media in told.get("media", [])}
    tree = [json.loads(plain(f"{MOCK}/api/datasets/{SET}/tree/main", {"Prefer": f"example={it}"})[2]) for it in ("recursive", "page2")]
    names = {entry["path"] for page in tree for entry in page if entry["type"] == "file"}
    check("hub: all files of all pages of the tree", set(files), names)
    check("hub: git's names of files", files.get("communes.csv", {}).get("checksum", {}).get("algo"), "gitblobsha1")
    check("hub: large files by SHA-256", files.get("data/train-00000-of-00001.parquet", {}).get("checksum", {}).get("algo"), "sha256")
    check("hub: at one commit", f"/resolve/{json.loads(plain(f'{MOCK}/api/datasets/{SET}')[2])['sha']}/" in files["communes.csv"]["url"])
    preferring["/datasets/*"] = "code=307"
    code, outcome = person.get(f"{AT}/communes.csv")
    check("hub: a small file is verified", (code, '"verified"' in json.dumps(outcome)), (0, True))
    check("hub: and stays so", person.verify("communes.csv"), 0)
    preferring["/datasets/*"] = "code=401"
    code, outcome = person.get(f"{AT}/README.md")
    check("hub: what is gated is asked for", (code, "asked for" in str(outcome)), (3, True))
    preferring["/datasets/*"] = "code=404"
    check("hub: no such file", person.get(f"{AT}/README.md")[0], 4)
    preferring["/api/datasets/labo-imaginaire/entretiens"] = "example=gated"
    gated = person.run("access", "p/" + quote("labo-imaginaire/entretiens", safe=""))
    check("hub: the way to ask is told", "Établissement" in gated.stdout and "/datasets/labo-imaginaire/entretiens" in gated.stdout)
    preferring["/api/datasets/ville-imaginaire/absente"] = "code=401"
    check("hub: unknown or private", person.run("show", "p/ville-imaginaire%2Fabsente").returncode, 4)
    preferring["/api/datasets/ville-imaginaire/rennommee"] = "code=307"
    check("hub: renamed", person.json("show", "p/ville-imaginaire%2Frennommee").get("title"), SET)
    member = Person("hugging-face", door.url, GUICHET_P_API_KEY="hf_of-this-test")
    check("hub: whose the token is", member.run("auth", "test", "p").returncode, 0)
    check("hub: the token is sent as a bearer", [h.get("authorization") or h.get("Authorization") for p, _, h in door.seen if p == "/api/whoami-v2"][-1], "Bearer hf_of-this-test")
    check("hub: no request was wrong", violations, [])


# --- INSEE's catalogue ---

def the_catalogue():
    asked_at, base = deque(), []
    content = b"PK\x03\x04 a zip of figures"

    def text(fr, en=None):
        return [{"lang": "fr", "content": fr}, {"lang": "en", "content": en} if en else {"lang": "en"}]

    def entry(n):
        theme, level = ("Démographie", "COM") if n % 2 else ("Entreprises", "REG")
        files = [{"id": f"DS_{n}_2025_CSV_FR", "format": "CSV", "mediaType": "text/csv", "packageFormat": "application/zip", "language": "FR",
                  "title": f"Jeu {n}", "byteSize": len(content), "issued": "2026-01-01T00:00:00", "modified": f"2026-01-{n % 28 + 1:02}T08:00:00",
                  "accessURL": f"{base[0]}/melodi/file/DS_{n}/DS_{n}_2025_CSV_FR"}]
        return {"identifier": f"DS_{n}", "title": text(f"Jeu inventé {n}"), "abstract": text("Des chiffres", ""), "numObservations": n * 10,
                "theme": [{"label": text(theme), "themeTaxonomy": "inseeTheme"}], "spatialResolution": [{"id": level, "label": text(level)}],
                "issued": "2026-01-01T00:00:00", "modified": f"2026-01-{n % 28 + 1:02}T08:00:00", "product": files}

    def answer(asked, headers):
        as_json = {"Content-Type": "application/json", "Cache-Control": "no-cache, no-store", "x-gravitee-request-id": "0"}
        now = time.monotonic()
        while asked_at and now - asked_at[0] > 60:
            asked_at.popleft()
        asked_at.append(now)
        if len(asked_at) > 30:
            return 429, {"Content-Type": "text/plain"}, b"Too many requests"
        if any("key" in name for name in headers) or "authorization" in headers:
            return 401, {"Content-Type": "application/json"}, b'{"message":"Unauthorized"}'
        path = asked.path.removeprefix("/melodi")
        if path == "/catalog/all":
            return 200, as_json, json.dumps([entry(n) for n in range(1, 97)]).encode()
        if path.startswith("/rmes/listeCode/"):
            return 200, as_json, b'{"codes":[],"niveaux":[]}'
        if found := re.fullmatch(r"/catalog/DS_(\d+)", path):
            if 1 <= int(found[1]) <= 96:
                return 200, as_json, json.dumps(entry(int(found[1]))).encode()
            return 500, {"Content-Type": "text/plain"}, "Le serveur a rencontré une erreur inattendue.".encode()
        if re.fullmatch(r"/file/DS_(\d+)/DS_\1_2025_CSV_FR", path):
            return 200, {"Content-Type": "application/octet-stream", "Content-Disposition": 'inline; filename="jeu.zip"'}, content
        return 404, {"Content-Type": "text/html"}, b"<html>404</html>"

    portal = Portal(answer)
    base.append(portal.url)
    person = Person("melodi", f"{portal.url}/melodi")
    own = json.loads(plain(f"{portal.url}/melodi/catalog/all")[2])
    titles = person.titles("p/all", "--all")
    check("catalogue: all data sets, as many as its own list", (len(titles), set(titles)), (len(own), {it["title"][0]["content"] for it in own}))
    inside = person.titles("p/themes/D%C3%A9mographie", "--all")
    check("catalogue: by theme", len(inside), sum(it["theme"][0]["label"][0]["content"] == "Démographie" for it in own))
    check("catalogue: for a territory of a level", len(person.titles("p/all", "--all", "--territory", "region:53")), 48)
    check("catalogue: words", person.titles("p/all", "--query", "inventé 96"), ["Jeu inventé 96"])
    check("catalogue: ordered", person.titles("p/all", "--sort=-observations", "--limit", "2"), ["Jeu inventé 96", "Jeu inventé 95"])
    code, outcome = person.get("p/DS_7/DS_7_2025_CSV_FR")
    check("catalogue: a file as long as it is said to be", (code, '"size_only"' in json.dumps(outcome) or '"size-only"' in json.dumps(outcome)), (0, True))
    check("catalogue: what there is none of", person.run("show", "p/DS_97").returncode, 4)
    check("catalogue: a file of another year", person.get("p/DS_7/DS_7_2024_CSV_FR")[0], 4)
    check("catalogue: no key was sent", [h for _, _, h in portal.seen if any("key" in name.lower() for name in h)], [])
    check("catalogue: within its limit", len(portal.seen) <= 30)


# --- IGN's download service ---

GPF = 'xmlns:gpf_dl="https://data.geopf.fr/annexes/ressources/xsd/gpf_dl.xsd" xmlns="http://www.w3.org/2005/Atom"'


def the_service():
    recent, base, refusals = deque(), [], []
    volumes = {"haies.7z.002": b"second part", "haies.7z.001": b"7z\xbc\xaf\x27\x1c first part"}
    products = [f"PRODUIT-{n:03}" for n in range(1, 113)]
    zones = [f"D{n:03}" for n in range(1, 66)]
    # One is cut by départements, the others are whole.
    editions = {name: [(f"{name}_1-0__SHP_LAMB93_FRA_2026-0{m}-15", "FRA", "SHP", f"2026-0{m}-15") for m in (3, 6)] for name in products}
    editions["PRODUIT-001"] = [(f"PRODUIT-001_1-0__{form}_LAMB93_{zone}_2026-06-{n % 28 + 1:02}", zone, form, f"2026-06-{n % 28 + 1:02}")
                               for n, zone in enumerate(zones) for form in ("SHP", "GPKG")]

    def entry(kind, path, title, zone, form, day):
        at = f"{base[0]}/telechargement/{path}"
        return (f'<entry><title>{title}</title><link href="{at}" rel="alternate" type="application/atom+xml"/><id>{at}</id>'
                f"<updated>{day}T14:59:00+01:00</updated><content>{kind} {title} &amp; autres</content>"
                f'<gpf_dl:zone term="{zone}" label="{zone} nom"/><gpf_dl:format term="{form}" label="{form}"/>'
                f"<gpf_dl:editionDate>{day}</gpf_dl:editionDate></entry>")

    def feed(entries, query):
        page, limit = int(query.get("page", ["1"])[0]), int(query.get("limit", ["10"])[0])
        if limit > 50:
            return 400, {"Content-Type": "text/html"}, b"<html>limit</html>"
        count = max(1, -(-len(entries) // limit))
        if page > count:
            return 404, {"Content-Type": "application/json"}, b'{"error":"content no longer exists"}'
        shown = "".join(entries[(page - 1) * limit:page * limit])
        body = (f"<?xml version='1.0' encoding='UTF-8'?><feed {GPF} gpf_dl:page=\"{page}\" gpf_dl:pagesize=\"{limit}\" "
                f'gpf_dl:pagecount="{count}" gpf_dl:totalentries="{len(entries)}"><title>x</title>{shown}</feed>')
        return 200, {"Content-Type": "application/atom+xml"}, body.encode()

    def answer(asked, headers):
        now = time.monotonic()
        while recent and now - recent[0] > 1:
            recent.popleft()
        recent.append(now)
        if len(recent) > 10:
            refusals.append(asked.path)
            return 429, {"Content-Type": "text/html", "Retry-After": "5"}, b"<html>429</html>"
        query = parse_qs(asked.query)
        parts = [unquote(it) for it in asked.path.removeprefix("/telechargement/").split("/")]

        def wanted(zone, form, day):
            return (query.get("zone", [zone])[0] == zone and query.get("format", [form])[0] == form
                    and query.get("editionDateFrom", [day])[0] <= day <= query.get("editionDateTo", [day])[0])

        if parts == ["capabilities"]:
            all_of = [(name, next((it for it in editions[name] if wanted(*it[1:])), None)) for name in products]
            return feed([entry("Produit", f"resource/{name}", f"{name}®", *it[1:]) for name, it in all_of if it], query)
        if parts[0] == "resource" and len(parts) == 2 and parts[1] in editions:
            found = [it for it in editions[parts[1]] if wanted(*it[1:])]
            if query.get("sortEntriesBy") == ["editionDate"]:
                found.sort(key=lambda it: it[3], reverse=query.get("sortEntriesOrder") == ["desc"])
            return feed([entry("Édition", f"resource/{parts[1]}/{it[0]}", *it) for it in found], query)
        edition = parts[0] in ("resource", "download") and len(parts) > 2 and any(it[0] == parts[2] for it in editions.get(parts[1], []))
        if edition and parts[0] == "resource":
            entries = []
            for name, content in volumes.items():
                at = f"{base[0]}/telechargement/download/{parts[1]}/{parts[2]}/{name}"
                entries.append(f'<entry><link href="{at}" rel="section" type="application/octet-stream" gpf_dl:length="{len(content)}"/>'
                               f"<id>{at}</id><content>{hashlib.md5(content).hexdigest()}</content></entry>")
            at = f"{base[0]}/telechargement/download/{parts[1]}/{parts[2]}/haies.md5"
            entries.append(f'<entry><link href="{at}" rel="alternate" gpf_dl:length="90"/><id>{at}</id><content>{"0a" * 16}</content></entry>')
            return feed(entries, query)
        if edition and parts[3] in volumes:
            content, asked_for = volumes[parts[3]], headers.get("range")
            if asked_for and (found := re.fullmatch(r"bytes=(\d+)-(\d*)", asked_for)):
                first, end = int(found[1]), int(found[2] or len(content) - 1)
                return 206, {"Content-Range": f"bytes {first}-{end}/{len(content)}", "Accept-Ranges": "bytes"}, content[first:end + 1]
            return 200, {"Content-Type": "application/octet-stream", "Accept-Ranges": "bytes"}, content
        return 404, {"Content-Type": "application/json"}, b'{"error":"content no longer exists"}'

    service = Portal(answer)
    base.append(service.url)
    person = Person("geoplateforme", f"{service.url}/telechargement")
    total = int(re.search(r'totalentries="(\d+)"', plain(f"{service.url}/telechargement/capabilities?limit=1")[2].decode())[1])
    check("service: all products, as many as it counts", len(person.titles("p/products", "--all")), total)
    total = int(re.search(r'totalentries="(\d+)"', plain(f"{service.url}/telechargement/resource/PRODUIT-001?limit=1")[2].decode())[1])
    rows = person.titles("p/products/PRODUIT-001", "--all")
    check("service: all editions, as many as it counts", (len(rows), len(set(rows))), (total, total))
    days = [row[-10:] for row in rows]
    check("service: the newest first", days, sorted(days, reverse=True))
    days = [row[-10:] for row in person.titles("p/products/PRODUIT-001", "--all", "--sort", "edition")]
    check("service: or the oldest", days, sorted(days))
    check("service: a zone and a format", person.titles("p/products/PRODUIT-001", "--filter", "zone=D035", "--filter", "format=SHP"),
          [it[0] for it in editions["PRODUIT-001"] if it[1:3] == ("D035", "SHP")])
    check("service: a commune is in its département", len(person.titles("p/products/PRODUIT-001", "--territory", "rennes")), 2)
    check("service: what is not cut is found as a whole", len(person.titles("p/products/PRODUIT-002", "--territory", "rennes")), 2)
    found = [it["title"] for it in person.json("search", "produit 077").get("items", [])]
    check("service: products are found by words", found, ["PRODUIT-077®"])
    check("service: editions too", person.titles("p/products/PRODUIT-001", "--query", "d065 gpkg"),
          [it[0] for it in editions["PRODUIT-001"] if it[1:3] == ("D065", "GPKG")])
    edition = editions["PRODUIT-002"][0][0]
    at = "p/" + quote(f"PRODUIT-002/{edition}", safe="")
    told = person.json("show", at)
    check("service: volumes in their order", [it["title"] for it in told.get("media", [])], ["haies.7z.001", "haies.7z.002", "haies.md5"])
    for name in volumes:
        code, outcome = person.get(f"{at}/{name}")
        check(f"service: {name} is verified", (code, '"verified"' in json.dumps(outcome)), (0, True))
        check(f"service: {name} stays so", person.verify(name), 0)
    check("service: a list of sums that is gone", person.get(f"{at}/haies.md5")[0], 4)
    check("service: an edition that was withdrawn", person.run("show", "p/PRODUIT-002%2FPRODUIT-002_0-9").returncode, 4)
    check("service: it never had to refuse", refusals, [])


the_hub()
the_catalogue()
the_service()
sys.exit(1 if failed else 0)
