"""A real headless Chromium for the tests: Debian's ``chromium`` and ``chromium-driver``, an empty profile."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

NEEDED = "PACKTRAIL_TEST_BROWSER"
"""``need`` fails the tests where there is no Chromium, as CI does; otherwise they are skipped there."""

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--ignore-certificate-errors",
    "--lang=zh-CN",
)


def programs():
    """Chromium and its driver; None where one of them is missing."""
    found = shutil.which("chromium"), shutil.which("chromedriver")
    return found if all(found) else None


@contextmanager
def running(found, folder: Path, *more: str):
    """A browser with an empty profile in ``folder`` and ``more`` flags, until the block ends."""
    chromium, driver = found
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS, *more, f"--user-data-dir={folder}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = Service(driver, env={**os.environ, "SE_OFFLINE": "true"})
    browser = webdriver.Chrome(options=options, service=service)
    try:
        browser.set_page_load_timeout(30)
        yield browser
    finally:
        browser.quit()


def set_scheme(browser, scheme):
    """Light or dark, as the visitor's system has it."""
    told = {"media": "", "features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", told)


def set_width(browser, width, height=900):
    """A window of this many CSS pixels, narrower than a real one can be."""
    told = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", told)
