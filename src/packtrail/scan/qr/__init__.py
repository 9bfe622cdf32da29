"""Our own reader of QR codes: finds finder patterns itself and decodes by how sure each module is.

The libraries decide dark or light module by module before they repair; a symbol under glare or out of focus
is lost to them although most of it still says something. Here that is kept until the repair (``reader``).
"""
