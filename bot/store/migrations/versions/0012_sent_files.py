"""Files that staff send, and what became of them."""

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Files that staff send, and what became of them."""


def downgrade() -> None:
    """Undo it."""
