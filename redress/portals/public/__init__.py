"""The public door: filing without an account, following, calculators. Works without scripts, on a phone first."""
