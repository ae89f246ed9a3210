"""Where the marketplace keeps everything: one port, two databases, one set of SQL."""
