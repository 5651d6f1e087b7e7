"""Arrays into arrays: the numeric methods of composite indicators, which know nothing of files."""
