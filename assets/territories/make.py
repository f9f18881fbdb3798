#!/usr/bin/env python3
"""Makes `table.zst`, the French territories of `src/model/territory`: codes, names, SIREN, postal codes, boxes.

    npm pack @etalab/decoupage-administratif@6.0.0
    npm pack @etalab/fr-bounding-boxes@0.1.3
    python3 make.py etalab-decoupage-administratif-6.0.0.tgz etalab-fr-bounding-boxes-0.1.3.tgz

Python's own library and the `zstd` command. The file is one Zstandard frame of columns, each after its length in bytes
(u32, little-endian), in this order:

    communes      codes (5 characters each), names (lines), number of the EPCI (u16; 0: none, 1: the first),
                  SIREN (u8: 0 by the rule, 1 an exception, 2 none), the exceptions (9 digits each),
                  postal codes (lines, with commas), how large (u8: binary digits of the population), boxes
    EPCI and EPT  SIREN (9 digits each), names (lines), boxes
    départements  codes (lines), codes of their regions (lines), names (lines), boxes
    regions       codes (lines), names (lines), boxes

Rows are in the order of their codes; EPCI come before EPT. Boxes are west and south (i32), width and height (u16) in
thousandths of a degree, rounded outwards; all zero: none. Numbers are kept as planes: all their first bytes, then all
their second bytes, and so on, which packs better.
"""
import collections, json, math, pathlib, struct, subprocess, sys, tarfile

UNIT = 1000  # in a degree
# Wrong in the boxes of 2017 (a stray point at sea): the town on the mainland and the Îles du Salut, which belong to it.
OVERRIDES = {"97302": (-52.595, 4.885, -52.175, 5.300)}


def union(boxes):
    boxes = [box for box in boxes if box]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes)
    return min(west), min(south), max(east), max(north)


def boxes_of_today(path, communes):
    """The boxes of 2017 under today's codes, united with those of the communes that were merged into each."""
    with tarfile.open(path) as archive:
        rows = json.load(archive.extractfile("package/dist/communes.json"))
    old = {row["id"].split(":")[-1]: tuple(row["bbox"]) for row in rows}
    absorbed = collections.defaultdict(set)
    for commune in communes:
        match commune["type"]:
            case "commune-actuelle":
                absorbed[commune["code"]].update(commune.get("anciensCodes", []))
            case "commune-deleguee" | "commune-associee":
                absorbed[commune["chefLieu"]].add(commune["code"])
            case "arrondissement-municipal":
                absorbed[commune["commune"]].add(commune["code"])
    current = {commune["code"] for commune in communes if commune["type"] == "commune-actuelle"}
    # A code that is alive again must not widen the commune that once held it.
    of = lambda code: OVERRIDES.get(code) or union(old.get(it) for it in {code} | (absorbed[code] - current))
    return {code: of(code) for code in current}


def by_rule(code):
    """The SIREN of most communes: 21, the département, 0, the commune, and Luhn's digit."""
    digits = "21" + code[:2] + "0" + code[2:]
    if not digits.isdigit():
        return None
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(digits)]
    return digits + str(-sum(d - 9 if d > 9 else d for d in doubled) % 10)


def planes(numbers, kind):
    packed = [struct.pack("<" + kind, number) for number in numbers]
    return b"".join(bytes(number[i] for number in packed) for i in range(struct.calcsize(kind)))


def lines(texts):
    texts = list(texts)
    assert not any("\n" in text for text in texts)
    return "\n".join(texts).encode()


def packed_boxes(boxes):
    rows = []
    for box in boxes:
        if not box:
            rows.append((0, 0, 0, 0))
            continue
        west, south = (math.floor(it * UNIT) for it in box[:2])
        east, north = (math.ceil(it * UNIT) for it in box[2:])
        rows.append((west, south, east - west, north - south))
    columns = zip(*rows)
    return b"".join(planes(column, kind) for column, kind in zip(columns, "iiHH"))


def main(cog, boxes):
    with tarfile.open(cog) as archive:
        load = lambda name: json.load(archive.extractfile(f"package/data/{name}.json"))
        communes, epci, ept, departements, regions = map(load, ("communes", "epci", "ept", "departements", "regions"))
    box_of = boxes_of_today(boxes, communes)
    by_code = lambda rows: sorted(rows, key=lambda row: row["code"])
    current = by_code(commune for commune in communes if commune["type"] == "commune-actuelle")
    areas = by_code(epci) + by_code(ept)
    # What lies overseas without being a region of its own stands among the départements.
    regions = by_code(region for region in regions if len(region["code"]) == 2)
    departements = by_code(departements)
    number_of = {member["code"]: i + 1 for i, area in enumerate(by_code(epci)) for member in area["membres"]}
    assert set(number_of) <= {commune["code"] for commune in current}

    sirens = [commune.get("siren", "") for commune in current]
    kinds = [2 if not siren else int(siren != by_rule(commune["code"])) for commune, siren in zip(current, sirens)]
    box_of_departement = {
        row["code"]: union(box_of[it["code"]] for it in current if it["departement"] == row["code"]) for row in departements
    }
    columns = [
        "".join(commune["code"] for commune in current).encode(),
        lines(commune["nom"] for commune in current),
        planes([number_of.get(commune["code"], 0) for commune in current], "H"),
        bytes(kinds),
        "".join(siren for siren, kind in zip(sirens, kinds) if kind == 1).encode(),
        lines(",".join(commune.get("codesPostaux", [])) for commune in current),
        bytes(int(commune.get("population") or 0).bit_length() for commune in current),
        packed_boxes(box_of[commune["code"]] for commune in current),
        "".join(area["code"] for area in areas).encode(),
        lines(area["nom"] for area in areas),
        packed_boxes(union(box_of.get(it["code"]) for it in area["membres"]) for area in areas),
        lines(row["code"] for row in departements),
        lines(row["region"] for row in departements),
        lines(row["nom"] for row in departements),
        packed_boxes(box_of_departement[row["code"]] for row in departements),
        lines(region["code"] for region in regions),
        lines(region["nom"] for region in regions),
        packed_boxes(
            union(box_of_departement[row["code"]] for row in departements if row["region"] == region["code"])
            for region in regions
        ),
    ]
    table = b"".join(struct.pack("<I", len(column)) + column for column in columns)
    out = pathlib.Path(__file__).with_name("table.zst")
    zstd = ["zstd", "-qc", "--ultra", "-22", f"--stream-size={len(table)}"]  # so that the frame says how long it is
    out.write_bytes(subprocess.run(zstd, input=table, stdout=subprocess.PIPE, check=True).stdout)
    print(f"{len(current)} communes, {len(epci)} EPCI, {len(ept)} EPT, {len(departements)} départements, {len(regions)} "
          f"regions; {kinds.count(1)} SIREN by no rule; {len(table)} bytes, packed {out.stat().st_size}")


if __name__ == "__main__":
    main(*sys.argv[1:])
