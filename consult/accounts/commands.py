"""`flask user …`: members of staff and delegates."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup
from sqlalchemy import select

from consult import clock, db
from consult.accounts import service
from consult.accounts.models import Role, User
from consult.errors import Invalid
from consult.post import is_address
from consult.web.links import external

user = AppGroup("user", help="Members of staff and delegates.")
GROUPS: tuple[click.Command, ...] = (user,)


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


def one_time_address(user: User) -> str:
    """Issue a sign-in link; the caller commits."""
    token = service.issue_sign_in(db.session(), user=user, actor="command", at=clock.now())
    return external("accounts.sign_in_once", token=token)
