//! The superior's own workbook, filled at the keyboard.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use serde_json::Value;

use crate::program::{MAKE, Walk, data};

pub const SUPERIOR: &[u8] = include_bytes!("../../../forms/tests/data/superior.xlsx");
const SMALL: &[u8] = include_bytes!("../../../forms/tests/data/small.xlsx");
const WRONG: &[u8] = include_bytes!("../../../forms/tests/data/wrong.xlsx");

/// Tables that the forms ask for, and those that they read.
const TABLES: [&str; 3] = [
    "water_quality.zone_month",
    "water_quality.index_month",
    "water_quality.river_month",
];

/// A zone with the five days of April 2021, its tables `run`, and a form beside it.
fn april(run: &[&str]) -> Walk {
    let walk = Walk::new();
    walk.done(&["--zone", "zone", "import", "things", &data("sections.csv")]);
    let feed = data("feed_2021_04.csv");
    walk.import(&[&[feed.as_str(), "--rejects", "r.csv"], &MAKE[..]].concat());
    walk.done(&[&["--zone", "zone", "run"], run].concat());
    walk.write("superior.xlsx", SUPERIOR);
    walk
}

/// What stands in a cell of a filled form: `row` and `column` from 1.
pub fn cell(bytes: &[u8], sheet: &str, (row, column): (u32, u32)) -> Data {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let found = range.get_value((row - 1, column - 1));
    found.cloned().unwrap_or(Data::Empty)
}

fn text(said: &str) -> Data {
    Data::String(said.to_owned())
}

/// The one value of a query, as a number.
fn number(walk: &Walk, sql: &str) -> f64 {
    walk.csv(sql).lines().nth(1).unwrap().parse().unwrap()
}

fn of_april(columns: &str, section: &str) -> String {
    format!(
        "select {columns} from water_quality.section_month where month = '2021-04' and section = '{section}'"
    )
}

const FORM: [&str; 9] = [
    "--zone",
    "zone",
    "report",
    "--month",
    "2021-04",
    "--form",
    "superior.xlsx",
    "--out",
    "f.xlsx",
];

#[test]
fn the_superiors_form_is_filled_by_its_names() {
    let walk = april(&TABLES);
    let mut command = walk.command(&FORM);
    let output = command
        .args(["--lang", "zh", "--bureau", "十堰市生态环境局"])
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    // Left alone are the print area and the superior's own two.
    assert!(said.contains("18 names filled, 3 left alone"), "{said}");
    let bytes = std::fs::read(walk.path("f.xlsx")).unwrap();
    let of = |row: u32, column: u32| cell(&bytes, "月报 表", (row, column));
    // 2021-04-01 as Excel counts days.
    let Data::DateTime(month) = of(2, 2) else {
        panic!("{:?} is no date", of(2, 2));
    };
    assert!((month.as_f64() - 44_287.0).abs() < f64::EPSILON);
    assert_eq!(
        (of(2, 5), of(3, 2)),
        (Data::Empty, text("十堰市生态环境局"))
    );
    // As the README of the demo says: Taocha is class II by a permanganate index of 2.1 mg/L, twice
    // here, once by its name in English.
    for row in [6, 7] {
        assert_eq!(
            [of(row, 2), of(row, 3), of(row, 4), of(row, 5)],
            [
                text("Ⅱ"),
                text("高锰酸盐指数"),
                Data::Float(2.1),
                text("是")
            ]
        );
    }
    assert_eq!(of(7, 1), text(" Taocha "), "keys stay as they are written");
    for (row, section) in [
        (6, "陶岔"),
        (8, "三道河"),
        (9, "剑河口"),
        (10, "淅川高湾(高湾)"),
    ] {
        let days = number(&walk, &of_april("days", section));
        assert_eq!(of(row, 6), Data::Float(days), "{section}");
    }
    let judged = "select judged from water_quality.zone_month where month = '2021-04'";
    assert_eq!(of(30, 10), Data::Float(number(&walk, judged)));
    assert_eq!(of(31, 10), text("Ⅱ"));
    let mean = "select mean from water_quality.item_month where month = '2021-04' and item = 'codmn' \
                and section = '淅川高湾(高湾)'";
    assert_eq!(of(32, 10), Data::Float(number(&walk, mean)));
    across_and_listed(&walk, &bytes);
}

/// Keys above and beside, and a list that the program fills.
fn across_and_listed(walk: &Walk, bytes: &[u8]) {
    for (column, section) in [(2, "陶岔"), (3, "三道河")] {
        for (row, item) in [(3, "codmn"), (4, "nh3n"), (5, "tp")] {
            let sql = format!(
                "select mean from water_quality.item_month where month = '2021-04' and item = '{item}' \
                 and section = '{section}'"
            );
            let found = cell(bytes, "横表", (row, column));
            assert_eq!(found, Data::Float(number(walk, &sql)), "{section} {item}");
        }
    }
    let listed = walk.csv(
        "select section, class from water_quality.section_month where month = '2021-04' order by section",
    );
    let listed: Vec<&str> = listed.lines().skip(1).collect();
    assert_eq!(listed.len(), 25);
    for (row, line) in (2_u32..).zip(&listed) {
        let (section, class) = line.rsplit_once(',').unwrap();
        assert_eq!(cell(bytes, "名单", (row, 1)), text(section));
        let is_filled = cell(bytes, "名单", (row, 2)) != Data::Empty;
        assert_eq!(is_filled, !class.is_empty(), "{section}");
    }
    assert_eq!(cell(bytes, "名单", (27, 1)), Data::Empty);
}

#[test]
fn all_that_cannot_be_filled_is_told_at_once_and_nothing_is_written() {
    let walk = april(&TABLES);
    walk.write("wrong.xlsx", WRONG);
    let mut form = FORM;
    form[6] = "wrong.xlsx";
    let told = walk.refused(&form);
    for says in [
        "wrong.xlsx: ",
        "B10, name `section_mnth.class`: the pack `water-quality` has no table `section_mnth`; did you mean `section_month`?",
        "B11, name `section_month.clas`: `section_month` has no column `clas`; did you mean `class`?",
        "name `water_quality.sections.class`: the pack `water-quality` has no table `sections`; expected one of",
        "name `zone.mont`: there is no `zone.mont`; did you mean `zone.month`?",
        "B14, name `section_month.class.没有的`: no section of the zone is called `没有的`; expected a code or a name such as",
        "name `section_month.class.陶岔.codmn`: 2 keys; expected at most 1 (section)",
        "name `section_year.class`: `section_year` is kept by quarter or year; expected a table by month",
        "A3, name `section_month.section`: no section of the zone is called `没有的断面`",
        "B2:B5, name `section_month.days`: 4 cells and no key beside them; the keys of `section_month.section` stand in A2:A4 (3 rows, 1 column), the figures in B2:B5 (4 rows, 1 column): expected the same rows, or the same columns",
        "C2:C4, name `river_month.class`: 3 cells and no key beside them; expected the cells of its keys beside it as `river_month.river`",
        "D10, name `section_month.complete`: the month has 25 rows of it",
        "E2, name `zone.month`: the cell shows a date as a number; expected the format of a date",
        "F2:F3, name `zone.name`: 2 cells; a single fact fills one",
        "name `bulletin.number`: it stands for `Sheet!$G$2,Sheet!$G$4`; expected one cell or one rectangle",
        "H2, name `bulletin.bureau`: a formula stands in the cell",
        "I2, name `zone_month.expected`: `zone_month.judged` asks for the same cell",
        "J2:K3, name `item_month.section`: keys stand in 2 rows and 2 columns; expected one row or one column",
        "name `zone_month.month`: it stands for `Sheet!#REF!`",
        "P2, name `zone_month.silent`: the head of a table stands in the cell",
        "M2:M3, name `index_month.section`: 2 cells for keys; the month needs ",
    ] {
        assert!(told.contains(says), "{says}\n{told}");
    }
    assert!(!told.contains("charge.total"), "{told}");
    assert!(!walk.path("f.xlsx").exists());
}

#[test]
fn below_detection_stands_as_such_and_what_is_not_there_empties_its_cell() {
    let walk = Walk::new();
    walk.write(
        "sections.csv",
        "kind,code,name_zh,name_en,water_body\nsection,S1,甲,A,river\n",
    );
    walk.write(
        "readings.csv",
        "section,time,codmn,tp\nS1,2021-04-01 08:00,2.5,<0.01\nS1,2021-04-02 08:00,2.7,<0.01\n",
    );
    walk.done(&["--zone", "zone", "import", "things", "sections.csv"]);
    walk.import(&["readings.csv"]);
    walk.done(&["--zone", "zone", "run", "water_quality.zone_month"]);
    walk.write("superior.xlsx", SMALL);
    walk.done(&[&FORM[..], &["--lang", "zh"]].concat());
    let bytes = std::fs::read(walk.path("f.xlsx")).unwrap();
    let of = |row: u32| cell(&bytes, "Sheet", (row, 1));
    assert_eq!((of(1), of(2)), (text("<0.01"), text("是")));
    assert_eq!((of(4), of(9)), (Data::Float(2.6), Data::Empty));
    let Data::DateTime(month) = of(3) else {
        panic!("{:?} is no date", of(3));
    };
    // 44,287 days since 1899-12-30, counted from 1904.
    assert!((month.as_f64() - 42_825.0).abs() < f64::EPSILON);
}

#[test]
fn a_form_is_written_whole_and_never_over_itself() {
    let walk = april(&TABLES);
    let mut over = FORM;
    over[8] = "./superior.xlsx";
    let told = walk.refused(&over);
    assert!(told.contains("is the file that it is made of"), "{told}");
    assert!(std::fs::read(walk.path("superior.xlsx")).unwrap() == SUPERIOR);
    let mut nowhere = FORM;
    nowhere[8] = "nowhere/f.xlsx";
    assert!(walk.refused(&nowhere).contains("nowhere/f.xlsx"));
    let told = walk.done(&[&FORM[..], &["--json"]].concat());
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(
        (&told["written"], &told["names"]),
        (&"f.xlsx".into(), &18.into())
    );
    let left: Vec<_> = std::fs::read_dir(walk.path(".")).unwrap().collect();
    let partial = |entry: &std::io::Result<std::fs::DirEntry>| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().contains("partial")
    };
    assert!(!left.iter().any(partial));

    let mut june = FORM;
    june[4] = "2021-06";
    assert!(
        walk.refused(&june)
            .contains("no figure of `2021-06` is computed")
    );
    let without = walk.run(&["--zone", "zone", "report", "--form", "superior.xlsx"]);
    assert_eq!(without.status.code(), Some(2));
    walk.write("superior.xlsx", "a,b\n1,2\n");
    let told = walk.refused(&FORM);
    assert!(told.contains("superior.xlsx: no Excel workbook"), "{told}");
}

fn by(walk: &Walk, who: &str, arguments: &[&str]) -> std::process::Output {
    let whole = [&["--zone", "zone", "--lang", "zh", "bulletin"], arguments].concat();
    walk.command(&whole)
        .env("WELLKEEPER_WHO", who)
        .output()
        .unwrap()
}

fn done_by(walk: &Walk, who: &str, arguments: &[&str]) -> String {
    let output = by(walk, who, arguments);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {told}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_bulletins_form_has_its_figures_its_number_and_its_people() {
    let walk = april(&[]);
    done_by(&walk, "wang", &["draft", "--month", "2021-04"]);
    done_by(&walk, "li", &["review", "1"]);
    done_by(&walk, "zhao", &["issue", "1"]);
    let wrong = [
        "correct",
        "陶岔/codmn",
        "2021-04-03 08:00",
        "140",
        "--reason",
        "r",
    ];
    walk.done(&[&["--zone", "zone"], &wrong[..]].concat());
    walk.done(&["--zone", "zone", "run"]);
    done_by(
        &walk,
        "x",
        &["print", "1", "--form", "superior.xlsx", "--out", "f.xlsx"],
    );
    let bytes = std::fs::read(walk.path("f.xlsx")).unwrap();
    assert_eq!(
        cell(&bytes, "月报 表", (6, 2)),
        text("Ⅱ"),
        "as of the draft"
    );
    assert_eq!(cell(&bytes, "月报 表", (3, 6)), text("zhao"));
    let Data::String(number) = cell(&bytes, "月报 表", (2, 5)) else {
        panic!("no number");
    };
    assert!(number.ends_with("〕1号"), "{number}");
    walk.done(&FORM);
    let now = std::fs::read(walk.path("f.xlsx")).unwrap();
    assert_ne!(cell(&now, "月报 表", (6, 2)), text("Ⅱ"));
}

#[test]
fn forms_of_the_zone_go_with_every_bulletin_and_a_wrong_one_stops_its_draft() {
    let walk = april(&[]);
    let settings = walk.path("zone").join("zone.toml");
    let toml = std::fs::read_to_string(&settings).unwrap();
    std::fs::create_dir(walk.path("zone").join("forms")).unwrap();
    let form = walk.path("zone").join("forms").join("superior.xlsx");
    std::fs::write(&form, WRONG).unwrap();
    std::fs::write(
        &settings,
        toml + "\n[bulletin]\nforms = [\"forms/superior.xlsx\"]\n",
    )
    .unwrap();
    let told = by(&walk, "wang", &["draft", "--month", "2021-04"]);
    let told = String::from_utf8(told.stderr).unwrap();
    assert!(told.contains("did you mean `section_month`?"), "{told}");
    let list = done_by(&walk, "wang", &["--json", "list"]);
    assert!(list.contains("\"bulletins\":[]"), "{list}");

    std::fs::write(&form, SUPERIOR).unwrap();
    let told = done_by(&walk, "wang", &["draft", "--month", "2021-04"]);
    assert!(told.contains("zh xlsx superior "), "{told}");
    done_by(&walk, "li", &["review", "1"]);
    let told = done_by(&walk, "zhao", &["issue", "1"]);
    assert_eq!(told.matches("zh xlsx superior ").count(), 1, "{told}");
    assert!(told.contains("zh pdf"), "{told}");
    walk.verified("zone");
    walk.done(&["--zone", "zone", "backup", "zone.tar"]);
    walk.done(&["restore", "zone.tar", "restored"]);
    let kept = walk.path("restored").join("forms").join("superior.xlsx");
    assert!(std::fs::read(kept).unwrap() == SUPERIOR);
}
