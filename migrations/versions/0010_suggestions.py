"""What a machine proposed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

STATES = ("waiting", "running", "done", "failed", "cancelled")


def upgrade() -> None:
    op.create_table(
        "suggestion_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="runstate", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("engine", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["user.id"], name=op.f("fk_suggestion_run_asked_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["call_id"], ["call.id"], name=op.f("fk_suggestion_run_call_id_call")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_suggestion_run_question_id_question")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_run")),
    )
    with op.batch_alter_table("suggestion_run", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_suggestion_run_call_id_question_id"), ["call_id", "question_id"]
        )
    op.create_table(
        "suggested_answer",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("passages", sa.JSON(), nullable=False),
        sa.Column("skipped", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_suggested_answer_contribution_id_contribution"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["suggestion_run.id"],
            name=op.f("fk_suggested_answer_run_id_suggestion_run"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_suggested_answer_version_id_version")
        ),
        sa.PrimaryKeyConstraint("run_id", "contribution_id", name=op.f("pk_suggested_answer")),
    )
    with op.batch_alter_table("suggested_answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_suggested_answer_contribution_id"), ["contribution_id"]
        )
        batch_op.create_index(batch_op.f("ix_suggested_answer_version_id"), ["version_id"])


def downgrade() -> None:
    # Whoever migrates refuses to lose rows: see 0002.
    op.drop_table("suggested_answer")
    op.drop_table("suggestion_run")
