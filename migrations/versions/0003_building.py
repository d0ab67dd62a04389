"""Building a questionnaire, before and after the call opens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("questionnaire_revision", sa.Integer(), nullable=False, server_default="0")
        )

    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))

    op.create_table(
        "questionnaire_edit",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "add",
                "edit",
                "move",
                "copy",
                "remove",
                "add_section",
                "edit_section",
                "move_section",
                "copy_section",
                "remove_section",
                "translate",
                name="act",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.ForeignKeyConstraint(
            ["call_id"], ["call.id"], name=op.f("fk_questionnaire_edit_call_id_call")
        ),
        sa.PrimaryKeyConstraint("call_id", "number", name=op.f("pk_questionnaire_edit")),
    )


def downgrade() -> None:
    # A retired question would be asked again, of agencies that were told it is not.
    retired = sa.text("SELECT count(*) FROM question WHERE retired_at IS NOT NULL")
    if op.get_bind().execute(retired).scalar_one():
        raise ValueError("Nothing was changed: some questions are retired.")
    op.drop_table("questionnaire_edit")

    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_column("retired_at")

    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.drop_column("questionnaire_revision")
