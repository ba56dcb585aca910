"""A whole campaign, set-up to settled, by the command line and by the browser."""
