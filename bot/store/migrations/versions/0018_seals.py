"""Who set a seal: an officer, or the member of the case."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KNOWN = """
UPDATE identity SET officer_id = (
    SELECT audit.actor_id FROM audit JOIN officer ON officer.id = audit.actor_id
    WHERE audit.action = 'case.identity_sealed' AND audit.actor = 'staff' AND audit.subject_id = identity.case_id
    ORDER BY audit.id DESC LIMIT 1
)
"""
"""What the trail says of the seals that are there; of any other it is taken that the member asked for it."""


def upgrade() -> None:
    """Who set a seal: an officer, or the member of the case."""
    with op.batch_alter_table("identity") as identity:
        identity.add_column(sa.Column("officer_id", sa.Integer(), nullable=True))
        identity.create_foreign_key(op.f("fk_identity_officer_id_officer"), "officer", ["officer_id"], ["id"])
    op.execute(KNOWN)


def downgrade() -> None:
    """Undo it."""
    with op.batch_alter_table("identity") as identity:
        identity.drop_constraint(op.f("fk_identity_officer_id_officer"), type_="foreignkey")
        identity.drop_column("officer_id")
