"""Citizens who were helped at the directorate."""
