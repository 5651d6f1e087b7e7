"""``python -m fazhi_score``: the command line."""

from fazhi_score.cli import main

main()
