"""Sharing: the interview by which practitioners write, their drafts, and what becomes of them."""
