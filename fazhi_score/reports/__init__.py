"""Reports as published into facts, each with its place in the text."""
