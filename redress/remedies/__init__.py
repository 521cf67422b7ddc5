"""The law applied to one case, with its reasons kept; and the wording of the law where the operator loaded it."""
