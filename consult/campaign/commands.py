"""Commands of the campaign room."""

from __future__ import annotations

import click

GROUPS: tuple[click.Command, ...] = ()
