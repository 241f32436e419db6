//! What is written in the diary of a device, by people and by the device itself, stands there once.

use tempfile::TempDir;
use wellkeeper_zone as zone;
use zone::device::{Device, adopt, devices};
use zone::diary::{
    DiaryAsked, Entry, Kind, SheetSummary, Told, Written, add, deviation_percent, diary,
    import_sheet, withdraw,
};
use zone::inbox::{Arrival, Carried, carry};
use zone::{Zone, ZoneError};

use crate::NOW_US;
use crate::devices::{said, with_stranger};
use crate::verify::{execute_on_state, findings};

const MINUTE_US: i64 = 60_000_000;

async fn with_device() -> (TempDir, Zone, Device) {
    let (folder, zone) = with_stranger().await;
    adopt(&zone, &said(), "guo").await.unwrap();
    let device = devices(zone.state()).await.unwrap().remove(0);
    (folder, zone, device)
}

fn told(kind: Kind, minute: i64, code: &str, text: &str) -> Told {
    Told {
        kind,
        time_us: NOW_US + minute * MINUTE_US,
        factor: Some("w01018".into()),
        code: code.into(),
        text: text.into(),
    }
}

fn frame(device: &Device, told: Vec<Told>) -> Arrival {
    Arrival {
        device: device.id,
        at_us: NOW_US,
        key: String::new(),
        is_late: false,
        source: "door".into(),
        bytes: b"##".to_vec(),
        readings: Vec::new(),
        told,
    }
}

async fn entries(zone: &Zone, device: &Device) -> Vec<Entry> {
    let asked = DiaryAsked {
        device: device.id,
        most: 100,
        ..DiaryAsked::default()
    };
    diary(zone.state(), &asked).await.unwrap()
}

/// Kind, minute, old and new value, words, frame; the oldest first.
type Line = (
    String,
    i64,
    Option<String>,
    Option<String>,
    String,
    Option<i64>,
);

async fn lines(zone: &Zone, device: &Device) -> Vec<Line> {
    let mut lines: Vec<Line> = entries(zone, device)
        .await
        .into_iter()
        .map(|e| {
            let minute = (e.from_us - NOW_US) / MINUTE_US;
            (e.kind, minute, e.old_value, e.new_value, e.words, e.frame)
        })
        .collect();
    lines.reverse();
    lines
}

fn value(minute: i64, old: Option<&str>, new: &str, frame: i64) -> Line {
    let old = old.map(str::to_owned);
    let new = Some(new.to_owned());
    (
        "parameter".into(),
        minute,
        old,
        new,
        String::new(),
        Some(frame),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parameter_is_known_when_it_is_first_said_and_a_change_when_it_differs() {
    let (_folder, zone, device) = with_device().await;
    let says = |minute, text| frame(&device, vec![told(Kind::Parameter, minute, "i13004", text)]);
    zone.accept(&[says(0, "168.0"), says(1, "168"), says(2, "172.5")])
        .await
        .unwrap();
    // Of another instrument of the logger.
    let mut other = told(Kind::Parameter, 3, "i13004", "120");
    other.factor = Some("w21003".into());
    zone.accept(&[frame(&device, vec![other])]).await.unwrap();
    carry(&zone, "door").await.unwrap();
    zone.accept(&[says(4, "172.50"), says(5, "168.0")])
        .await
        .unwrap();
    carry(&zone, "door").await.unwrap();
    let expected = [
        value(0, None, "168.0", 1),
        value(2, Some("168.0"), "172.5", 3),
        value(3, None, "120", 4),
        value(5, Some("172.5"), "168.0", 6),
    ];
    assert_eq!(lines(&zone, &device).await, expected);
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_comes_late_is_set_against_what_was_before_it() {
    let (_folder, zone, device) = with_device().await;
    let says = |minute, text| frame(&device, vec![told(Kind::State, minute, "i12001", text)]);
    zone.accept(&[says(0, "1"), says(9, "3"), says(5, "1")])
        .await
        .unwrap();
    carry(&zone, "door").await.unwrap();
    let news: Vec<_> = lines(&zone, &device)
        .await
        .into_iter()
        .map(|line| (line.1, line.2, line.3))
        .collect();
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(news, [(0, None, text("1")), (9, text("1"), text("3"))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_of_a_log_that_is_asked_for_again_stands_once() {
    let (_folder, zone, device) = with_device().await;
    let logs = |minute, text| frame(&device, vec![told(Kind::Note, minute, "i11001", text)]);
    zone.accept(&[
        logs(0, "清洗管路"),
        logs(0, "清洗管路"),
        logs(0, "时间校准"),
    ])
    .await
    .unwrap();
    carry(&zone, "door").await.unwrap();
    zone.accept(&[logs(0, "清洗管路"), logs(1, "清洗管路")])
        .await
        .unwrap();
    carry(&zone, "door").await.unwrap();
    let words: Vec<_> = lines(&zone, &device)
        .await
        .into_iter()
        .map(|l| (l.1, l.4))
        .collect();
    let line = |minute, text: &str| (minute, text.to_owned());
    let expected = [
        line(0, "清洗管路"),
        line(0, "时间校准"),
        line(1, "清洗管路"),
    ];
    assert_eq!(words, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_carrier_that_died_between_lake_and_state_enters_what_a_frame_says_once() {
    let (folder, zone, device) = with_device().await;
    let says = |minute, text| frame(&device, vec![told(Kind::Parameter, minute, "i13008", text)]);
    zone.accept(&[says(0, "1.00"), says(1, "0.55")])
        .await
        .unwrap();
    // As if the process had ended after the lake's commit: nothing of the state's is there.
    execute_on_state(folder.path(), "create table saved as select * from inbox").await;
    carry(&zone, "door").await.unwrap();
    assert_eq!(lines(&zone, &device).await.len(), 2);
    execute_on_state(
        folder.path(),
        "delete from diary; insert into inbox select * from saved; drop table saved",
    )
    .await;
    let again = carry(&zone, "door").await.unwrap();
    assert_eq!(again, Carried::default(), "the lake has the frames");
    let expected = [value(0, None, "1.00", 1), value(1, Some("1.00"), "0.55", 2)];
    assert_eq!(lines(&zone, &device).await, expected);
}

fn check(found: f64) -> Written {
    Written {
        from_us: NOW_US - MINUTE_US,
        factor: Some("w01018".into()),
        expected: Some(50.0),
        found: Some(found),
        words: "标样 50 mg/L".into(),
        ..Written::of(Kind::StandardCheck)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_writes_has_its_author_and_is_withdrawn_and_not_deleted() {
    let (_folder, zone, device) = with_device().await;
    let written = add(&zone, &device, &check(54.0), "li").await.unwrap();
    assert_eq!((written.who.as_str(), written.frame), ("li", None));
    let refused = withdraw(&zone, written.id, "wang", false)
        .await
        .unwrap_err();
    assert!(matches!(refused, ZoneError::NotAllowed(_)), "{refused}");
    withdraw(&zone, written.id, "li", false).await.unwrap();
    assert_eq!(entries(&zone, &device).await, []);
    let again = withdraw(&zone, written.id, "li", false).await.unwrap_err();
    assert!(matches!(again, ZoneError::Outdated(_)), "{again}");
    let there = zone::diary::entry(zone.state(), written.id).await.unwrap();
    assert_eq!(there.ended_who.as_deref(), Some("li"));
    let told = told(Kind::Parameter, 0, "i13004", "168.0");
    zone.accept(&[frame(&device, vec![told])]).await.unwrap();
    carry(&zone, "door").await.unwrap();
    let of_frame = entries(&zone, &device).await.remove(0);
    let refused = withdraw(&zone, of_frame.id, "door", true)
        .await
        .unwrap_err();
    assert!(matches!(refused, ZoneError::NotAllowed(_)), "{refused}");
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_lacks_what_its_kind_needs_is_refused_by_the_name_of_the_field() {
    let (_folder, zone, device) = with_device().await;
    let of = |kind| Written {
        from_us: NOW_US,
        ..Written::of(kind)
    };
    let with = |change: fn(&mut Written)| {
        let mut written = check(54.0);
        change(&mut written);
        written
    };
    for (written, says) in [
        (
            of(Kind::Note),
            "`text`: an entry of kind `note` needs `text`",
        ),
        (
            of(Kind::Parameter),
            "`code`: an entry of kind `parameter` needs `code`",
        ),
        (
            of(Kind::ZeroCheck),
            "`expected`: an entry of kind `zero_check` needs `expected`",
        ),
        (
            with(|w| w.kind = Kind::Visit),
            "`expected`: an entry of kind `visit` has no `expected`",
        ),
        (
            with(|w| w.new_value = Some("1".into())),
            "`new`: an entry of kind `standard_check` has no `new`",
        ),
        (
            with(|w| w.found = Some(f64::NAN)),
            "`found`: expected a number",
        ),
        (with(|w| w.from_us = NOW_US + 1), "`from`: it lies ahead"),
        (with(|w| w.to_us = Some(0)), "`to`: it lies before `from`"),
        (
            with(|w| w.words = "长".repeat(2_001)),
            "`text`: 2001 characters; expected at most 2000",
        ),
    ] {
        let refused = add(&zone, &device, &written, "li").await.unwrap_err();
        assert!(refused.to_string().contains(says), "{refused}");
    }
    add(
        &zone,
        &device,
        &with(|w| w.words = "长".repeat(2_000)),
        "li",
    )
    .await
    .unwrap();
    assert_eq!(entries(&zone, &device).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_of_a_visit_is_taken_whole_or_not_at_all_and_once() {
    let (folder, zone, device) = with_device().await;
    let mn = &device.identity;
    let path = folder.path().join("visit.csv");
    let head = "mn,kind,from,to,factor,code,old,new,expected,found,full_scale,text\n";
    let good = format!(
        "{head}{mn},visit,2021-04-01 02:00,2021-04-01 03:00,,,,,,,,例行巡检\n\
         {mn},zero_check,2021-04-01 02:10,,w01018,,,,0,1.5,200,\n\
         {mn},parameter,2021-04-01 02:30,,w01018,i13007,0.10,0.20,,,,更换试剂后修改\n"
    );
    for (from, to, place, says) in [
        (
            "zero_check",
            "zero",
            (3, 2),
            "`zero` in `kind`; expected one of parameter",
        ),
        ("02:10", "25:10", (3, 3), "expected"),
        (
            ",1.5,",
            ",1.5a,",
            (3, 10),
            "`1.5a` in `found`; expected a number",
        ),
        (
            ",0.20,",
            ",,",
            (4, 8),
            "`new`: an entry of kind `parameter` needs `new`",
        ),
        (
            "full_scale",
            "scale",
            (1, 11),
            "the column `scale` is not known",
        ),
        (
            &mn[..8],
            "FFFFFFFF",
            (2, 1),
            "expected a device of the register",
        ),
    ] {
        std::fs::write(&path, good.replacen(from, to, 1)).unwrap();
        match import_sheet(&zone, &path, "li").await.unwrap_err() {
            ZoneError::BadFile {
                line,
                column,
                message,
                ..
            } => {
                assert_eq!((line, column), place, "{message}");
                assert!(message.contains(says), "{message}");
            }
            other => panic!("{other}"),
        }
    }
    assert_eq!(entries(&zone, &device).await, [], "nothing is half taken");
    std::fs::write(&path, &good).unwrap();
    let first = import_sheet(&zone, &path, "li").await.unwrap();
    assert_eq!(first, SheetSummary { added: 3, known: 0 });
    let again = import_sheet(&zone, &path, "li").await.unwrap();
    assert_eq!(again, SheetSummary { added: 0, known: 3 });
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}

#[test]
fn a_drift_is_a_share_of_the_range_and_an_error_one_of_the_standard() {
    let of = |kind| deviation_percent(kind, Some(50.0), Some(54.0), Some(200.0));
    assert_eq!(of(Kind::StandardCheck), Some(8.0));
    assert_eq!(of(Kind::SpanCheck), Some(2.0));
    assert_eq!(of(Kind::Visit), None);
    let zero = |full_scale| deviation_percent(Kind::ZeroCheck, Some(0.0), Some(-3.0), full_scale);
    assert_eq!(zero(Some(200.0)), Some(-1.5));
    assert_eq!(zero(None), None);
    assert_eq!(zero(Some(0.0)), None);
}
