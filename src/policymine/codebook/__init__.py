"""Indicators, units and event types: load, validate, match."""
