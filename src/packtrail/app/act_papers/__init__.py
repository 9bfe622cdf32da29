"""From committed records to the papers that go with the acts: what they say, and their files."""
