"""A version knows what it was drawn up from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Without batch mode, which makes the table anew and would lose the trigger that keeps a note
    # handed over as it is.
    op.add_column("note", sa.Column("drawn_from", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("note", "drawn_from")
