"""Every feed that the project ships, read by guichet and by rdflib: the same datasets, distributions, titles, dates and
licences. Called by `.ci/peers`: PROGRAM, then the folder of the feeds. Fails when anything differs.

What differs on purpose, each for every feed:
- An address is compared with what does not belong into one percent-encoded: guichet writes it so, rdflib as it stands. Case is no matter in its host.
- White space of a text is folded and what controls a terminal is left out of both: guichet shows texts in one line.
- Of a text in several languages guichet shows one: French, English, one without a language, any.
- A dataset or distribution that is only named, and not described, is none: there is nothing to show of it.
- Without a title a dataset is called by another name, its identifier or its address; a distribution by its file.
- A date that is no date (`R/P1W`) is none, and that of issue counts; a year or a month stays one.
- A licence has a short name in the place of its own where it is a usual one: its address is compared, or for a text the name
  as long as it is none of those. Without a licence of its own a dataset has that of all its distributions.
- What is not JSON-LD (`data.json`) is given to rdflib with the terms of DCAT-US 1.1, and a document that names the terms of
  DCAT-AP 3 with these, as both are only defined elsewhere. So are lone surrogates and bad bytes replaced for rdflib, which
  refuses a document for one, and spaces in addresses of JSON-LD, which it leaves out.
"""

import http.server
import json
import logging
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import unicodedata
import urllib.parse
from datetime import datetime, timezone

from rdflib import RDF, Graph, Literal, Namespace, URIRef

DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCT = Namespace("http://purl.org/dc/terms/")
TYPES = {".jsonld": "application/ld+json", ".json": "application/json", ".ttl": "text/turtle", ".xml": "application/rdf+xml",
         ".rdf": "application/rdf+xml"}
SYNTAX = {".jsonld": "json-ld", ".json": "json-ld", ".ttl": "turtle", ".xml": "xml", ".rdf": "xml"}
NOTHING = {".jsonld": b'{"@context": {}, "@graph": []}', ".ttl": b"# nothing",
           ".xml": b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'}
PLACES = ("accessURL", "accessUrl", "downloadURL", "downloadUrl")
SHORT = re.compile(r"^(CC|ODbL|ODC-By|PDDL|Licence Ouverte|Public Domain|DL-DE|OGL|EUPL|Apache|MIT|GNU)\b")

RESOURCE = {"@type": "@id"}
TERMS = {
    "dcat": str(DCAT), "dct": str(DCT), "foaf": "http://xmlns.com/foaf/0.1/",
    "Dataset": "dcat:Dataset", "Distribution": "dcat:Distribution", "Catalogue": "dcat:Catalog", "Catalog": "dcat:Catalog",
    "dataset": {"@id": "dcat:dataset", **RESOURCE}, "title": "dct:title", "identifier": "dct:identifier",
    "description": "dct:description", "keyword": "dcat:keyword",
    "accessURL": {"@id": "dcat:accessURL", **RESOURCE}, "downloadURL": {"@id": "dcat:downloadURL", **RESOURCE},
    "issued": "dct:issued", "modified": "dct:modified",
}
DCAT_US = {**TERMS, "distribution": "dcat:distribution", "license": "dct:license", "published": "dct:modified",
           "mediaType": "dcat:mediaType", "format": "dct:format"}
DCAT_AP = {**TERMS, "datasetDistribution": {"@id": "dcat:distribution", **RESOURCE}, "releaseDate": "dct:issued",
           "modificationDate": "dct:modified", "licence": {"@id": "dct:license", **RESOURCE},
           "accessUrl": {"@id": "dcat:accessURL", **RESOURCE}, "downloadUrl": {"@id": "dcat:downloadURL", **RESOURCE}}


def text(value):
    value = "".join(" " if unicodedata.category(c) == "Cc" else c for c in str(value) if unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFC", " ".join(value.split()))


def address(value):
    value = re.sub(r"(?<=://)[^/]*", lambda host: host[0].lower(), str(value).strip(), count=1)
    return urllib.parse.quote(urllib.parse.unquote(value), safe=":/?&=#+,;@~$!*'()")


def chosen(values):
    """One of a text in several languages."""
    def rank(value):
        language = (getattr(value, "language", None) or "").split("-")[0]
        return {"fr": 0, "en": 1, "": 2}.get(language, 3)
    texts = [value for value in values if isinstance(value, Literal) and text(value)]
    best = min(map(rank, texts), default=None)
    return {text(value) for value in texts if rank(value) == best}


def moment(value):
    value = str(value).strip()
    if re.fullmatch(r"\d{4}(-\d\d)?", value):
        return value
    for part in (value, value[:10]):
        try:
            found = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", part).replace("Z", "+00:00"))
        except ValueError:
            continue
        found = found if found.tzinfo else found.replace(tzinfo=timezone.utc)
        return found.astimezone(timezone.utc).isoformat()
    return None


def dated(graph, node):
    for predicate in (DCT.modified, DCT.issued):
        found = {moment(value) for value in graph.objects(node, predicate)} - {None}
        if found:
            return found
    return set()


def licences(graph, node):
    """Addresses, and texts."""
    found = set()
    for value in graph.objects(node, DCT.license):
        is_web = str(value).startswith(("http://", "https://"))
        if is_web:
            found.add(address(value))
        elif isinstance(value, Literal):
            found.add(text(re.sub(r"<[^>]*>", " ", value)))
        else:
            found |= chosen(graph.objects(value, DCT.title))
    return found - {""}


def without_spaces(value, key=None):
    """A document of JSON-LD without white space in its addresses."""
    if isinstance(value, dict):
        return {key: without_spaces(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [without_spaces(inner, key) for inner in value]
    return value.replace(" ", "%20") if isinstance(value, str) and (key == "@id" or key in PLACES) else value


class Rdf:
    """What rdflib reads of a document."""

    def __init__(self, path, url):
        body = path.read_bytes()
        self.url = url
        syntax = SYNTAX[path.suffix]
        if syntax == "json-ld":
            written = body.decode("utf-8-sig", "replace")
            written = re.sub(r"(?<!\\)\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])", r"\\ufffd", written)
            written = re.sub(r"(?<!\\u[dD][89abAB]..)\\u[dD][c-fC-F][0-9a-fA-F]{2}", r"\\ufffd", written)
            document = json.loads(written, strict=False)
            if isinstance(document, dict) and ("@context" not in document or "project-open-data" in str(document["@context"])):
                document = {**document, "@context": DCAT_US, "@type": "Catalog", "@id": "urn:catalog"}
            elif isinstance(document, dict) and isinstance(document["@context"], str):
                document["@context"] = DCAT_AP
            body = json.dumps(without_spaces(document)).encode()
        self.graph = Graph()
        self.graph.parse(data=body, format=syntax, publicID=url)

    def datasets(self):
        graph = self.graph
        kinds = (DCAT.Dataset, DCAT.DatasetSeries)
        nodes = {node for kind in kinds for node in graph.subjects(RDF.type, kind)} | set(graph.objects(None, DCAT.dataset))
        for node in nodes:
            if any(predicate != RDF.type for predicate in graph.predicates(node)):
                yield self.dataset(node)

    def dataset(self, node):
        media = [self.media(one) for one in self.graph.objects(node, DCAT.distribution)
                 if isinstance(one, Literal) is False and any(p != RDF.type for p in self.graph.predicates(one))]
        own = licences(self.graph, node)
        shared = [one["licences"] for one in media]
        if not own and shared and all(one == shared[0] for one in shared):
            own = shared[0]
        names = {text(value) for value in self.graph.objects(node, DCT.identifier)}
        return {"ids": names or {address(node)}, "title": chosen(self.graph.objects(node, DCT.title)), "media": media,
                "modified": dated(self.graph, node), "licences": own}

    def media(self, node):
        places = next((found for predicate in (DCAT.downloadURL, DCAT.accessURL)
                       if (found := set(self.graph.objects(node, predicate)))), set())
        places = {address(urllib.parse.urljoin(self.url, str(place).strip())) for place in places}
        return {"places": places, "title": chosen(self.graph.objects(node, DCT.title)), "modified": dated(self.graph, node),
                "licences": licences(self.graph, node)}


def same_licence(ours, theirs):
    """`ours` is what has a licence."""
    if ours["licence"] is None:
        return not theirs
    if ours["licence_url"]:
        return address(ours["licence_url"]) in theirs
    return ours["licence"] in theirs or (bool(theirs) and bool(SHORT.match(ours["licence"])))


def same_date(ours, theirs):
    return not theirs if ours is None else moment(ours) in theirs


def differences(ours, theirs):
    """Sentences about one dataset."""
    if theirs["title"] and text(ours["title"]) not in theirs["title"]:
        yield f"title {ours['title']!r}, not {theirs['title']}"
    if not same_date(ours["modified"], theirs["modified"]):
        yield f"modified {ours['modified']}, not {theirs['modified']}"
    if not same_licence(ours, theirs["licences"]):
        yield f"licence {ours['licence']}, not {theirs['licences']}"
    if len(ours["media"]) != len(theirs["media"]):
        yield f"{len(ours['media'])} media, not {len(theirs['media'])}"
    left = list(theirs["media"])
    for media in ours["media"]:
        def fits(other):
            place = address(media["url"]) in other["places"] if media["url"] else not other["places"]
            title = not other["title"] or text(media["title"]) in other["title"]
            return place and title and same_date(media["modified"], other["modified"]) \
                and same_licence(media, other["licences"] or theirs["licences"])
        found = next((other for other in left if fits(other)), None)
        if found is None:
            yield f"media {media['title']!r} <{media['url']}> {media['modified']} {media['licence']}: none of {left}"
        else:
            left.remove(found)


def main(program, folder):
    logging.disable()  # rdflib warns of each address that is none
    folder = pathlib.Path(folder).resolve()

    class Feeds(http.server.SimpleHTTPRequestHandler):
        extensions_map = {**TYPES, "": "application/octet-stream"}

        def __init__(self, *given):
            super().__init__(*given, directory=str(folder))

        def do_GET(self):
            path = urllib.parse.urlsplit(self.path).path
            if path.count("/") == 1:
                return super().do_GET()
            # What a recorded page goes on with: a page of nothing, which is the end.
            suffix = pathlib.PurePath(path).suffix
            self.send_response(200)
            self.send_header("content-type", TYPES.get(suffix, TYPES[".jsonld"]))
            self.end_headers()
            self.wfile.write(NOTHING.get(suffix, NOTHING[".jsonld"]))

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Feeds)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    wrong, compared = [], 0
    for path in sorted(path for path in folder.iterdir() if path.suffix in TYPES):
        url = f"http://127.0.0.1:{server.server_port}/{path.name}"
        with tempfile.TemporaryDirectory() as home:
            config = pathlib.Path(home, "config.toml")
            config.write_text(f'[portals.p]\nkind = "dcat"\nurl = "{url}"\n')
            places = {name: home for name in ("HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME")}

            def asked(*words):
                command = [program, "--config", str(config), "--lang", "fr", "--json", *words]
                environment = {"PATH": os.environ["PATH"], "GUICHET_SECRETS": "memory", **places}
                run = subprocess.run(command, env=environment, capture_output=True, text=True)
                if run.returncode != 0:
                    raise SystemExit(f"{path.name}: {' '.join(words)}: {run.stdout}{run.stderr}")
                return json.loads(run.stdout)

            rows = asked("list", "p/all", "--all")["items"]
            ours = [asked("show", row["address"]) for row in rows]
        theirs = list(Rdf(path, url).datasets())
        if len(ours) != len(theirs):
            wrong.append(f"{path.name}: {len(ours)} datasets, not {len(theirs)}")
        for dataset in ours:
            name = urllib.parse.unquote(dataset["address"].split("/", 1)[1])
            names = {name, address(name), re.sub(r"-\d+$", "", name), name.removeprefix("id:")}
            fitting = [other for other in theirs if other["ids"] & names] or \
                [other for other in theirs if text(dataset["title"]) in other["title"]]
            told = [list(differences(dataset, other)) for other in fitting]
            compared += 1
            if not told:
                wrong.append(f"{path.name}: {dataset['title']!r} ({name}) is none")
            elif all(told):
                wrong += [f"{path.name}: {dataset['title']!r}: {sentence}" for sentence in min(told, key=len)]
    if wrong or compared == 0:
        raise SystemExit("\n".join(wrong) or "nothing was compared")
    print(f"{compared} datasets are what rdflib reads")


main(*sys.argv[1:])
