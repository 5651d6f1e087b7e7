"""Forms sent out and read back: all places, sheets and figures are invented."""
