"""A picture as it is given becomes one that holds nothing but what is seen."""

from __future__ import annotations

import pytest
from PIL import Image, PngImagePlugin

from consult.synthesis.pictures import fitting
from consult.synthesis.pictures.fitting import Fault, Unfit, fitted, is_bare
from consult.synthesis.pictures.sizing import Breadth, fineness, printed
from tests.synthesis.pictures.drawn import file, seen

ORIENTATION, PLACE = 0x0112, 0x8825


def fault(content: bytes) -> Fault:
    with pytest.raises(Unfit) as refused:
        fitted(content)
    return refused.value.fault


def told_of() -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[PLACE] = {1: "N", 2: (48.0, 51.0, 24.0)}
    return exif


def test_neither_a_place_nor_a_comment_nor_a_second_file_survives():
    hidden = file("JPEG", (800, 400), exif=told_of(), comment=b"drawn by a minister")
    said = PngImagePlugin.PngInfo()
    said.add_text("Author", "a minister")
    both = [hidden + b"PK\x03\x04 a program", file(pnginfo=said, exif=told_of()) + b"PK\x03\x04"]

    for made in map(fitted, both):
        assert not any(word in made.content for word in (b"minister", b"Exif", b"PK\x03\x04"))
        assert set(seen(made.content).info) <= {
            *("jfif", "jfif_version", "jfif_unit", "jfif_density"),
        }


def test_a_picture_stands_upright_whatever_the_camera_was_held_like():
    made = fitted(file("JPEG", (800, 400), exif=told_of()))

    assert (made.width, made.height) == (400, 800)


@pytest.mark.parametrize(
    ("mode", "colour"), [("RGBA", (0, 0, 0, 0)), ("LA", (0, 0)), ("I;16", 65_535), ("1", 1)]
)
def test_what_is_clear_is_white_and_sixteen_bits_of_grey_keep_their_tones(mode, colour):
    made = fitted(file(mode=mode, colour=colour))

    assert seen(made.content).convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def test_a_large_picture_keeps_its_shape_and_a_heavy_one_becomes_a_photograph():
    noise = Image.effect_noise((2600, 1300), 90).convert("RGB")
    made = fitted(file(image=noise))

    assert (made.width, made.height, made.media_type) == (2000, 1000, "image/jpeg")
    assert len(made.content) <= fitting.KEPT


def test_drawn_twice_a_picture_is_what_it_was_drawn_once():
    photograph = file("JPEG", image=Image.effect_noise((900, 700), 60), exif=told_of())

    for once in (fitted(photograph), fitted(file())):
        assert fitted(once.content) == once


def test_a_bare_photograph_has_nothing_before_between_or_after():
    bare = fitted(file("JPEG")).content
    comment = b"\xff\xfe\x00\x05abc"

    assert is_bare(bare)
    assert not is_bare(bare + b"x")
    assert not is_bare(bare[:20] + comment + bare[20:])
    assert not is_bare(bare[:-2] + b"\xff\xd9 more \xff\xd9")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", Fault.EMPTY),
        (b"GIF89a" + b"x" * 100, Fault.OTHER),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Fault.OTHER),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 100, Fault.BROKEN),
        (file("JPEG")[:-200], Fault.BROKEN),
        (file("JPEG", (60, 60))[:40], Fault.BROKEN),
        (file(mode="1", size=(8000, 5001), colour=0), Fault.TOO_MANY_DOTS),
        (file(mode="1", size=(20_000, 20_000), colour=0), Fault.TOO_MANY_DOTS),
        (file(size=(600, fitting.SHORTEST_SIDE - 1)), Fault.TOO_SMALL),
        (file(size=(40 * fitting.SLIMMEST + 1, 40)), Fault.TOO_SMALL),
    ],
)
def test_what_cannot_be_read_within_bounds_is_refused(content, why):
    assert fault(content) is why


def test_a_file_too_large_to_look_at_is_refused_whatever_it_holds(monkeypatch):
    monkeypatch.setattr(fitting, "LARGEST", 1000)

    assert fault(file("JPEG", quality=95) + b"x" * 1000) is Fault.TOO_BIG


def test_a_text_that_unpacks_without_end_is_refused():
    bomb = PngImagePlugin.PngInfo()
    bomb.add_text("a", "x" * 5_000_000, zip=True)

    assert fault(file(pnginfo=bomb)) is Fault.BROKEN


@pytest.mark.parametrize(
    ("width", "height", "breadth", "size"),
    [
        (1660, 830, None, (166.0, 83.0)),
        (1660, 830, Breadth.MOST, (115.0, 57.5)),
        (1660, 830, Breadth.HALF, (83.0, 41.5)),
        (500, 1000, None, (60.0, 120.0)),
    ],
)
def test_a_picture_is_as_wide_as_asked_unless_it_is_tall(width, height, breadth, size):
    assert printed(width, height, breadth) == size
    assert fineness(width, height, breadth) == round(width / size[0] * 25.4)
