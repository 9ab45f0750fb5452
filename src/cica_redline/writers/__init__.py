"""Drafts as text, markup, colour, HTML and JSON: one file for each format."""
