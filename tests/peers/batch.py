"""guichet asking one request for each row, against the mock of ../shared/peers/batch, which counts, refuses and bans as the
portal does. `.ci/peers` runs it:

    python3 tests/peers/batch.py PROGRAM FOLDER [PORT]

FOLDER is that of the mock. Its minutes are seconds; those of this machine's own limit are not.
"""

import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import datetime
from pathlib import Path

PROGRAM, PEER = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
PORT = int(sys.argv[3]) if len(sys.argv) > 3 else 9850
ROWS, KILLS = 2000, 50
WORK = Path(tempfile.mkdtemp(prefix="guichet-batch-"))
CARD, VIGILANCE = "v3_fntp_carte_professionnelle_travaux_publics", "v4_acoss_attestations_sociales"
LEGAL, OWNERS = "v4_insee_unites_legales", "v3_inpi_rne_beneficiaires_effectifs"
GOOD = ["recipient=21009999000017", "context=Essai", "object=Lot 1"]
failed = []


def check(what, found, expected=True):
    ok = found == expected
    print("ok   " if ok else "FAIL ", what, "" if ok else f"{found!r} for {expected!r}", flush=True)
    if not ok:
        failed.append(what)


class Mock:
    """The mock, as long as it is needed."""

    def __init__(self, *options):
        command = [sys.executable, PEER / "mock.py", "serve", "--port", str(PORT), *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        if "ready" not in self.process.stdout.readline():
            sys.exit("the mock did not start")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def ask(self, path, body=None):
        body = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}", body, timeout=20) as answer:
            return json.load(answer)

    def requests(self):
        """Those for companies."""
        return [it for it in self.ask("/log") if it["id"]]


def ids(*args):
    made = subprocess.run([sys.executable, PEER / "mock.py", "ids", *args], capture_output=True, text=True, check=True)
    return made.stdout.split()


TOKENS = dict(
    line.removeprefix("export AE_TOKEN_").split("=", 1)
    for line in subprocess.run([sys.executable, PEER / "mock.py", "tokens"], capture_output=True, text=True).stdout.split("\n")
    if line
)


class Home:
    def __init__(self, name, token="GOOD"):
        self.path = WORK / name
        self.path.mkdir()
        config = self.path / "config.toml"
        config.write_text(f'[portals.e]\nkind = "api-entreprise"\nurl = "http://127.0.0.1:{PORT}/"\n')
        plain = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        self.env = plain | {
            "HOME": str(self.path), "XDG_STATE_HOME": str(self.path / "state"), "XDG_CACHE_HOME": str(self.path / "cache"),
            "XDG_CONFIG_HOME": str(self.path / "conf"), "GUICHET_CONFIG": str(config), "GUICHET_SECRETS": "memory",
            "GUICHET_LANG": "en", "GUICHET_E_TOKEN": TOKENS[token],
        }

    def start(self, *args):
        files = [open(self.path / name, "ab") for name in ("out", "err")]
        return subprocess.Popen([PROGRAM, *map(str, args)], env=self.env, stdin=subprocess.DEVNULL, stdout=files[0], stderr=files[1])

    def run(self, *args, stdin=None):
        ran = subprocess.run([PROGRAM, *map(str, args)], env=self.env, input=stdin, capture_output=True, text=True, timeout=300)
        return ran.returncode, ran.stdout, ran.stderr


def each(file, endpoints, out, *more, column="siren"):
    params = [word for it in GOOD for word in ("--param", it)]
    return ["get", *[f"e/{it}" for it in endpoints], "--each", file, "--column", column, *params, "-o", out, *more]


def journal(folder):
    lines = (folder / "answers.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def rows(name, good, bad, repeated):
    """A table of so many rows, and the identifiers in it that are asked."""
    path = WORK / name
    refused = [f"{it[:-1]}{(int(it[-1]) + 5) % 10}" for it in random.sample(good, bad)]
    written = good + refused + random.choices(good, k=repeated)
    random.shuffle(written)
    path.write_text("nom;siren\n" + "".join(f"Société n° {at};{it}\n" for at, it in enumerate(written)))
    return path


def killed(mock):
    """Two processes with one quota, killed again and again."""
    home, share = Home("killed"), ROWS // 2
    cases = ["404", "451", "500", "599", "521", "204", "600", "601", "602", "603"]
    once = ["503", "504", "502", "520", "522", "501", "604"]
    good = [it for case in cases for it in ids("--case", case, "-n", "4")]
    good += [it for case in once for it in ids("--case", case, "--failures", "1", "-n", "4")]
    distinct = 1120
    good += ids("-n", str(distinct - len(good)))
    random.shuffle(good)
    halves = [good[0::2], good[1::2]]
    bad = share * 3 // 100
    files = [rows(f"{at}.csv", half, bad, share - bad - len(half)) for at, half in enumerate(halves)]
    outs = [WORK / "out-0", WORK / "out-1"]
    start = lambda at: home.start(*each(files[at], [CARD], outs[at], "--yes", "--resume", "--pace", "500", "--json"))
    running, kills, begun = [start(0), start(1)], 0, time.time()
    codes = [None, None]
    while time.time() - begun < 300 and None in codes:
        time.sleep(random.uniform(0.8, 2.2))
        for at in (0, 1):
            if codes[at] is None and running[at].poll() is not None:
                codes[at] = running[at].returncode
        alive = [at for at in (0, 1) if codes[at] is None]
        if alive and kills < KILLS:
            at = random.choice(alive)
            running[at].send_signal(signal.SIGKILL)
            running[at].wait()
            running[at], kills = start(at), kills + 1
    print(f"      {kills} kills in {time.time() - begun:.0f} s, exit codes {codes}, {len(mock.requests()) * 60 / (time.time() - begun):.0f} requests a minute", flush=True)
    check("both ended", None not in codes)
    lines = [journal(out) for out in outs]
    for half, of in zip(halves, lines):
        check("every identifier is answered, or has its reason", {it["asked"]["siren"] for it in of}, set(half))
        check("and each line says one of them", all("answer" in it or it["error"]["cause"] for it in of))
    asked = mock.requests()
    finished = {it["asked"]["siren"]: datetime.fromisoformat(it["at"]).timestamp() for of in lines for it in of if not it.get("again")}
    again = [it["id"] for it in asked if it["id"] in finished and it["t"] > finished[it["id"]] + 0.002]
    check("nothing is asked after its answer", again, [])
    stats = mock.ask("/stats")
    check("no window is overdrawn", {key: count for key, count in stats["windows"].items() if count > 50 and "documents" in key}, {})
    check("the mock refused none as one too many", [it for it in asked if it["status"] == 429], [])
    check("nor did it ban", (stats["bans"], set(stats["violations"]) - {"asked again before retry_in"}), ([], set()))
    for out, of in zip(outs, lines):
        named = {it["document"]["path"] for it in of if "document" in it}
        there = {f"documents/{it.name}" for it in (out / "documents").iterdir() if it.suffix == ".pdf"}
        check("each document is named, whole and there", named <= there and all((out / it).read_bytes().endswith(b"%%EOF\n") for it in named))
        modes = {oct(it.stat().st_mode & 0o777) for it in out.rglob("*") if it.is_file()}
        check("all files are for their owner alone", modes, {"0o600"})
    return kills


def stops(mock):
    home = Home("stops")
    path = rows("stops.csv", ids("-n", "200"), 0, 0)
    process = home.start(*each(path, [LEGAL], WORK / "revoked", "--yes", "--pace", "300"))
    while not mock.requests():
        time.sleep(0.05)
    time.sleep(1)
    mock.ask("/admin/token", {"name": "good", "state": "revoked"})
    check("a revoked token ends it with code 3", process.wait(), 3)
    refused = [it for it in mock.requests() if it["status"] == 401]
    check("at once", len(refused) <= 2 and len(mock.requests()) < 200)
    mock.ask("/admin/token", {"name": "good", "state": "valid"})
    code, _, err = home.run(*each(path, [LEGAL], WORK / "revoked", "--yes"))
    check("answers that are there are not begun over", (code, "--resume" in err), (2, True))
    code, out, _ = home.run(*each(path, [LEGAL], WORK / "revoked", "--yes", "--resume", "--pace", "500", "--json"))
    check("it goes on to its end", (code, json.loads(out)["outcome"], len(journal(WORK / "revoked"))), (0, "done", 200))
    check("and asks nothing twice but what was refused", max(len([it for it in mock.requests() if it["id"] == one and it["status"] == 200]) for one in ids("-n", "200")), 1)

    mock.ask("/admin/reset", {})
    mock.ask("/admin/faults", [{"op": "unites_legales", "do": 429}])
    code, out, _ = home.run(*each(path, [LEGAL], WORK / "refused", "--yes", "--pace", "500", "--json"))
    told = json.loads(out)
    check("the third refusal in a row ends it", (code, told["outcome"], told["unasked"]), (8, "stopped", 200))
    check("and no fourth is provoked", len(mock.requests()), 3)

    mock.ask("/admin/reset", {})
    mock.ask("/admin/faults", [{"op": "unites_legales", "do": 500, "times": 10}])
    code, out, err = home.run(*each(path, [LEGAL, VIGILANCE], WORK / "failing", "--yes", "--pace", "500", "--json"))
    told, of = json.loads(out), {name: [it for it in mock.requests() if name.split("_", 1)[1] in it["op"]] for name in (LEGAL, VIGILANCE)}
    check("a provider that fails ten times in a row is left alone", (code, told["outcome"], len(of[LEGAL])), (5, "unfinished", 10))
    check("and the others are not", len(of[VIGILANCE]), 200)
    check("which is said", "for 10 rows in a row" in err)

    mock.ask("/admin/reset", {})
    mock.ask("/admin/faults", [{"op": "unites_legales", "do": "hang", "every": 3}])
    process = home.start(*each(path, [LEGAL], WORK / "interrupted", "--yes", "--pace", "100"))
    while len(mock.requests()) < 2:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    check("Ctrl-C ends it with code 130", process.wait(), 130)
    check("and says how to go on", "--resume" in (home.path / "err").read_text())
    check("what was answered by then is there", len(journal(WORK / "interrupted")), len(mock.requests()))


def others(mock):
    home = Home("others")
    path = rows("both.csv", ids("-n", "12"), 1, 2)
    code, out, err = home.run(*each(path, [LEGAL, VIGILANCE, OWNERS], WORK / "both", "--plan", "--json"))
    plan = json.loads(out)
    told = [(it["address"][2:], it["requests"], it["pace"] <= it["limit"], it["personal"]) for it in plan["endpoints"]]
    check("the plan tells of each endpoint", told, [(LEGAL, 12, True, True), (VIGILANCE, 12, True, False), (OWNERS, 12, True, True)])
    check("and of the rows", (code, plan["rows"], plan["refused"], plan["repeated"], plan["personal"]), (0, 15, 1, 6, True))
    check("and sends nothing", (mock.requests(), (WORK / "both").exists()), ([], False))
    code, _, err = home.run(*each(path, [LEGAL], WORK / "both"))
    check("a script agrees with --yes alone", (code, "--yes" in err, mock.requests()), (2, True, []))
    log = home.path / "cache" / "log"
    log.parent.mkdir(exist_ok=True)
    code, out, _ = home.run("-vv", "--log-file", log, *each(path, [LEGAL, VIGILANCE, OWNERS], WORK / "both", "--yes", "--pace", "500", "--json"))
    check("the log tells that something was asked", "200 in" in log.read_text())
    lines = journal(WORK / "both")
    counts = {name: len([it for it in lines if it["endpoint"] == name]) for name in (LEGAL, VIGILANCE, OWNERS)}
    check("several endpoints in one pass", (code, counts), (2, {LEGAL: 12, VIGILANCE: 12, OWNERS: 12}))
    first = lambda name: min(at for at, it in enumerate(lines) if it["endpoint"] == name)
    check("none waits for another's quota", max(map(first, (LEGAL, VIGILANCE, OWNERS))) < 12)
    check("documents are named by their identifier", {it["document"]["path"] for it in lines if it["endpoint"] == VIGILANCE}, {f"documents/{it}.pdf" for it in ids("-n", "12")})
    secret = {it["asked"]["siren"] for it in lines}
    left = [it for place in ("state", "cache", "conf") for it in (home.path / place).rglob("*") if it.is_file()]
    check("nothing of it is kept elsewhere", [str(it) for it in left if any(one.encode() in it.read_bytes() for one in secret)], [])
    code, out, _ = home.run(*each("-", [LEGAL], WORK / "piped", "--yes", "--json"), stdin="siren\n" + "\n".join(ids("-n", "3")) + "\n")
    check("standard input will do", (code, json.loads(out)["done"]), (0, 3))
    at_once = [home.start(*each(path, [LEGAL], WORK / "shared", "--yes", "--resume", "--pace", "500")) for _ in range(2)]
    check("two runs in one folder take turns", [it.wait() for it in at_once], [2, 2])
    check("and ask nothing twice", sorted(it["asked"]["siren"] for it in journal(WORK / "shared")), sorted(ids("-n", "12")))


def closed(stem):
    """With its check digit."""
    doubled = lambda digit: digit * 2 - (9 if digit >= 5 else 0)
    total = sum(doubled(int(it)) if at % 2 == 0 else int(it) for at, it in enumerate(reversed(stem)))
    return f"{stem}{-total % 10}"


def large():
    """A million rows are checked and planned in little memory."""
    home, path = Home("large"), WORK / "million.csv"
    with open(path, "w") as file:
        file.write("nom;siren\n")
        file.writelines(f"Société n° {at};{closed(f'7{at:07d}')}\n" for at in range(1_000_000))
    begun, before = time.time(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    code, out, _ = home.run(*each(path, [LEGAL], WORK / "large", "--plan", "--json"))
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    print(f"      a million rows planned in {time.time() - begun:.0f} s and {most} MiB (before: {before >> 10} MiB)", flush=True)
    check("a million rows are planned", (code, json.loads(out)["requests"]), (0, 1_000_000))
    check("in at most 300 MiB", most <= 300)
    path.unlink()


random.seed(int(os.environ.get("GUICHET_SEED", "24")))
began = time.time()
with Mock("--scale", "30") as mock:
    others(mock)
    large()
with Mock("--scale", "30") as mock:
    stops(mock)
with Mock("--scale", "30") as mock:
    check("it was killed often enough", killed(mock), KILLS)
print(f"{len(failed)} failed, {time.time() - began:.0f} s")
sys.exit(bool(failed))
