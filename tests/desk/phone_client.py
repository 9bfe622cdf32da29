"""A phone of the tests: speaks to the desk's server over real HTTPS, as the page does."""

import http.client
import json
import secrets
import ssl
import threading

import cv2
import numpy as np
import zxingcpp


class Phone:
    """Paired by the address that the QR code says; each request has its own thread where asked."""

    def __init__(self, url: str) -> None:
        self.origin, _, self.token = url.partition("/#")
        self.host = self.origin.removeprefix("https://")
        self.credential = ""

    def ask(self, method: str, path: str, body: bytes | None = None, **fields: str):
        """Status, and the body, as JSON where it is."""
        address, port = self.host.split(":")
        context = ssl._create_unverified_context()
        line = http.client.HTTPSConnection(address, int(port), timeout=30, context=context)
        try:
            line.request(method, path, body, {name.replace("_", "-"): text for name, text in fields.items()})
            answer = line.getresponse()
            content = answer.read()
        finally:
            line.close()
        is_json = "json" in (answer.getheader("Content-Type") or "")
        return answer.status, json.loads(content) if is_json else content

    def pair(self):
        note = json.dumps({"token": self.token}).encode()
        status, told = self.ask("POST", "/pair", note, Origin=self.origin, Content_Type="application/json")
        if status == 200:
            self.credential = told["credential"]
        return status, told

    def shoot(self, picture: bytes, *, scan_id: str = "", kind: str = "still", age_ms: int = 0, **more: str):
        fields = {
            "Origin": self.origin,
            "Content_Type": "image/jpeg",
            "Authorization": f"Bearer {self.credential}",
            "X_Scan_Id": scan_id or secrets.token_hex(16),
            "X_Scan_Kind": kind,
            "X_Scan_Age": str(age_ms),
        } | more
        return self.ask("POST", "/shot", picture, **fields)


class Errand:
    """Does something on a thread of its own, while the window lives on this one."""

    def __init__(self, do) -> None:
        self.result = self.error = None
        self.thread = threading.Thread(target=self._work, args=(do,))
        self.thread.start()

    def _work(self, do) -> None:
        try:
            self.result = do()
        except Exception as error:  # noqa: BLE001 - raised again where it is waited for
            self.error = error

    @property
    def is_done(self) -> bool:
        return not self.thread.is_alive()


def jpeg_of(*texts: str, width: int = 1280, height: int = 720) -> bytes:
    """A picture with a QR code for each text."""
    picture = np.full((height, width, 3), 190, np.uint8)
    for at, text in enumerate(texts):
        barcode = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
        symbol = np.array(barcode.to_image(scale=6, add_quiet_zones=True))
        left, top = 60 + at % 4 * 300, 60 + at // 4 * 300
        picture[top : top + symbol.shape[0], left : left + symbol.shape[1]] = symbol[..., None]
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes()
