"""The index of the search: the words of every text, and where the database looks them up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# FTS5 is told of every row of the table by triggers; nothing else writes to it.
SQLITE = (
    "CREATE VIRTUAL TABLE search_index USING fts5(words, content='search_text',"
    " content_rowid='id', detail=none, tokenize='ascii')",
    "CREATE TRIGGER search_text_added AFTER INSERT ON search_text BEGIN"
    " INSERT INTO search_index(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER search_text_removed AFTER DELETE ON search_text BEGIN"
    " INSERT INTO search_index(search_index, rowid, words)"
    " VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER search_text_changed AFTER UPDATE OF words ON search_text BEGIN"
    " INSERT INTO search_index(search_index, rowid, words)"
    " VALUES ('delete', old.id, old.words);"
    " INSERT INTO search_index(rowid, words) VALUES (new.id, new.words); END",
)
POSTGRESQL = (
    "CREATE INDEX search_index ON search_text"
    " USING gin (array_to_tsvector(string_to_array(translate(words, '.', ' '), ' ')))"
    " WITH (fastupdate = off)",
)


def upgrade() -> None:
    op.create_table(
        "search_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_search_text_call_id_call")),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_search_text_contribution_id_contribution"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_search_text_version_id_version")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_search_text_question_id_question")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_text")),
    )
    with op.batch_alter_table("search_text", schema=None) as batch_op:
        for name in ("call_id", "contribution_id", "version_id", "question_id"):
            batch_op.create_index(batch_op.f(f"ix_search_text_{name}"), [name], unique=False)
    op.create_table(
        "searched_version",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_searched_version_contribution_id_contribution"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_searched_version_version_id_version")
        ),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_searched_version")),
    )
    with op.batch_alter_table("searched_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_searched_version_version_id"), ["version_id"], unique=False
        )
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    # The index is made from the versions alone: nothing that anybody wrote goes with it.
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_index")
    op.drop_table("searched_version")
    op.drop_table("search_text")
