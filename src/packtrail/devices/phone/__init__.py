"""手机扫码: a small HTTPS server of the desk, for phones on the same local network.

A browser gives its camera to pages over HTTPS only, and there is no cloud between, so the desk serves the
page itself, with a certificate of its own. The server has one thread: it waits for strangers, keeps them
within limits and hands what a paired phone sends to the GUI thread; it reads no picture and no ledger.
"""
