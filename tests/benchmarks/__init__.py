"""Speed and scale, measured on this machine and told as it is: `make bench`."""
