"""Speed, printed beside a baseline of the same machine in the same run."""
