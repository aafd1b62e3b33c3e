"""What people see: layout, components, words in both languages, and pages that cross rooms."""
