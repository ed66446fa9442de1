"""Incidents, districts and the join between them; the pipeline and the `zila` command."""
