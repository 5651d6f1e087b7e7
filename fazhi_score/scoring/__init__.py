"""Scoring: facts and a framework into explained scores."""
