"""The living catalogue of the parts that pages are made of, in every state; invented content only."""
