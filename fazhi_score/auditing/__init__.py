"""Reports and facts into findings: what in them contradicts itself or another source."""
