"""A brand's own templates of invitations, kept for itself alone."""
