#!/usr/bin/env python3
"""What the command line costs with a catalogue of a million datasets: memory and time of `list --all`, as text and as JSON,
of each kind that pages, and of feeds of one document (the goal: 300 MiB at their peak); and of a search in such a feed.

    cargo build --release && python3 benches/catalogue/figures.py [--datasets 1000000] [--feed 500000] [--only udata]

Prints figures and asserts none. Memory is the process's peak, from the kernel. The browser with as many:
`GUICHET_BENCH_DATASETS=1000000 cargo bench --bench browser`.
"""
import argparse, os, pathlib, subprocess, tempfile, time

HERE = pathlib.Path(__file__).resolve().parent
KINDS = ["udata", "ckan", "rudi"]
FEEDS = ["json", "jsonld", "ttl", "rdf"]


class Server:
    def __init__(self, datasets):
        command = ["python3", str(HERE / "serve.py"), "--datasets", str(datasets)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def run(program, home, config, *args):
    """Seconds, peak MiB, lines and bytes of standard output, exit code."""
    (home / "config.toml").write_text(config)
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "GUICHET_SECRETS": "memory", "GUICHET_LANG": "en",
           "GUICHET_CONFIG": str(home / "config.toml")}
    begun, lines, size = time.monotonic(), 0, 0
    with open(home / "stderr", "wb") as stderr:
        process = subprocess.Popen([program, *args], env=env, stdout=subprocess.PIPE, stderr=stderr)
        while chunk := process.stdout.read(1 << 16):
            lines, size = lines + chunk.count(b"\n"), size + len(chunk)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return time.monotonic() - begun, usage.ru_maxrss / 1024, lines, size, process.returncode


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--datasets", type=int, default=1_000_000)
    options.add_argument("--feed", type=int, default=500_000, help="datasets of each feed")
    options.add_argument("--only", help="one kind, or `feeds`")
    options.add_argument("--program", default=str(HERE.parents[1] / "target/release/guichet"))
    options = options.parse_args()
    print(f"{'':34}{'s':>8}{'peak MiB':>10}{'lines':>10}{'MiB out':>9}  exit")
    def show(what, figures):
        seconds, peak, lines, size, code = figures
        print(f"{what:34}{seconds:8.1f}{peak:10.1f}{lines:10}{size / 2**20:9.1f}  {code}", flush=True)
    wanted = lambda kind: options.only in (None, kind)
    with Server(options.datasets) as server:
        for kind in filter(wanted, KINDS):
            config = f'[portals.p]\nkind = "{kind}"\nurl = "{server.url}"\n'
            for args in (["list", "p/all", "--all"], ["list", "p/all", "--all", "--json"]):
                with tempfile.TemporaryDirectory() as home:
                    home = pathlib.Path(home)
                    show(f"{kind} {' '.join(args[2:])}", run(options.program, home, config, *args))
    if wanted("feeds"):
        with Server(options.feed) as server:
            for feed in FEEDS:
                config = f'[portals.p]\nkind = "dcat"\nurl = "{server.url}feed.{feed}"\n'
                for args in (["list", "p/all", "--all"], ["search", "eau potable"]):
                    with tempfile.TemporaryDirectory() as home:
                        show(f"feed.{feed} {' '.join(args)}", run(options.program, pathlib.Path(home), config, *args))


if __name__ == "__main__":
    main()
