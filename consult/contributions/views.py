"""Pages of the contributions room."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("contributions", __name__)
