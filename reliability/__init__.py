"""Long runs that try to break the fake: many callers at a time, garbage, and time."""
