"""Pages of the directory room."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("directory", __name__)
