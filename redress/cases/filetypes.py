"""What a file is, judged by its content. Its name is not believed, and a file that is two things at once is neither.

Only kinds that serve as evidence get in. Nothing here is unpacked or run; previews are made elsewhere.
"""

import re
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

import puremagic
from django.utils.translation import gettext

from redress.cases.values import clean
from redress.kernel.problems import Invalid, Problem

PIXELS = 60_000_000
PIXELS_JPEG = 220_000_000  # phones take 200 million; a JPEG is scaled down while it is read
UNPACKED = 300_000_000  # bytes a document may say it unpacks to
RATIO = 300
ENTRIES = 5_000
NAME_LIMIT = 160
READERS = ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file that is let in. extensions -- the usual one first"""

    media_type: str
    group: str  # image, document, sound, film or text
    extensions: tuple[str, ...]


JPEG = Kind("image/jpeg", "image", ("jpg", "jpeg", "jpe", "jfif"))
PICTURES = {
    "JPEG": JPEG,
    "MPO": JPEG,
    "PNG": Kind("image/png", "image", ("png",)),
    "GIF": Kind("image/gif", "image", ("gif",)),
    "WEBP": Kind("image/webp", "image", ("webp",)),
    "BMP": Kind("image/bmp", "image", ("bmp",)),
    "TIFF": Kind("image/tiff", "image", ("tiff", "tif")),
    "AVIF": Kind("image/avif", "image", ("avif",)),
}
HEIC = Kind("image/heic", "document", ("heic", "heif"))  # no reader here: kept as it is, without a preview
PDF = Kind("application/pdf", "document", ("pdf",))
OLE = Kind("application/x-ole-storage", "document", ("doc", "xls", "ppt", "wps", "et", "dps", "msg"))
TEXT = Kind("text/plain", "text", ("txt", "csv", "log", "md", "json", "eml"))
# A document of these kinds is an archive: the part that names it, and the kind.
PACKED = (
    ("word/document.xml", Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "document", ("docx",))),
    ("xl/workbook.xml", Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "document", ("xlsx",))),
    ("ppt/presentation.xml", Kind("application/vnd.openxmlformats-officedocument.presentationml.presentation", "document", ("pptx",))),
    ("OFD.xml", Kind("application/ofd", "document", ("ofd",))),
    ("content.xml", Kind("application/vnd.oasis.opendocument", "document", ("odt", "ods", "odp"))),
)  # fmt: skip
SOUND_AND_FILM: tuple[tuple[Callable[[bytes], bool], Kind], ...] = (
    (lambda head: head.startswith((b"#!AMR\n", b"#!AMR-WB\n")), Kind("audio/amr", "sound", ("amr",))),
    (lambda head: b"#!SILK_V3" in head[:12], Kind("audio/silk", "sound", ("silk", "slk", "amr"))),
    (lambda head: head.startswith(b"fLaC"), Kind("audio/flac", "sound", ("flac",))),
    (lambda head: head.startswith(b"OggS"), Kind("audio/ogg", "sound", ("ogg", "oga", "opus"))),
    (lambda head: head.startswith(b"RIFF") and head[8:12] == b"WAVE", Kind("audio/wav", "sound", ("wav",))),
    (lambda head: head.startswith(b"RIFF") and head[8:12] == b"AVI ", Kind("video/x-msvideo", "film", ("avi",))),
    (lambda head: head.startswith(b"ID3") or head[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"), Kind("audio/mpeg", "sound", ("mp3",))),
    (lambda head: head[:2] in (b"\xff\xf1", b"\xff\xf9"), Kind("audio/aac", "sound", ("aac",))),
    (lambda head: head.startswith(b"\x1aE\xdf\xa3"), Kind("video/webm", "film", ("webm", "mkv"))),
)  # fmt: skip
BRANDS = {
    b"avif": PICTURES["AVIF"], b"avis": PICTURES["AVIF"], b"heic": HEIC, b"heix": HEIC, b"hevc": HEIC, b"mif1": HEIC,
    b"msf1": HEIC, b"heim": HEIC, b"heis": HEIC, b"qt  ": Kind("video/quicktime", "film", ("mov",)),
    b"M4A ": Kind("audio/mp4", "sound", ("m4a",)), b"M4B ": Kind("audio/mp4", "sound", ("m4a",)),
}  # fmt: skip
MP4 = Kind("video/mp4", "film", ("mp4", "m4v", "3gp", "mov"))
_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|\?php|(?:html|head|body|script|svg|iframe|object|embed)[\s>])", re.IGNORECASE
)
_ENDS = 70_000  # bytes looked at from either end for a second nature
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def accepted_extensions() -> str:
    """The `accept` attribute of a file field: a hint for the phone's picker, never the check itself."""
    kinds = [*PICTURES.values(), HEIC, PDF, OLE, TEXT, MP4, *(kind for _, kind in (*PACKED, *SOUND_AND_FILM))]
    return ",".join(dict.fromkeys(f".{extension}" for kind in kinds for extension in kind.extensions))


def judge(content: bytes) -> Kind:
    """Return what a file is. Raises Invalid with the reason and what to do for anything that is not let in."""
    if not content:
        raise refused("file.empty", gettext("This file is empty. Please choose it again."))
    kind = _first_nature(content)
    if kind is None:
        raise _unknown(content)
    if _second_nature(content, kind):
        raise refused(
            "file.two_kinds",
            gettext("Another file is hidden in this one, so it was not kept. Please take a picture of what it shows."),
        )
    return kind


def refused(code: str, message: str) -> Invalid:
    return Invalid([Problem(code=code, message=message, pointer="/file")])


def _first_nature(content: bytes) -> Kind | None:
    head = content[:32]
    if head.startswith(b"%PDF-"):
        return _pdf(content)
    if head.startswith(b"PK\x03\x04"):
        return _packed(content)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return OLE
    if head[4:8] == b"ftyp":
        kind = BRANDS.get(head[8:12], MP4)
        return _picture(content) if kind is PICTURES["AVIF"] else kind
    for test, kind in SOUND_AND_FILM:
        if test(head):
            return kind
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"RIFF", b"BM", b"II*\0", b"MM\0*")):
        return _picture(content)
    return TEXT if _is_text(content) else None


def _pdf(content: bytes) -> Kind:
    if b"%%EOF" not in content[-_ENDS:] and b"startxref" not in content[-_ENDS:]:
        raise _broken()
    return PDF


def _broken() -> Invalid:
    return refused(
        "file.broken", gettext("This file is damaged or only half there. Please choose it again or take a picture.")
    )


def _picture(content: bytes) -> Kind:
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 -- 9 MB that an idle process does without

    try:
        with Image.open(BytesIO(content), formats=READERS) as image:
            kind, (width, height) = PICTURES[image.format or ""], image.size
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        ValueError,
        SyntaxError,
        KeyError,
        struct.error,
    ):
        raise _broken() from None
    if width * height > (PIXELS_JPEG if kind is JPEG else PIXELS):
        raise refused(
            "file.too_many_pixels",
            gettext(
                "This picture has more pixels than can be opened safely. Please send a smaller copy or a screenshot."
            ),
        )
    return kind


def _packed(content: bytes) -> Kind:
    """Name an office document by its parts; any other archive, and one that would burst, is refused."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, RuntimeError, struct.error, OSError, EOFError):
        raise _broken() from None
    names = {part.filename for part in parts}
    kind = next((kind for part, kind in PACKED if part in names), None)
    if kind is None:
        raise refused(
            "file.archive",
            gettext("Packed files (zip, rar, 7z) are not opened here. Please send what is in it, file by file."),
        )
    unpacked = sum(part.file_size for part in parts)
    bursting = len(parts) > ENTRIES or unpacked > UNPACKED or unpacked > RATIO * len(content)
    if bursting or any(part.flag_bits & 1 for part in parts):
        raise refused(
            "file.unsafe", gettext("This document could not be checked safely. Please save it as PDF or take pictures.")
        )
    if any(_runs(name) for name in names):
        raise refused(
            "file.macros", gettext("This document holds a program (macro). Please save it as PDF and send that.")
        )
    return kind


def _runs(name: str) -> bool:
    lower = name.lower()
    return lower.endswith(("vbaproject.bin", ".exe", ".dll", ".js", ".vbs", ".class", ".bat", ".cmd", ".ps1")) or (
        lower == "meta-inf/manifest.mf"
    )


def _is_text(content: bytes) -> bool:
    """A plain text in an encoding of ours, and no page, drawing or script in disguise."""
    for encoding in ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, ValueError):
            continue
        start = text.lstrip()[:512]
        return not _CONTROLS.search(text) and not start.startswith(("<", "#!", "{\\rtf", "MZ", "%!PS", "MIME-Version"))
    return False


def _second_nature(content: bytes, kind: Kind) -> bool:
    """Say whether a file can also be read as something else: a document behind a picture, a page in front of one."""
    head, tail = content[:_ENDS], content[-_ENDS:]
    packed = kind in {known for _, known in PACKED}
    if not packed and (_is_archive(tail) or b"Rar!\x1a\x07" in content or b"7z\xbc\xaf\x27\x1c" in content):
        return True
    if kind is not PDF and b"%PDF-" in head[:1100]:
        return True
    if head[257:262] == b"ustar" or head[32769:32774] == b"CD001":
        return True
    pages = (head[:1024],) if kind is PDF or packed or kind is OLE else (head, tail)
    return any(_MARKUP.search(part) for part in pages)


def _is_archive(tail: bytes) -> bool:
    """Say whether a ZIP's directory ends the file: its end record must say how long it is, and be right."""
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        return False
    entries, size = struct.unpack_from("<HI", tail, at + 10)
    return b"PK\x01\x02" in tail[max(0, at - size) : at] or (entries == 0 and size == 0)


def _unknown(content: bytes) -> Invalid:
    try:
        guess = puremagic.from_string(content[:8192]).lstrip(".")
    except (puremagic.PureError, ValueError):
        guess = ""
    start = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<") or _MARKUP.search(content[:2048]):
        guess = "html"
    if guess:
        message = gettext("Files of this kind (%(kind)s) cannot be taken. Please send pictures, a PDF, sound or film.")
        return refused("file.kind_refused", message % {"kind": guess[:12]})
    return refused(
        "file.kind_unknown", gettext("It cannot be told what this file is. Please send pictures, a PDF, sound or film.")
    )


def fitting_name(name: str, kind: Kind) -> str:
    """Return a name that is safe to save and ends as its content demands.

    >>> fitting_name("C:\\\\temp\\\\order.exe", JPEG)
    'order.exe.jpg'
    """
    try:
        plain = clean(name)
    except ValueError:
        plain = ""
    plain = re.sub(r'[\x00-\x1f<>:"|?*]', "", plain.replace("\\", "/").rsplit("/", 1)[-1]).strip(". ")
    stem, suffix = PurePath(plain).stem[: NAME_LIMIT - 12], PurePath(plain).suffix
    if not stem:
        stem = "file"
    if suffix.lstrip(".").lower() in kind.extensions:
        return stem + suffix
    return f"{stem}{suffix[:10]}.{kind.extensions[0]}"
