"""Answering with several hands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def purposes(*values: str) -> sa.Enum:
    """What a link may open, as a checked text."""
    return sa.Enum(*values, name="purpose", native_enum=False, create_constraint=True, length=32)


LINKS_BEFORE = purposes("sign_in", "contribution", "note")
LINKS_AFTER = purposes("sign_in", "contribution", "collaborator", "note")


def upgrade() -> None:
    op.create_table(
        "collaborator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "drafter",
                "signatory",
                name="contactrole",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invited_by", sa.String(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_collaborator_invitation_id_invitation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collaborator")),
        sa.UniqueConstraint(
            "invitation_id", "email", name=op.f("uq_collaborator_invitation_id_email")
        ),
    )
    op.create_table(
        "declaration",
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "declined",
                "joined",
                name="declarationkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "grounds",
            sa.Enum(
                "no_time",
                "not_concerned",
                "nothing_to_add",
                "other",
                name="grounds",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("joined_id", sa.Integer(), nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'joined') = (joined_id IS NOT NULL)",
            name=op.f("ck_declaration_joined_says_whom"),
        ),
        sa.CheckConstraint(
            "invitation_id != joined_id", name=op.f("ck_declaration_nobody_joins_oneself")
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitation.id"],
            name=op.f("fk_declaration_invitation_id_invitation"),
        ),
        sa.ForeignKeyConstraint(
            ["joined_id"], ["invitation.id"], name=op.f("fk_declaration_joined_id_invitation")
        ),
        sa.PrimaryKeyConstraint("invitation_id", name=op.f("pk_declaration")),
    )
    with op.batch_alter_table("declaration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_declaration_joined_id"), ["joined_id"], unique=False)

    op.create_table(
        "consent_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column(
            "attribution",
            sa.Enum(
                "confidential",
                "anonymous",
                "named",
                name="attribution",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "quote_permission",
            sa.Enum(
                "refused",
                "after_review",
                "allowed",
                name="quotepermission",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("confidential", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["collaborator.id"], name=op.f("fk_consent_change_by_id_collaborator")
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_consent_change_contribution_id_contribution"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_change")),
    )
    with op.batch_alter_table("consent_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consent_change_contribution_id"), ["contribution_id"], unique=False
        )

    op.create_table(
        "revision",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_revision_contribution_id_contribution"),
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["collaborator.id"], name=op.f("fk_revision_saved_by_id_collaborator")
        ),
        sa.PrimaryKeyConstraint("contribution_id", "number", name=op.f("pk_revision")),
    )
    op.create_table(
        "sign_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "requested",
                "approved",
                "returned",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"], ["collaborator.id"], name=op.f("fk_sign_off_by_id_collaborator")
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contribution.id"],
            name=op.f("fk_sign_off_contribution_id_contribution"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off")),
    )
    with op.batch_alter_table("sign_off", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_off_contribution_id"), ["contribution_id"], unique=False
        )

    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("saved_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_answer_saved_by_id_collaborator"),
            "collaborator",
            ["saved_by_id"],
            ["id"],
        )

    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "scan",
                sa.Enum(
                    "skipped",
                    "pending",
                    "clean",
                    "infected",
                    "failed",
                    name="scan",
                    native_enum=False,
                    create_constraint=True,
                    length=32,
                ),
                nullable=False,
                server_default="skipped",
            )
        )

    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("sign_off_required", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("translations", sa.JSON(), nullable=False, server_default="{}")
        )
        batch_op.add_column(sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True))

    for table in ("call", "invitation"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(
                sa.Column("deadline_moves", sa.Integer(), nullable=False, server_default="0")
            )

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(), nullable=True))

    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("attachments", sa.JSON(), nullable=False, server_default="[]")
        )

    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("withdrawn_reason", sa.String(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("saved_page", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("saved_sequence", sa.Integer(), nullable=False, server_default="0")
        )

    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("translations", sa.JSON(), nullable=False, server_default="{}")
        )

    with op.batch_alter_table("section", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("translations", sa.JSON(), nullable=False, server_default="{}")
        )

    with op.batch_alter_table("version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sent_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_version_sent_by_id_collaborator"), "collaborator", ["sent_by_id"], ["id"]
        )

    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.alter_column(
            "purpose", existing_type=LINKS_BEFORE, type_=LINKS_AFTER, existing_nullable=False
        )


def downgrade() -> None:
    # Whoever migrates refuses to lose rows: with collaborators, revisions, declarations or
    # changes of consent there is no way back. What else would be forgotten is refused here.
    withdrawn = sa.text("SELECT count(*) FROM contribution WHERE withdrawn_at IS NOT NULL")
    if op.get_bind().execute(withdrawn).scalar_one():
        raise ValueError("Nothing was changed: withdrawn contributions would count again.")
    op.execute("DELETE FROM link WHERE purpose = 'collaborator'")
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.alter_column(
            "purpose", existing_type=LINKS_AFTER, type_=LINKS_BEFORE, existing_nullable=False
        )

    with op.batch_alter_table("version", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_version_sent_by_id_collaborator"), type_="foreignkey"
        )
        batch_op.drop_column("sent_by_id")

    with op.batch_alter_table("section", schema=None) as batch_op:
        batch_op.drop_column("translations")

    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_column("translations")

    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.drop_column("saved_sequence")
        batch_op.drop_column("saved_page")
        batch_op.drop_column("withdrawn_reason")
        batch_op.drop_column("withdrawn_at")

    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_column("attachments")

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_column("language")

    for table in ("invitation", "call"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("deadline_moves")

    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.drop_column("handed_over_at")
        batch_op.drop_column("translations")
        batch_op.drop_column("sign_off_required")

    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_attachment_scan"), type_="check")
        batch_op.drop_column("scan")

    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_answer_saved_by_id_collaborator"), type_="foreignkey"
        )
        batch_op.drop_column("saved_by_id")

    with op.batch_alter_table("sign_off", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_off_contribution_id"))

    op.drop_table("sign_off")
    op.drop_table("revision")
    with op.batch_alter_table("consent_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_change_contribution_id"))

    op.drop_table("consent_change")
    with op.batch_alter_table("declaration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_declaration_joined_id"))

    op.drop_table("declaration")
    op.drop_table("collaborator")
