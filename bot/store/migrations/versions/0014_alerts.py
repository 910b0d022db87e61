"""Early warnings, links between cases."""

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Early warnings, links between cases."""


def downgrade() -> None:
    """Undo it."""
