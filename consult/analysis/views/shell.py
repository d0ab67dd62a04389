"""What the pages of the analysis share: their blueprint."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("analysis", __name__)
