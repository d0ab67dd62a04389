"""States of a note, and files made elsewhere."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STATES = ("draft", "review", "approved", "handed_over")
FIXED = "call_id, version, audience, state, snapshot, fingerprint"
NEVER = "a note handed over never changes"

# A note handed over never changes, whoever asks. It can be erased, with its call.
SQLITE = f"""
CREATE TRIGGER note_handed_over BEFORE UPDATE OF {FIXED} ON note
WHEN OLD.state = 'handed_over'
BEGIN SELECT RAISE(ABORT, '{NEVER}'); END
"""
POSTGRESQL = (
    f"""
CREATE FUNCTION note_handed_over() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{NEVER}' USING ERRCODE = 'integrity_constraint_violation'; END $$
""",
    f"""
CREATE TRIGGER note_handed_over BEFORE UPDATE OF {FIXED} ON note
FOR EACH ROW WHEN (OLD.state = 'handed_over') EXECUTE FUNCTION note_handed_over()
""",
)


def upgrade() -> None:
    with op.batch_alter_table("artefact", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fingerprint", sa.String(), nullable=True))
    op.execute(
        "UPDATE artefact SET fingerprint ="
        " (SELECT note.fingerprint FROM note WHERE note.id = artefact.note_id)"
    )
    with op.batch_alter_table("artefact", schema=None) as batch_op:
        batch_op.alter_column("fingerprint", existing_type=sa.String(), nullable=False)
        batch_op.drop_constraint(batch_op.f("uq_artefact_note_id_format"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_artefact_note_id_fingerprint_format"),
            ["note_id", "fingerprint", "format"],
        )
    op.create_index(op.f("ix_note_fingerprint"), "note", ["fingerprint"])
    op.create_table(
        "note_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="state", native_enum=False, length=32, create_constraint=True),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.CheckConstraint(
            "(state = 'handed_over') = (given_at IS NOT NULL)",
            name=op.f("ck_note_event_what_is_given_has_a_time"),
        ),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_note_event_note_id_note")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_event")),
    )
    with op.batch_alter_table("note_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_event_note_id"), ["note_id"])
        batch_op.create_index(batch_op.f("ix_note_event_fingerprint"), ["fingerprint"])
    op.create_table(
        "laid_out",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_laid_out_note_id_note")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_laid_out")),
    )
    with op.batch_alter_table("laid_out", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_laid_out_note_id"), ["note_id"])
    for statement in POSTGRESQL if _on_postgresql() else (SQLITE,):
        op.execute(statement)


def downgrade() -> None:
    # Whoever migrates refuses to lose rows: what became of a note, and files made elsewhere. A
    # version without either has the files of one state only.
    op.execute("DROP TRIGGER note_handed_over" + (" ON note" if _on_postgresql() else ""))
    if _on_postgresql():
        op.execute("DROP FUNCTION note_handed_over()")
    op.drop_table("laid_out")
    op.drop_table("note_event")
    op.drop_index(op.f("ix_note_fingerprint"), table_name="note")
    with op.batch_alter_table("artefact", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("uq_artefact_note_id_fingerprint_format"), type_="unique"
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_artefact_note_id_format"), ["note_id", "format"]
        )
        batch_op.drop_column("fingerprint")


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
