//! Files at the door, as a new user brings them, and what must never happen there.

use std::process::Stdio;

use serde_json::Value;

use crate::program::{MAKE, Walk, data};

const BOOK: &str = "select thing, property, time, value, flag, batch, line from observations \
                    order by thing, property, time";

#[test]
fn bad_cells_are_answered_with_line_column_found_and_expected() {
    let walk = Walk::new();
    let rows = [
        "断面名称,监测时间,水质类别,pH,高锰酸盐指数,氨氮,站点情况",
        "甲,2021-04-01 00:00,Ⅱ,8.0,#NUM!,0.1,正常",
        "甲,2021-04-01 04:00,Ⅱ,8.0,12abc,0.1,正常",
        "甲,2021-04-01 08:00,Ⅱ,8.0,1.2.3,0.1,正常",
        "甲,2021-04-01 12:00,Ⅸ,8.0,1.0,0.1,正常",
        "甲,2021-04-01 16:00,Ⅱ,8.0,1.0,0.1,睡觉",
        "甲,*,Ⅱ,8.0,1.0,0.1,正常",
        "甲,2021-02-30 00:00,Ⅱ,8.0,1.0,0.1,正常",
        "甲,2021-04-01 25:00,Ⅱ,8.0,1.0,0.1,正常",
        "甲,3/4/2021,Ⅱ,8.0,1.0,0.1,正常",
        "甲,2121-04-01 00:00,Ⅱ,8.0,1.0,0.1,正常",
        ",2021-04-01 20:00,Ⅱ,8.0,1.0,0.1,正常",
        "甲,2021-04-02 00:00,Ⅱ,NaN,1.0,0.1,正常",
        "甲,2021-04-02 04:00,Ⅱ,８．１,＜0.5,0.025L,正常",
    ];
    walk.write("dirt.csv", rows.join("\n"));
    let done = walk.import(&[
        "dirt.csv",
        "--create-things",
        "section",
        "--rejects",
        "r.csv",
    ]);
    assert_eq!(
        (&done["rejected"], &done["held"]),
        (&Value::from(11), &Value::from(1))
    );
    let rejects = std::fs::read_to_string(walk.path("r.csv")).unwrap();
    for expected in [
        "2,5,高锰酸盐指数,#NUM!,",
        "3,5,高锰酸盐指数,12abc,",
        "4,5,高锰酸盐指数,1.2.3,",
        "5,3,水质类别,Ⅸ,",
        "6,7,站点情况,睡觉,",
        "7,2,监测时间,*,",
        "8,2,监测时间,2021-02-30 00:00,",
        "9,2,监测时间,2021-04-01 25:00,",
        "10,2,监测时间,3/4/2021,",
        "11,2,监测时间,2121-04-01 00:00,",
        "12,1,断面名称,,",
        "13,4,pH,NaN,",
    ] {
        let line = rejects
            .lines()
            .find(|l| l.contains(&format!("dirt.csv,{expected}")));
        let line = line.unwrap_or_else(|| panic!("`{expected}` is not in\n{rejects}"));
        assert!(
            line.len() > expected.len() + 30,
            "{line} says not what was expected"
        );
    }
    // The good cells of the same rows stand, those of the last row too.
    let good = walk.csv(
        "select property, value, flag, detection_limit from observations \
         where day_of(time) = '2021-04-02' and property in ('ph', 'codmn', 'nh3n') and line = 14 \
         order by property",
    );
    let expected = "property,value,flag,detection_limit\ncodmn,,L,0.5\nnh3n,,L,0.025\nph,8.1,N,\n";
    assert_eq!(good, expected);
}

#[test]
fn the_same_files_again_in_any_order_change_nothing() {
    let walk = Walk::new();
    let (feed, daily) = (
        data("feed_2021_04.csv"),
        data("yangtze18_daily_2020_2021.csv"),
    );
    let files = |a: &str, b: &str| {
        let arguments = [&[a, b, "--rejects", "r.csv"], &MAKE[..]].concat();
        walk.import(&arguments)
    };
    files(&feed, &daily);
    let book = walk.csv(BOOK);
    for (a, b) in [(&feed, &daily), (&daily, &feed)] {
        let again = files(a, b);
        assert_eq!(
            (&again["added"], &again["corrected"]),
            (&Value::from(0), &Value::from(0))
        );
        assert_eq!(walk.csv(BOOK), book);
    }
}

#[test]
fn two_processes_at_once_import_one_file_once() {
    let walk = Walk::new();
    let feed = data("feed_2021_04.csv");
    let spawn = |rejects: &str| {
        let whole = [
            &[
                "--zone",
                "zone",
                "import",
                "observations",
                &feed,
                "--rejects",
                rejects,
            ],
            &MAKE[..],
        ];
        walk.command(&whole.concat())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let both = [spawn("a.csv"), spawn("b.csv")];
    for mut process in both {
        assert!(process.wait().unwrap().success());
    }
    let counted =
        walk.csv("select count(*) as n, count(distinct (series, time)) as keys from observations");
    let numbers: Vec<&str> = counted.lines().nth(1).unwrap().split(',').collect();
    assert_eq!(numbers[0], numbers[1]);
    assert_eq!(numbers[0], "6202");
}

#[test]
fn an_undone_batch_gives_back_what_it_had_replaced() {
    let walk = Walk::new();
    walk.write(
        "a.csv",
        "断面名称,监测时间,氨氮\n甲,2021-04-01 00:00,0.1\n甲,2021-04-01 04:00,0.2\n",
    );
    walk.write(
        "b.csv",
        "断面名称,监测时间,氨氮\n甲,2021-04-01 04:00,0.9\n甲,2021-04-01 08:00,0.3\n",
    );
    walk.import(&["a.csv", "--create-things", "section"]);
    let before = walk.csv(BOOK);
    let second = walk.import(&["b.csv"]);
    assert_eq!(
        (&second["added"], &second["corrected"]),
        (&Value::from(1), &Value::from(1))
    );
    let undone = walk.done(&["--zone", "zone", "import", "undo", "2"]);
    assert!(undone.contains("2 removed, 1 restored"), "{undone}");
    assert_eq!(walk.csv(BOOK), before);
    let error = walk.refused(&["--zone", "zone", "import", "undo", "2"]);
    assert!(error.contains("undone already"), "{error}");
}

#[test]
fn an_export_that_comes_back_corrects_nothing() {
    let walk = Walk::new();
    walk.import(
        &[
            &[data("feed_2021_04.csv").as_str(), "--rejects", "r.csv"],
            &MAKE[..],
        ]
        .concat(),
    );
    let sql = "select * from observations";
    walk.done(&[
        "query",
        sql,
        "--format",
        "csv",
        "--out",
        "export.csv",
        "--zone",
        "zone",
    ]);
    let back = walk.import(&["export.csv"]);
    assert_eq!(
        (&back["added"], &back["corrected"], &back["rejected"]),
        (&0.into(), &0.into(), &0.into())
    );
    assert_eq!(back["unchanged"], 6202);
}

/// data/README.md: an independent script judged 571 unique readings of the 25 files; 14 disagree, 13
/// with a value on its limit, one with the class of the reading before.
#[test]
fn a_name_under_two_provinces_is_refused_naming_both() {
    let walk = Walk::new();
    walk.write("two.csv", "省份,断面名称,监测时间,氨氮\n河南省,码头,2021-04-01 00:00,0.1\n湖北省,码头,2021-04-01 00:00,0.2\n");
    let import = [
        "--zone",
        "zone",
        "import",
        "observations",
        "two.csv",
        "--create-things",
        "section",
    ];
    let error = walk.refused(&import);
    assert!(
        error.contains("河南省")
            && error.contains("湖北省")
            && error.contains("--code province+section"),
        "{error}"
    );
    walk.done(&[&import[..], &["--code", "province+section"]].concat());
    assert_eq!(
        walk.csv("select code from section order by code"),
        "code\n河南省码头\n湖北省码头\n"
    );
}

#[test]
fn a_row_of_units_below_the_header_is_told_from_a_first_row_of_data() {
    let walk = Walk::new();
    walk.write(
        "long.csv",
        "断面,时间,项目,结果,单位\n甲,2021-04-01 08:00,氨氮,0.02L,mg/L\n",
    );
    walk.write(
        "wide.csv",
        "断面,时间,氨氮,总磷\n,,mg/L,ug/L\n甲,2021-04-02 08:00,0.5,50\n",
    );
    let done = walk.import(&["long.csv", "wide.csv", "--create-things", "section"]);
    assert_eq!(
        (&done["rows"], &done["added"], &done["rejected"]),
        (&2.into(), &3.into(), &0.into())
    );
    let values = walk
        .csv("select property, value, detection_limit from observations order by time, property");
    assert_eq!(
        values,
        "property,value,detection_limit\nnh3n,,0.02\nnh3n,0.5,\ntp,0.05,\n"
    );
}

#[test]
fn a_file_of_things_changes_only_the_columns_that_it_has() {
    let walk = Walk::new();
    let things = ["--zone", "zone", "import", "things", "t.csv"];
    walk.write(
        "t.csv",
        "kind,code,name_zh,longitude,latitude,water_body\nsection,甲,甲,111.5,32.5,lake\n",
    );
    walk.done(&things);
    walk.write(
        "t.csv",
        "kind,code,name_zh,target_class\nsection,甲,甲,II\n",
    );
    walk.done(&things);
    let sql = "select water_body, target_class, longitude from section";
    assert_eq!(
        walk.csv(sql),
        "water_body,target_class,longitude\nlake,II,111.5\n"
    );
    walk.write("t.csv", "kind,code,name_zh,target_class\nsection,甲,甲,\n");
    walk.done(&things);
    assert_eq!(
        walk.csv(sql),
        "water_body,target_class,longitude\nlake,,111.5\n"
    );
    assert_eq!(walk.csv("select version from things"), "version\n3\n");
}

#[test]
fn coordinates_that_are_swapped_or_far_away_are_refused_with_what_to_do() {
    let walk = Walk::new();
    for (row, says) in [
        ("section,甲,甲,32.5,111.5", "swapped"),
        ("section,甲,甲,2.35,48.86", "outside the zone"),
        (
            "section,甲,甲,111.5,32.5\nsection,甲,乙,,",
            "stands in line 2 already",
        ),
        ("pond,甲,甲,,", "no kind"),
    ] {
        walk.write(
            "t.csv",
            format!("kind,code,name_zh,longitude,latitude\n{row}\n"),
        );
        let error = walk.refused(&["--zone", "zone", "import", "things", "t.csv"]);
        assert!(error.contains("t.csv:") && error.contains(says), "{error}");
    }
    assert_eq!(walk.csv("select code from things"), "code\n");
}
