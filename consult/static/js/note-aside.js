// Begins the passages beside the note, and the practices to take; a page names this file, so that
// every part of the desk shares the one copy of them that the editors know.

import "./note-passages.js";
import "./note-practices.js";
