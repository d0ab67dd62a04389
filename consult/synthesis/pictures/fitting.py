"""A picture as it was given becomes one that the note can carry.

It is drawn anew, so that nothing but what is seen survives: no place, no author, no comment, no
second file behind the first. What cannot be read within bounds is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import Any

from consult.errors import Invalid

LARGEST = 30 * 1024 * 1024
MOST_DOTS = 40_000_000
"""More are not unpacked: a small file can claim to hold very many."""
LONGEST_SIDE = 2_000
SHORTEST_SIDE = 40
SLIMMEST = 12
"""No side is so many times the other."""
KEPT = 1_500_000
"""How many bytes of a picture are kept at most."""
QUALITIES = (88, 80, 70)
SMALLER = 0.8

MARK, HEAD, FRAME, SCAN = 0xFF, 0xE0, 0xC0, 0xDA
TABLES = frozenset({0xDB, 0xC4, 0xDD})
HEADS = (b"\xff\xe0\x00\x10", b"\xff\xdb\x00\x43")
"""How a JPEG begins that says its density and no more, or not even that."""
_END = re.compile(rb"\xff[^\x00\xd0-\xd7]", re.DOTALL)
_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


class Fault(StrEnum):
    """Why a picture is not taken."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    OTHER = "other"
    BROKEN = "broken"
    TOO_MANY_DOTS = "too_many_dots"
    TOO_SMALL = "too_small"


class Unfit(Invalid):
    """The picture is not taken; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Fitted:
    """A picture as it is kept."""

    content: bytes
    media_type: str
    width: int
    height: int


def fitted(content: bytes) -> Fitted:
    """The picture in sRGB, upright, without transparency, neither larger nor heavier than allowed.

    A PNG stays one as long as it is light enough; what was made here once comes back as it was.
    Raises `Unfit`.
    """
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - slow to load, seldom needed

    ensure_picture(content)
    try:
        with _whole(), Image.open(BytesIO(content), formats=("PNG", "JPEG")) as opened:
            _ensure_shape(opened.width, opened.height)
            if _is_kept_as_it_is(opened, content):
                return Fitted(content, "image/jpeg", *opened.size)
            opened.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
            return _packed(_drawn(opened), lossless=opened.format == "PNG")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unfit(Fault.TOO_MANY_DOTS) from error
    except UnidentifiedImageError as error:
        raise Unfit(Fault.BROKEN) from error
    # What a decoder meets in a broken file is not one kind of error.
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError) as error:
        raise Unfit(Fault.BROKEN) from error


def ensure_picture(content: bytes) -> None:
    """Raise `Unfit` where the size or the first signs of a file say that it is none."""
    if not content:
        raise Unfit(Fault.EMPTY)
    if len(content) > LARGEST:
        raise Unfit(Fault.TOO_BIG)
    if not content.startswith(_SIGNATURES):
        raise Unfit(Fault.OTHER)


@contextmanager
def _whole() -> Iterator[None]:
    """Take no picture that ends too early: WeasyPrint, once loaded, has Pillow take them all."""
    from PIL import ImageFile  # noqa: PLC0415 - as above

    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _ensure_shape(width: int, height: int) -> None:
    if width * height > MOST_DOTS:
        raise Unfit(Fault.TOO_MANY_DOTS)
    short, long = sorted((width, height))
    if short < SHORTEST_SIDE or long > short * SLIMMEST:
        raise Unfit(Fault.TOO_SMALL)


def _is_kept_as_it_is(opened: Any, content: bytes) -> bool:
    """Whether a JPEG is one of ours: drawn twice it would lose twice."""
    small = max(opened.size) <= LONGEST_SIDE and len(content) <= KEPT
    if opened.format != "JPEG" or opened.mode not in ("RGB", "L") or not small:
        return False
    if not is_bare(content):
        return False
    opened.load()
    return True


def is_bare(content: bytes) -> bool:
    """Whether a JPEG holds one plain picture and nothing beside it, before, between or after."""
    place, met = 2, []
    while place + 4 <= len(content) and content[place] == MARK:
        sign, size = content[place + 1], int.from_bytes(content[place + 2 : place + 4])
        met.append(sign)
        place += 2 + size
        if sign == SCAN:
            break
    beside = [sign for sign in met if sign not in TABLES]
    if beside not in ([HEAD, FRAME, SCAN], [FRAME, SCAN]) or content[2:6] not in HEADS:
        return False
    # In the drawing itself, a mark is followed by nought or is one of a fresh start.
    end = _END.search(content, place)
    return end is not None and end.start() == len(content) - 2 and content.endswith(b"\xff\xd9")


def _drawn(opened: Any) -> Any:
    """What is seen of it, and nothing else: a picture that remembers nothing."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - as above

    image = _on_white(_in_colours(opened))
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    image = ImageOps.exif_transpose(image)
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    return clean


def _in_colours(opened: Any) -> Any:
    """In grey, in sRGB, or in either with transparency."""
    if opened.mode.startswith("I"):
        # Sixteen bits of grey; what is beyond would all be white.
        return opened.convert("I").point(lambda value: value / 256).convert("L")
    if opened.mode in ("1", "L", "F"):
        return opened.convert("L")
    clear = opened.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in opened.info
    if clear:
        return opened.convert("RGBA")
    return _in_srgb(opened) if opened.mode in ("RGB", "CMYK") else opened.convert("RGB")


def _in_srgb(opened: Any) -> Any:
    from PIL import ImageCms  # noqa: PLC0415 - as above

    profile = opened.info.get("icc_profile")
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            screen = ImageCms.createProfile("sRGB")
            made = ImageCms.profileToProfile(opened, own, screen, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            made = None  # A profile that cannot be read says nothing.
        if made is not None:
            return made
    return opened.convert("RGB")


def _on_white(image: Any) -> Any:
    from PIL import Image  # noqa: PLC0415 - as above

    if image.mode != "RGBA":
        return image
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    paper.info.update({name: image.info[name] for name in ("exif",) if name in image.info})
    return paper


def _packed(image: Any, *, lossless: bool) -> Fitted:
    """As PNG if it may and is light enough, else as JPEG, at last in fewer dots."""
    if lossless:
        content = _written(image, "PNG")
        if len(content) <= KEPT:
            return Fitted(content, "image/png", *image.size)
    while True:
        for quality in QUALITIES:
            content = _written(image, "JPEG", quality=quality, progressive=False, optimize=True)
            if len(content) <= KEPT:
                return Fitted(content, "image/jpeg", *image.size)
        image = image.resize([max(1, round(side * SMALLER)) for side in image.size])


def _written(image: Any, form: str, **options: Any) -> bytes:
    made = BytesIO()
    image.save(made, form, **options)
    return made.getvalue()
