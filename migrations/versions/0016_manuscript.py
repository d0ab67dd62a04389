"""The note as staff write it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KINDS = (
    "message",
    "chapter",
    "heading",
    "claim",
    "quote",
    "figure",
    "chart",
    "table",
    "practice",
    "recommendation",
    "box",
    "text",
    "annex",
)


def upgrade() -> None:
    op.create_table(
        "manuscript",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("coverage_revision", sa.Integer(), nullable=True),
        sa.Column("coverage_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("coverage_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_manuscript_call_id_call")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manuscript")),
        sa.UniqueConstraint("call_id", name=op.f("uq_manuscript_call_id")),
    )
    op.create_table(
        "manuscript_block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("manuscript_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                *KINDS, name="blockkind", native_enum=False, length=32, create_constraint=True
            ),
            nullable=False,
        ),
        sa.Column("place", sa.Double(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["manuscript_id"],
            ["manuscript.id"],
            name=op.f("fk_manuscript_block_manuscript_id_manuscript"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manuscript_block")),
        sa.UniqueConstraint(
            "manuscript_id", "key", name=op.f("uq_manuscript_block_manuscript_id_key")
        ),
    )
    op.create_table(
        "manuscript_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("manuscript_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["manuscript_id"],
            ["manuscript.id"],
            name=op.f("fk_manuscript_edit_manuscript_id_manuscript"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name=op.f("fk_manuscript_edit_user_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manuscript_edit")),
    )
    op.create_index(
        op.f("ix_manuscript_edit_manuscript_id_id"), "manuscript_edit", ["manuscript_id", "id"]
    )
    op.create_table(
        "block_remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("manuscript_id", sa.Integer(), nullable=False),
        sa.Column("block", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(resolved_at IS NULL) = (resolved_by IS NULL)",
            name=op.f("ck_block_remark_who_and_when_go_together"),
        ),
        sa.ForeignKeyConstraint(
            ["manuscript_id"],
            ["manuscript.id"],
            name=op.f("fk_block_remark_manuscript_id_manuscript"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_block_remark_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block_remark")),
    )
    op.create_index(
        op.f("ix_block_remark_manuscript_id_block"), "block_remark", ["manuscript_id", "block"]
    )


def downgrade() -> None:
    op.drop_table("block_remark")
    op.drop_table("manuscript_edit")
    op.drop_table("manuscript_block")
    op.drop_table("manuscript")
