"""Picks: pages that editors put first for words, for the readers of a level and nobody else."""
