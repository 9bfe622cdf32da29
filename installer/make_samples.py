"""Renders the sample label photographs in ``resources/samples`` and the manifest that says what they hold.

    python installer/make_samples.py [NAME ...]

The same pictures every time: every sample has its own seed. The two real photographs in the folder are not
made here; the manifest names their source.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import numpy as np

from sample_camera import Pose, Shot, photograph
from sample_labels import (
    SMALL_FACTS,
    TERNARY_FACTS,
    burnt,
    half_label,
    nameplate_with_qr,
    reused_label,
    rubbed,
    specifications,
    sticker_with_bars,
    two_symbol_plate,
)
from sample_plates import Plate, draw

FOLDER = Path(__file__).parents[1] / "resources" / "samples"


def code(design: str, date: str, serial: str, ending: str = "") -> str:
    """A code by its parts: design part, three date characters, seven of serial."""
    return design + date + serial + ending


LFP = code("0TXPB52A10203F", "B38", "0010427")  # 2021-03-08
TERNARY = code("0TYPE17K3301P2", "9BM", "0003318")  # 2019-11-20
TILTED = code("0TXPB52A10203F", "C5K", "0021906")  # 2022-05-19
LONG = code("0TZPE30E60115C", "A7D", "0000852")  # 2020-07-13
HALVES = code("0TXCB768363000", "BC4", "0000903")  # a cell, 2021-12-04
REUSED = code("0TXPB52", "D8H", "0000164", "RP")  # 2023-08-17
BURNT = code("0TYPE17K3301P2", "8A9", "0001175")  # 2018-10-09
TWO_SYMBOLS = code("0TZPB44G20870N", "E2N", "0045012")  # 2024-02-22
PAIR = (code("0TYPE17K3301P2", "63F", "0000047"), code("0TYPE17K3301P2", "63F", "0000052"))  # 2016-03-15
INTERNAL = "P1089221-00-A SN20200713B05L2N000852"  # 36 characters that only the vehicle maker understands


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One photograph and what the manifest says of it."""

    file: str
    says: str  # what a person reads on the label
    expect: Sequence[tuple[str, str]]  # format and text of every symbol that can be read
    battery_codes: Sequence[str]  # what these mean; printed on the label even where no symbol can be read
    plates: Sequence[tuple[Plate, Pose]]
    shot: Shot = field(repr=False)


ALUMINIUM, GRAPHITE, NAVY, SAND, CAST = (
    (142, 145, 148),
    (58, 60, 64),
    (44, 56, 78),
    (128, 118, 100),
    (96, 100, 104),
)

SAMPLES = (
    Sample(
        file="plate-qr.jpg",
        says="磷酸铁锂电池包铭牌，二维码",
        expect=[("qr", LFP)],
        battery_codes=[LFP],
        plates=[(nameplate_with_qr(LFP, "2021-03-08"), Pose(width_px=1180, roll=-6, yaw=14, pitch=-9))],
        shot=Shot(housing=GRAPHITE, light_from=30, glare=[(470, 420, 260, 40, 0.55)], scratches=22),
    ),
    Sample(
        file="plate-data-matrix.jpg",
        says="三元电池包铭牌，黑底蚀刻 Data Matrix",
        expect=[("data_matrix", TERNARY)],
        battery_codes=[TERNARY],
        plates=[
            (
                nameplate_with_qr(
                    TERNARY,
                    "2019-11-20",
                    material="black",
                    rows=specifications(TERNARY, "2019-11-20", **TERNARY_FACTS),
                    symbols=[("data_matrix", TERNARY, (1100, 240, 300, 300))],
                ),
                Pose(centre=(810, 620), width_px=1210, roll=11, yaw=-18, pitch=6),
            )
        ],
        shot=Shot(
            housing=ALUMINIUM,
            rust=0.25,
            ribs=(60, 1130),
            light_from=205,
            light_fall=0.6,
            glare=[(640, 760, 330, 46, 0.5)],
            defocus_px=1.5,
            scratches=26,
            noise=4.0,
            warmth=0.06,
        ),
    ),
    Sample(
        file="label-code128-tilted.jpg",
        says="磷酸铁锂电池包标签，斜拍的 Code 128",
        expect=[("code128", TILTED)],
        battery_codes=[TILTED],
        plates=[
            (
                sticker_with_bars(TILTED, "2022-05-19"),
                Pose(centre=(790, 610), width_px=1210, roll=14, yaw=-8, pitch=7),
            )
        ],
        shot=Shot(
            housing=NAVY,
            light_from=110,
            ribs=(30, 1165),
            glare=[(1150, 330, 190, 60, 0.5)],
            shadow=(-0.12, 20, 0.42),
            defocus_px=1.0,
            wear=rubbed,
        ),
    ),
    Sample(
        file="plate-long-payload.jpg",
        says="整车厂内部码在前、国标编码在后的二维码",
        expect=[("qr", "[>16" + INTERNAL + LONG)],
        battery_codes=[LONG],
        plates=[
            (
                nameplate_with_qr(
                    LONG,
                    "2020-07-13",
                    material="film",
                    rivets=False,
                    rows=specifications(LONG, "2020-07-13", **{**TERNARY_FACTS, **SMALL_FACTS}),
                    symbols=[("qr", "[>16" + INTERNAL + LONG, (1030, 210, 400, 400))],
                ),
                Pose(centre=(770, 590), width_px=1150, roll=-13, yaw=-12, pitch=14),
            )
        ],
        shot=Shot(
            housing=CAST,
            cable=[(-80, 90), (300, 60), (700, 118), (1100, 70), (1700, 40)],
            ribs=(1120,),
            light_from=300,
            light_fall=0.55,
            shadow=(0.22, -35, 0.5),
            noise=4.5,
            exposure=0.82,
        ),
    ),
    Sample(
        file="label-two-halves.jpg",
        says="电芯标签，编码分两行（14 + 10 位）",
        expect=[("code128", HALVES[:14]), ("code128", HALVES[14:])],
        battery_codes=[HALVES],
        plates=[(half_label(HALVES), Pose(centre=(820, 590), width_px=960, roll=3.5, yaw=9, pitch=-5))],
        shot=Shot(housing=ALUMINIUM, ribs=(), rust=0.1, light_from=70, dust=420, warmth=0.07, defocus_px=1.1),
    ),
    Sample(
        file="label-reused.jpg",
        says="梯次利用电池包标签，19 位编码",
        expect=[("qr", REUSED)],
        battery_codes=[REUSED],
        plates=[(reused_label(REUSED), Pose(centre=(790, 600), width_px=1010, roll=7, yaw=22, pitch=4))],
        shot=Shot(
            housing=(150, 152, 150),
            ribs=(),
            rust=0.1,
            light_from=160,
            glare=[(560, 350, 150, 70, 0.6)],
            motion_px=4,
            warmth=-0.03,
        ),
    ),
    Sample(
        file="plate-duplicate.jpg",
        says="与 plate-qr.jpg 编码相同的另一块铭牌",
        expect=[("qr", LFP)],
        battery_codes=[LFP],
        plates=[
            (
                nameplate_with_qr(LFP, "2021-03-08", material="film", rivets=False, warning=None),
                Pose(centre=(830, 640), width_px=1050, roll=24, yaw=-6, pitch=-12),
            )
        ],
        shot=Shot(
            housing=SAND,
            ribs=(40, 1172),
            light_from=250,
            light_fall=0.5,
            dust=700,
            noise=3.6,
            wear=rubbed,
            warmth=0.08,
        ),
    ),
    Sample(
        file="plate-burnt.jpg",
        says="烧损的铭牌，符号无法识读，只能看清一部分文字",
        expect=[],
        battery_codes=[],
        plates=[
            (
                nameplate_with_qr(
                    BURNT,
                    "2018-10-09",
                    material="film",
                    rows=specifications(BURNT, "2018-10-09", **TERNARY_FACTS),
                ),
                Pose(centre=(790, 600), width_px=1160, roll=-4, yaw=10, pitch=8),
            )
        ],
        shot=Shot(
            housing=GRAPHITE, light_from=20, wear=burnt, scratches=60, dust=1200, exposure=0.9, noise=4.0
        ),
    ),
    Sample(
        file="plate-two-symbols.jpg",
        says="一块铭牌两个符号：厂内零件号 Data Matrix 与国标编码 Code 128",
        expect=[("data_matrix", "PFB44870-02:S24B22K45012"), ("code128", TWO_SYMBOLS)],
        battery_codes=[TWO_SYMBOLS],
        plates=[
            (
                two_symbol_plate(TWO_SYMBOLS),
                Pose(centre=(800, 610), width_px=1290, roll=-7, yaw=6, pitch=-10),
            )
        ],
        shot=Shot(
            housing=NAVY,
            ribs=(24, 1165),
            rust=0.4,
            light_from=340,
            glare=[(520, 470, 240, 46, 0.5)],
            defocus_px=1.0,
            scratches=16,
        ),
    ),
    Sample(
        file="two-packs.jpg",
        says="一张照片里的两个电池包",
        expect=[("qr", PAIR[0]), ("qr", PAIR[1])],
        battery_codes=list(PAIR),
        plates=[
            (
                nameplate_with_qr(
                    text, "2016-03-15", rows=specifications(text, "2016-03-15", **TERNARY_FACTS)
                ),
                pose,
            )
            for text, pose in zip(
                PAIR,
                (
                    Pose(centre=(540, 290), width_px=830, roll=-5, yaw=10, pitch=5),
                    Pose(centre=(1020, 905), width_px=850, roll=4, yaw=-12, pitch=-8),
                ),
                strict=True,
            )
        ],
        shot=Shot(
            housing=CAST,
            ribs=(),
            seam=600,
            rust=0.35,
            light_from=60,
            glare=[(420, 300, 200, 36, 0.5)],
            defocus_px=0.9,
            noise=2.6,
        ),
    ),
)

# Photographs from public test sets, to show what happens with a code that is no battery code.
PHOTOGRAPHS = """
[[sample]]
file = "photo-other-qr.webp"
says = "不是电池编码的二维码（实拍）"
expect = [{ format = "qr", text = "MEBKM:URL:http\\\\://en.wikipedia.org/wiki/Main_Page;;" }]
battery_codes = []
source = "zxing-cpp/zxing-cpp, test/samples/qrcode-1/11"
licence = "Apache-2.0"

[[sample]]
file = "photo-other-code128.webp"
says = "不是电池编码的 Code 128（实拍）"
expect = [{ format = "code128", text = "15182881" }]
battery_codes = []
source = "zxing-cpp/zxing-cpp, test/samples/code128-2/06"
licence = "Apache-2.0"
"""

HEADING = """\
# The sample label photographs: what a person reads on each, which symbols can be read, and what they mean.
# Written by installer/make_samples.py, which also renders the pictures; makers and serials are made up.
# `expect` is empty where nothing can be read from the picture; `battery_codes` where no battery code can.

"""


def quoted(text: str) -> str:
    """A TOML basic string; there are no control characters in ours."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def entry(sample: Sample) -> str:
    """The manifest's table for one sample."""
    symbols = ", ".join(
        f"{{ format = {quoted(kind)}, text = {quoted(text)} }}" for kind, text in sample.expect
    )
    codes = ", ".join(quoted(each) for each in sample.battery_codes)
    return (
        f"[[sample]]\nfile = {quoted(sample.file)}\nsays = {quoted(sample.says)}\n"
        f"expect = [{symbols}]\nbattery_codes = [{codes}]\n"
    )


def main(names: Sequence[str]) -> None:
    """Render the samples called for, all of them by default."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for sample in SAMPLES:
        if names and sample.file not in names:
            continue
        rng = np.random.default_rng(crc32(sample.file.encode()))
        drawn = [(draw(plate, rng), pose) for plate, pose in sample.plates]
        content = photograph(drawn, sample.shot, rng)
        (FOLDER / sample.file).write_bytes(content)
        print(f"{sample.file}: {len(content) // 1024} kB")
    manifest = HEADING + "\n".join(entry(sample) for sample in SAMPLES) + PHOTOGRAPHS
    (FOLDER / "manifest.toml").write_text(manifest, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
