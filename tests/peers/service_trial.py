"""What the trials of services share: a feed of DCAT whose datasets are services, and the program that takes their rows."""

import json
import os
import subprocess
import tempfile
from pathlib import Path

WORK = Path(tempfile.mkdtemp(prefix="guichet-services-"))
failed = []


def check(what, found, expected=True):
    ok = found == expected
    told = "" if ok else f"{found!r} for {expected!r}"
    print("ok   " if ok else "FAIL ", what, told if len(told) < 500 else f"{told[:200]} … {told[-200:]}", flush=True)
    if not ok:
        failed.append(what)


def ended():
    """What the trial ends with."""
    return f"{len(failed)} failed: {', '.join(failed)}" if failed else 0


def dataset(name, form, address):
    """A dataset of a feed, whose one distribution is a service."""
    dcat, dct = "http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/"
    return {
        "@id": f"http://feed.example/{name}",
        "@type": f"{dcat}Dataset",
        f"{dct}title": name,
        f"{dct}identifier": name,
        f"{dcat}distribution": {
            "@id": f"http://feed.example/{name}#service",
            "@type": f"{dcat}Distribution",
            f"{dct}title": "Points",
            f"{dct}format": form,
            f"{dcat}accessURL": {"@id": address},
        },
    }


def send(handler, status, content_type, body):
    """One answer of a server of Python's."""
    handler.send_response(status)
    handler.send_header("Content-Type", content_type)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


class Person:
    """Somebody whose one portal is the feed at an address."""

    def __init__(self, program, feed):
        self.program = Path(program).resolve()
        config = WORK / ".config" / "guichet" / "config.toml"
        config.parent.mkdir(parents=True)
        config.write_text(f'[portals.feed]\nkind = "dcat"\nurl = "{feed}"\n')

    def run(self, *arguments):
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(WORK),
            "GUICHET_SECRETS": "memory",
            "GUICHET_LANG": "en",
        }
        command = [self.program, *arguments]
        ran = subprocess.run(command, cwd=WORK, env=environment, capture_output=True, text=True, timeout=300)
        return ran.returncode, ran.stdout, ran.stderr

    def services(self):
        """The address of each dataset's service, by the dataset's title."""
        items = json.loads(self.run("list", "feed/all", "--json")[1])["items"]
        shown = {it["title"]: json.loads(self.run("show", it["address"], "--json")[1]) for it in items}
        return {title: it["media"][0]["address"] for title, it in shown.items()}

    def take(self, address, name, *arguments):
        """One export as text, and what is said of it."""
        code, out, err = self.run("get", address, "-o", f"{name}/", "--json", *arguments)
        told = json.loads(out)
        if code:
            print(code, out, err)
        return code, told, Path(WORK, told["path"]).read_text() if told.get("path") else ""
