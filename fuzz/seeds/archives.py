"""Makes the archives under seven_zip, tar and packed: python3 archives.py, with py7zr (1.1) from PyPI."""

import bz2
import gzip
import io
import lzma
import os
import tarfile
import time

import py7zr

HERE = os.path.dirname(os.path.abspath(__file__))
CSV = "id;ville;valeur\n" + "".join(f"{at};Châteaugiron;{at},5\n" for at in range(40))
FILES = {"données/été.csv": CSV, "lisez-moi.txt": "Bonjour\n" * 4, "a/b/c/vide.csv": ""}
FILTERS = {
    "solid": None,
    "bzip2": [{"id": py7zr.FILTER_BZIP2}],
    "copy": [{"id": py7zr.FILTER_COPY}],
}


def written(folder, name, content):
    os.makedirs(os.path.join(HERE, folder), exist_ok=True)
    with open(os.path.join(HERE, folder, name), "wb") as file:
        file.write(content)


def seven_zip(filters, **options):
    archive = io.BytesIO()
    with py7zr.SevenZipFile(archive, "w", filters=filters, **options) as writer:
        for name, text in FILES.items():
            writer.writestr(text, name)
    return archive.getvalue()


def tar(form):
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=form) as writer:
        for name, text in {**FILES, "d/" * 60 + "loin.csv": CSV}.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(text.encode()), int(time.mktime((2024, 6, 3, 10, 20, 0, 0, 0, 0)))
            writer.addfile(info, io.BytesIO(text.encode()))
    return archive.getvalue()


for name, filters in FILTERS.items():
    written("seven_zip", f"{name}.7z", seven_zip(filters))
written("seven_zip", "locked.7z", seven_zip(None, password="secret"))
written("seven_zip", "locked-list.7z", seven_zip(None, password="secret", header_encryption=True))
for name, form in {"pax": tarfile.PAX_FORMAT, "gnu": tarfile.GNU_FORMAT}.items():
    written("tar", f"{name}.tar", tar(form))
written("packed", "a.csv.gz", gzip.compress(CSV.encode(), mtime=0))
written("packed", "a.csv.bz2", bz2.compress(CSV.encode()))
written("packed", "a.csv.xz", lzma.compress(CSV.encode()))
written("packed", "a.tar.gz", gzip.compress(tar(tarfile.GNU_FORMAT), mtime=0))
