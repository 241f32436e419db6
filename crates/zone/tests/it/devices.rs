//! A stranger becomes a device by a person's word, and the last frames of a device are found wherever
//! they are.

use tempfile::TempDir;
use wellkeeper_zone as zone;
use zone::clock::Clock;
use zone::config::Names;
use zone::device::stranger::{Heard, strangers, write_down};
use zone::device::{Adopt, KIND, adopt, devices};
use zone::inbox::{Arrival, carry, last_frames, last_heard};
use zone::limits::{DEVICE_NAME_CHARS_MAX, DEVICE_NETWORKS_MAX};
use zone::schema::{Field, FieldShape, Kind};
use zone::thing::{ThingDraft, put, versions};
use zone::{Zone, ZoneError};

use crate::verify::findings;
use crate::{NOW_US, empty_zone, words};

const IDENTITY: &str = "010000A8900016F000169DC0";
const DAY_US: i64 = 86_400_000_000;

/// A zone that knows what a device is, and of a stranger that spoke.
pub async fn with_stranger() -> (TempDir, Zone) {
    let (folder, zone) = empty_zone().await;
    drop(zone);
    let mut vocabulary = words();
    let maker = Field {
        id: "maker".into(),
        title: Names::default(),
        shape: FieldShape::Text,
        required: false,
        default: None,
    };
    let kind = Kind {
        id: KIND.into(),
        title: Names::default(),
        fields: vec![maker],
    };
    vocabulary.kinds.insert(kind.id.clone(), kind);
    let zone = Zone::open(folder.path(), vocabulary, Clock::fixed(NOW_US))
        .await
        .unwrap();
    write_down(&zone, &[heard()], "door").await.unwrap();
    (folder, zone)
}

fn heard() -> Heard {
    Heard {
        protocol: "hj212".into(),
        identity: IDENTITY.into(),
        source: "10.1.2.3".into(),
        first_us: NOW_US,
        last_us: NOW_US,
        frames: 1,
        kept: vec![b"##".to_vec()],
    }
}

pub fn said() -> Adopt {
    Adopt {
        protocol: "hj212".into(),
        identity: IDENTITY.into(),
        name_zh: "陶岔水站".into(),
        name_en: None,
        edition: "2017".into(),
        crc: "standard".into(),
        networks: vec!["10.1.0.0/16".into()],
    }
}

async fn refused(zone: &Zone, said: &Adopt) -> String {
    let error = adopt(zone, said, "guo").await.unwrap_err();
    assert!(matches!(error, ZoneError::Refused(_)), "{error}");
    assert_eq!(strangers(zone.state()).await.unwrap().len(), 1);
    error.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_becomes_a_device_without_points_by_a_persons_word() {
    let (_folder, zone) = with_stranger().await;
    adopt(&zone, &said(), "guo").await.unwrap();
    assert!(strangers(zone.state()).await.unwrap().is_empty());
    let all = devices(zone.state()).await.unwrap();
    assert_eq!(all.len(), 1);
    let device = &all[0];
    assert_eq!(
        (device.edition.as_str(), device.crc.as_str()),
        ("2017", "standard")
    );
    assert!(device.points.is_empty() && !device.is_simulated && device.stopped_us.is_none());
    assert!(device.may_speak_from("10.1.9.9".parse().unwrap()));
    assert!(!device.may_speak_from("10.2.0.1".parse().unwrap()));
    let dossier = &versions(zone.state(), KIND, IDENTITY).await.unwrap()[0];
    assert_eq!(
        (dossier.thing.id, dossier.who.as_str()),
        (device.thing, "guo")
    );
    assert_eq!(dossier.thing.draft.name_zh, "陶岔水站");
    let again = adopt(&zone, &said(), "guo").await.unwrap_err();
    assert!(matches!(again, ZoneError::Outdated(_)), "{again}");
    assert_eq!(findings(&zone).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_never_spoke_is_not_adopted() {
    let (_folder, zone) = with_stranger().await;
    let other = Adopt {
        identity: "A".into(),
        ..said()
    };
    let error = adopt(&zone, &other, "guo").await.unwrap_err();
    assert_eq!(error.to_string(), "there is no stranger `A`");
    assert!(devices(zone.state()).await.unwrap().is_empty());
    assert!(versions(zone.state(), KIND, "A").await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_adopted_where_no_pack_says_what_a_device_is() {
    let (_folder, zone) = empty_zone().await;
    write_down(&zone, &[heard()], "door").await.unwrap();
    assert!(
        refused(&zone, &said())
            .await
            .contains("the pack `instruments`")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_that_was_kept_before_is_kept_on() {
    let (_folder, zone) = with_stranger().await;
    let mut change = zone.state().change("wang").await.unwrap();
    let before = ThingDraft {
        kind: KIND.into(),
        code: IDENTITY.into(),
        name_zh: "旧名".into(),
        name_en: None,
        geometry: None,
        fields: [("maker".to_owned(), "甲厂".into())].into_iter().collect(),
    };
    put(&mut change, &before).await.unwrap();
    let entry = zone::state::AuditEntry::new("thing", IDENTITY, &serde_json::json!({}));
    change.commit(entry).await.unwrap();
    adopt(&zone, &said(), "guo").await.unwrap();
    let dossier = &versions(zone.state(), KIND, IDENTITY).await.unwrap()[0];
    assert_eq!(dossier.thing.draft.name_zh, "陶岔水站");
    assert_eq!(dossier.thing.draft.text("maker"), Some("甲厂"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_said_of_a_device_is_refused_and_nothing_is_written() {
    let (_folder, zone) = with_stranger().await;
    let named = |count: usize| Adopt {
        name_zh: "井".repeat(count),
        ..said()
    };
    let from = |count: usize| Adopt {
        networks: vec!["10.0.0.0/8".into(); count],
        ..said()
    };
    let of = |edition: &str, crc: &str, network: &str| Adopt {
        edition: edition.into(),
        crc: crc.into(),
        networks: vec![network.into()],
        ..said()
    };
    for (wrong, says) in [
        (named(0), "0 characters; expected 1 to 100"),
        (named(DEVICE_NAME_CHARS_MAX + 1), "101 characters"),
        (
            from(DEVICE_NETWORKS_MAX + 1),
            "17 networks; expected at most 16",
        ),
        (
            of("2018", "standard", "::/0"),
            "the edition is `2018`; expected one of 2005",
        ),
        (
            of("2017", "xor", "::/0"),
            "the check is `xor`; expected one of standard",
        ),
        (of("2017", "standard", "10.1"), "`10.1` is no network"),
    ] {
        let said = refused(&zone, &wrong).await;
        assert!(said.contains(says), "{said}");
    }
    assert!(devices(zone.state()).await.unwrap().is_empty());
    let most = Adopt {
        networks: from(DEVICE_NETWORKS_MAX).networks,
        ..named(DEVICE_NAME_CHARS_MAX)
    };
    adopt(&zone, &most, "guo").await.unwrap();
}

fn arrival(device: i64, at_us: i64, bytes: &str) -> Arrival {
    Arrival {
        device,
        at_us,
        key: bytes.to_owned(),
        is_late: false,
        source: "door".into(),
        bytes: bytes.as_bytes().to_vec(),
        told: Vec::new(),
        readings: Vec::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_frames_of_a_device_are_found_in_the_inbox_and_in_the_lake() {
    let (_folder, zone) = empty_zone().await;
    let long_ago = NOW_US - 40 * DAY_US;
    let yesterday = NOW_US - DAY_US - 1;
    for (device, at_us, bytes) in [
        (7, long_ago, "old"),
        (7, yesterday, "a"),
        (8, yesterday, "b"),
        (7, NOW_US - 2, "c"),
    ] {
        zone.accept(&[arrival(device, at_us, bytes)]).await.unwrap();
    }
    carry(&zone, "door").await.unwrap();
    zone.accept(&[arrival(8, NOW_US - 1, "d"), arrival(7, NOW_US, "e")])
        .await
        .unwrap();
    let told = async |most| {
        let frames = last_frames(&zone, 7, most).await.unwrap();
        let keys: Vec<(i64, String)> = frames.into_iter().map(|f| (f.frame, f.key)).collect();
        keys
    };
    let all = [(6, "e".into()), (4, "c".into()), (2, "a".into())];
    assert_eq!(told(9).await, all);
    assert_eq!(told(2).await, all[..2]);
    assert_eq!(told(1).await, all[..1]);
    let heard = last_heard(&zone, NOW_US - DAY_US).await.unwrap();
    assert_eq!(heard, [(7, NOW_US), (8, NOW_US - 1)].into());
    carry(&zone, "door").await.unwrap();
    assert_eq!(told(9).await, all);
    let heard = last_heard(&zone, NOW_US).await.unwrap();
    assert_eq!(heard, [(7, NOW_US)].into());
}
