"""Sealed identities, ways back, retention."""

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Sealed identities, ways back, retention."""


def downgrade() -> None:
    """Undo it."""
