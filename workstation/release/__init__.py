"""The release slip: its content, number, signed token, the key list it is checked with, and the rules of the gate."""
