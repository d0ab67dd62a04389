"""Reading and coding: whose codings, themes across questions, what can be undone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STANCES = ("support", "oppose", "nuance")
KEPT = "excerpt_id, theme_id, stance, origin, user_id, coded_at"


def kinds(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    with op.batch_alter_table("theme", schema=None) as batch_op:
        batch_op.alter_column("question_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("parent_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("colour", sa.Integer(), nullable=False, server_default="1"))
        batch_op.create_foreign_key(
            batch_op.f("fk_theme_parent_id_theme"), "theme", ["parent_id"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_theme_known_colour"), "colour BETWEEN 1 AND 12"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_theme_not_its_own_parent"), "parent_id <> id"
        )
        batch_op.create_index(batch_op.f("ix_theme_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(
            "uq_theme_call_id_key_across",
            ["call_id", "key"],
            unique=True,
            sqlite_where=sa.text("question_id IS NULL"),
            postgresql_where=sa.text("question_id IS NULL"),
        )
    op.execute("UPDATE theme SET colour = position % 12 + 1")

    op.execute(f"CREATE TABLE coding_before AS SELECT {KEPT} FROM coding")  # noqa: S608 - a constant
    op.drop_table("coding")
    op.create_table(
        "coding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("excerpt_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("stance", kinds("stance", *STANCES), nullable=True),
        sa.Column("comment", sa.String(), nullable=False, server_default=""),
        sa.Column("origin", kinds("origin", "human", "import", "accepted"), nullable=False),
        sa.Column("proposal", sa.JSON(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("coded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(origin = 'accepted') = (proposal IS NOT NULL)",
            name=op.f("ck_coding_accepted_from_a_proposal"),
        ),
        sa.ForeignKeyConstraint(
            ["excerpt_id"], ["excerpt.id"], name=op.f("fk_coding_excerpt_id_excerpt")
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_coding_theme_id_theme")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_coding_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding")),
        sa.UniqueConstraint(
            "excerpt_id", "theme_id", "user_id", name=op.f("uq_coding_excerpt_id_theme_id_user_id")
        ),
    )
    with op.batch_alter_table("coding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coding_theme_id"), ["theme_id"], unique=False)
        batch_op.create_index(
            "uq_coding_excerpt_id_theme_id_nobody",
            ["excerpt_id", "theme_id"],
            unique=True,
            sqlite_where=sa.text("user_id IS NULL"),
            postgresql_where=sa.text("user_id IS NULL"),
        )
    op.execute(f"INSERT INTO coding ({KEPT}) SELECT {KEPT} FROM coding_before")  # noqa: S608
    op.drop_table("coding_before")

    op.create_table(
        "coding_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_coding_act_call_id_call")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_coding_act_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coding_act")),
    )
    with op.batch_alter_table("coding_act", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_coding_act_call_id_changed_at"), ["call_id", "changed_at"]
        )
        batch_op.create_index(
            batch_op.f("ix_coding_act_call_id_user_id_id"), ["call_id", "user_id", "id"]
        )
    op.create_table(
        "reading",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("good_practice", sa.Boolean(), nullable=False),
        sa.Column("to_check", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_reading_contribution_id_contribution"),
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_reading_question_id_question")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_reading_user_id_user")),
        sa.PrimaryKeyConstraint(
            "user_id", "contribution_id", "question_id", name=op.f("pk_reading")
        ),
    )
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reading_contribution_id_question_id"), ["contribution_id", "question_id"]
        )
    op.create_table(
        "assignment",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_assignment_by_id_user")),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_assignment_contribution_id_contribution"),
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_assignment_question_id_question")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_assignment_user_id_user")),
        sa.PrimaryKeyConstraint("contribution_id", "question_id", name=op.f("pk_assignment")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_user_id"), ["user_id"])


def downgrade() -> None:
    # Whoever migrates refuses to lose rows. What one table held and the earlier one could not
    # is refused here: themes across questions, two people's codings of one passage, comments.
    richer = op.get_bind().execute(
        sa.text(
            "SELECT (SELECT count(*) FROM theme WHERE question_id IS NULL OR parent_id IS NOT NULL)"
            " + (SELECT count(*) FROM coding WHERE comment <> '' OR origin = 'accepted')"
            " + (SELECT count(*) FROM coding)"
            " - (SELECT count(*) FROM (SELECT DISTINCT excerpt_id, theme_id FROM coding) AS pair)"
        )
    )
    if richer.scalar_one():
        raise ValueError("Nothing was changed: what people coded would be lost.")
    op.drop_table("assignment")
    op.drop_table("reading")
    op.drop_table("coding_act")
    op.execute(f"CREATE TABLE coding_after AS SELECT {KEPT} FROM coding")  # noqa: S608
    op.drop_table("coding")
    op.create_table(
        "coding",
        sa.Column("excerpt_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("stance", kinds("stance", *STANCES), nullable=True),
        sa.Column("origin", kinds("origin", "human", "import", "suggestion"), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("coded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["excerpt_id"], ["excerpt.id"], name=op.f("fk_coding_excerpt_id_excerpt")
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_coding_theme_id_theme")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_coding_user_id_user")),
        sa.PrimaryKeyConstraint("excerpt_id", "theme_id", name=op.f("pk_coding")),
    )
    op.execute(f"INSERT INTO coding ({KEPT}) SELECT {KEPT} FROM coding_after")  # noqa: S608
    op.drop_table("coding_after")
    with op.batch_alter_table("theme", schema=None) as batch_op:
        batch_op.drop_index("uq_theme_call_id_key_across")
        batch_op.drop_index(batch_op.f("ix_theme_parent_id"))
        batch_op.drop_constraint(batch_op.f("ck_theme_not_its_own_parent"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_theme_known_colour"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_theme_parent_id_theme"), type_="foreignkey")
        batch_op.drop_column("colour")
        batch_op.drop_column("parent_id")
        batch_op.alter_column("question_id", existing_type=sa.Integer(), nullable=False)
