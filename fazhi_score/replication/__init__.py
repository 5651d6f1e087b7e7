"""A result into an archive that others make it from again, and an archive into what is the same and what is not."""
