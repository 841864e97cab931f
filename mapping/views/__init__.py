"""Pages of mapping."""
