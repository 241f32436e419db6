//! A door on the loopback, spoken to by sockets: nothing is answered before it is durable, nobody is
//! believed who is not in the register.

mod corpus;
mod sealed;
mod tls;
mod unpointed;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use gateway::door::tls::Tls;
use gateway::door::{Entrance, Lines, Tally, listen};
use gateway::hj212::command::Command;
use gateway::hj212::crc::CrcVariant;
use gateway::hj212::flag::{Edition, Flag};
use gateway::hj212::message::Message;
use gateway::hj212::system::System;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use zone::Zone;
use zone::clock::Clock;
use zone::config::{Names, ZoneConfig};
use zone::device::import_register;
use zone::device::stranger::strangers;
use zone::door::{Closed, Ended, lines, openings};
use zone::import::import_things;
use zone::inbox::{carry, frame};
use zone::schema::{Kind, Property, Vocabulary};

use crate::hj212::framed;

const KNOWN: &str = "010000A8900016F000169DC0";
const ELSEWHERE: &str = "010000A8900016F000169DC1";
const STRANGE: &str = "020000A8900016F000169DC0";
/// 2026-11-27T08:01:00+08:00.
const NOW_US: i64 = 1_795_737_660_000_000;

struct Opened {
    folder: TempDir,
    zone: Arc<Zone>,
    address: SocketAddr,
    /// Where TLS is spoken, if anywhere.
    over_tls: Option<SocketAddr>,
    tally: Arc<Tally>,
    lines: Arc<Lines>,
    stop: watch::Sender<bool>,
    listening: JoinHandle<zone::Result<()>>,
}

fn words() -> Vocabulary {
    let kind = |id: &str| {
        let kind = Kind {
            id: id.into(),
            title: Names::default(),
            fields: Vec::new(),
        };
        (kind.id.clone(), kind)
    };
    let cod = Property {
        id: "cod".into(),
        title: Names::default(),
        unit: "mg/L".into(),
        aliases: Vec::new(),
        code: None,
        min: Some(0.0),
        max: None,
        coded: Vec::new(),
    };
    Vocabulary {
        kinds: [kind("device"), kind("outfall")].into(),
        properties: vec![cod],
        mark_reasons: Vec::new(),
    }
}

#[allow(
    clippy::disallowed_methods,
    reason = "a register is read from a folder"
)]
fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).unwrap();
}

/// Rows of `devices.csv` and `points.csv`, under their heads.
struct Register {
    devices: String,
    points: String,
}

fn register() -> Register {
    Register {
        devices: format!(
            "mn,name_zh,name_en,edition,crc,networks,simulated\n\
             {KNOWN},排口数采仪,,2017,standard,127.0.0.0/8,true\n\
             {ELSEWHERE},别处,,2017,standard,10.0.0.0/8,false\n"
        ),
        points: format!(
            "mn,code,field,data,kind,thing,property,unit\n\
             {KNOWN},w01018,Rtd,realtime,outfall,DW001,cod,mg/L\n\
             {KNOWN},w01018,Avg,hour,outfall,DW001,cod,ug/L\n"
        ),
    }
}

async fn opened() -> Opened {
    opened_to(&register(), None).await
}

/// A door on the loopback in clear, and over TLS where there is something to speak it with.
async fn opened_to(register: &Register, tls: Option<Tls>) -> Opened {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("zone");
    let names = Names {
        zh: "试验".into(),
        en: "Trial".into(),
    };
    let config = ZoneConfig::new(names, "Asia/Shanghai", Vec::new()).unwrap();
    let clock = Clock::fixed(NOW_US);
    Zone::init(&dir, &config, clock, "tester").await.unwrap();
    let zone = Zone::open(&dir, words(), clock).await.unwrap();
    write(
        folder.path(),
        "things.csv",
        "kind,code,name_zh\noutfall,DW001,排口\n",
    );
    import_things(&zone, &folder.path().join("things.csv"), "tester")
        .await
        .unwrap();
    write(folder.path(), "devices.csv", &register.devices);
    write(folder.path(), "points.csv", &register.points);
    import_register(&zone, folder.path(), "tester")
        .await
        .unwrap();
    let zone = Arc::new(zone);
    let (in_clear, address) = entrance(None).await;
    let mut entrances = vec![in_clear];
    let mut over_tls = None;
    if tls.is_some() {
        let (entrance, address) = entrance(tls).await;
        entrances.push(entrance);
        over_tls = Some(address);
    }
    let tally = Arc::new(Tally::default());
    let lines = Arc::new(Lines::default());
    let (stop, stopped) = watch::channel(false);
    let listening = tokio::spawn(listen(
        Arc::clone(&zone),
        entrances,
        (Arc::clone(&tally), Arc::clone(&lines)),
        stopped,
    ));
    Opened {
        folder,
        zone,
        address,
        over_tls,
        tally,
        lines,
        stop,
        listening,
    }
}

async fn entrance(tls: Option<Tls>) -> (Entrance, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (Entrance { listener, tls }, address)
}

fn message(mn: &str, qn: &str, value: &str) -> Message {
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    Message {
        qn: Some(qn.into()),
        system: System(32),
        command: Command::REAL_TIME,
        password: "123456".into(),
        mn: mn.into(),
        flag: Some(Flag::of(Edition::Hj2017).answered(true)),
        packet: None,
        is_resent: false,
        data: vec![
            vec![field("DataTime", "20261127080000")],
            vec![field("w01018-Rtd", value), field("w01018-Flag", "N")],
            vec![field("w99999-Rtd", "1"), field("w99999-Flag", "N")],
        ],
    }
}

fn sent(mn: &str, qn: &str, value: &str) -> Vec<u8> {
    message(mn, qn, value).encode(CrcVariant::Hj212).unwrap()
}

/// Speaks and listens for as long as something comes back.
async fn speak(address: SocketAddr, bytes: Vec<u8>) -> String {
    tokio::task::spawn_blocking(move || {
        let mut line = TcpStream::connect(address).unwrap();
        line.set_read_timeout(Some(Duration::from_millis(700)))
            .unwrap();
        line.write_all(&bytes).unwrap();
        String::from_utf8(heard_of(&mut line)).unwrap()
    })
    .await
    .unwrap()
}

/// What comes back until nothing more does.
fn heard_of(line: &mut impl Read) -> Vec<u8> {
    let (mut heard, mut buffer) = (Vec::new(), [0; 4_096]);
    while let Ok(bytes) = line.read(&mut buffer) {
        if bytes == 0 {
            break;
        }
        heard.extend(&buffer[..bytes]);
    }
    heard
}

async fn closed(door: Opened) -> (TempDir, Arc<Zone>) {
    door.stop.send(true).unwrap();
    door.listening.await.unwrap().unwrap();
    (door.folder, door.zone)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_of_a_known_device_is_answered_with_its_own_qn_and_reaches_the_lake() {
    let door = opened().await;
    let bytes = sent(KNOWN, "20261127080000001", "23.5");
    let heard = speak(door.address, bytes.clone()).await;
    // HJ 212-2017 annex C: 9014 with the same QN, ST 91, neither of the low bits of Flag.
    assert!(
        heard.contains("QN=20261127080000001;ST=91;CN=9014;"),
        "{heard}"
    );
    assert!(heard.contains("Flag=4;CP=&&&&"), "{heard}");
    let counts = door.tally.counts();
    assert_eq!((counts.kept, counts.values_without_point), (1, 1));
    let (_folder, zone) = closed(door).await;
    let head = zone.lake().head().unwrap();
    let rows = zone
        .lake()
        .observations_of(&[1], 0, i64::MAX / 2, head)
        .await
        .unwrap();
    // 08:00 in Beijing is 00:00 UTC.
    let told: Vec<_> = rows
        .iter()
        .map(|o| (o.time_us, o.value, &*o.source, o.line))
        .collect();
    assert_eq!(told, [(NOW_US - 60_000_000, Some(23.5), "simulated", 1)]);
    let kept = frame(&zone, rows[0].line).await.unwrap().unwrap();
    assert_eq!(kept.bytes, bytes[..bytes.len() - 2], "all but its line end");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_is_sent_again_is_answered_again_and_kept_once() {
    let door = opened().await;
    let bytes = sent(KNOWN, "20261127080000001", "23.5");
    for _ in 0..2 {
        assert!(speak(door.address, bytes.clone()).await.contains("CN=9014"));
    }
    let counts = door.tally.counts();
    assert_eq!((counts.kept, counts.sent_again), (1, 1));
    closed(door).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_in_the_register_is_written_down_and_not_answered() {
    let door = opened().await;
    let bytes = sent(STRANGE, "20261127080000001", "23.5");
    assert_eq!(speak(door.address, bytes.clone()).await, "");
    assert_eq!(door.tally.counts().of_strangers, 1);
    let (_folder, zone) = closed(door).await;
    let there = strangers(zone.state()).await.unwrap();
    assert_eq!((there.len(), there[0].identity.as_str()), (1, STRANGE));
    assert_eq!(there[0].kept, [bytes[..bytes.len() - 2].to_vec()]);
    assert_eq!(carry(&zone, "tester").await.unwrap().frames, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_is_not_heard_from_a_network_that_is_not_its_own() {
    let door = opened().await;
    let bytes = sent(ELSEWHERE, "20261127080000001", "23.5");
    assert_eq!(speak(door.address, bytes).await, "");
    assert_eq!(door.tally.counts().refused, 1);
    closed(door).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_check_of_another_variant_than_the_registers_is_refused() {
    let door = opened().await;
    let bytes = message(KNOWN, "20261127080000002", "23.5")
        .encode(CrcVariant::Modbus)
        .unwrap();
    assert_eq!(speak(door.address, bytes).await, "");
    assert_eq!(
        (door.tally.counts().refused, door.tally.counts().kept),
        (1, 0)
    );
    closed(door).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn units_are_the_propertys_and_a_value_below_its_range_is_invalid() {
    let door = opened().await;
    let mut hour = message(KNOWN, "20261127080000003", "0");
    hour.command = Command::HOUR;
    hour.data = vec![
        vec![("DataTime".into(), "20261127070000".into())],
        vec![
            ("w01018-Avg".into(), "23500".into()),
            ("w01018-Flag".into(), "N".into()),
        ],
    ];
    let below = sent(KNOWN, "20261127080000004", "-3");
    let mut bytes = hour.encode(CrcVariant::Hj212).unwrap();
    bytes.extend(below);
    assert_eq!(
        speak(door.address, bytes).await.matches("CN=9014").count(),
        2
    );
    let (_folder, zone) = closed(door).await;
    let head = zone.lake().head().unwrap();
    let rows = zone
        .lake()
        .observations_of(&[1], 0, i64::MAX / 2, head)
        .await
        .unwrap();
    let told: Vec<_> = rows.iter().map(|o| (o.value, o.quality.as_str())).collect();
    assert_eq!(told, [(Some(23.5), "valid"), (Some(-3.0), "invalid")]);
}

/// Frames of HJ 212-2017 annex C, where what they end with is computed by us.
fn annex_c(data: &str, qn: &str) -> Vec<u8> {
    let segment = format!("QN={qn};ST=32;CN=3020;PW=123456;MN={KNOWN};Flag=5;CP=&&{data}&&");
    framed(&segment)
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_states_and_logs_of_annex_c_stand_in_the_diary_with_their_frame() {
    let door = opened().await;
    // c17-058, c17-060, c17-061, c17-065, c17-066 as printed, then the temperature of digestion once more.
    let said = [
        "DataTime=20100301145000;PolId=w01018;i11001-Info=//清洗管路//",
        "DataTime=20160801082857;PolId=w01018;i11001-Info=//时间校准//",
        "DataTime=20100301145000;PolId=w01018;i12001-Info=1",
        "DataTime=20160801085857;PolId=w01018;i13004-Info=168.0;i13005-Info=40",
        "DataTime=20160801095857;PolId=w01018;i13004-Info=165.0;i33101-Info=21",
    ];
    let mut bytes = Vec::new();
    for (number, data) in said.iter().enumerate() {
        bytes.extend(annex_c(data, &format!("2016080108585733{number}")));
    }
    // c17-056: the unique id of the instrument.
    bytes.extend(framed(&format!(
        "QN=20160801085857223;ST=32;CN=3019;PW=123456;MN={KNOWN};Flag=5;CP=&&PolId=w01018;w01018-SN=010000A8900016F000169DC1&&"
    )));
    assert_eq!(
        speak(door.address, bytes).await.matches("CN=9014").count(),
        6
    );
    let (_folder, zone) = closed(door).await;
    let device = zone::device::devices(zone.state()).await.unwrap();
    let device = device.iter().find(|d| d.identity == KNOWN).unwrap().id;
    let asked = zone::diary::DiaryAsked {
        device,
        most: 100,
        ..zone::diary::DiaryAsked::default()
    };
    let mut entries = zone::diary::diary(zone.state(), &asked).await.unwrap();
    entries.sort_by_key(|entry| entry.id);
    let told: Vec<String> = entries
        .iter()
        .map(|e| {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let at = zone::instant::show(e.from_us, zone.tz());
            let (code, old, new) = (text(&e.code), text(&e.old_value), text(&e.new_value));
            let frame = e.frame.unwrap();
            format!(
                "{frame} {} {} {at} {code} {old}>{new} {}",
                e.kind,
                text(&e.factor),
                e.words
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "1 note w01018 2010-03-01T14:50:00+08:00 i11001 > 清洗管路",
            "2 note w01018 2016-08-01T08:28:57+08:00 i11001 > 时间校准",
            "3 state w01018 2010-03-01T14:50:00+08:00 i12001 >1 ",
            "4 parameter w01018 2016-08-01T08:58:57+08:00 i13004 >168.0 ",
            "4 parameter w01018 2016-08-01T08:58:57+08:00 i13005 >40 ",
            "5 parameter w01018 2016-08-01T09:58:57+08:00 i13004 168.0>165.0 ",
            // Of the moment when it came: it says no time.
            "6 parameter w01018 2026-11-27T08:01:00+08:00 SN >010000A8900016F000169DC1 ",
        ]
    );
    let kept = frame(&zone, 5).await.unwrap().unwrap();
    assert!(kept.printed().contains("i13004-Info=165.0"));
}

#[tokio::test(flavor = "multi_thread")]
async fn junk_before_a_frame_is_counted_and_the_frame_behind_it_is_kept() {
    let door = opened().await;
    let mut bytes = b"hello hello\r\n".to_vec();
    bytes.extend(sent(KNOWN, "20261127080000005", "1"));
    assert!(speak(door.address, bytes).await.contains("CN=9014"));
    let counts = door.tally.counts();
    assert_eq!(counts.kept, 1);
    assert!(counts.skipped_bytes >= 11, "{counts:?}");
    closed(door).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_is_on_line_from_its_first_frame_until_its_line_ends() {
    let door = opened().await;
    let bytes = sent(KNOWN, "20261127080000001", "23.5");
    let device = zone::device::devices(door.zone.state()).await.unwrap();
    let device = device.iter().find(|d| d.identity == KNOWN).unwrap().id;
    assert!(!door.lines.is_on_line(device));
    let mut line = TcpStream::connect(door.address).unwrap();
    line.write_all(&bytes).unwrap();
    let until = async |is_on_line: bool| {
        for _ in 0..100 {
            if door.lines.is_on_line(device) == is_on_line {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        false
    };
    assert!(until(true).await);
    drop(line);
    assert!(until(false).await);
    let (_folder, zone) = closed(door).await;
    let all = lines(zone.state(), 0).await.unwrap();
    assert_eq!((all.len(), all[0].device), (1, device));
    assert_eq!(all[0].source, "127.0.0.1");
    assert_eq!(all[0].why, Some(Ended::HungUp));
    let opened = openings(zone.state(), 0).await.unwrap();
    assert_eq!(opened[0].why, Some(Closed::Stopped));
}

#[tokio::test(flavor = "multi_thread")]
async fn why_a_line_ended_is_written_down() {
    let door = opened().await;
    let ended = async |bytes: Vec<u8>| {
        speak(door.address, bytes).await;
    };
    // Somebody speaks on the same line who may not speak from here.
    let mut bytes = sent(KNOWN, "20261127080000001", "1");
    bytes.extend(sent(ELSEWHERE, "20261127080000002", "2"));
    ended(bytes).await;
    // Two seconds and a moment later it is in the state.
    let mut refused = None;
    for _ in 0..100 {
        let all = lines(door.zone.state(), 0).await.unwrap();
        refused = all.first().and_then(|line| line.why);
        if refused.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(refused, Some(Ended::Refused));
    let mut line = TcpStream::connect(door.address).unwrap();
    line.write_all(&sent(KNOWN, "20261127080000003", "3"))
        .unwrap();
    let device = lines(door.zone.state(), 0).await.unwrap()[0].device;
    while !door.lines.is_on_line(device) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let (_folder, zone) = closed(door).await;
    // It had come back at once: one row, which its door's closing ended.
    let all = lines(zone.state(), 0).await.unwrap();
    assert_eq!((all.len(), all[0].breaks), (1, 1));
    assert_eq!(all[0].why, Some(Ended::Stopped));
}
