"""The desk's own widgets, composed of Qt's, each with its states and its accessible name."""
