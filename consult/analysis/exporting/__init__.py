"""Taking answers and passages away: for a spreadsheet, a textometry program, another tool."""
