"""guichet on networks that are broken, each in its way. `.ci/network` starts this in a network namespace of its own:

    python3 tests/peers/network.py PROGRAM

Servers, a name server and certificates are made here; addresses are those for documentation, on interfaces that lead nowhere.
"""

import json
import os
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PROGRAM = Path(sys.argv[1]).resolve()
WORK = Path(tempfile.mkdtemp(prefix="guichet-network-"))
HERE, HERE6 = "192.0.2.10", "2001:db8::10"
CAPTIVE = "192.0.2.20"
# A proxy's password, an account's key and a portal's path, none of which may be in a report.
SECRETS = ["hunter2-of-the-proxy", "key-4711-of-the-account", "very-secret-path"]

# By name: addresses of both protocols, and seconds before the answer.
NAMES = {
    "both.test": ([HERE], [HERE6], 0),
    "only6.test": ([], [HERE6], 0),
    "only4.test": ([HERE], [], 0),
    # What is sent there is lost.
    "dead6.test": ([HERE], ["2001:db8:1::99"], 0),
    "dead4.test": (["198.51.100.99"], [HERE6], 0),
    "far6.test": ([], ["2001:db8:ffff::1"], 0),
    "far4.test": (["203.0.113.1"], [], 0),
    "slow.test": ([HERE], [], 2.5),
    "captive.test": ([CAPTIVE], [], 0),
    "login.hotel.example": ([CAPTIVE], [], 0),
    "early.test": ([HERE], [], 0),
    "late.test": ([HERE], [], 0),
    "proxy.test": ([HERE], [], 0),
}


def run(*args):
    subprocess.run(args, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


# What runs here.

def network():
    run("ip", "link", "set", "lo", "up")
    for address in (HERE, CAPTIVE):
        run("ip", "address", "add", f"{address}/32", "dev", "lo")
    run("ip", "-6", "address", "add", f"{HERE6}/128", "dev", "lo", "nodad")
    run("ip", "link", "add", "nowhere", "type", "veth", "peer", "name", "beyond")
    for end in ("nowhere", "beyond"):
        run("ip", "link", "set", end, "up")
    run("ip", "address", "add", "198.51.100.1/24", "dev", "nowhere")
    run("ip", "-6", "address", "add", "2001:db8:1::1/64", "dev", "nowhere", "nodad")
    # They are asked for nothing more than their hardware address, which is known: what is sent there is lost.
    for address in ("198.51.100.99", "2001:db8:1::99"):
        run("ip", "neighbour", "add", address, "lladdr", "02:00:00:00:00:99", "dev", "nowhere", "nud", "permanent")
    name_servers("127.0.0.1")
    run("mount", "--bind", str(WORK / "resolv.conf"), "/etc/resolv.conf")
    (WORK / "nsswitch.conf").write_text("hosts: files dns\n")
    if os.path.exists("/etc/nsswitch.conf"):
        run("mount", "--bind", str(WORK / "nsswitch.conf"), "/etc/nsswitch.conf")


def name_servers(*addresses, options=""):
    lines = "".join(f"nameserver {address}\n" for address in addresses) + (f"options {options}\n" if options else "")
    # In place: what is bound elsewhere is this very file.
    with open(WORK / "resolv.conf", "w") as file:
        file.write(lines)


def answer(question, addresses, kind):
    head = question[:2] + struct.pack(">HHHHH", 0x8580, 1, len(addresses), 0, 0)
    end = 12 + question[12:].index(b"\0") + 5
    records = b"".join(
        b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 1, len(packed)) + packed
        for packed in (socket.inet_pton(socket.AF_INET6 if kind == 28 else socket.AF_INET, it) for it in addresses)
    )
    return head + question[12:end] + records


def serve_names():
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 53))
    # It is there, and says nothing.
    silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    silent.bind(("127.0.0.2", 53))

    def loop(_keep=silent):
        while True:
            question, asker = server.recvfrom(512)
            labels, at = [], 12
            while question[at]:
                labels.append(question[at + 1 : at + 1 + question[at]].decode())
                at += 1 + question[at]
            (kind,) = struct.unpack(">H", question[at + 1 : at + 3])
            name = ".".join(labels).lower()
            if name not in NAMES:
                end = at + 5
                said = question[:2] + struct.pack(">HHHHH", 0x8583, 1, 0, 0, 0) + question[12:end]
                server.sendto(said, asker)
                continue
            four, six, delay = NAMES[name]
            said = answer(question, {1: four, 28: six}.get(kind, []), kind)
            threading.Timer(delay, server.sendto, (said, asker)).start()

    threading.Thread(target=loop, daemon=True).start()


def certificates():
    config = WORK / "ca.cnf"
    config.write_text(
        f"[ca]\ndefault_ca=d\n[d]\nnew_certs_dir={WORK}\ndatabase={WORK}/index\nserial={WORK}/serial\ndefault_md=sha256\n"
        "policy=p\nunique_subject=no\n[p]\ncommonName=supplied\n"
    )
    (WORK / "index").write_text("")
    (WORK / "serial").write_text("1000")
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    run("openssl", "req", "-x509", *key, "-keyout", f"{WORK}/ca.key", "-out", f"{WORK}/ca.pem", "-days", "20000",
        "-subj", "/CN=Broken networks", "-addext", "basicConstraints=critical,CA:TRUE")

    def leaf(name, hosts, begins, ends):
        run("openssl", "req", "-new", *key, "-keyout", f"{WORK}/{name}.key", "-out", f"{WORK}/csr", "-subj", f"/CN={name}")
        (WORK / "ext").write_text("subjectAltName=" + ",".join(f"DNS:{host}" for host in hosts))
        run("openssl", "ca", "-batch", "-notext", "-config", str(config), "-cert", f"{WORK}/ca.pem", "-keyfile",
            f"{WORK}/ca.key", "-in", f"{WORK}/csr", "-startdate", begins, "-enddate", ends, "-extfile", f"{WORK}/ext",
            "-out", f"{WORK}/{name}.pem")

    day = lambda days: (datetime.now(timezone.utc) + timedelta(days=days)).strftime("%Y%m%d%H%M%SZ")
    leaf("portals", [name for name in NAMES if name.endswith(".test")], day(-1), day(90))
    leaf("hotel", ["login.hotel.example"], day(-1), day(90))
    leaf("coming", ["early.test"], day(390), day(800))
    leaf("gone", ["late.test"], day(-800), day(-300))


FEED = json.dumps({
    "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
    "@id": "c", "@type": "dcat:Catalog", "dct:title": "A portal",
    "dcat:dataset": [{"@id": "d", "@type": "dcat:Dataset", "dct:title": "Roads", "dct:identifier": "roads"}],
}).encode()


class Portal(BaseHTTPRequestHandler):
    days = 0

    def do_GET(self):
        host = self.headers.get("Host", "").split(":")[0]
        if self.path.startswith("/page"):
            return self.say(200, "text/html", b"<!doctype html><html><title>Welcome</title>Sign in</html>")
        if self.path.startswith("/511"):
            return self.say(511, "text/html", b"<html>sign in</html>")
        return self.say(200, "application/ld+json", FEED, days={"early.test": 400, "late.test": -400}.get(host, self.days))

    do_HEAD = do_GET

    def say(self, status, kind, body, days=0):
        self.send_response_only(status)
        self.send_header("Date", format_datetime(datetime.now(timezone.utc) + timedelta(days=days), usegmt=True))
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_):
        pass


class Skewed(Portal):
    """Whose certificate is good, and whose clock is a day ahead."""
    days = 1


class Hotel(Portal):
    def do_GET(self):
        self.send_response(302)
        self.send_header("Location", "http://login.hotel.example/welcome?from=x")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass


class Server6(Server):
    address_family = socket.AF_INET6


def serve(kind, address, port, handler, certificate=None, by_name=None):
    server = kind((address, port), handler)
    if certificate:
        def context(name):
            made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            made.load_cert_chain(WORK / f"{name}.pem", WORK / f"{name}.key")
            return made

        others = {host: context(name) for host, name in (by_name or {}).items()}
        own = context(certificate)

        def choose(connection, host, _):
            connection.context = others.get(host, own)

        own.sni_callback = choose
        server.socket = own.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()


# What a person does.

def guichet(url, *args, kind="dcat", language="en", env=()):
    home = WORK / "home"
    home.mkdir(exist_ok=True)
    config = home / "config.toml"
    config.write_text(f'[portals.p]\nkind = "{kind}"\nurl = "{url}"\n')
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(home), "XDG_CONFIG_HOME": f"{home}/c", "XDG_STATE_HOME": f"{home}/s",
        "XDG_DATA_HOME": f"{home}/d", "XDG_CACHE_HOME": str(WORK / f"cache-{time.monotonic_ns()}"),
        "GUICHET_SECRETS": "memory", "GUICHET_LANG": language, **dict(env),
    }
    # What signs in is of each kind's own form.
    signs_in = {"GUICHET_P_LOGIN": "ada", "GUICHET_P_PASSWORD": SECRETS[1]} if kind == "dcat" else {"GUICHET_P_API_KEY": SECRETS[1]}
    environment.update(signs_in)
    began = time.monotonic()
    ran = subprocess.run([PROGRAM, "--config", config, "--ca-file", WORK / "ca.pem", *args], env=environment,
                         capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
    return ran.returncode, ran.stdout + ran.stderr, time.monotonic() - began


failures = []


def holds(what, condition, detail):
    print(f"{'ok' if condition else 'FAILED'}  {what}")
    if not condition:
        failures.append(what)
        print("\n".join(f"      {line}" for line in str(detail).splitlines()))


def doctor(what, url, *, en, fr, absent=(), code=None, kind="dcat", env=()):
    """Both languages say it, and so does a report, which holds no secret."""
    for language, sentence in (("en", en), ("fr", fr)):
        status, told, _ = guichet(url, "doctor", kind=kind, language=language, env=env)
        said = all(words in told for words in sentence) and not any(words in told for words in absent)
        holds(f"{what} ({language})", said and (code is None or status == code), f"{status}\n{told}")
        status, told, _ = guichet(url, "doctor", "--report", "-", kind=kind, language=language, env=env)
        said = all(words in told for words in sentence)
        holds(f"{what}, reported ({language})", said and not any(it in told for it in SECRETS), f"{status}\n{told}")


def tried():
    feed = "/very-secret-path/catalog.jsonld"
    doctor("a network as it should be", f"https://both.test{feed}", code=0, en=["both.test is", "TLS"], fr=["both.test est à"],
           absent=["FAILED", "does not answer", "the name servers took"])
    for name in ("only6.test", "only4.test"):
        status, told, took = guichet(f"https://{name}/catalog.jsonld", "list", "p/all")
        holds(f"one protocol is enough ({name})", status == 0 and "Roads" in told and took < 5, f"{status} {took}\n{told}")
        doctor(f"a host of one protocol ({name})", f"https://{name}{feed}", code=0, en=[f"{name} is"], fr=[f"{name} est à"],
               absent=["FAILED"])
    for name, dead in (("dead6.test", "IPv6"), ("dead4.test", "IPv4")):
        status, told, took = guichet(f"https://{name}/catalog.jsonld", "list", "p/all")
        holds(f"{dead} that leads nowhere costs no wait ({took:.1f} s)", status == 0 and took < 3, f"{status} {took}\n{told}")
        doctor(f"{dead} that leads nowhere", f"https://{name}{feed}", code=0, en=[f"does not answer over {dead}"],
               fr=[f"ne répond pas par {dead}"])
    for name, dead in (("far6.test", "IPv6"), ("far4.test", "IPv4")):
        doctor(f"a host that has {dead} alone, where there is none", f"https://{name}{feed}", code=5,
               en=[f"it has only {dead} addresses"], fr=[f"il n’a que des adresses {dead}"])
    doctor("no such host", f"https://nowhere.test{feed}", code=5, en=["know no such host"], fr=["ne connaissent pas cet hôte"])
    status, told, _ = guichet("https://nowhere.test/catalog.jsonld", "list", "p/all")
    holds("no such host, for who lists", status == 5 and "there is no host called nowhere.test" in told, told)

    doctor("a name server that takes its time", f"https://slow.test{feed}", code=0, en=["the name servers took"],
           fr=["les serveurs de noms ont mis"])
    name_servers("127.0.0.2", "127.0.0.1")
    doctor("a first name server that is silent", f"https://both.test{feed}", code=0, en=["the name servers took 5"],
           fr=["les serveurs de noms ont mis 5"])
    name_servers("127.0.0.2", options="timeout:1 attempts:1")
    doctor("name servers that are silent", f"https://both.test{feed}", code=5, en=["no name server answered within"],
           fr=["aucun serveur de noms n’a répondu"])
    status, told, _ = guichet("https://both.test/catalog.jsonld", "list", "p/all")
    holds("silent name servers, for who lists", status == 5 and "no name server answers" in told, told)
    name_servers("127.0.0.1")

    sign_in = {"en": "the network answers in its place, with a page at login.hotel.example",
               "fr": "le réseau répond à sa place, par une page de login.hotel.example"}
    for scheme in ("http", "https"):
        doctor(f"the sign-in page of a network ({scheme})", f"{scheme}://captive.test{feed}", code=5, en=[sign_in["en"]],
               fr=[sign_in["fr"]])
    doctor("a network that says that it wants a sign-in", "http://both.test/511", code=5, en=["wants you to sign in first (511)"],
           fr=["veut d’abord que vous vous y connectiez (511)"])
    doctor("a web page in the place of data", "https://both.test/page", kind="ckan", code=5, en=["a web page came where data"],
           fr=["une page web est venue"])

    for name, what in (("early.test", "behind"), ("late.test", "ahead")):
        doctor(f"a clock that is {what} by a year", f"https://{name}{feed}", code=5, en=["this computer's clock is wrong"],
               fr=["l’horloge de cet ordinateur est fausse"])
    doctor("a clock that is behind by a day", f"https://both.test:8443{feed}", code=0, en=["s behind the portal"],
           fr=["en retard de"])

    proxy = [(name, f"http://ada:{SECRETS[0]}@proxy.test:3128") for name in ("HTTPS_PROXY", "HTTP_PROXY")]
    doctor("a proxy that does not answer", f"https://both.test{feed}", code=5, env=proxy, en=["proxy.test:3128"],
           fr=["proxy.test:3128"], absent=SECRETS)
    elsewhere = [("HTTPS_PROXY", f"http://ada:{SECRETS[0]}@nobody.test:3128")]
    doctor("a proxy that has no name", f"https://both.test{feed}", code=5, env=elsewhere,
           en=["the name servers do not know the proxy"], fr=["les serveurs de noms ne connaissent pas le proxy"], absent=SECRETS)


def main():
    certificates()
    network()
    serve_names()
    serve(Server, HERE, 443, Portal, "portals", {"early.test": "coming", "late.test": "gone"})
    serve(Server6, HERE6, 443, Portal, "portals")
    serve(Server, HERE, 8443, Skewed, "portals")
    serve(Server, HERE, 80, Portal)
    serve(Server, CAPTIVE, 443, Hotel, "hotel")
    serve(Server, CAPTIVE, 80, Hotel)
    tried()
    sys.exit(f"{len(failures)} failed" if failures else 0)


main()
