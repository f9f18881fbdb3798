#!/usr/bin/env python3
"""Downloads side by side: guichet against curl, wget and aria2, from a local nginx, in one run.

    cargo build --release && python3 benches/downloads/downloads.py [--rounds 5] [--only large] [--folder DIR]

Needs nginx, openssl, curl, aria2c, wget, sha256sum and rustc. Everything listens on loopback and lies in one folder
(in memory where there is /dev/shm), which is removed at the end. Each round runs every command once, one after the
other, so that a noisy machine is noisy for all of them; printed are medians, and their ratio to the first command.
Wall-clock seconds, CPU seconds (user and system) and peak memory are the whole process's, from the kernel.
"""
import argparse, hashlib, json, os, pathlib, shutil, signal, statistics, subprocess, sys, tempfile, time

HTTP, HTTPS, FAR, FAR_TLS, WINDOW = 9600, 9601, 9602, 9603, 9604
HERE = pathlib.Path(__file__).resolve().parent
PORTALS = {"near": f"http://127.0.0.1:{HTTP}/", "tls": f"https://localhost:{HTTPS}/",
           "far": f"http://127.0.0.1:{FAR}/", "fartls": f"https://localhost:{FAR_TLS}/",
           "window": f"http://127.0.0.1:{WINDOW}/"}


class Bench:
    def __init__(self, folder, guichet, large):
        self.folder, self.guichet, self.large = folder, guichet, large
        self.www, self.out = folder / "www", folder / "out"
        self.servers = []

    def prepare(self):
        files = self.www / "files"
        (files / "small").mkdir(parents=True)
        self.make(files / "large.bin", self.large)
        self.make(files / "medium.bin", min(self.large, 512 << 20))
        self.make(files / "limited.bin", 100 << 20)
        for n in range(1000):
            self.make(files / "small" / f"{n:04}.bin", 20 << 10)
        self.dataset("large", ["files/large.bin"])
        self.dataset("medium", ["files/medium.bin"])
        self.dataset("line", ["line/large.bin"])
        self.dataset("limited", ["limited/limited.bin"])
        self.dataset("small", [f"files/small/{n:04}.bin" for n in range(1000)])
        self.dataset("some", [f"files/small/{n:04}.bin" for n in range(200)])
        config = "".join(f'[portals.{name}]\nkind = "rudi"\nurl = "{url}"\n\n' for name, url in PORTALS.items())
        (self.folder / "guichet.toml").write_text(config)

    def make(self, path, size):
        """Bytes that no compression and no sparse file makes cheaper, the same in each run."""
        block = b"".join(hashlib.sha256(f"{path.name} {n}".encode()).digest() for n in range(32768))
        with open(path, "wb") as out:
            while (left := size - out.tell()) > 0:
                out.write(block[:left])

    def dataset(self, name, paths):
        """A static answer of a RUDI portal: one open dataset with these files as its media."""
        id = self.id(name)
        media = []
        for n, path in enumerate(paths):
            file = self.www / path.replace("line/", "files/").replace("limited/", "files/")
            media.append({"media_type": "FILE", "media_id": f"00000000-0000-4000-8000-{n:012}",
                          "media_name": file.name, "file_type": "application/octet-stream",
                          "file_size": file.stat().st_size,
                          "checksum": {"algo": "SHA-256", "hash": self.digest(file)},
                          "connector": {"url": "/" + path, "interface_contract": "dwnl"}})
        text = [{"lang": "en", "text": name}]
        dataset = {"global_id": id, "resource_title": name, "synopsis": text, "summary": text, "theme": "transportation",
                   "keywords": [], "producer": {"organization_id": id, "organization_name": "bench"}, "contacts": [],
                   "available_formats": media, "resource_languages": [], "dataset_dates": {},
                   "storage_status": "online", "access_condition": {"licence": {"licence_type": "STANDARD", "licence_label": "odbl-1.0"}},
                   "metadata_info": {"api_version": "1.3.0", "metadata_dates": {}}}
        path = self.www / "konsult/v1/datasets" / id / "metadatas"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(dataset))

    @staticmethod
    def digest(path):
        """Read in pieces: what this process has in memory counts as its children's peak."""
        with open(path, "rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()

    @staticmethod
    def id(name):
        h = hashlib.sha256(name.encode()).hexdigest()
        return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-8{h[17:20]}-{h[20:32]}"

    def start(self):
        run = self.folder / "nginx"
        run.mkdir()
        self.certify(run)
        user = "user root;" if os.geteuid() == 0 else ""
        (run / "nginx.conf").write_text(f"""{user} daemon off; worker_processes 1; pid {run}/pid; error_log {run}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; keepalive_requests 100000; default_type application/json;
  client_body_temp_path {run}/b; proxy_temp_path {run}/p; fastcgi_temp_path {run}/f; uwsgi_temp_path {run}/u; scgi_temp_path {run}/s;
  server {{
    listen 127.0.0.1:{HTTP}; listen 127.0.0.1:{HTTPS} ssl http2; http2_max_concurrent_streams 128;
    server_name localhost; ssl_certificate {run}/cert.pem; ssl_certificate_key {run}/key.pem;
    root {self.www};
    location /files/ {{ types {{ application/octet-stream bin; }} }}
    location /limited/ {{ alias {self.www}/files/; limit_rate 10m; types {{ application/octet-stream bin; }} }}
    location /line/ {{ alias {self.www}/files/; limit_rate 400m; types {{ application/octet-stream bin; }} }}
  }}
}}""")
        self.spawn(["nginx", "-c", run / "nginx.conf", "-p", run])
        relay = self.folder / "relay"
        subprocess.run(["rustc", "-O", "--edition", "2024", "-o", relay, HERE / "relay.rs"], check=True)
        self.spawn([relay, f"127.0.0.1:{FAR}", f"127.0.0.1:{HTTP}", "25"])
        self.spawn([relay, f"127.0.0.1:{FAR_TLS}", f"127.0.0.1:{HTTPS}", "25"])
        self.spawn([relay, f"127.0.0.1:{WINDOW}", f"127.0.0.1:{HTTP}", "25", "4"])  # Linux lets so much be on its way
        for port in (HTTP, FAR, WINDOW):
            url = f"http://127.0.0.1:{port}/files/small/0000.bin"
            subprocess.run(["curl", "-sSf", "--retry", "50", "--retry-all-errors", "--retry-delay", "0", "-o", "/dev/null", url], check=True)

    def certify(self, run):
        """An authority of our own, and a certificate for localhost signed by it."""
        def openssl(*arguments):
            subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=run)
        new = ["-newkey", "rsa:2048", "-nodes", "-subj"]
        openssl("req", "-x509", *new, "/CN=guichet bench", "-days", "30", "-keyout", "ca.key", "-out", "../ca.pem")
        openssl("req", *new, "/CN=localhost", "-keyout", "key.pem", "-out", "request.pem")
        (run / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1")
        openssl("x509", "-req", "-in", "request.pem", "-CA", "../ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                "-days", "30", "-extfile", "names", "-out", "cert.pem")

    def spawn(self, command):
        self.servers.append(subprocess.Popen([str(it) for it in command], stderr=subprocess.DEVNULL))

    def stop(self):
        for server in self.servers:
            server.terminate()
            server.wait()

    def get(self, portal, dataset, *more):
        return [self.guichet, "--config", self.folder / "guichet.toml", "--ca-file", self.folder / "ca.pem", "--json",
                "get", f"{portal}/{self.id(dataset)}", "-o", self.out, "--if-exists", "overwrite",
                "--require", "verified", *more]

    def curl(self, *more):
        return ["curl", "-sSf", "--cacert", self.folder / "ca.pem", *more]

    def aria2(self, *more):
        return ["aria2c", "-q", "--file-allocation=none", "--allow-overwrite=true", f"--ca-certificate={self.folder}/ca.pem", "-d", self.out, *more]

    def wget(self, url):
        return ["wget", "-q", f"--ca-certificate={self.folder}/ca.pem", "-O", self.out / "w", url]

    def urls(self, base, count):
        path = self.folder / f"urls-{count}"
        path.write_text("".join(f"{base}files/small/{n:04}.bin\n" for n in range(count)))
        return path

    def curl_list(self, base, count, *more):
        path = self.folder / f"curl-{count}"
        path.write_text("".join(f'url = "{base}files/small/{n:04}.bin"\noutput = "{self.out}/{n:04}.bin"\n' for n in range(count)))
        return self.curl("-Z", *more, "-K", path)

    def cases(self):
        """Name of a case; its commands, the reference first. A string is a shell's."""
        near, tls, far, fartls, window = PORTALS.values()
        large, out = self.digest(self.www / "files/large.bin"), self.out
        for name, portal, base in [("large", "near", near), ("large-tls", "tls", tls)]:
            url = base + "files/large.bin"
            yield name, {
                "curl": self.curl("-o", out / "c", url),
                "curl; sha256sum": self.shell(self.curl("-o", out / "c", url)) + f" && sha256sum {out}/c",
                "wget": self.wget(url),
                "aria2c -x1": self.aria2("-x1", "-o", "a", url),
                "aria2c -x1 +sha": self.aria2("-x1", f"--checksum=sha-256={large}", "-o", "a", url),
                "guichet": self.get(portal, "large"),
            }
        yield "line", {"curl": self.curl("-o", out / "c", near + "line/large.bin"), "guichet": self.get("near", "line")}
        for name, portal, base in [("far", "far", far), ("far-tls", "fartls", fartls), ("far-window", "window", window)]:
            url = base + "files/medium.bin"
            yield name, {"curl": self.curl("-o", out / "c", url), "aria2c -x4": self.aria2("-x4", "-s4", "-o", "a", url),
                         "guichet": self.get(portal, "medium")}
        url = near + "limited/limited.bin"
        yield "limited", {
            "curl": self.curl("-o", out / "c", url),
            "aria2c -x4 -s4": self.aria2("-x4", "-s4", "-k1M", "-o", "a", url),
            "aria2c -x8 -s8": self.aria2("-x8", "-s8", "-k1M", "-o", "a", url),
            "guichet": self.get("near", "limited"),
        }
        yield "small", {
            "curl -Z": self.curl_list(near, 1000),
            "aria2c -j8": self.aria2("-j8", "-i", self.urls(near, 1000)),
            "guichet": self.get("near", "small"),
        }
        yield "small-far-tls", {
            "curl -Z50": self.curl_list(fartls, 200, "--parallel-max", "50"),
            "aria2c -j16": self.aria2("-j16", "-i", self.urls(fartls, 200)),
            "guichet": self.get("fartls", "some"),
        }

    @staticmethod
    def shell(command):
        return " ".join(f"'{it}'" for it in command)

    def run(self, name, commands, rounds):
        measured = {label: [] for label in commands}
        for _ in range(rounds):
            for label, command in commands.items():
                shutil.rmtree(self.out, ignore_errors=True)
                self.out.mkdir()
                measured[label].append(self.measure(command))
        reference = statistics.median(wall for wall, _, _ in next(iter(measured.values())))
        print(f"\n{name}\n{'':20}{'wall s':>9}{'ratio':>8}{'CPU s':>9}{'MiB':>7}")
        for label, runs in measured.items():
            wall, cpu, memory = (statistics.median(column) for column in zip(*runs))
            print(f"{label:20}{wall:9.3f}{wall / reference:8.2f}{cpu:9.3f}{memory:7.0f}", flush=True)

    def measure(self, command):
        command = ["sh", "-c", command] if isinstance(command, str) else [str(it) for it in command]
        home = {"HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder / "data"), "XDG_STATE_HOME": str(self.folder / "state"),
                "XDG_CACHE_HOME": str(self.folder / "cache"), "PATH": os.environ["PATH"], "GUICHET_SECRETS": "memory"}
        with tempfile.TemporaryFile() as said:  # a pipe would be read on the same cores
            began = time.monotonic()
            child = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, env=home)
            _, status, used = os.wait4(child.pid, 0)
            wall = time.monotonic() - began
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode:
                said.seek(0)
                sys.exit(f"{' '.join(command)[:300]}: exit {child.returncode}\n{said.read().decode()[-2000:]}")
        return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--only", action="append", help="a case by name; may be repeated")
    options.add_argument("--folder", help="where files and downloads lie")
    options.add_argument("--guichet", default=HERE.parent.parent / "target/release/guichet")
    options.add_argument("--mib", type=int, default=2048, help="size of the large file")
    options = options.parse_args()
    parent = options.folder or ("/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(dir=parent, prefix="guichet-bench-") as folder:
        bench = Bench(pathlib.Path(folder), options.guichet, options.mib << 20)
        bench.prepare()
        try:
            bench.start()
            for name, commands in bench.cases():
                if not options.only or name in options.only:
                    bench.run(name, commands, options.rounds)
        finally:
            bench.stop()


main()
