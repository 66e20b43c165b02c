"""Every face of the desk: the window and the command line."""
