"""Pages of the publication room."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("publication", __name__)
