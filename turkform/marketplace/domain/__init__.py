"""Pure rules of the marketplace: no store, no network, no clock of its own."""
