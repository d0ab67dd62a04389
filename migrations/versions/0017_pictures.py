"""Pictures of the note."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BEFORE = (
    *("message", "chapter", "heading", "claim", "quote", "figure", "chart", "table", "practice"),
    *("recommendation", "box", "text", "annex"),
)
AFTER = (*BEFORE[:8], "picture", *BEFORE[8:])


def kinds(*values: str) -> sa.Enum:
    """What a block can be, as a checked text."""
    return sa.Enum(*values, name="blockkind", native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    with op.batch_alter_table("manuscript_block", schema=None) as batch_op:
        batch_op.alter_column(
            "kind", existing_type=kinds(*BEFORE), type_=kinds(*AFTER), existing_nullable=False
        )
    op.create_table(
        "note_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["call.id"], name=op.f("fk_note_picture_call_id_call")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_picture")),
        sa.UniqueConstraint("call_id", "digest", name=op.f("uq_note_picture_call_id_digest")),
    )


def downgrade() -> None:
    # Whoever migrates refuses to lose rows: with pictures there is no way back.
    op.drop_table("note_picture")
    with op.batch_alter_table("manuscript_block", schema=None) as batch_op:
        batch_op.alter_column(
            "kind", existing_type=kinds(*AFTER), type_=kinds(*BEFORE), existing_nullable=False
        )
