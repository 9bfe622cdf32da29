"""The kinds of label that the sample photographs show, and what years and fire do to them."""

import cv2
import numpy as np

from sample_camera import Rgb
from sample_plates import Plate

MAKERS = {
    "0TX": ("样例动力科技有限公司", "Yangli Power Technology"),
    "0TY": ("试样新能源股份有限公司", "Shiyang New Energy"),
    "0TZ": ("范本汽车电池有限公司", "Fanben Automotive Battery"),
}


def specifications(made: str, day: str, **other: str) -> list[tuple[str, str]]:
    """The rows of a nameplate."""
    facts = {"model": "XT-52LF-345", "kind": "磷酸铁锂 LiFePO4", "volts": "345.6 V", "amps": "152 Ah"}
    facts |= {"energy": "52.5 kWh", "mass": "398 kg", "standard": "GB 38031-2020"} | other
    return [
        ("产品型号", facts["model"]),
        ("电池类型", facts["kind"]),
        ("额定电压", facts["volts"]),
        ("额定容量", facts["amps"]),
        ("额定能量", facts["energy"]),
        ("总质量", facts["mass"]),
        ("生产日期", day),
        ("执行标准", facts["standard"]),
        ("制造商", MAKERS[made[:3]][0]),
    ]


TERNARY_FACTS = {
    "model": "SY-71NCM-355",
    "kind": "镍钴锰三元锂",
    "volts": "355.2 V",
    "amps": "200 Ah",
    "energy": "71.0 kWh",
    "mass": "427 kg",
    "standard": "GB/T 31467.3-2015",
}

SMALL_FACTS = {
    "model": "FB-30NCM-346",
    "volts": "345.6 V",
    "amps": "88 Ah",
    "energy": "30.4 kWh",
    "mass": "214 kg",
}

TITLE = {"title": "动力蓄电池包", "subtitle": "TRACTION BATTERY PACK  ·  高压危险  禁止拆解"}


def nameplate_with_qr(text: str, day: str, **look: object) -> Plate:
    """A plate with the specification on the left and a QR code on the right."""
    settings = {
        "size": (1500, 800),
        "material": "steel",
        **TITLE,
        "rows": specifications(text, day),
        "rows_at": (60, 188, 52),
        "value_at": 300,
        "symbols": [("qr", text, (1040, 210, 380, 380))],
        "lines": [("编码", (60, 690), 34, "sans"), (text, (150, 676), 52, "mono")],
        "rivets": True,
        "warning": (1330, 30, 110),
    }
    return Plate(**{**settings, **look})


def sticker_with_bars(text: str, day: str, **look: object) -> Plate:
    """A film label with the specification above and one long Code 128 below."""
    settings = {
        "size": (1560, 780),
        "material": "film",
        **TITLE,
        "rows": specifications(text, day)[:6],
        "rows_at": (60, 186, 50),
        "value_at": 290,
        "symbols": [("code128", text, (110, 520, 1370, 150))],
        "lines": [(text, (330, 686), 56, "mono"), (MAKERS[text[:3]][0], (760, 190), 32, "sans")],
        "warning": (1250, 220, 200),
    }
    return Plate(**{**settings, **look})


def half_label(text: str) -> Plate:
    """A small paper label of a cell: design part and production part each in a line of its own."""
    first, second = text[:14], text[14:]
    return Plate(
        size=(1160, 660),
        material="paper",
        symbols=[("code128", first, (80, 90, 1000, 150)), ("code128", second, (80, 360, 1000, 150))],
        lines=[
            (first, (80, 246), 54, "mono"),
            (second, (80, 516), 54, "mono"),
            ("磷酸铁锂单体 LFP 280Ah 3.2V", (80, 590), 36, "sans"),
            (MAKERS[text[:3]][0], (80, 30), 36, "sans"),
        ],
    )


def reused_label(text: str) -> Plate:
    """What a second-life pack carries: its new code, without the trace part, and a word that it is reused."""
    return Plate(
        size=(1200, 720),
        material="film",
        title="梯次利用电池包",
        subtitle="REUSED BATTERY PACK  ·  储能 / 备电专用  不得用于电动自行车",
        rows=[
            ("额定电压", "51.2 V"),
            ("标称容量", "105 Ah"),
            ("剩余能量", "5.4 kWh"),
            ("质量", "46 kg"),
            ("重组日期", "2023-08-17"),
            ("梯次企业", MAKERS[text[:3]][0]),
        ],
        rows_at=(60, 190, 62),
        value_at=280,
        symbols=[("qr", text, (800, 210, 330, 330))],
        lines=[("编码", (60, 620), 36, "sans"), (text, (160, 602), 56, "mono")],
    )


def two_symbol_plate(text: str) -> Plate:
    """A Data Matrix with the maker's part and serial number, and the national code as bars under it."""
    part = "PFB44870-02:S24B22K45012"
    return Plate(
        size=(1560, 860),
        material="film",
        **TITLE,
        rows=specifications(
            text,
            "2024-02-22",
            model="FB-44LF-331",
            volts="331.2 V",
            amps="134 Ah",
            energy="44.4 kWh",
            mass="352 kg",
        )[:6],
        rows_at=(60, 190, 54),
        value_at=300,
        symbols=[("data_matrix", part, (1110, 200, 260, 260)), ("code128", text, (110, 590, 1340, 150))],
        lines=[(part, (1000, 480), 34, "mono"), (text, (330, 752), 56, "mono")],
        rivets=True,
    )


def burnt(flat: Rgb, rng: np.random.Generator) -> Rgb:
    """Scorched from the right: film browned, blistered and gone where the code was."""
    height, width = flat.shape[:2]
    patches = np.zeros((height, width), dtype=np.float32)
    for size, weight in ((260, 1.0), (120, 0.6), (50, 0.4), (20, 0.25), (8, 0.15)):
        grid = rng.normal(0, 1, (height // size + 2, width // size + 2)).astype(np.float32)
        patches += weight * cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
    fine = cv2.GaussianBlur(rng.normal(0, 2.2, (height, width)).astype(np.float32), (0, 0), 1.5)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    heat = 2.7 * (columns / width - 0.47) + 0.9 * (rows / height - 0.5) + 0.30 * patches
    browned = np.clip(heat * 2.2 + 0.7, 0, 1)[..., np.newaxis]
    charred = np.clip(heat * 3.2 - 0.35, 0, 1)[..., np.newaxis]
    ash = np.clip(patches * 1.4 - 0.9, 0, 1)[..., np.newaxis] * charred
    brown, black = np.array((112, 70, 34), dtype=np.float32), np.array((24, 21, 20), dtype=np.float32)
    scorched = flat * (1 - 0.75 * browned) + brown * 0.75 * browned * (0.4 + 0.6 * flat / 255)
    scorched = scorched * (1 - charred) + (black + 10 * patches[..., np.newaxis]) * charred
    return scorched * (1 - 0.7 * ash) + np.array((134, 129, 122), dtype=np.float32) * 0.7 * ash * (
        1 + 0.22 * fine[..., np.newaxis]
    )


def rubbed(flat: Rgb, rng: np.random.Generator) -> Rgb:
    """Print worn thin in patches, as by years of dust and a pressure washer."""
    height, width = flat.shape[:2]
    patches = sum(
        cv2.resize(
            rng.normal(0, 1, (height // size + 2, width // size + 2)).astype(np.float32), (width, height)
        )
        for size in (200, 60, 14)
    )
    worn = np.clip(0.28 * patches - 0.12, 0, 0.55)[..., np.newaxis]
    return flat * (1 - worn) + np.median(flat, axis=(0, 1)) * worn
