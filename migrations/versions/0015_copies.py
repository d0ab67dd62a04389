"""Speaking sheets among the files of a note, and copies of a note made for one person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def formats(*values: str) -> sa.Enum:
    """What a note can be made into, as a checked text."""
    return sa.Enum(*values, name="format", native_enum=False, create_constraint=True, length=32)


BEFORE = ("pdf", "html", "json", "xlsx", "docx")
AFTER = (*BEFORE, "sheet", "sheet-html")


def upgrade() -> None:
    with op.batch_alter_table("artefact", schema=None) as batch_op:
        batch_op.alter_column(
            "format",
            existing_type=formats(*BEFORE),
            type_=formats(*AFTER),
            existing_nullable=False,
        )
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("marked", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.create_table(
        "marked_copy",
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("format", formats(*AFTER), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_marked_copy_delivery_id_delivery")
        ),
        sa.PrimaryKeyConstraint(
            "delivery_id", "format", "fingerprint", name=op.f("pk_marked_copy")
        ),
    )


def downgrade() -> None:
    bind = op.get_bind()
    marked = sa.table("delivery", sa.column("marked", sa.Boolean()))
    if bind.scalar(sa.select(sa.func.count()).select_from(marked).where(marked.c.marked)):
        raise ValueError("Nothing was changed: copies made for one person would lose their mark.")
    files = sa.table("artefact", sa.column("format", sa.String()))
    of_sheets = files.c.format.not_in(BEFORE)
    if bind.scalar(sa.select(sa.func.count()).select_from(files).where(of_sheets)):
        raise ValueError("Nothing was changed: speaking sheets that were made would be lost.")
    op.drop_table("marked_copy")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_column("marked")
    with op.batch_alter_table("artefact", schema=None) as batch_op:
        batch_op.alter_column(
            "format",
            existing_type=formats(*AFTER),
            type_=formats(*BEFORE),
            existing_nullable=False,
        )
