"""Converts colours with LittleCMS (through Pillow's ImageCms) and tells how far Afterglow's own lie from them.

Reads from standard input a JSON list of tasks, writes a list of {"max", "mean"} (levels of 255), or {"skipped": why}, in their order.

{"kind": "picture", "path", "ours", "width", "height"}: a file, decoded and turned upright by Pillow and converted to sRGB;
    `ours` holds Afterglow's 8-bit RGB.
{"kind": "from-srgb", "profile", "colours", "ours", "channels"}: 8-bit sRGB colours, converted into a profile; `ours` holds 32-bit floats.
"""

import io
import json
import sys
import warnings

from PIL import Image, ImageChops, ImageCms, ImageMath, ImageOps, ImageStat

warnings.simplefilter("ignore")
Image.MAX_IMAGE_PIXELS = None
SRGB = ImageCms.createProfile("sRGB")
PERCEPTUAL = ImageCms.Intent.PERCEPTUAL if hasattr(ImageCms, "Intent") else 0


def difference(a, b):
    if a.size != b.size or a.mode != b.mode:
        return {"skipped": f"{a.mode} {a.size} and {b.mode} {b.size}"}
    delta = ImageChops.difference(a, b)
    stat = ImageStat.Stat(delta)
    return {"max": max(high for _, high in stat.extrema), "mean": sum(stat.mean) / len(stat.mean)}


def read(path):
    with open(path, "rb") as file:
        return file.read()


def opened(path):
    picture = ImageOps.exif_transpose(Image.open(path))
    if picture.mode == "I;16" or picture.mode == "I":
        picture = ImageMath.eval("convert(a / 257, 'L')", a=picture)
    if picture.mode not in ("L", "RGB", "CMYK"):
        profile = picture.info.get("icc_profile")
        picture = picture.convert("RGB")
        picture.info["icc_profile"] = profile
    return picture


def compare_picture(task):
    picture = opened(task["path"])
    profile = picture.info.get("icc_profile")
    if profile:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, source, SRGB, renderingIntent=PERCEPTUAL, outputMode="RGB")
    else:
        converted = picture.convert("RGB")
    ours = Image.frombytes("RGB", (task["width"], task["height"]), read(task["ours"]))
    return difference(converted, ours)


def compare_from_srgb(task):
    colours = read(task["colours"])
    size = (len(colours) // 3, 1)
    target = ImageCms.ImageCmsProfile(io.BytesIO(read(task["profile"])))
    mode = "L" if task["channels"] == 1 else "RGB"
    theirs = ImageCms.profileToProfile(
        Image.frombytes("RGB", size, colours), SRGB, target, renderingIntent=PERCEPTUAL, outputMode=mode
    )
    values = memoryview(read(task["ours"])).cast("f")
    ours = bytes(min(255, max(0, int(value + 0.5))) for value in values)
    return difference(theirs, Image.frombytes(mode, size, ours))


def judge(task):
    try:
        return {"picture": compare_picture, "from-srgb": compare_from_srgb}[task["kind"]](task)
    except (ImageCms.PyCMSError, OSError, ValueError, SyntaxError) as error:
        return {"skipped": f"{type(error).__name__}: {error}"}


json.dump([judge(task) for task in json.load(sys.stdin)], sys.stdout)
