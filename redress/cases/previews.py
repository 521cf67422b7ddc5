"""A small copy of a picture to look at: upright, without what the camera wrote into it."""

import struct
import warnings
from io import BytesIO

from PIL import Image, ImageOps

from redress.cases.filetypes import READERS, Kind

LONGEST = 1600
QUALITY = 80


def preview(content: bytes, kind: Kind) -> bytes | None:
    """Return a JPEG of at most 1600 pixels a side, with no metadata; None for what is no picture or cannot be read."""
    if kind.group != "image":
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _drawn(content)
    except (Image.DecompressionBombError, OSError, ValueError, SyntaxError, MemoryError, struct.error, KeyError):
        return None


def _drawn(content: bytes) -> bytes:
    with Image.open(BytesIO(content), formats=READERS) as image:
        image.draft("RGB", (LONGEST, LONGEST))
        image.thumbnail((LONGEST * 2, LONGEST * 2), reducing_gap=2.0)
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((LONGEST, LONGEST), reducing_gap=2.0)
        plain = Image.new("RGB", upright.size, "white")
        shape = upright.convert("RGBA") if _see_through(upright) else upright.convert("RGB")
        plain.paste(shape, mask=shape.getchannel("A") if shape.mode == "RGBA" else None)
    drawn = BytesIO()
    plain.save(drawn, "JPEG", quality=QUALITY, optimize=True)
    return drawn.getvalue()


def _see_through(image: Image.Image) -> bool:
    return image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
