"""Agencies read their words again before they are printed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ANSWERED = ("waiting", "accepted", "partly", "objected")
CHOICES = ("agreed", "unnamed", "refused")


def upgrade() -> None:
    op.create_table(
        "read_back",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("note_version", sa.Integer(), nullable=True),
        sa.Column("passages", sa.JSON(), nullable=False),
        sa.Column("statements", sa.JSON(), nullable=False),
        sa.Column("asked_first", sa.Boolean(), nullable=False),
        sa.Column("in_full", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                *ANSWERED, name="answered", native_enum=False, length=32, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column(
            "naming",
            sa.Enum(*CHOICES, name="choice", native_enum=False, length=32, create_constraint=True),
            nullable=True,
        ),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=False),
        sa.Column("held", sa.JSON(), nullable=True),
        sa.Column("given", sa.JSON(), nullable=True),
        sa.CheckConstraint("sent_at <= until", name=op.f("ck_read_back_ends_after_it_was_sent")),
        sa.CheckConstraint(
            "(state = 'waiting') = (answered_at IS NULL)",
            name=op.f("ck_read_back_what_waits_is_not_answered"),
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_read_back_call_id_call")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_read_back_invitation_id_invitation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_read_back")),
    )
    with op.batch_alter_table("read_back", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_read_back_call_id"), ["call_id"])
        batch_op.create_index(batch_op.f("ix_read_back_invitation_id"), ["invitation_id"])


def downgrade() -> None:
    # Whoever migrates refuses to lose rows: what an agency said of its words stops it.
    op.drop_table("read_back")
