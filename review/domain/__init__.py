"""The rules of the review, and nothing else: standard library only, no clock, no disk."""
