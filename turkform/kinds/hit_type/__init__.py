"""HIT types: the terms that HITs are offered under."""
