"""The directory of agencies: the list, one agency, its contacts, its tags, importing."""

from __future__ import annotations

from consult.directory.views import agency, contacts, importing, listing, tags
from consult.directory.views.shell import pages

__all__ = ["agency", "contacts", "importing", "listing", "pages", "tags"]
