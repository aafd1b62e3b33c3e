"""People, brands, memberships, sign-in, sessions, API keys. The only room that knows who somebody is."""
