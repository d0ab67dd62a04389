"""The note: from material to a frozen snapshot, and from the snapshot to paper."""
