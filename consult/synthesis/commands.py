"""Commands of the synthesis room."""

from __future__ import annotations

import click

GROUPS: tuple[click.Command, ...] = ()
