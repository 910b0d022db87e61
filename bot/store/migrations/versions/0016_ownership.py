"""Who has the talk, who is away, what members thought of it."""

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Who has the talk, who is away, what members thought of it."""


def downgrade() -> None:
    """Undo it."""
