"""Presentation: a result into one HTML file that sorts, filters, explains and reweights without a network."""
