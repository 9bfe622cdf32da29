"""Data Matrix by our own means: finding, sampling and decoding where the libraries give up."""
