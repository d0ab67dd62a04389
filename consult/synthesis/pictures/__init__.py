"""Pictures that staff put in the note: taken, kept, carried by its versions, drawn."""
