"""Figures side by side: one cell a place and indicator, with the evidence behind it."""
