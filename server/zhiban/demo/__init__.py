"""The demo hospital and a ward's day on it, for newcomers, tests and pictures. Everybody in it is made up."""
