"""What somebody named, as one step of an address."""

from __future__ import annotations

import re

from werkzeug.routing import BaseConverter


class Acronym(BaseConverter):
    """An acronym, whatever is written in it.

    A server decodes `%2F` before an address is looked up, and a browser walks up at « .. »: a
    slash, or a name of dots alone, would lead to another page. They are written after a tilde.
    """

    def to_url(self, value: str) -> str:
        """As it stands in an address; what holds neither tilde nor slash is left alone."""
        told = value.replace("~", "~7E").replace("/", "~2F")
        if not told.strip("."):
            told = told.replace(".", "~2E")
        return super().to_url(told)

    def to_python(self, value: str) -> str:
        """As it was written by somebody."""
        return re.sub(r"~(7E|2F|2E)", lambda found: chr(int(found[1], 16)), value)
