"""A believable market, made through the product's own actions."""
