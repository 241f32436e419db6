//! What the book knew at an instant.

use serde_json::Value;

use crate::program::{MAKE, Walk, data};

fn at(walk: &Walk, instant: &str, sql: &str) -> String {
    walk.done(&[
        "--zone", "zone", "query", sql, "--format", "csv", "--as-of", instant,
    ])
}

#[test]
fn a_query_as_of_an_instant_sees_readings_things_and_batches_as_they_stood() {
    let walk = Walk::new();
    walk.write("t1.csv", "kind,code,name_zh\nsection,S1,甲\n");
    walk.write(
        "t2.csv",
        "kind,code,name_zh\nsection,S1,新甲\nsection,S2,乙\n",
    );
    walk.write(
        "a.csv",
        "断面名称,监测时间,氨氮\n甲,2021-04-01,0.1\n甲,2021-04-02,0.2\n",
    );
    walk.write("b.csv", "断面名称,监测时间,总磷\n乙,2021-04-01,0.03\n");
    walk.done(&["--zone", "zone", "import", "things", "t1.csv"]);
    walk.import(&["a.csv"]);
    walk.done(&["--zone", "zone", "import", "things", "t2.csv"]);
    walk.import(&["b.csv"]);
    walk.done(&[
        "--zone",
        "zone",
        "correct",
        "S1/nh3n",
        "2021-04-01",
        "0.7",
        "--reason",
        "r",
    ]);
    walk.done(&["--zone", "zone", "import", "undo", "2"]);

    let told = walk.done(&[
        "--zone",
        "zone",
        "--json",
        "history",
        "S1/nh3n",
        "2021-04-01",
    ]);
    let told: Value = serde_json::from_str(&told).unwrap();
    let first = told["history"][0]["since"].as_str().unwrap();
    let second = told["history"][1]["since"].as_str().unwrap();

    let readings = "select thing, property, value from observations order by thing, time";
    assert_eq!(
        at(&walk, first, readings),
        "thing,property,value\nS1,nh3n,0.1\nS1,nh3n,0.2\n"
    );
    assert_eq!(
        at(&walk, second, readings),
        "thing,property,value\nS1,nh3n,0.7\nS1,nh3n,0.2\nS2,tp,0.03\n"
    );
    assert_eq!(
        walk.csv(readings),
        "thing,property,value\nS1,nh3n,0.7\nS1,nh3n,0.2\n"
    );
    let names = "select code, name_zh, version from things order by code";
    assert_eq!(at(&walk, first, names), "code,name_zh,version\nS1,甲,1\n");
    assert_eq!(
        at(&walk, second, names),
        "code,name_zh,version\nS1,新甲,2\nS2,乙,1\n"
    );
    let imports = "select batch, undone_at is not null as undone from batches order by batch";
    assert_eq!(
        at(&walk, second, imports),
        "batch,undone\n1,false\n2,false\n"
    );
    assert_eq!(walk.csv(imports), "batch,undone\n1,false\n2,true\n");
}

#[test]
fn an_instant_before_the_book_or_none_at_all_is_refused() {
    let walk = Walk::new();
    let names = "select code from things";
    let error = walk.refused(&["--zone", "zone", "query", names, "--as-of", "2001-01-01"]);
    assert!(
        error.contains("the book knew nothing at 2001-01-01T00:00:00+08:00"),
        "{error}"
    );
    let error = walk.refused(&["--zone", "zone", "query", names, "--as-of", "neulich"]);
    assert!(error.contains("neulich"), "{error}");
}

#[test]
fn a_run_as_of_an_instant_gives_that_instants_figures_and_writes_nothing() {
    let walk = Walk::new();
    let feed = data("feed_2021_04.csv");
    walk.import(&[&[feed.as_str(), "--rejects", "r.csv"], &MAKE[..]].concat());
    walk.run_months("zone");
    // The stored table, but for its last column, the number of the run.
    let stored = |walk: &Walk| -> String {
        let sql = "select * from water_quality.section_month order by section, month";
        let cut = |line: &str| format!("{}\n", line.rsplit_once(',').unwrap().0);
        walk.csv(sql).lines().map(cut).collect()
    };
    let before = stored(&walk);
    let then = walk.csv("select max(finished_at) as at from batches");
    let then = then.lines().nth(1).unwrap();
    let (series, time) = {
        let row = walk.csv("select series, time from observations where property = 'codmn' and quality = 'valid' order by series, time limit 1");
        let (series, time) = row.lines().nth(1).unwrap().split_once(',').unwrap();
        (series.to_owned(), time.to_owned())
    };
    walk.done(&[
        "--zone", "zone", "correct", &series, &time, "900", "--reason", "r",
    ]);
    walk.run_months("zone");
    assert_ne!(stored(&walk), before, "the correction decides a class");
    let snapshot = |walk: &Walk| walk.done(&["--zone", "zone", "--json", "query", "select 1 as x"]);
    let head = snapshot(&walk);
    walk.done(&[
        "--zone",
        "zone",
        "run",
        "water_quality.section_month",
        "--as-of",
        then,
        "--out",
        "then",
    ]);
    assert_eq!(snapshot(&walk), head, "nothing was written");
    let told = std::fs::read_to_string(walk.path("then/water_quality.section_month.csv")).unwrap();
    assert_eq!(told, before);
}

#[test]
fn the_rules_of_an_instant_are_those_of_its_packs_and_a_figure_is_proved_by_them() {
    let walk = Walk::new();
    walk.write(
        "t.csv",
        "kind,code,name_zh,water_body\nsection,S1,甲,river\n",
    );
    walk.write(
        "a.csv",
        "断面名称,监测时间,氨氮\n甲,2021-04-01,0.4\n甲,2021-04-02,0.4\n",
    );
    walk.done(&["--zone", "zone", "import", "things", "t.csv"]);
    walk.import(&["a.csv"]);
    walk.run_months("zone");
    let then = walk.csv("select max(finished_at) as at from batches");
    let then = then.lines().nth(1).unwrap();
    let month = "select class, complete from water_quality.section_month";
    assert_eq!(walk.csv(month), "class,complete\nII,false\n");

    // The zone's own text of the pack: 0.4 mg/L is no longer within class II, two days are enough.
    let own = walk.path("zone/packs/water-quality");
    copy_pack(&own);
    let limits = own.join("standards/gb3838_2002_table1.csv");
    let text = std::fs::read_to_string(&limits).unwrap();
    let stricter: Vec<String> = text
        .lines()
        .map(|line| match line.strip_prefix("nh3n,river,") {
            Some(rest) => format!("nh3n,river,{}", rest.replacen("0.5", "0.3", 1)),
            None => line.to_owned(),
        })
        .collect();
    assert_ne!(
        stricter.join("\n").trim(),
        text.trim(),
        "a limit was changed"
    );
    std::fs::write(&limits, stricter.join("\n") + "\n").unwrap();
    let settings = walk.path("zone/zone.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(
        &settings,
        text + "\n[settings.water-quality]\ncomplete_days = 2\n",
    )
    .unwrap();
    let proof = [
        "--zone",
        "zone",
        "explain",
        "water_quality.section_month",
        "section=S1",
        "--recompute",
    ];
    assert!(walk.done(&proof).contains("the same to the last digit"));
    walk.run_months("zone");
    assert_eq!(walk.csv(month), "class,complete\nIII,true\n");
    assert!(walk.done(&proof).contains("the same to the last digit"));

    let stored = walk.csv("select class_ii from water_quality.gb3838_2002_table1 where item = 'nh3n' and water_body = 'river'");
    assert_eq!(stored, "class_ii\n0.3\n");
    let limit = at(
        &walk,
        then,
        "select class_ii from water_quality.gb3838_2002_table1 where item = 'nh3n' and water_body = 'river'",
    );
    assert_eq!(limit, "class_ii\n0.5\n");
    let month = "water_quality.section_month";
    walk.done(&[
        "--zone", "zone", "run", month, "--as-of", then, "--out", "then",
    ]);
    let told = std::fs::read_to_string(walk.path("then/water_quality.section_month.csv")).unwrap();
    assert!(told.contains(",II,2,nh3n,0.4,"), "{told}");
}

/// The pack that the program carries, as a folder of the zone's own.
fn copy_pack(to: &std::path::Path) {
    let from = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/water-quality");
    for folder in ["standards", "tables"] {
        std::fs::create_dir_all(to.join(folder)).unwrap();
        for entry in std::fs::read_dir(from.join(folder)).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), to.join(folder).join(entry.file_name())).unwrap();
        }
    }
    std::fs::copy(from.join("pack.toml"), to.join("pack.toml")).unwrap();
}
