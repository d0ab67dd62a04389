"""What the pages of deliveries share: their blueprint."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("publication", __name__)
