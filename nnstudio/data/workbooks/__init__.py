"""Spreadsheets' workbooks as rows of texts."""
