"""Runs the program on another system, as .ci/platforms has built it: run.py SYSTEM PROGRAM HOLD.

SYSTEM is "windows" (under Wine; HOLD is tests/platforms/hold.c) or "static". The command line, the demo's portals, a download
that is cut, killed and gone on with, files that another program has open, long paths, and what the browser draws in a
terminal. Prints what was tried, a line each, and at the end "all tried".
"""

import fcntl
import hashlib
import http.server
import json
import os
import pathlib
import pty
import random
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time

SYSTEM, PROGRAM, HOLD = sys.argv[1:4]
IS_WINDOWS = SYSTEM == "windows"
WINE = ["/usr/lib/wine/wine64"]
SET, MEDIA = "4a82fdb8-6c1a-4df6-bd87-b376c466a218", "acfe8ee1-27c1-44f4-a013-7ee18225dddd"
PATIENCE = 120


def of(path):
    """A path of this machine as the program's system writes it."""
    return "Z:" + str(path).replace("/", "\\") if IS_WINDOWS else str(path)


class Portal(http.server.ThreadingHTTPServer):
    """A portal with one dataset of one file, which comes as far as `cuts` says, one after the other."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.body, self.version, self.cuts, self.stalls, self.asked = b"", 0, [], False, []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def publish(self, length):
        self.version += 1
        rows = random.Random(self.version)
        self.body = ("id;valeur\n" + "".join(f"{n};{rows.random()}\n" for n in range(length // 25))).encode()
        self.asked.clear()

    def handle_error(self, request, address):
        pass  # programs that are killed


class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        portal = self.server
        if self.path == f"/konsult/v1/datasets/{SET}/metadatas":
            media = {"media_type": "FILE", "media_id": MEDIA, "media_name": "été.csv",
                     "connector": {"url": "/file.csv", "interface_contract": "dwnl"}}
            text = json.dumps({"global_id": SET, "resource_title": "été", "available_formats": [media],
                               "storage_status": "online"}).encode()
            return self.send(200, text, {"content-type": "application/json"})
        if self.path != "/file.csv":
            return self.send(404, b"", {})
        tag, wanted = f'"v{portal.version}"', self.headers.get("range")
        portal.asked.append(wanted)
        headers = {"etag": tag, "accept-ranges": "bytes", "content-type": "text/csv"}
        if self.headers.get("if-none-match") == tag:
            return self.send(304, b"", headers)
        if wanted and self.headers.get("if-range", tag) == tag:
            first, last = wanted.removeprefix("bytes=").split("-")
            first, last = int(first), int(last or len(portal.body) - 1)
            headers["content-range"] = f"bytes {first}-{last}/{len(portal.body)}"
            return self.send(206, portal.body[first:last + 1], headers)
        self.send(200, portal.body, headers)

    def send(self, status, body, headers):
        portal = self.server
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        cut = portal.cuts.pop(0) if self.path == "/file.csv" and portal.cuts else len(body)
        self.wfile.write(body[:cut])
        if cut < len(body):
            self.wfile.flush()
            if portal.stalls:
                time.sleep(PATIENCE)
            self.close_connection = True


class Home:
    """A person's folders, and the program run in them."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.env = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        self.env |= {"HOME": folder, "GUICHET_SECRETS": "memory", "GUICHET_LANG": "en", "TERM": "xterm-256color",
                     "WINEDLLOVERRIDES": "winemenubuilder.exe,mscoree,mshtml=d"}
        self.command = (WINE if IS_WINDOWS else []) + [PROGRAM]

    def start(self, *args, **options):
        return subprocess.Popen([*self.command, *args], env=self.env, cwd=self.folder, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", **options)

    def run(self, *args, code=0):
        child = self.start(*args)
        try:
            out, err = child.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            raise
        assert child.returncode == code, f"{args} ended with {child.returncode}, not {code}:\n{out}\n{err}"
        return out, err

    def configure(self, portal):
        config = self.folder / "config.toml"
        config.write_text(f'[portals.city]\nkind = "rudi"\nurl = "http://127.0.0.1:{portal.server_port}/"\n')
        self.env["GUICHET_CONFIG"] = of(config)


ADDRESS = f"city/{SET}/{MEDIA}"


def command_line(home, _):
    assert home.run("--version")[0].startswith("guichet ")
    assert "Usage: guichet" in home.run("--help")[0]
    home.run("get", code=2)
    french = home.run("--lang", "fr", "portals", "--known")[0]
    assert "é" in french and "Ã" not in french, french


def demo(home, _):
    shells = {"powershell": ("$env:", " = "), "cmd": ('set ^"', "="), "sh": ("export ", "=")}
    for shell, (begin, sign) in shells.items():
        child = home.start("demo", "--headless", "--shell", shell)
        lines = [child.stdout.readline().strip() for _ in range(3)]
        assert all(line.startswith(begin) and sign in line for line in lines), lines
        if shell == "powershell":
            values = dict(line.removeprefix(begin).split(sign, 1) for line in lines)
            env, home.env = home.env, home.env | {name: text.strip("'") for name, text in values.items()}
            assert "Qualité" in home.run("list", "rudi/all", "--all")[0]
            home.run("get", "rudi/136ed30f-e692-41b9-94b3-c2f20bd7cbbd", "-o", "data")
            assert any((home.folder / "data").iterdir())
            home.env = env
        child.kill()
        child.wait()


def cut(home, portal):
    portal.publish(2_000_000)
    portal.cuts[:] = [300_000, 400_000]
    home.run("get", ADDRESS, "-o", "cut")
    assert (home.folder / "cut/été.csv").read_bytes() == portal.body
    assert len(portal.asked) >= 3 and portal.asked[0] is None and all(portal.asked[1:3]), portal.asked


def killed(home, portal):
    portal.publish(2_000_000)
    portal.cuts[:], portal.stalls = [1_500_000] * 20, True
    child, journal = home.start("get", ADDRESS, "-o", "killed"), home.folder / "killed/été.csv.part.json"
    end = time.monotonic() + PATIENCE
    while '"proofs":[[' not in (journal.read_text() if journal.exists() else ""):
        assert time.monotonic() < end and child.poll() is None, child.communicate()
        time.sleep(0.05)
    time.sleep(1)
    child.kill()
    child.communicate()
    portal.cuts.clear()
    portal.stalls = False
    portal.asked.clear()
    home.run("get", ADDRESS, "-o", "killed")
    assert (home.folder / "killed/été.csv").read_bytes() == portal.body
    first = int(portal.asked[0].removeprefix("bytes=").split("-")[0])
    assert first > 500_000, portal.asked
    receipt = json.loads((home.folder / "killed/été.csv.receipt.json").read_text())
    assert receipt["sha256"] == hashlib.sha256(portal.body).hexdigest()


def proven(home, portal):
    """As after a power cut: what was written last is zeros."""
    portal.publish(2_000_000)
    portal.cuts[:], portal.stalls = [1_500_000] * 20, True
    child, part = home.start("get", ADDRESS, "-o", "proven"), home.folder / "proven/été.csv.part"
    journal = part.with_suffix(".part.json")
    end = time.monotonic() + PATIENCE
    while '"proofs":[[' not in (journal.read_text() if journal.exists() else ""):
        assert time.monotonic() < end and child.poll() is None, child.communicate()
        time.sleep(0.02)
    child.kill()
    child.communicate()
    told = json.loads(journal.read_text())
    told["durable"] = []
    journal.write_text(json.dumps(told))
    start, _, _ = told["proofs"][-1]
    with part.open("r+b") as file:
        file.seek(start)
        file.write(b"\0" * 10)
    portal.cuts.clear()
    portal.stalls = False
    home.run("get", ADDRESS, "-o", "proven")
    assert (home.folder / "proven/été.csv").read_bytes() == portal.body


def below_home(home, portal):
    portal.publish(1000)
    for written in ["~/un", "~\\deux"]:
        out = home.run("get", ADDRESS, "-o", written, "--json")[0]
        path = json.loads(out.splitlines()[0])["path"]
        assert "~" not in path and written[2:] in path and (IS_WINDOWS or path.startswith(str(home.folder))), path
        assert not [name for name in os.listdir(home.folder) if name.startswith("~")]


def long_path(home, portal):
    portal.publish(1000)
    folder = home.folder / "long" / ("d" * 100) / ("e" * 100) / ("f" * 100)
    home.run("get", ADDRESS, "-o", of(folder))
    assert (folder / "été.csv").read_bytes() == portal.body
    portal.publish(300_000)
    home.run("get", ADDRESS, "-o", of(folder))
    assert (folder / "été.csv").read_bytes() == portal.body
    assert sorted(os.listdir(folder)) == ["été.csv", "été.csv.receipt.json"], os.listdir(folder)


def held(home, portal):
    """What another program has open stays as it is, with its receipt, and the sentence says what to do."""
    for length in [1000, 300_000]:
        for shared in ["0", "1", "3"]:
            portal.publish(length)
            name = f"held-{shared}-{length}"
            home.run("get", ADDRESS, "-o", name)
            file, receipt = home.folder / name / "été.csv", home.folder / name / "été.csv.receipt.json"
            before, told = file.read_bytes(), receipt.read_bytes()
            holder = subprocess.Popen([*WINE, HOLD, of(file), shared], env=home.env, stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, text=True)
            assert holder.stdout.readline().strip() == "held"
            portal.publish(length + 100)
            child = home.start("get", ADDRESS, "-o", name, "--if-exists", "overwrite")
            out, err = child.communicate(timeout=PATIENCE)
            holder.communicate("\n")
            assert child.returncode == 7, (shared, child.returncode, out, err)
            assert "another program has it open" in out + err and "Close it" in out + err, (shared, out, err)
            assert (file.read_bytes(), receipt.read_bytes()) == (before, told), shared
            home.run("get", ADDRESS, "-o", name, "--if-exists", "overwrite")
            assert file.read_bytes() == portal.body


def secret_file(home, portal):
    (home.folder / "secret").write_text("hunter2\r\n")
    env, home.env = home.env, home.env | {"GUICHET_SECRETS": "file", "GUICHET_PASSPHRASE": "open sesame"}
    home.run("auth", "set", "city", "--sign-in", "login", "--id", "ada", "--secret-file", of(home.folder / "secret"),
             "--untested")
    # The portal here knows no accounts; where the credential is stands before what it says.
    assert "encrypted-file" in home.run("auth", "status", code=5)[0]
    home.run("auth", "remove", "city")
    home.env = env
    if IS_WINDOWS:
        refused = home.run("auth", "set", "city", "--id", "ada", "--secret-fd", "3", code=2)[1]
        assert "--secret-file" in refused, refused


class Terminal:
    """The browser in a terminal."""

    def __init__(self, home, *args):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
            os.chdir(home.folder)
            os.execve(home.command[0], [*home.command, *args], home.env | {"GUICHET_LANG": "fr"})
        self.seen = b""

    def until(self, wanted, patience=60):
        end = time.monotonic() + patience
        while wanted not in self.text():
            left = end - time.monotonic()
            assert left > 0, f"{wanted!r} was never seen in {self.text()[-3000:]!r}"
            if select.select([self.fd], [], [], left)[0]:
                self.seen += os.read(self.fd, 65536)

    def text(self):
        return self.seen.decode("utf-8", "replace")

    def type(self, text):
        os.write(self.fd, text.encode())

    def end(self):
        os.kill(self.pid, signal.SIGKILL)
        os.close(self.fd)
        os.waitpid(self.pid, 0)


def browser(home, _):
    terminal = Terminal(home, "demo")
    try:
        terminal.until("─")
        terminal.until("é")
        assert "Ã" not in terminal.text() and "â”" not in terminal.text(), terminal.text()[-3000:]
    finally:
        terminal.end()


TRIED = [command_line, demo, cut, killed, proven, below_home, long_path, secret_file, browser]
if IS_WINDOWS:
    TRIED.insert(-2, held)


def main():
    only = sys.argv[4:]
    with tempfile.TemporaryDirectory(prefix="guichet-") as folder:
        for tried in TRIED:
            if only and tried.__name__ not in only:
                continue
            place = os.path.join(folder, tried.__name__)
            os.mkdir(place)
            home, portal = Home(place), Portal()
            home.configure(portal)
            begun = time.monotonic()
            try:
                tried(home, portal)
                print(f"ok      {SYSTEM}: {tried.__name__} ({time.monotonic() - begun:.0f} s)", flush=True)
            except Exception as error:
                print(f"FAILED  {SYSTEM}: {tried.__name__}: {type(error).__name__}: {str(error)[:4000]}", flush=True)
            portal.shutdown()
    print("all tried")


main()
