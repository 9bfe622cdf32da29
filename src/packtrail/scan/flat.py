"""A single symbol laid flat, or drawn by us, shown to zxing-cpp: what it says there is what it says anywhere.

Our readers find, straighten and repair; what codewords mean as a text is left to the library, so that a text
means the same whoever read it.
"""

import numpy as np
import zxingcpp

from packtrail.scan.engines import ZXING_FORMATS, Grey
from packtrail.scan.symbols import SymbolFormat


def texts_in(picture: Grey, kind: SymbolFormat, *, is_drawn: bool = False) -> list[str]:
    """The texts of ``kind`` in a ``picture`` that holds one upright symbol, dark on light.

    ``is_drawn``: without a flaw, and nothing beside it.
    """
    found = zxingcpp.read_barcodes(
        np.ascontiguousarray(picture),
        formats=zxingcpp.BarcodeFormats([ZXING_FORMATS[kind]]),
        text_mode=zxingcpp.TextMode.Plain,
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
        is_pure=is_drawn,
    )
    return [each.text for each in found]
