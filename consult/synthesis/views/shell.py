"""What the pages of the room share: their blueprint."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("synthesis", __name__)
