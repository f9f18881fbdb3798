#!/usr/bin/env python3
"""A catalogue of any number of datasets, made page by page while it is asked for: udata, CKAN and RUDI on loopback, and
the same datasets as a DCAT feed of one document, sent as it is written.

    python3 benches/catalogue/serve.py --datasets 1000000 [--port 0] [--slow SECONDS] [--stop-after PAGES]

Prints its address, then answers until it is stopped. Portals of all three kinds are at `/`, feeds at `/feed.jsonld`,
`/feed.ttl`, `/feed.rdf` and `/feed.json` (DCAT-US). What a dataset says depends on its number alone.
"""
import argparse, json, re, sys, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

SUBJECTS = ["Comptages de vélos", "Qualité de l’air", "Arbres d’alignement", "Points d’eau potable",
            "Marchés publics", "Arrêts de bus", "Délibérations", "Bornes de recharge", "Budget primitif", "Bruit"]
PLACES = ["Rennes", "Brest", "Lorient", "Saint-Malo", "Fougères", "Vitré", "Quimper", "Vannes", "Redon"]
PUBLISHERS = ["Ville d’exemple", "Département", "Région", "Agence de l’eau", "Syndicat des transports", "Observatoire"]
ABOUT = ("Relevés horaires par capteur, de 2019 à aujourd’hui, tels que les services techniques les publient : "
         "coordonnées, valeur mesurée, unité et indice de confiance. ")


class Dataset:
    """What there is to say of the dataset of this number, in no portal's words."""

    def __init__(self, number):
        self.number = number
        mixed = number * 2654435761 % (1 << 32)
        self.id = f"{mixed:08x}-{number >> 16 & 0xffff:04x}-4{number & 0xfff:03x}-8{mixed & 0xfff:03x}-{number:012x}"
        subject, place = SUBJECTS[mixed % len(SUBJECTS)], PLACES[(mixed >> 8) % len(PLACES)]
        self.title = f"{subject} à {place}, secteur {number:07}"
        self.publisher = PUBLISHERS[(mixed >> 16) % len(PUBLISHERS)]
        self.about = ABOUT + f"Le secteur {number} est décrit dans la notice."
        self.day = f"20{10 + mixed % 15:02}-{1 + mixed % 12:02}-{1 + mixed % 28:02}"
        self.file = f"/files/{number}.csv"

    def udata(self):
        file = {"id": "f-" + self.id, "title": "Relevés (CSV)", "format": "csv", "filesize": 1000 + self.number % 9999,
                "url": "http://127.0.0.1:1" + self.file, "type": "main", "filetype": "remote", "mime": "text/csv"}
        return {"id": self.id, "title": self.title, "slug": f"secteur-{self.number}", "description": self.about,
                "organization": {"id": "o", "name": self.publisher, "slug": "o"}, "license": "odc-odbl", "tags": ["eau"],
                "last_modified": self.day + "T08:00:00+00:00", "created_at": "2010-01-01T00:00:00+00:00",
                "resources": [file], "page": f"http://127.0.0.1:1/d/{self.number}", "private": False}

    def ckan(self):
        file = {"id": "f-" + self.id, "name": "Relevés", "format": "CSV", "url": "http://127.0.0.1:1" + self.file}
        return {"id": self.id, "name": f"secteur-{self.number}", "title": self.title, "notes": self.about,
                "organization": {"name": "o", "title": self.publisher}, "license_title": "ODbL", "private": False,
                "metadata_modified": self.day + "T08:00:00", "resources": [file], "tags": [{"name": "eau"}]}

    def rudi(self):
        text = lambda text: [{"lang": "fr", "text": text}]
        file = {"media_type": "FILE", "media_id": "f" + self.id[1:], "media_name": "releves.csv", "file_type": "text/csv",
                "connector": {"url": self.file, "interface_contract": "dwnl"}}
        return {"global_id": self.id, "resource_title": self.title, "synopsis": text(self.about[:120]),
                "summary": text(self.about), "theme": "transportation", "keywords": ["eau"],
                "producer": {"organization_name": self.publisher}, "available_formats": [file],
                "dataset_dates": {"updated": self.day + "T08:00:00Z"}, "storage_status": "online"}

    def data_json(self):
        return json.dumps({"@type": "dcat:Dataset", "identifier": self.id, "title": self.title, "description": self.about,
                           "modified": self.day, "keyword": ["eau"], "accessLevel": "public",
                           "publisher": {"name": self.publisher},
                           "distribution": [{"downloadURL": "http://127.0.0.1:1" + self.file, "mediaType": "text/csv"}]},
                          ensure_ascii=False)

    def json_ld(self):
        return json.dumps({"@id": "urn:uuid:" + self.id, "@type": "dcat:Dataset", "dct:identifier": self.id,
                           "dct:title": self.title, "dct:description": self.about, "dcat:keyword": "eau",
                           "dct:modified": self.day, "dct:publisher": {"foaf:name": self.publisher},
                           "dcat:distribution": {"@id": f"urn:file:{self.number}", "@type": "dcat:Distribution",
                                                 "dcat:downloadURL": {"@id": "http://127.0.0.1:1" + self.file},
                                                 "dct:format": "CSV"}}, ensure_ascii=False)

    def turtle(self):
        return (f'<urn:uuid:{self.id}> a dcat:Dataset ; dct:identifier "{self.id}" ; dct:title "{self.title}" ;\n'
                f'  dct:description "{self.about}" ; dcat:keyword "eau" ; dct:modified "{self.day}"^^xsd:date ;\n'
                f'  dct:publisher [ foaf:name "{self.publisher}" ] ;\n'
                f'  dcat:distribution <urn:file:{self.number}> .\n<urn:file:{self.number}> a dcat:Distribution ;\n'
                f'  dcat:downloadURL <http://127.0.0.1:1{self.file}> ; dct:format "CSV" .\n')

    def rdf_xml(self):
        return (f'<dcat:dataset><dcat:Dataset rdf:about="urn:uuid:{self.id}"><dct:identifier>{self.id}</dct:identifier>\n'
                f'<dct:title>{self.title}</dct:title><dct:description>{self.about}</dct:description>\n'
                f'<dcat:keyword>eau</dcat:keyword><dct:modified>{self.day}</dct:modified>\n'
                f'<dct:publisher><foaf:Agent><foaf:name>{self.publisher}</foaf:name></foaf:Agent></dct:publisher>\n'
                f'<dcat:distribution><dcat:Distribution rdf:about="urn:file:{self.number}">'
                f'<dcat:downloadURL rdf:resource="http://127.0.0.1:1{self.file}"/><dct:format>CSV</dct:format>'
                f'</dcat:Distribution></dcat:distribution></dcat:Dataset></dcat:dataset>\n')


PREFIXES = {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/", "xsd": "http://www.w3.org/2001/XMLSchema#"}
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
# Of each syntax: content type, what comes before all datasets, between two of them and behind, and one of them.
FEEDS = {
    "jsonld": ("application/ld+json", f'{{"@context": {json.dumps(PREFIXES)}, "@graph": [\n', ",\n", "]}", Dataset.json_ld),
    "ttl": ("text/turtle", "".join(f"@prefix {k}: <{v}> .\n" for k, v in PREFIXES.items()), "", "", Dataset.turtle),
    "rdf": ("application/rdf+xml", '<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="' + RDF + '"'
            + "".join(f' xmlns:{k}="{v}"' for k, v in PREFIXES.items()) + '><dcat:Catalog rdf:about="urn:all">\n', "",
            "</dcat:Catalog></rdf:RDF>", Dataset.rdf_xml),
    "json": ("application/json", '{"conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "dataset": [\n', ",\n",
             "]}", Dataset.data_json),
}


class Catalogue(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    datasets, slow, stop_after, pages = 1000, 0.0, None, 0

    def log_message(self, *_):
        pass

    def do_GET(self):
        url = urlsplit(self.path)
        asked = {key: values[0] for key, values in parse_qs(url.query).items()}
        path = url.path
        if feed := re.fullmatch(r"/feed\.(\w+)", path):
            return self.feed(*FEEDS[feed[1]])
        if path == "/api/1/datasets/":
            size = min(int(asked.get("page_size", 20)), 1000)
            page = int(asked.get("page", 1))
            rows = self.rows((page - 1) * size, size)
            more = page * size < self.datasets
            return self.page({"data": [row.udata() for row in rows], "total": self.datasets, "page": page,
                              "page_size": size, "next_page": "http://127.0.0.1/next" if more else None})
        if path == "/api/3/action/package_search":
            rows = self.rows(int(asked.get("start", 0)), min(int(asked.get("rows", 10)), 1000))
            return self.page({"success": True, "result": {"count": self.datasets, "search_facets": {},
                                                           "results": [row.ckan() for row in rows]}})
        if path == "/konsult/v1/datasets/metadatas":
            rows = self.rows(int(asked.get("offset", 0)), min(int(asked.get("limit", 100)), 100))
            return self.page({"total": self.datasets, "items": [row.rudi() for row in rows]})
        self.answer(b'{"data": [], "total": 0, "next_page": null}' if path.startswith("/api/") else b"{}",
                    200 if path.startswith("/api/") else 404)

    def rows(self, start, count):
        return [Dataset(number) for number in range(start, min(start + count, self.datasets))]

    def page(self, body):
        cls = type(self)
        cls.pages += 1
        if self.stop_after is not None and cls.pages > self.stop_after:
            return self.answer(b"", 503)
        time.sleep(self.slow)
        self.answer(json.dumps(body, ensure_ascii=False).encode())

    def answer(self, body, status=200):
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def feed(self, content_type, before, between, behind, write):
        """Without a length: nobody knows it before the end."""
        self.send_response(200)
        self.send_header("content-type", content_type)
        self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(before.encode())
        for start in range(0, self.datasets, 500):
            part = between.join(write(row) for row in self.rows(start, 500))
            self.wfile.write(((between if start else "") + part).encode())
        self.wfile.write(behind.encode())
        self.close_connection = True


def server(datasets, port=0, slow=0.0, stop_after=None):
    handler = type("Of", (Catalogue,), {"datasets": datasets, "slow": slow, "stop_after": stop_after})
    ThreadingHTTPServer.daemon_threads = True
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--datasets", type=int, default=1_000_000)
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--slow", type=float, default=0.0, help="seconds before each page")
    options.add_argument("--stop-after", type=int, help="so many pages, then 503")
    options = options.parse_args()
    serving = server(options.datasets, options.port, options.slow, options.stop_after)
    print(f"http://127.0.0.1:{serving.server_port}/", flush=True)
    try:
        serving.serve_forever()
    except KeyboardInterrupt:
        sys.exit(0)
