"""Grading: what learners have handed in is run again, and comes out as a table."""
