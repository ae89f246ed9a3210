"""Questions, tests, answer keys and answers: parsing, validation, grading (API reference 11)."""
