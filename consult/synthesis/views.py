"""Pages of the synthesis room."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("synthesis", __name__)
