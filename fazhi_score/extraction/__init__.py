"""Reports into a table of facts, a ledger of problems, and coding sheets to check them."""
