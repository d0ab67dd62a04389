"""`flask user …`: members of staff and delegates. `flask trail …`: who did what."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup
from sqlalchemy import func, select

from consult import clock, db
from consult.accounts import service
from consult.accounts.models import AuditEntry, Role, User
from consult.errors import Invalid
from consult.post import is_address
from consult.web.links import external

user = AppGroup("user", help="Members of staff and delegates.")
trail = AppGroup("trail", help="The audit trail: who did what.")
GROUPS: tuple[click.Command, ...] = (user, trail)


@user.command("create")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--name", default="", help="The name shown on the pages.")
@click.option("--password-stdin", is_flag=True, help="Read a password from the standard input.")
def create(email: str, role: str, name: str, *, password_stdin: bool) -> None:
    """Add a user and print a link that signs them in once."""
    if not is_address(email.strip()):
        raise click.ClickException(f"{email!r} is not an e-mail address.")
    at = clock.now()
    session = db.session()
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    try:
        made = service.create_user(
            session, email=email, role=Role(role), name=name, password=password, at=at
        )
    except Invalid as refusal:
        raise click.ClickException(str(refusal)) from refusal
    address = one_time_address(made)
    session.commit()
    click.echo(f"Created {made.email} ({made.role.value}).")
    click.echo(f"Signs in once, within 24 hours: {address}")


@user.command("link")
@click.argument("email")
def link(email: str) -> None:
    """Print a new link that signs a user in once."""
    session = db.session()
    found = session.scalar(select(User).where(User.email == email.strip().lower()))
    if found is None or found.disabled_at is not None:
        raise click.ClickException(f"There is no user {email}.")
    address = one_time_address(found)
    session.commit()
    click.echo(address)


@trail.command("check")
def check() -> None:
    """Say whether every entry of the trail is as it was written and none is missing between.

    Entries cut off at the end leave no mark: compare the last fingerprint with one noted before.
    """
    session = db.session()
    if broken := service.first_broken_entry(session):
        raise click.ClickException(
            f"Entry {broken.id} ({broken.at.isoformat()}, {broken.action}) was altered, "
            "or the one before it is gone."
        )
    count = session.scalar(select(func.count()).select_from(AuditEntry)) or 0
    last = session.scalar(select(AuditEntry.digest).order_by(AuditEntry.id.desc()).limit(1))
    click.echo(f"{count} entries, none altered. Last fingerprint: {last or 'none'}")


def one_time_address(user: User) -> str:
    """Issue a sign-in link; the caller commits."""
    token = service.issue_sign_in(db.session(), user=user, actor="command", at=clock.now())
    return external("accounts.sign_in_once", token=token)
