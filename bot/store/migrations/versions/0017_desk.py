"""What the desk needs."""

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What the desk needs."""


def downgrade() -> None:
    """Undo it."""
