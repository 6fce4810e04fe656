"""Makes and reads the files that people exchange: letters, envelopes, faxes, workbooks."""
