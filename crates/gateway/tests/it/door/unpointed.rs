//! Codes without a point, counted by device and kept beyond the door's own life.

use std::sync::Arc;

use gateway::door::{Entrance, listen};
use tokio::net::TcpListener;
use tokio::sync::watch;
use zone::device::devices;
use zone::device::unpointed::{Unpointed, unpointed};

use super::{KNOWN, NOW_US, closed, message, opened, sent, speak};
use gateway::hj212::crc::CrcVariant;

async fn codes(zone: &zone::Zone) -> Vec<Unpointed> {
    let all = devices(zone.state()).await.unwrap();
    let all: Vec<_> = all.iter().collect();
    let found = unpointed(zone.state(), &all).await.unwrap();
    found.into_values().flatten().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn codes_without_a_point_are_counted_by_device_and_known_after_a_restart() {
    let door = opened().await;
    let mut hour = message(KNOWN, "20261127080000002", "0");
    hour.data = vec![
        vec![("DataTime".into(), "20261127080000".into())],
        vec![("w99999-Rtd".into(), "2.5".into())],
        vec![("w88888-Avg".into(), "7\u{1b}[2J".into())],
    ];
    let mut bytes = sent(KNOWN, "20261127080000001", "23.5");
    bytes.extend(hour.encode(CrcVariant::Hj212).unwrap());
    let heard = speak(door.address, bytes).await;
    assert_eq!(heard.matches("CN=9014").count(), 2, "{heard}");
    assert_eq!(door.tally.counts().values_without_point, 3);
    let (_folder, zone) = closed(door).await;
    let found = codes(&zone).await;
    let told: Vec<_> = found
        .iter()
        .map(|one| {
            (
                &*one.code,
                &*one.field,
                &*one.data,
                one.came,
                &*one.last_value,
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("w99999", "Rtd", "realtime", 2, "2.5"),
            ("w88888", "Avg", "realtime", 1, "7\u{fffd}[2J"),
        ],
        "and what would steer a terminal is not kept"
    );
    assert!(
        found
            .iter()
            .all(|one| (one.first_us, one.last_us) == (NOW_US, NOW_US))
    );

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = watch::channel(false);
    let entrances = vec![Entrance {
        listener,
        tls: None,
    }];
    let again = tokio::spawn(listen(
        Arc::clone(&zone),
        entrances,
        (Arc::default(), Arc::default()),
        stopped,
    ));
    let bytes = sent(KNOWN, "20261127080000003", "24");
    assert!(speak(address, bytes).await.contains("CN=9014"));
    stop.send(true).unwrap();
    again.await.unwrap().unwrap();
    let found = codes(&zone).await;
    assert_eq!((found[0].came, found[0].last_value.as_str()), (3, "1"));
    let log = zone.state().audit().await.unwrap();
    let counted = log.iter().filter(|row| row.action == "count_unpointed");
    assert!(counted.count() >= 2);
    assert_eq!(zone.state().verify().await.unwrap().1, []);
}
