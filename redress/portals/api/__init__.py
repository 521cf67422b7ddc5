"""The JSON API: the same commands, rules and sentences as the pages."""
