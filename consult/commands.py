"""Commands of the whole: serve, worker, migrate, backup."""

from __future__ import annotations

import click

COMMANDS: tuple[click.Command, ...] = ()
