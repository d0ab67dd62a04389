"""Pages of the analysis room."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("analysis", __name__)
