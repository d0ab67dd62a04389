"""Letters that staff word, hold and follow."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def states(*values: str) -> sa.Enum:
    """Where a letter stands, as a checked text."""
    return sa.Enum(
        *values, name="letterstate", native_enum=False, create_constraint=True, length=32
    )


STATES_BEFORE = states("planned", "sent", "failed", "cancelled")
STATES_AFTER = states("planned", "sending", "sent", "failed", "bounced", "cancelled")
ABOUT_AGENCIES = (
    "invitation",
    "reminder",
    "extension",
    "colleague",
    "to_sign",
    "returned",
    "address",
    "withdrawn",
)
ABOUT_CALLS = (*ABOUT_AGENCIES, "receipt", "infected_file", "consent", "joined", "joining")


def upgrade() -> None:
    op.create_table(
        "wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_wording_call_id_call")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording")),
        sa.UniqueConstraint(
            "call_id", "kind", "language", name=op.f("uq_wording_call_id_kind_language")
        ),
    )
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reply_to", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("form_enclosed", sa.String(), nullable=False, server_default="pdf")
        )
        batch_op.add_column(sa.Column("letters_held_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.alter_column(
            "state", existing_type=STATES_BEFORE, type_=STATES_AFTER, existing_nullable=False
        )
        batch_op.add_column(sa.Column("language", sa.String(), nullable=False, server_default="fr"))
        batch_op.add_column(sa.Column("call_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("invitation_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("leave_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("error", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("again_of", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_letter_call_id_state"), ["call_id", "state"])
        batch_op.create_index(batch_op.f("ix_letter_invitation_id"), ["invitation_id"])
        batch_op.create_index(batch_op.f("ix_letter_tried_at"), ["tried_at"])

    op.execute("UPDATE letter SET leave_at = planned_at")
    place_letters(op.get_bind())
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.alter_column("leave_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.create_check_constraint(
            batch_op.f("ck_letter_lease_has_an_end"),
            "(state = 'sending') = (lease_until IS NOT NULL)",
        )


def place_letters(connection: sa.Connection) -> None:
    """What a letter is about stood in its key alone: its kind, its call, its agency."""
    letter = sa.table(
        "letter",
        *(sa.column(name) for name in ("id", "key", "kind", "call_id", "invitation_id")),
    )
    known = connection.execute(
        sa.select(letter.c.id, letter.c.key, letter.c.kind).where(letter.c.kind.in_(ABOUT_CALLS))
    ).all()
    for id_, key, kind in known:
        _, call_id, subject, *_ = [*key.split(":"), "", ""]
        if call_id.isdecimal():
            about = int(subject) if kind in ABOUT_AGENCIES and subject.isdecimal() else None
            connection.execute(
                sa.update(letter)
                .where(letter.c.id == id_)
                .values(call_id=int(call_id), invitation_id=about)
            )


def downgrade() -> None:
    op.execute("UPDATE letter SET state = 'planned', lease_until = NULL WHERE state = 'sending'")
    op.execute("UPDATE letter SET state = 'failed' WHERE state = 'bounced'")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_letter_lease_has_an_end"), type_="check")
        for name in ("ix_letter_tried_at", "ix_letter_invitation_id", "ix_letter_call_id_state"):
            batch_op.drop_index(batch_op.f(name))
        for name in (
            "again_of",
            "error",
            "tried_at",
            "attempts",
            "lease_until",
            "held_at",
            "leave_at",
            "invitation_id",
            "call_id",
            "language",
        ):
            batch_op.drop_column(name)
        batch_op.alter_column(
            "state", existing_type=STATES_AFTER, type_=STATES_BEFORE, existing_nullable=False
        )

    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.drop_column("letters_held_at")
        batch_op.drop_column("form_enclosed")
        batch_op.drop_column("reply_to")

    op.drop_table("wording")
