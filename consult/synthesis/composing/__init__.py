"""What the note says, from material to the body of a snapshot: pure."""
