"""The law without a case: calculators and the rights library. Public, no account, nothing stored."""
