"""Vehicles, drivers and task orders."""
