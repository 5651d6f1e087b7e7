"""Tables of other packages for composite indicators, read and written."""
