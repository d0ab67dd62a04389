"""Reminders planned, deadlines moved, lists closed, workers seen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "worker_beat",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker_beat")),
    )
    op.create_table(
        "deadline_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "extended",
                "extended_one",
                "closed",
                "reopened",
                name="move",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["call.id"], name=op.f("fk_deadline_change_call_id_call")
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_deadline_change_invitation_id_invitation"),
        ),
        sa.CheckConstraint(
            "(kind = 'extended_one') = (invitation_id IS NOT NULL)",
            name=op.f("ck_deadline_change_one_agency_is_named"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_change")),
    )
    with op.batch_alter_table("deadline_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deadline_change_call_id"), ["call_id"], unique=False)

    op.create_table(
        "closing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_closing_call_id_call")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing")),
        sa.UniqueConstraint("call_id", "closes_at", name=op.f("uq_closing_call_id_closes_at")),
    )
    op.create_table(
        "reminder_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hour", sa.Time(), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "sent",
                "missed",
                "dropped",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (outcome IS NULL)",
            name=op.f("ck_reminder_plan_what_is_settled_has_an_outcome"),
        ),
        sa.CheckConstraint("days_before >= 0", name=op.f("ck_reminder_plan_before_the_deadline")),
        sa.ForeignKeyConstraint(
            ["call_id"], ["call.id"], name=op.f("fk_reminder_plan_call_id_call")
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_reminder_plan_invitation_id_invitation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_plan")),
    )
    with op.batch_alter_table("reminder_plan", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reminder_plan_settled_at_day"), ["settled_at", "day"], unique=False
        )
        batch_op.create_index(
            "uq_reminder_plan_of_everybody",
            ["call_id", "day"],
            unique=True,
            sqlite_where=sa.text("invitation_id IS NULL"),
            postgresql_where=sa.text("invitation_id IS NULL"),
        )
        batch_op.create_index(
            "uq_reminder_plan_of_one_agency",
            ["invitation_id", "day"],
            unique=True,
            sqlite_where=sa.text("invitation_id IS NOT NULL"),
            postgresql_where=sa.text("invitation_id IS NOT NULL"),
        )

    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closed_through", sa.DateTime(timezone=True), nullable=True))

    for table in ("call", "invitation"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(
                sa.Column("reminders_for", sa.DateTime(timezone=True), nullable=True)
            )


def downgrade() -> None:
    for table in ("invitation", "call"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("reminders_for")

    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.drop_column("closed_through")

    op.drop_table("reminder_plan")
    op.drop_table("closing")
    op.drop_table("deadline_change")
    op.drop_table("worker_beat")
