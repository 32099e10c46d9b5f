"""Divisions as of a date; from a mention (Chinese, English, mistranslated) to a GB/T 2260 code."""
