"""One file with everything an installation is made of, made while it runs, sealed with a passphrase.

box         the sealed container: written and read as a stream
database    the rows: a copy of the SQLite file, or every table of PostgreSQL as one snapshot sees it
making      what goes in, and in which order
restoring   reading it back: in a scratch place first, then for good
note        when the last one was made
"""
