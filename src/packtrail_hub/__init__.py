"""The reference platform server that a Packtrail station talks to."""
