"""Pages of the campaign room."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("campaign", __name__)
