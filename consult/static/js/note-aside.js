// Begins the passages beside the note; a page names this file, so that every part of the desk
// shares the one copy of them that the editors know.

import "./note-passages.js";
