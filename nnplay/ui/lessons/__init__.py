"""What each lesson shows: a module per lesson, with a `show` that its page calls."""
