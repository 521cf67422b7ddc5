"""The filing journey: one thing a page, drafts that survive, one case however often it is sent."""
