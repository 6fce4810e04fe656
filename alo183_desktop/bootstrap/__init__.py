"""Assemble key file, engine, clock and first tables: the one package that uses them all."""
