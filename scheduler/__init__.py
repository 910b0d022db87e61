"""What happens by itself: a table of jobs, and the ticker that runs them."""
