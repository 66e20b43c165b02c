"""How paper goes out."""
