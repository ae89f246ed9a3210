"""Review by people: a local page that shows submissions and writes decisions as data."""
