"""What is agreed between a holder and a brand. Pure: no database, no web, no clock."""
