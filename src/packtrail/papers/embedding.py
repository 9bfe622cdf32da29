"""Puts a TrueType face into a PDF as one composite font, so that texts come out as they went in.

reportlab's own ``TTFont`` cuts a Chinese face into slices of 256 characters and changes fonts in the
middle of a name; PDFium then extracts such a name in pieces or out of order, and a character beyond
U+FFFF (𬭎) gets a ToUnicode entry that no reader understands. Here each text is one string in one
Type 0 font (ISO 32000-1, 9.7).

Two kinds of characters stand on paper that the face has no glyph for:

* **spaced twins**: a letter with a gap built into its own width. A code that is grouped with them
  contains no spaces, whoever extracts it;
* **stand-ins**: what the face lacks is printed as 〓 and extracts as itself.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from weakref import WeakKeyDictionary

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.ttfonts import TTEncoding, TTFontFace

_TWINS: Final = 0xF0000  # private plane; the twin of "A" is _TWINS + ord("A")
_GRAPHIC_ASCII: Final = range(0x21, 0x7F)
STAND_IN: Final = "〓"  # the printer's mark for a missing sort
_CMAP_BLOCK: Final = 100  # entries that one bfchar block may hold


def spaced(text: str) -> str:
    """``text`` with its last letter swapped for the spaced twin; one without a twin stays."""
    if not text or ord(text[-1]) not in _GRAPHIC_ASCII:
        return text
    return text[:-1] + chr(_TWINS + ord(text[-1]))


@dataclass(eq=False)
class _Used:
    """The characters one document has used so far, in order; their place is their code."""

    characters: list[int] = field(default_factory=lambda: [0])  # 0 is .notdef
    codes: dict[int, int] = field(default_factory=dict)
    internal_name: str = ""

    def code(self, character: int) -> int:
        found = self.codes.get(character)
        if found is None:
            found = self.codes[character] = len(self.characters)
            self.characters.append(character)
        return found


class CompositeFont:
    """A font in the shape that reportlab's canvas asks of a dynamic font.

    Not for two threads at once: the face reads its file by a moving position.
    """

    _dynamicFont = 1  # noqa: N815 -- reportlab looks for this name
    _multiByte = 1  # noqa: N815 -- as above
    shapable = False

    def __init__(self, name: str, file: Path, *, gap_em: float = 0.0) -> None:
        self.fontName = name
        self.face: Any = TTFontFace(str(file))
        self.encoding: Any = TTEncoding()
        self._used: WeakKeyDictionary[Any, _Used] = WeakKeyDictionary()
        if gap_em:
            self._add_twins(round(gap_em * 1000))
        self._own = frozenset(self.face.charToGlyph)  # before any stand-in

    def has(self, character: str) -> bool:
        """Whether the face itself can draw ``character``."""
        return ord(character) in self._own

    def adopt(self, text: str) -> None:
        """Give every character of ``text`` that the face lacks a stand-in."""
        for character in map(ord, text):
            if character not in self.face.charToGlyph:
                self.face.charToGlyph[character] = self.face.charToGlyph[ord(STAND_IN)]
                self.face.charWidths[character] = self.face.charWidths[ord(STAND_IN)]

    def stringWidth(self, text: str, size: float, encoding: str = "utf8") -> float:  # noqa: ARG002, N802 -- reportlab's name and signature
        """The width of ``text`` in points."""
        widths: dict[int, float] = self.face.charWidths
        return sum(widths[ord(character)] for character in text) * 0.001 * size

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:  # noqa: ARG002, N802 -- as above
        """``text`` as two-byte codes, always of the one subset 0."""
        used = self._used.setdefault(doc, _Used())
        return [(0, b"".join(used.code(ord(character)).to_bytes(2, "big") for character in text))]

    def getSubsetInternalName(self, subset: int, doc: Any) -> str:  # noqa: ARG002, N802 -- as above
        """The name of this font in the page's resources."""
        used = self._used[doc]
        if not used.internal_name:
            used.internal_name = f"F{len(doc.fontMapping) + 1}"
            doc.fontMapping[self.fontName] = "/" + used.internal_name
            doc.delayedFonts.append(self)
        return "/" + used.internal_name

    def addObjects(self, doc: Any) -> None:  # noqa: N802 -- as above
        """Write the font, its glyphs and the way back to Unicode; called once, at the end."""
        used = self._used.pop(doc)
        name = "PTRAIL+" + self.face.name.decode("ascii")
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": "/" + name,
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {
                        "Registry": pdfdoc.PDFString("Adobe"),
                        "Ordering": pdfdoc.PDFString("Identity"),
                        "Supplement": 0,
                    }
                ),
                "FontDescriptor": self.face.addSubsetObjects(doc, name, used.characters),
                "DW": self.face.defaultWidth,
                "W": pdfdoc.PDFArrayCompact([1, pdfdoc.PDFArrayCompact(self._widths(used))]),
                "CIDToGIDMap": _stream(doc, f"cidToGid:{name}", self._glyph_numbers(used)),
            }
        )
        font = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": "/" + name,
                "Encoding": "/Identity-H",
                "DescendantFonts": pdfdoc.PDFArray([doc.Reference(descendant, f"cidFont:{name}")]),
                "ToUnicode": _stream(doc, f"toUnicode:{name}", _to_unicode(used.characters)),
            }
        )
        doc.idToObject["BasicFonts"].dict[used.internal_name] = doc.Reference(font, f"font:{name}")

    def _add_twins(self, gap: int) -> None:
        """Append a copy of each ASCII glyph whose own advance is wider by ``gap`` thousandths of an em.

        A real glyph, so that the widths in the PDF and in the embedded font agree.
        """
        face = self.face
        units = gap * face.unitsPerEm // 1000
        for character in _GRAPHIC_ASCII:
            glyph = face.charToGlyph[character]
            twin = len(face.glyphPos)
            face.glyphPos += face.glyphPos[
                glyph : glyph + 2
            ]  # start and end; the number between stays unused
            face.hmetrics += [(0, 0)] * (twin - len(face.hmetrics))
            advance, left = face.hmetrics[glyph]
            face.hmetrics.append((advance + units, left))
            face.charToGlyph[_TWINS + character] = twin
            face.charWidths[_TWINS + character] = face.charWidths[character] + gap

    def _widths(self, used: _Used) -> list[float]:
        return [self.face.charWidths[character] for character in used.characters[1:]]

    def _glyph_numbers(self, used: _Used) -> bytes:
        """Where reportlab's ``makeSubset`` puts each character's glyph: in order, each glyph once."""
        new: dict[int, int] = {0: 0}
        numbers = (
            new.setdefault(self.face.charToGlyph.get(character, 0), len(new)) for character in used.characters
        )
        return b"".join(number.to_bytes(2, "big") for number in numbers)


def _stream(doc: Any, name: str, content: bytes) -> Any:
    stream = pdfdoc.PDFStream(content=content)
    if doc.compression:
        stream.filters = [pdfdoc.PDFZCompress]
    return doc.Reference(stream, name)


def _to_unicode(characters: list[int]) -> bytes:
    """The CMap from codes back to text, twins as their plain letters, in UTF-16."""
    pairs = [
        f"<{code:04X}> <{plain(character).encode('utf-16-be').hex().upper()}>"
        for code, character in enumerate(characters)
        if code
    ]
    blocks = [pairs[at : at + _CMAP_BLOCK] for at in range(0, len(pairs), _CMAP_BLOCK)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <FFFF>",
        "endcodespacerange",
    ]
    for block in blocks:
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines).encode("ascii")


def plain(character: int) -> str:
    """The letter that a character of the private plane shows; any other is itself."""
    return chr(character - _TWINS if character >= _TWINS else character)
