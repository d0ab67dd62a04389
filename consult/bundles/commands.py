"""Commands of the bundles room."""

from __future__ import annotations

import click

GROUPS: tuple[click.Command, ...] = ()
