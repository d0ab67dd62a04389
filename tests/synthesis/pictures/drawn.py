"""Pictures to put in a note, as files and as blocks hold them."""

from __future__ import annotations

import hashlib
import io

from PIL import Image

from consult.synthesis.drafting.blocks import Block, BlockKind, Picture
from consult.synthesis.pictures.fitting import Fitted, fitted

SAID = "Carte de France : les territoires retenus sont en bleu."


def file(form: str = "PNG", size: tuple[int, int] = (900, 600), colour: str = "navy", **more):
    """The bytes of a picture."""
    made = io.BytesIO()
    mode = more.pop("mode", "RGB")
    image = more.pop("image", None) or Image.new(mode, size, colour)
    image.save(made, form, **more)
    return made.getvalue()


def seen(content: bytes) -> Image.Image:
    """What is seen of it."""
    return Image.open(io.BytesIO(content))


def as_held(made: Fitted, name: str = "carte.png") -> Picture:
    """A picture as a block holds it."""
    digest = hashlib.sha256(made.content).hexdigest()
    return Picture(digest, made.media_type, made.width, made.height, len(made.content), name)


def pictured(key: str = "p", content: bytes | None = None, **more) -> Block:
    """A block that shows a picture and says what it shows."""
    told = {"title": "Une carte", "alternative": SAID, "credit": "CNER"} | more
    return Block(key, BlockKind.PICTURE, picture=as_held(fitted(content or file())), **told)
