"""Questions, tests and answer keys: from YAML to XML, checked before they are sent."""
