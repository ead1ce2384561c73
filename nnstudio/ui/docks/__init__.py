"""The drawer that holds the panels, and what a panel is."""
