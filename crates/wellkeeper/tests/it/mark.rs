//! Marks as operators and the bureau make them at the keyboard, and what the tables say of them.

use serde_json::{Value, json};

use crate::program::Walk;

const EXCEEDANCES: &str = "select outfall, item, starts_at, periods, worst, hours_marked \
                           from discharge.exceedance where basis = 'hour' order by starts_at";
const HEAD: &str = "outfall,item,starts_at,periods,worst,hours_marked\n";

/// An outfall with four hours of COD: 40, 300, 70 and 45 mg/L, of which the permit allows 50.
pub fn outfall() -> Walk {
    let walk = Walk::without_zone();
    walk.init(&["init", "zone", "--packs", "discharge"]);
    walk.write(
        "outfall.csv",
        "kind,code,name_zh,operator\noutfall,甲口,甲口,甲厂\noutfall,乙口,乙口,乙厂\n",
    );
    walk.write(
        "limit.csv",
        "kind,code,name_zh,outfall,item,basis,high\npermit_limit,证1,证1,甲口,cod,hour,50\n",
    );
    for file in ["outfall.csv", "limit.csv"] {
        walk.done(&["--zone", "zone", "import", "things", file]);
    }
    readings(
        &walk,
        "a.csv",
        &["00:00,40", "01:00,300", "02:00,70", "03:00,45"],
    );
    walk
}

fn readings(walk: &Walk, name: &str, rows: &[&str]) -> Value {
    let rows: Vec<String> = rows
        .iter()
        .map(|row| format!("甲口,2021-04-01 {row}\n"))
        .collect();
    walk.write(
        name,
        format!("断面名称,监测时间,化学需氧量\n{}", rows.concat()),
    );
    walk.import(&[name])
}

/// What `who` is answered, in JSON.
fn done(walk: &Walk, who: &str, arguments: &[&str]) -> Value {
    let output = said(walk, who, &[&["--json"], arguments].concat());
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

fn said(walk: &Walk, who: &str, arguments: &[&str]) -> std::process::Output {
    walk.command(&[&["--zone", "zone"], arguments].concat())
        .env("WELLKEEPER_WHO", who)
        .output()
        .unwrap()
}

fn refused(walk: &Walk, who: &str, arguments: &[&str]) -> String {
    let output = said(walk, who, arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// Marks the hour of 01:00.
fn marked(walk: &Walk, who: &str) -> Value {
    done(
        walk,
        who,
        &[
            "mark",
            "add",
            "甲口/化学需氧量",
            "2021-04-01 01:00",
            "2021-04-01 02:00",
            "facility_fault",
            "--evidence",
            "风机跳闸，工单 7",
        ],
    )
}

fn exceedances(walk: &Walk) -> String {
    walk.done(&["--zone", "zone", "run", "discharge.exceedance"]);
    let rows = walk.csv(EXCEEDANCES);
    rows.strip_prefix(HEAD).unwrap().to_owned()
}

#[test]
fn an_exceedance_that_was_marked_is_one_until_the_bureau_accepts_the_mark() {
    let walk = outfall();
    let both = "甲口,cod,2021-04-01T01:00:00+08:00,2,300,";
    assert_eq!(exceedances(&walk), format!("{both}0\n"));
    let made = marked(&walk, "张");
    assert_eq!(
        (&made["mark"], &made["state"]),
        (&json!(1), &json!("pending"))
    );
    // The deadlines of the pack: the mark comes years after its beginning.
    assert_eq!(
        (&made["is_late"], &made["is_overdue"]),
        (&json!(true), &json!(false))
    );
    assert!(made["verdict_until"].is_string(), "{made}");
    // Only a mark is new, and the run computes its month again.
    assert_eq!(exceedances(&walk), format!("{both}1\n"));

    let own = refused(
        &walk,
        "张",
        &["mark", "judge", "1", "accepted", "--reason", "属实"],
    );
    assert!(own.contains("is your own"), "{own}");
    let judged = done(
        &walk,
        "李",
        &["mark", "judge", "1", "accepted", "--reason", "属实"],
    );
    assert_eq!(
        (&judged["state"], &judged["changed"]),
        (&json!("accepted"), &json!(1))
    );
    let one = "甲口,cod,2021-04-01T02:00:00+08:00,1,70,0\n";
    assert_eq!(exceedances(&walk), one);
    let told = done(&walk, "李", &["history", "甲口/cod", "2021-04-01 01:00"]);
    let last = told["history"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (
            &last["mark"]["marked_by"],
            &last["mark"]["accepted_by"],
            &last["flag"]
        ),
        (&json!("张"), &json!("李"), &json!("N"))
    );
    let explained = walk.done(&[
        "--zone",
        "zone",
        "explain",
        "discharge.item_hour",
        "outfall=甲口",
        "item=cod",
        "hour=2021-04-01 01:00",
    ]);
    assert!(explained.contains("mark:facility_fault"), "{explained}");
    walk.verified("zone");
}

#[test]
fn a_refused_or_withdrawn_mark_leaves_the_exceedance_and_says_nothing_of_it() {
    let walk = outfall();
    for (who, arguments) in [
        (
            "李",
            ["mark", "judge", "1", "refused", "--reason", "无记录"].as_slice(),
        ),
        (
            "张",
            ["mark", "withdraw", "2", "--reason", "标错"].as_slice(),
        ),
    ] {
        marked(&walk, "张");
        done(&walk, who, arguments);
        let both = "甲口,cod,2021-04-01T01:00:00+08:00,2,300,0\n";
        assert_eq!(exceedances(&walk), both, "{arguments:?}");
    }
    let list = done(&walk, "李", &["mark", "list"]);
    let states: Vec<&Value> = list["marks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| &m["state"])
        .collect();
    assert_eq!(states, ["withdrawn", "refused"]);
    let shown = walk.done(&[
        "--zone", "zone", "--lang", "en", "mark", "list", "--of", "甲口",
    ]);
    for says in [
        "甲口/cod",
        "Fault or accident of the works",
        "张",
        "refused, marked late",
    ] {
        assert!(shown.contains(says), "{says}: {shown}");
    }
    walk.verified("zone");
}

#[test]
fn what_a_file_brings_into_an_accepted_period_or_an_undo_gives_back_is_invalid_too() {
    let walk = outfall();
    marked(&walk, "张");
    let more = [
        "mark",
        "add",
        "甲口",
        "2021-04-01 04:00",
        "2021-04-01 05:00",
        "monitor_fault",
        "--evidence",
        "工单 8",
    ];
    done(&walk, "张", &more);
    // A source that may correct itself brings another value of 01:00, and is taken back afterwards.
    let other = readings(&walk, "b.csv", &["01:00,400"]);
    assert_eq!(other["corrected"], 1, "{other}");
    for id in ["1", "2"] {
        done(
            &walk,
            "李",
            &["mark", "judge", id, "accepted", "--reason", "属实"],
        );
    }
    let late = readings(&walk, "c.csv", &["04:00,90", "05:00,30"]);
    assert_eq!(late["added"], 2, "{late}");
    walk.done(&[
        "--zone",
        "zone",
        "import",
        "undo",
        &other["files"][0]["batch"].to_string(),
    ]);
    let rows = walk.csv("select value, quality, cause from observations order by time");
    let expected = "value,quality,cause\n40,valid,\n300,invalid,mark:facility_fault\n70,valid,\n\
                    45,valid,\n90,invalid,mark:monitor_fault\n30,valid,\n";
    assert_eq!(rows, expected);
    walk.verified("zone");
}

#[test]
fn a_paper_is_kept_with_its_mark_and_comes_back_byte_for_byte_also_from_a_backup() {
    let walk = outfall();
    walk.write("工单.pdf", b"%PDF-1.7 \xff");
    let made = done(
        &walk,
        "张",
        &[
            "mark",
            "add",
            "甲口",
            "2021-04-01",
            "2021-04-01",
            "standstill",
            "--evidence",
            "工单",
            "--paper",
            "工单.pdf",
        ],
    );
    assert_eq!(made["paper"]["name"], "工单.pdf");
    // A bare date takes its whole day.
    assert_eq!(made["until"], "2021-04-02T00:00:00+08:00");
    walk.done(&["--zone", "zone", "backup", "b.tar"]);
    walk.done(&["restore", "b.tar", "again"]);
    for zone in ["zone", "again"] {
        let output = walk.run(&["--zone", zone, "mark", "paper", "1"]);
        assert_eq!(output.stdout, b"%PDF-1.7 \xff", "{zone}");
        walk.verified(zone);
    }
    let kept = walk
        .path("zone")
        .join("evidence")
        .join(made["paper"]["hash"].as_str().unwrap());
    std::fs::write(kept, b"%PDF").unwrap();
    let proof = walk.run(&["--zone", "zone", "verify"]);
    assert_eq!(proof.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&proof.stdout).contains("evidence/"));
}

#[test]
fn a_mark_of_what_the_zone_does_not_know_is_refused_with_what_it_knows() {
    let walk = outfall();
    let add = |of: &str, until: &str, reason: &str| {
        let whole = [
            "mark",
            "add",
            of,
            "2021-04-01 01:00",
            until,
            reason,
            "--evidence",
            "工单",
        ];
        refused(&walk, "张", &whole)
    };
    let told = add("甲口", "2021-04-01 02:00", "wind");
    assert!(
        told.contains("`wind` is no reason of a mark; expected one of start_up, shut_down"),
        "{told}"
    );
    let told = add("丙口", "2021-04-01 02:00", "start_up");
    assert!(told.contains("there is no thing `丙口`"), "{told}");
    let told = add("甲口", "2021-04-01 01:00", "start_up");
    assert!(told.contains("says until when"), "{told}");
    let told = add("甲口", "明天", "start_up");
    assert!(told.contains("明天"), "{told}");
}
