"""The report of a study: its figures, their plots, and one page that holds both."""
