"""What can be wrong with a file that somebody sends, whatever it holds: one sentence for each."""

from __future__ import annotations

from collections.abc import Mapping

N_ = str  # Marks a sentence for the catalogue; pages and commands translate it.

SENTENCES: Mapping[str, str] = {
    # A file as a whole
    "missing_bundle": N_("There is no folder or .zip file here."),
    "missing_file": N_("The file is missing."),
    "unreadable_file": N_("The file cannot be opened: %(reason)s."),
    "file_too_large": N_("The file is larger than %(most)s MB."),
    "not_a_file": N_("This is not an ordinary file."),
    "symlink": N_("Links to other files are not followed: put the file itself in the bundle."),
    "not_utf8": N_("The text is not encoded in UTF-8; save the file again as UTF-8."),
    "control_character": N_("The control character %(character)s is not allowed; remove it."),
    "not_yaml": N_(
        "YAML cannot be read from here on: check indentation, quotes and colons (%(detail)s)."
    ),
    "tag": N_("YAML tags are not allowed: %(tag)s."),
    "several_documents": N_("Only one YAML document is allowed: remove the line “---”."),
    "too_many_values": N_(
        "The file holds more than %(most)s values once its aliases are expanded."
    ),
    "too_deep": N_("Values are nested more than %(most)s levels deep."),
    "unknown_alias": N_("The alias *%(name)s names nothing complete."),
    "key_not_text": N_("A key must be a word, not a list or a mapping."),
    # Shapes
    "not_a_mapping": N_("Keys and values are expected here."),
    "not_a_list": N_("A list is expected here."),
    "not_text": N_("A text is expected here."),
    "not_a_number": N_("A number is expected here."),
    "not_whole": N_("A whole number from %(least)s to %(most)s is expected here."),
    "not_between": N_("A number above %(least)s and up to %(most)s is expected here."),
    "not_a_flag": N_("Write true or false."),
    "not_one_of": N_("“%(value)s” is not one of: %(allowed)s."),
    "several_lines": N_("This text must fit on one line."),
    "too_long": N_("This text is longer than %(most)s characters."),
    "repeated_key": N_("The key “%(key)s” appears twice."),
    "unknown_key": N_("The key “%(key)s” is not known."),
    "unknown_key_close": N_("The key “%(key)s” is not known; did you mean “%(close)s”?"),
    "key_missing": N_("“%(key)s” is missing."),
    "wrong_schema": N_("The schema must be “%(expected)s”."),
    "not_a_key": N_(
        "“%(value)s” must be letters, digits, “-” and “_”, beginning with neither “-” nor a space."
    ),
    # Tables
    "empty_table": N_("The table is empty."),
    "table_too_large": N_("The table has more than %(lines)s lines or %(columns)s columns."),
    "unreadable_table": N_("The table cannot be read from here on: %(detail)s."),
    # Archives
    "not_a_zip": N_("This is not a .zip file that can be read."),
    "zip_encrypted": N_("“%(name)s” is protected by a password."),
    "zip_too_many": N_("The archive holds more than %(most)s files."),
    "zip_too_large": N_("The archive would unpack to more than %(most)s MB."),
    "zip_bomb": N_("“%(name)s” is compressed beyond reason."),
    "zip_unsafe": N_("The name “%(name)s” does not stay inside the archive."),
    "zip_link": N_("“%(name)s” is a link; put the file itself in the archive."),
    "zip_twice": N_("Two files of the archive are named “%(name)s”."),
    "zip_method": N_("“%(name)s” is compressed by a method that is not accepted."),
}
