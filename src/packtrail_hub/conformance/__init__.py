"""Whether a server keeps the protocol's promises: asked from outside, as a station asks, of any base URL."""
