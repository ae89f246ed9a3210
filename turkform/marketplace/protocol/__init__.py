"""AWS JSON 1.1 as the requester API speaks it: shapes, validation, errors, signatures, paging."""
