"""The parts of the note as a Word document."""
