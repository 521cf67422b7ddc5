"""What the law says about anybody's case: pure functions and dated data, without Django, clock or settings."""
