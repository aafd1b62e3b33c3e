"""What went back to a brand past us, and nobody asks for any more: given up by operators, as a loss of ours."""
