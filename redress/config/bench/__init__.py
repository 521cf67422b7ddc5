"""`redress bench`: what this machine can do, and which share of it we use; every figure of a run in that same run."""
