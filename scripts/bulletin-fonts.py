#!/usr/bin/env python3
"""Cuts the fonts of the PDF bulletin, crates/report/fonts, out of Debian's fonts-noto-cjk.

    apt-get install fonts-noto-cjk && python3 -m venv .tools/fonts && .tools/fonts/bin/pip install fonttools==4.68.0
    .tools/fonts/bin/python scripts/bulletin-fonts.py [--check]

Kept: GB 2312 levels 1 and 2 with its own signs, Latin with its accents, Greek, digits and the signs that
bulletins use. The fonts have no small figures but ¹ ² ³: the others are set from the ordinary ones. With
`--check` nothing is written: the script fails where the files there are not what it makes, which needs the
package of the version that crates/report/fonts/README.md names.
"""

import hashlib
import io
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

SYSTEM = Path("/usr/share/fonts/opentype/noto")
FONTS = Path(__file__).resolve().parent.parent / "crates/report/fonts"
# Text in Song and headings in Hei, as official documents have them.
CUTS = {
    "bulletin-song.otf": ("NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC"),
    "bulletin-hei.otf": ("NotoSansCJK-Bold.ttc", "Noto Sans CJK SC"),
}
# Seconds since 1904 that stand in `head`: a clock would make every build another file.
BUILT = 3_726_000_000

SIGNS = (
    "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
    "¹²³≤≥±×÷·℃°µμΩ‰√∑≈≠∞→←↑↓↗↘"
    "–—―‘’“”…‥•†‡′″〇〔〕【】《》〈〉「」『』（）、。，；：？！％＋－＝／～￥■□●○▲△▼▽◆◇★☆"
)


def wanted():
    """Characters to keep: the two levels of GB 2312 and its rows of signs, Latin and Greek, SIGNS."""
    kept = set(range(0x20, 0x7F)) | set(range(0xA0, 0x100)) | set(range(0x391, 0x3AA)) - {0x3A2} | set(range(0x3B1, 0x3CA)) | {ord(c) for c in SIGNS}
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                kept.add(ord(bytes((row, cell)).decode("gb2312")))
            except UnicodeDecodeError:
                continue  # no character stands there
    # Rows 4, 5, 7 and 8 of GB 2312 are kana, Cyrillic and bopomofo, which no bulletin has.
    foreign = lambda c: 0x3040 <= c <= 0x312F or 0x400 <= c <= 0x4FF or 0x2500 <= c <= 0x257F
    return sorted(c for c in kept if not foreign(c))


def cut(collection, family):
    """One font of a collection, cut down, and what it lacks of what is wanted."""
    named = lambda f: family in (f["name"].getDebugName(1), f["name"].getDebugName(16))
    font = next(f for f in TTCollection(SYSTEM / collection).fonts if named(f))
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.desubroutinize = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG", "FFTM"]
    options.recalc_timestamp = False
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=wanted())
    chosen.subset(font)
    font["head"].created = font["head"].modified = BUILT
    out = io.BytesIO()
    font.recalcTimestamp = False
    font.save(out)
    lacking = [chr(c) for c in wanted() if c not in font.getBestCmap()]
    return out.getvalue(), lacking


def main():
    is_check = "--check" in sys.argv[1:]
    stale = []
    for name, (collection, family) in CUTS.items():
        data, lacking = cut(collection, family)
        path = FONTS / name
        print(f"{name}: {len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()}, lacks {''.join(lacking) or 'nothing'}")
        if not is_check:
            path.write_bytes(data)
        elif not path.exists() or path.read_bytes() != data:
            stale.append(path.name)
    if stale:
        sys.exit(f"not what this script makes: {', '.join(stale)}")


main()
