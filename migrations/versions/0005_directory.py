"""Tags, archives and addresses in error."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("key", name=op.f("uq_tag_key")),
    )
    op.create_table(
        "tagging",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_tagging_agency_id_agency")
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_tagging_tag_id_tag")),
        sa.PrimaryKeyConstraint("agency_id", "tag_id", name=op.f("pk_tagging")),
    )
    with op.batch_alter_table("tagging", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tagging_tag_id"), ["tag_id"], unique=False)
    op.create_table(
        "apart",
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_apart_lower_first")),
        sa.ForeignKeyConstraint(["first_id"], ["agency.id"], name=op.f("fk_apart_first_id_agency")),
        sa.ForeignKeyConstraint(
            ["second_id"], ["agency.id"], name=op.f("fk_apart_second_id_agency")
        ),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_apart")),
    )
    with op.batch_alter_table("apart", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_apart_second_id"), ["second_id"], unique=False)
    op.create_table(
        "import_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_report")),
    )
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.add_column(sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("position", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("bounce_reason", sa.String(), nullable=False, server_default="")
        )
        batch_op.create_index(batch_op.f("ix_contact_email"), ["email"], unique=False)


def downgrade() -> None:
    # Whoever migrates refuses to lose rows: with tags or reports there is no way back. An
    # agency that was archived would be offered again, which nobody asked for.
    archived = sa.text("SELECT count(*) FROM agency WHERE archived_at IS NOT NULL")
    if op.get_bind().execute(archived).scalar_one():
        raise ValueError("Nothing was changed: archived agencies would be offered again.")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_email"))
        batch_op.drop_column("bounce_reason")
        batch_op.drop_column("bounced_at")
        batch_op.drop_column("position")
    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.drop_column("archived_at")
    op.drop_table("import_report")
    with op.batch_alter_table("apart", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_apart_second_id"))
    op.drop_table("apart")
    with op.batch_alter_table("tagging", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tagging_tag_id"))
    op.drop_table("tagging")
    op.drop_table("tag")
