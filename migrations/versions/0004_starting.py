"""Starting a call and rehearsing it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rehearsal_of_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("rehearsed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_call_rehearsal_of_id_call"), "call", ["rehearsal_of_id"], ["id"]
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_call_rehearsal_of_id"), ["rehearsal_of_id"]
        )

    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("fictional", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("caught_up_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    # A rehearsal would become a call like the others, and its agencies members.
    rehearsed = sa.text("SELECT count(*) FROM call WHERE rehearsal_of_id IS NOT NULL")
    if op.get_bind().execute(rehearsed).scalar_one():
        raise ValueError("Nothing was changed: end the rehearsals first.")
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_column("caught_up_at")

    with op.batch_alter_table("agency", schema=None) as batch_op:
        batch_op.drop_column("fictional")

    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_call_rehearsal_of_id"), type_="unique")
        batch_op.drop_constraint(batch_op.f("fk_call_rehearsal_of_id_call"), type_="foreignkey")
        batch_op.drop_column("rehearsed_at")
        batch_op.drop_column("rehearsal_of_id")
