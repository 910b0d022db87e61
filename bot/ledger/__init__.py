"""What the channels have kept for them: their ports on the store, each call a commit."""
