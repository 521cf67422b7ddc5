"""Papers for the next forum, filled from a case as PDF and DOCX: the person checks, signs and hands them in."""
