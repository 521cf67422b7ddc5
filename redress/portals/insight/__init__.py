"""The analyst's pages, and what is published of many cases together."""
