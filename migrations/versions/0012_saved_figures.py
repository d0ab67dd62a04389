"""Figures kept under a name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_kept_figure_by_id_user")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_kept_figure_call_id_call")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_figure")),
    )
    with op.batch_alter_table("kept_figure", schema=None) as batch_op:
        batch_op.create_index(
            "uq_kept_figure_call_id_label_kept",
            ["call_id", "label"],
            unique=True,
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_kept_figure_call_id_position"), ["call_id", "position"]
        )


def downgrade() -> None:
    # Whoever migrates refuses to lose rows: figures that somebody kept stop it.
    op.drop_table("kept_figure")
