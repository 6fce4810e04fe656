"""The engine, the unit of work and the audit trail, the base of every capability."""
