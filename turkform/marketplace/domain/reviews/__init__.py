"""Review policies: their parameters, and the scores that they compute (API reference 9)."""
