#!/usr/bin/env python3
"""Makes `map/outline.bin`, the coasts and borders behind the map of a preview.

    npm pack world-atlas@2 && tar xzf world-atlas-2*.tgz
    python3 assets/outline.py package

The source is Natural Earth (public domain), as the npm package world-atlas has it: the world at 1:110m, the west of Europe
at 1:50m, France and its overseas parts at 1:10m. The file is a list of lines until its end; a line is how many positions
it has, then the first position, then the steps from each to the next: longitude, latitude, in two-hundredths of a degree.
Every number is a zigzag varint (as in protobuf), counts are plain varints.
"""
import json, pathlib, sys

UNIT = 200  # positions in a degree
# west, south, east, north
FRANCE = [(-5.8, 41.2, 9.9, 51.4)]
OVERSEAS = [
    (-62, 14, -60.5, 18.3),      # Guadeloupe, Martinique, Saint-Martin, Saint-Barthélemy
    (-55, 2, -51, 6.2),          # Guyane
    (54.8, -21.6, 56.1, -20.7),  # La Réunion
    (44.8, -13.2, 45.5, -12.5),  # Mayotte
    (-57, 46.5, -56, 47.3),      # Saint-Pierre-et-Miquelon
    (163, -23, 168.5, -19),      # Nouvelle-Calédonie
    (-152, -18.5, -148.5, -16),  # Tahiti and its neighbours
    (-178.5, -14.6, -175.9, -13),  # Wallis-et-Futuna
]
EUROPE = [(-11.5, 35.5, 20, 60)]


def inside(boxes, at):
    return any(west <= at[0] <= east and south <= at[1] <= north for west, south, east, north in boxes)


def arcs(path):
    topology = json.loads(path.read_text())
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        yield line


def pieces(line, wanted):
    """The parts of a line whose steps are wanted."""
    piece = []
    for one, other in zip(line, line[1:]):
        if wanted(one) or wanted(other):
            piece = piece or [one]
            piece.append(other)
        elif piece:
            yield piece
            piece = []
    if piece:
        yield piece


def simpler(line, tolerance):
    """Douglas and Peucker's: what lies no further than `tolerance` from the line without it goes."""
    if len(line) < 3:
        return line
    (x1, y1), (x2, y2) = line[0], line[-1]
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5

    def distance(at):
        if length == 0:
            return ((at[0] - x1) ** 2 + (at[1] - y1) ** 2) ** 0.5
        return abs((x2 - x1) * (y1 - at[1]) - (x1 - at[0]) * (y2 - y1)) / length

    far = max(range(1, len(line) - 1), key=lambda it: distance(line[it]))
    if distance(line[far]) <= tolerance:
        return [line[0], line[-1]]
    return simpler(line[: far + 1], tolerance)[:-1] + simpler(line[far:], tolerance)


def varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def signed(number):
    return varint(number << 1 if number >= 0 else (-number << 1) - 1)


def written(line):
    units = [(round(x * UNIT), round(y * UNIT)) for x, y in line]
    units = [at for index, at in enumerate(units) if index == 0 or at != units[index - 1]]
    if len(units) < 2:
        return b""
    steps = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in zip(units, units[1:])]
    return varint(len(units)) + b"".join(signed(x) + signed(y) for x, y in [units[0]] + steps)


def is_edge(at):
    """Where the flat map ends, not the land."""
    return abs(at[0]) > 179.98 or at[1] < -85


def main(folder):
    fine = FRANCE + OVERSEAS
    layers = [
        ("110m", 0.05, lambda at: not inside(EUROPE + fine, at) and not is_edge(at)),
        ("50m", 0.015, lambda at: inside(EUROPE, at) and not inside(fine, at)),
        ("10m", 0.003, lambda at: inside(fine, at)),
    ]
    out = b""
    for name, tolerance, wanted in layers:
        before = len(out)
        for line in arcs(folder / f"countries-{name}.json"):
            for piece in pieces(line, wanted):
                out += written(simpler(piece, tolerance))
        print(f"{name}: {len(out) - before} bytes")
    (pathlib.Path(__file__).resolve().parent / "map/outline.bin").write_bytes(out)


main(pathlib.Path(sys.argv[1]))
