"""Style, format, types and the contracts between the floors."""
