"""Makes the workbooks of this folder with openpyxl, which has nothing of ours. See README.md."""

import datetime
import io
import struct
import sys
import zlib
from pathlib import Path

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.properties import CalcProperties
from openpyxl.worksheet.table import Table

HERE = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)
STAMP = datetime.datetime(2026, 11, 26)
THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
SECTIONS = ["陶岔", " Taocha ", "三道河", "Jianhekou", "淅川高湾(高湾)"]


def seal():
    """A picture of 8 × 8 red pixels."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\0" + b"\xc0\x10\x10" * 8 for _ in range(8))
    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def name(book, called, refers, sheet=None):
    scope = None if sheet is None else book.sheetnames.index(sheet)
    book.defined_names.append(DefinedName(called, attr_text=refers, localSheetId=scope))


def save(book, file):
    book.properties.created = book.properties.modified = STAMP
    book.save(HERE / file)


def monthly(book):
    sheet = book.active
    sheet.title = "月报 表"
    sheet.merge_cells("A1:F1")
    sheet["A1"] = "丹江口库区水质月报表"
    sheet["A1"].font = Font(name="SimHei", size=16, bold=True)
    sheet["A1"].alignment = Alignment(horizontal="center")
    sheet["A2"], sheet["D2"] = "月份", "编号"
    sheet.merge_cells("B2:C2")
    sheet["B2"].number_format = 'yyyy"年"m"月"'
    sheet["B2"].fill = PatternFill("solid", fgColor="FFFFCC")
    sheet["A3"], sheet["D3"] = "编制单位", "签发"
    for column, head in zip("ABCDEF", ["断面", "类别", "定类因子", "均值", "达标", "天数"]):
        sheet[f"{column}5"] = head
        sheet[f"{column}5"].font = Font(bold=True)
    for at, section in enumerate(SECTIONS):
        for column in "ABCDEF":
            sheet[f"{column}{6 + at}"].border = BOX
        sheet[f"A{6 + at}"] = section
        sheet[f"D{6 + at}"].number_format = "0.00"
        sheet[f"F{6 + at}"] = 99
    sheet["A11"], sheet["F11"] = "合计天数", "=SUM(F6:F10)"
    sheet.conditional_formatting.add("D6:D10", CellIsRule(operator="greaterThan", formula=["4"], fill=PatternFill("solid", bgColor="FF9999")))
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=4, min_row=5, max_row=10), titles_from_data=True)
    sheet.add_chart(chart, "H2")
    picture = Image(io.BytesIO(seal()))
    sheet.add_image(picture, "E3")
    refers = "'月报 表'!"
    name(book, "zone.month", refers + "$B$2:$C$2")
    name(book, "Bulletin.Number", refers + "$E$2")
    name(book, "bulletin.bureau", refers + "$B$3")
    name(book, "bulletin.issued_by", refers + "$F$3")
    name(book, "section_month.section", refers + "$A$6:$A$10", sheet.title)
    name(book, "section_month.class", refers + "$B$6:$B$10", sheet.title)
    name(book, "SECTION_MONTH.deciding_item", refers + "$C$6:$C$10")
    name(book, "water_quality.section_month.deciding_mean", refers + "$D$6:$D$10")
    name(book, "section_month.meets_target", refers + "$E$6:$E$10")
    name(book, "section_month.days", refers + "$F$6:$F$10")
    name(book, "zone_month.judged", refers + "$J$30")
    name(book, "section_month.class.陶岔", refers + "$J$31")
    name(book, "item_month.mean.淅川高湾高湾.codmn", refers + "$J$32")
    name(book, "total_days", refers + "$F$11")
    name(book, "省厅.汇总", refers + "$F$11")
    sheet.print_area = "A1:F11"


def across(book):
    sheet = book.create_sheet("横表")
    for at, section in enumerate(["陶岔", "三道河"]):
        sheet.cell(2, 2 + at, section)
    for at, item in enumerate(["高锰酸盐指数", "nh3n", "总磷"]):
        sheet.cell(3 + at, 1, item)
    sheet["B7"] = "=B3+C3"
    refers = "横表!"
    name(book, "item_month.section", refers + "$B$2:$C$2")
    name(book, "item_month.item", refers + "$A$3:$A$5")
    name(book, "item_month.mean", refers + "$B$3:$C$5")


def rank(book):
    sheet = book.create_sheet("名单")
    sheet["A1"], sheet["B1"] = "断面", "类别"
    refers = "名单!"
    name(book, "section_month.section", refers + "$A$2:$A$41", sheet.title)
    name(book, "section_month.class", refers + "$B$2:$B$41", sheet.title)


def superior():
    book = openpyxl.Workbook()
    # As Excel writes it; what openpyxl writes by itself asks for a recalculation already.
    book.calculation = CalcProperties(calcId=191029, fullCalcOnLoad=None)
    monthly(book)
    across(book)
    rank(book)
    save(book, "superior.xlsx")


def plain(cells, names):
    book = openpyxl.Workbook()
    sheet = book.active
    for place, value in cells.items():
        sheet[place] = value
    for called, refers in names:
        name(book, called, refers)
    return book


def wrong():
    """A fault of every kind, each in its cell."""
    cells = {
        "A2": "陶岔", "A3": "没有的断面", "A4": "三道河", "H2": "=1+1",
        "J2": "陶岔", "J3": "三道河", "K2": "codmn", "K3": "nh3n",
    }
    names = [
        ("section_mnth.class", "Sheet!$B$10"),
        ("section_month.clas", "Sheet!$B$11"),
        ("water_quality.sections.class", "Sheet!$B$12"),
        ("zone.mont", "Sheet!$B$13"),
        ("section_month.class.没有的", "Sheet!$B$14"),
        ("section_month.class.陶岔.codmn", "Sheet!$B$15"),
        ("section_year.class", "Sheet!$B$16"),
        ("section_month.section", "Sheet!$A$2:$A$4"),
        ("section_month.days", "Sheet!$B$2:$B$5"),
        ("river_month.class", "Sheet!$C$2:$C$4"),
        ("section_month.complete", "Sheet!$D$10"),
        ("zone.month", "Sheet!$E$2"),
        ("zone.name", "Sheet!$F$2:$F$3"),
        ("bulletin.number", "Sheet!$G$2,Sheet!$G$4"),
        ("bulletin.bureau", "Sheet!$H$2"),
        ("zone_month.judged", "Sheet!$I$2"),
        ("zone_month.expected", "Sheet!$I$2"),
        ("item_month.section", "Sheet!$J$2:$K$3"),
        ("zone_month.month", "Sheet!#REF!"),
        ("index_month.section", "Sheet!$M$2:$M$3"),
        ("index_month.rank", "Sheet!$N$2:$N$3"),
        ("charge.total", "Sheet!$A$1"),
    ]
    book = plain(cells, names)
    sheet = book.active
    sheet["P2"], sheet["P3"] = "站名", 1
    sheet.add_table(Table(displayName="own_table", ref="P2:P3"))
    name(book, "zone_month.silent", "Sheet!$P$2")
    save(book, "wrong.xlsx")


def small():
    """Of the date system of 1904."""
    book = plain({"A9": 1}, [
        ("item_month.mean.S1.tp", "Sheet!$A$1"),
        ("item_month.is_assessed.s1.总磷", "Sheet!$A$2"),
        ("zone.month", "Sheet!$A$3"),
        ("item_month.mean.S1.codmn", "Sheet!$A$4"),
        ("item_month.mean.S1.nh3n", "Sheet!$A$9"),
    ])
    book.epoch = CALENDAR_MAC_1904
    book.active["A3"].number_format = "yyyy-mm-dd"
    save(book, "small.xlsx")


superior()
wrong()
small()
