"""The 39 operations of the requester API, one module per kind of object."""
