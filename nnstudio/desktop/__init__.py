"""What the system is told about the program: its entry in the menu, its icon, and the files that it opens."""
