"""Sites, departments, posts, people, devices and sessions (C1)."""
