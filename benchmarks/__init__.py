"""What "fast" means here, measured against honest counterparts: `make bench`."""
