"""What the pages of the directory share: their blueprint."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("directory", __name__)
