"""What is opened, and what is entered on behalf."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.add_column(sa.Column("entered_by", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("received_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.alter_column("question_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    # What an agency sent on paper answers no question: it would have no place any more.
    originals = sa.text("SELECT count(*) FROM attachment WHERE question_id IS NULL")
    if op.get_bind().execute(originals).scalar_one():
        raise ValueError("Nothing was changed: originals of what staff entered would be lost.")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.alter_column("question_id", existing_type=sa.Integer(), nullable=False)

    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.drop_column("confirmed_at")
        batch_op.drop_column("received_on")
        batch_op.drop_column("entered_by")

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_column("opened_at")
