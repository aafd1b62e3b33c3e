"""The DPO pack: what a brand's lawyer needs of its own case, made of its rentals, the profile and the settings."""
