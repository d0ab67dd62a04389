"""What the pages of a call share: their blueprint."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("calls", __name__)
