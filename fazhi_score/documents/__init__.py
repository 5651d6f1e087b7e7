"""Report files into reports: their text and what they say of themselves."""
