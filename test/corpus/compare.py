"""Compares originals with their results, with nothing of Afterglow's own: Pillow reads both.

Reads from standard input a JSON list of {"source", "result", "format", "sameFormat"}; writes one of
{"source", "unreadable", "differences": [{"what", "source", "result"}]}, in the same order.
"""

import json
import sys
import warnings

from PIL import Image

warnings.simplefilter("ignore")
Image.MAX_IMAGE_PIXELS = None

# How pixels are packed, and where other standards' blocks lie: a TIFF's first directory is EXIF's, too.
PACKING = {
    254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 273, 277, 278, 279, 280, 281, 284, 288, 289, 290, 291, 292,
    293, 297, 301, 317, 318, 319, 320, 321, 322, 323, 324, 325, 330, 332, 338, 339, 340, 341, 342, 347, 512, 513, 514,
    515, 517, 519, 520, 521, 529, 530, 531, 532, 700, 33723, 34377, 34665, 34675, 34853, 40965, 37724,
}
DIRECTORIES = {"EXIF": 0x8769, "GPS": 0x8825, "interoperability": 0xA005}


def plain(value):
    """A value as text, with bytes whole and fractions reduced."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, (tuple, list)):
        return "(" + ", ".join(plain(each) for each in value) + ")"
    if isinstance(value, str):
        return value.rstrip("\0")
    return str(value)


def facts(path):
    with Image.open(path) as picture:
        exif = picture.getexif()
        tags = {f"IFD0 {tag:#06x}": plain(value) for tag, value in exif.items() if tag not in PACKING}
        for name, pointer in DIRECTORIES.items():
            try:
                directory = exif.get_ifd(pointer)
            except KeyError:  # Pillow's word for "there is none".
                continue
            for tag, value in directory.items():
                if tag not in PACKING:
                    tags[f"{name} {tag:#06x}"] = plain(value)
        dpi = picture.info.get("dpi")
        return {
            "size": list(picture.size),
            "mode": picture.mode,
            "profile": (picture.info.get("icc_profile") or b"").hex(),
            "dpi": None if dpi is None else [round(float(value), 1) for value in dpi],
            "tags": tags,
        }


def close(a, b):
    return a is not None and b is not None and all(abs(x - y) <= 0.01 * max(x, y, 1) for x, y in zip(a, b))


def compare(pair):
    out = {"source": pair["source"], "unreadable": None, "differences": []}
    try:
        before = facts(pair["source"])
    except Exception as error:  # Pillow reads less than Afterglow does; what it raises is not one kind.
        out["unreadable"] = f"{type(error).__name__}: {error}"
        return out

    def differ(what, source, result):
        out["differences"].append({"what": what, "source": str(source)[:120], "result": str(result)[:120]})

    try:
        with Image.open(pair["result"]) as picture:
            picture.load()
            if picture.format != pair["format"].upper():
                differ("format", pair["format"], picture.format)
        after = facts(pair["result"])
    except Exception as error:
        differ("result unreadable", "", f"{type(error).__name__}: {error}")
        return out
    for what in ("size", "profile"):
        if before[what] != after[what]:
            differ(what, before[what], after[what])
    if pair["sameFormat"] and before["mode"] != after["mode"]:
        differ("mode", before["mode"], after["mode"])
    if before["dpi"] is not None and before["dpi"][0] > 1 and not close(before["dpi"], after["dpi"]):
        differ("dpi", before["dpi"], after["dpi"])
    for tag, value in before["tags"].items():
        if after["tags"].get(tag) != value:
            differ(tag, value, after["tags"].get(tag))
    if pair["sameFormat"]:
        for tag, value in after["tags"].items():
            if tag not in before["tags"]:
                differ(f"added {tag}", None, value)
    return out


json.dump([compare(pair) for pair in json.load(sys.stdin)], sys.stdout)
