"""What every room stands on: database, clock, keys, names, jobs, audit, mail, errors. Knows no feature."""

import os

# Piccolo's commands and tables find the one engine through this name, wherever they are imported from.
os.environ.setdefault("PICCOLO_CONF", "market.piccolo_conf")
os.environ.setdefault("PGQUEUER_SCHEMA", "jobs")
