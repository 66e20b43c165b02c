"""The Calls screen, the line with the oldest call, and the keys of both."""
