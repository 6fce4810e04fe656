"""Vehicles, who may drive them, and the task order of each trip."""
