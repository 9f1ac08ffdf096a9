"""Runs by hand that show what becomes of writing when things break."""
