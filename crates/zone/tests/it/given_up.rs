//! Raw frames are kept as long as the zone says, and their readings for ever; codes without a point are
//! kept up to a cap.

use tempfile::TempDir;
use wellkeeper_zone as zone;
use zone::Zone;
use zone::clock::Clock;
use zone::compaction::compact;
use zone::device::unpointed::{Unpointed, unpointed, write_down};
use zone::device::{Adopt, adopt, devices, stranger};
use zone::inbox::{Arrival, ArrivedReading, GivenUp, carry, frame, given_up};
use zone::limits::UNPOINTED_OF_DEVICE_MAX;
use zone::observation::{Flag, Quality};

use crate::NOW_US;
use crate::decisions::with_readings;
use crate::verify::findings;

const DAY_US: i64 = 86_400_000_000;
/// Later than all readings that the book begins with.
const LATER_US: i64 = NOW_US + 1_000 * 3_600_000_000;

fn arrival(day: i64) -> Arrival {
    Arrival {
        device: 7,
        at_us: LATER_US + day * DAY_US,
        key: format!("{day}"),
        is_late: false,
        source: "door".into(),
        bytes: format!("##{day}").into_bytes(),
        told: Vec::new(),
        readings: vec![ArrivedReading {
            series: 1,
            time_us: LATER_US + day * DAY_US,
            value: Some(f64::from(u8::try_from(day).unwrap())),
            flag: Flag::Normal,
            quality: Quality::Valid,
            cause: None,
        }],
    }
}

/// The same book with more in its `zone.toml`, `day` days later.
async fn reopened(folder: &TempDir, zone: Zone, more: &str, day: i64) -> Zone {
    zone.state().close().await;
    drop(zone);
    let path = folder.path().join("zone.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("{text}\n{more}")).unwrap();
    let clock = Clock::fixed(LATER_US + day * DAY_US);
    Zone::open(folder.path(), crate::words(), clock)
        .await
        .unwrap()
}

async fn there(zone: &Zone, numbers: std::ops::RangeInclusive<i64>) -> Vec<i64> {
    let mut found = Vec::new();
    for number in numbers {
        if frame(zone, number).await.unwrap().is_some() {
            found.push(number);
        }
    }
    found
}

async fn readings(zone: &Zone) -> usize {
    let head = zone.lake().head().unwrap();
    let found = zone
        .lake()
        .observations_of(&[1], LATER_US, i64::MAX / 2, head);
    found.await.unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_older_than_the_zone_keeps_them_are_given_up_and_their_readings_stay() {
    let (folder, zone) = with_readings().await;
    for day in [0, 1, 10, 30] {
        zone.accept(&[arrival(day)]).await.unwrap();
        carry(&zone, "door").await.unwrap();
    }
    // Nothing is said of frames: they stay for ever.
    let zone = reopened(&folder, zone, "", 31).await;
    assert_eq!(compact(&zone, None, "guo").await.unwrap().frames, 0);
    assert_eq!(there(&zone, 1..=4).await, [1, 2, 3, 4]);

    let zone = reopened(&folder, zone, "[door]\nkeep_frames_days = 30\n", 31).await;
    let done = compact(&zone, None, "guo").await.unwrap();
    // Day 1 is on the limit, and stays.
    assert_eq!(done.frames, 1);
    assert_eq!(there(&zone, 1..=4).await, [2, 3, 4]);
    assert_eq!(readings(&zone).await, 4);
    let told = given_up(&zone).await.unwrap();
    assert_eq!((told[0].at_us - LATER_US) / DAY_US, 31);
    let expected = GivenUp {
        at_us: told[0].at_us,
        first: 1,
        last: 1,
        frames: 1,
        kept_days: 30,
    };
    assert_eq!(told, [expected]);
    assert_eq!(compact(&zone, None, "guo").await.unwrap().frames, 0);
    assert_eq!(findings(&zone).await, Vec::<String>::new());

    // All are old by now: the last stays, since by it is known what was carried.
    let zone = reopened(&folder, zone, "", 1_000).await;
    zone.accept(&[arrival(31)]).await.unwrap();
    let done = compact(&zone, Some(LATER_US + 999 * DAY_US), "guo")
        .await
        .unwrap();
    assert_eq!(done.frames, 2);
    assert_eq!(there(&zone, 1..=5).await, [4, 5]);
    assert_eq!(carry(&zone, "door").await.unwrap().frames, 1);
    assert_eq!(readings(&zone).await, 5);
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn frames_are_kept_for_whole_days_and_no_fewer_than_one() {
    let (folder, zone) = with_readings().await;
    zone.state().close().await;
    let path = folder.path().join("zone.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    for wrong in ["0", "-1", "1.5", "\"a month\""] {
        std::fs::write(
            &path,
            format!("{text}\n[door]\nkeep_frames_days = {wrong}\n"),
        )
        .unwrap();
        let clock = Clock::fixed(NOW_US);
        let refused = Zone::open(folder.path(), crate::words(), clock).await;
        let told = refused.unwrap_err().to_string();
        let line = text.lines().count() + 3;
        assert!(told.contains(&format!("zone.toml:{line}:20: ")), "{told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_without_a_point_are_kept_up_to_a_cap() {
    let (folder, zone) = crate::empty_zone().await;
    drop(zone);
    let mut words = crate::words();
    let kind = zone::schema::Kind {
        id: zone::device::KIND.into(),
        title: zone::config::Names::default(),
        fields: Vec::new(),
    };
    words.kinds.insert(kind.id.clone(), kind);
    let clock = Clock::fixed(NOW_US);
    let zone = Zone::open(folder.path(), words, clock).await.unwrap();
    let heard = stranger::Heard {
        protocol: "hj212".into(),
        identity: "A".into(),
        source: "10.1.2.3".into(),
        first_us: NOW_US,
        last_us: NOW_US,
        frames: 1,
        kept: Vec::new(),
    };
    stranger::write_down(&zone, &[heard], "door").await.unwrap();
    let said = Adopt {
        protocol: "hj212".into(),
        identity: "A".into(),
        name_zh: "站".into(),
        name_en: None,
        edition: "2017".into(),
        crc: "standard".into(),
        networks: Vec::new(),
    };
    let device = adopt(&zone, &said, "guo").await.unwrap();
    let code = |number: usize, came: i64| Unpointed {
        device: device.id,
        code: format!("w{number:05}"),
        field: "Rtd".into(),
        data: "realtime".into(),
        first_us: NOW_US,
        last_us: NOW_US,
        came,
        last_value: "1".into(),
    };
    let all: Vec<_> = (0..UNPOINTED_OF_DEVICE_MAX)
        .map(|number| code(number, 1))
        .collect();
    assert_eq!(write_down(&zone, &all, "door").await.unwrap(), 0);
    let more = [code(UNPOINTED_OF_DEVICE_MAX, 1), code(3, 5)];
    assert_eq!(write_down(&zone, &more, "door").await.unwrap(), 1);
    let all = devices(zone.state()).await.unwrap();
    let kept = unpointed(zone.state(), &[&all[0]]).await.unwrap();
    let kept = &kept[&device.id];
    assert_eq!(kept.len(), UNPOINTED_OF_DEVICE_MAX);
    assert_eq!((kept[0].code.as_str(), kept[0].came), ("w00003", 6));
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}
