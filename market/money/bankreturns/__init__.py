"""What of a brand's balance came by no card goes to its bank account: asked, let out, paid by the bank, or not."""
