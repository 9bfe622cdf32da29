"""The line of print beside a symbol, as a proposal that only a person can take."""
