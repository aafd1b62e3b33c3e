"""The consent beside each rental: its own record, moved in the transaction of the act that moves the rental."""
