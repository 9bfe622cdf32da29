"""The administrator's web pages: what a hub holds, outlet by outlet, and the few acts on it."""
