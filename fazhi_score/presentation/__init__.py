"""Presentation: results into tables for people and files."""
