//! Devices that seal, at the door: the two examples of HJ 212-2025 annex A.2 (tests/vectors/hj212/sm4.tsv), which others
//! have sealed.

use gateway::hj212::cipher::{CipherForm, Key};
use gateway::hj212::command::Command;
use gateway::hj212::crc::CrcVariant;
use gateway::hj212::flag::{Edition, Flag};
use gateway::hj212::message::Message;
use zone::inbox::frame;

use super::{KNOWN, Opened, Register, closed, message, opened_to, register, sent, speak};
use crate::vectors;

/// The key of the examples.
const EXAMPLES: &str = "30303030303030303030303030303030";
const ANOTHER: &str = "0123456789abcdeffedcba9876543210";

async fn opened(sealing: &str, key: &str) -> Opened {
    let register = Register {
        devices: format!(
            "mn,name_zh,name_en,edition,crc,networks,simulated,sealing,key\n\
             {KNOWN},烟气数采仪,,2025,standard,127.0.0.0/8,false,{sealing},{key}\n"
        ),
        points: format!(
            "mn,code,field,data,kind,thing,property,unit\n\
             {KNOWN},a01011,Avg,minute,outfall,DW001,cod,mg/L\n\
             {KNOWN},w01018,Rtd,realtime,outfall,DW001,cod,mg/L\n"
        ),
    };
    opened_to(&register, None).await
}

/// What the only series has by now.
async fn values(zone: &zone::Zone) -> Vec<(i64, Option<f64>)> {
    let head = zone.lake().head().unwrap();
    let rows = zone.lake().observations_of(&[1], 0, i64::MAX / 2, head);
    let rows = rows.await.unwrap();
    rows.iter().map(|row| (row.line, row.value)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_frame_is_opened_answered_and_kept_as_it_came() {
    let row = vectors::sm4().remove(0);
    // One public project sends what the annex prints, with a length that counts the signs.
    let printed = row.cell("printed").replacen("##0295", "##1128", 1);
    for (sealing, bytes) in [
        ("binary", row.hex("wire_hex")),
        ("printed", printed.into_bytes()),
    ] {
        let door = opened(sealing, EXAMPLES).await;
        let heard = speak(door.address, bytes.clone()).await;
        // The answer is no command that is sealed.
        assert!(
            heard.contains("QN=20240520210700000;ST=91;CN=9014;"),
            "{sealing}: {heard}"
        );
        assert!(heard.contains("CP=&&&&"), "{heard}");
        let counts = door.tally.counts();
        assert_eq!((counts.kept, counts.refused), (1, 0), "{sealing}");
        let (_folder, zone) = closed(door).await;
        // Annex A.2 prints a01011-Avg=1.35 in its plaintext.
        assert_eq!(values(&zone).await, [(1, Some(1.35))], "{sealing}");
        let kept = frame(&zone, 1).await.unwrap().unwrap();
        let wire = bytes.strip_suffix(b"\r\n").unwrap_or(&bytes);
        assert_eq!(kept.bytes, wire, "{sealing}: all but its line end");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_was_sealed_with_another_key_is_refused_and_counted() {
    for sealing in ["binary", "printed"] {
        let door = opened(sealing, ANOTHER).await;
        let row = vectors::sm4().remove(0);
        assert_eq!(speak(door.address, row.hex("wire_hex")).await, "");
        let counts = door.tally.counts();
        assert_eq!((counts.kept, counts.refused), (0, 1), "{sealing}");
        closed(door).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn data_in_clear_of_a_device_that_seals_are_refused_and_its_other_commands_are_not() {
    let door = opened("binary", EXAMPLES).await;
    let bytes = sent(KNOWN, "20261127080000001", "23.5");
    assert_eq!(speak(door.address, bytes).await, "");
    let counts = door.tally.counts();
    assert_eq!((counts.kept, counts.refused), (0, 1));
    // Only 2000 to 2999, 1014 and 3020 are sealed; and of those nothing that has less than a block.
    let mut clock = message(KNOWN, "20261127080000002", "23.5");
    clock.command = Command::ASK_CLOCK;
    let mut short = message(KNOWN, "20261127080000003", "23.5");
    short.data = vec![vec![("w01018-Rtd".into(), "1".into())]];
    for message in [clock, short] {
        let bytes = message.encode(CrcVariant::Hj212).unwrap();
        assert!(speak(door.address, bytes).await.contains("CN=9014"));
    }
    let counts = door.tally.counts();
    assert_eq!((counts.kept, counts.refused), (2, 1));
    closed(door).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_frame_of_a_device_that_seals_none_is_refused() {
    let door = opened_to(&register(), None).await;
    let row = vectors::sm4().remove(0);
    assert_eq!(speak(door.address, row.hex("wire_hex")).await, "");
    assert_eq!(
        (door.tally.counts().kept, door.tally.counts().refused),
        (0, 1)
    );
    closed(door).await;
}

/// A sealed message whose check, which is over the plaintext, matches its ciphertext too; and its value.
fn checked_by_chance() -> (f64, Vec<u8>) {
    let key = Key::new(&[b'0'; 16]).unwrap();
    let sealed = (1..10_000).map(|value| {
        let message = Message {
            flag: Some(Flag::of(Edition::Hj2025).answered(true)),
            ..message(KNOWN, "20261127080000001", &value.to_string())
        };
        let bytes = message.encode_sealed(CrcVariant::Hj212, &key, CipherForm::Binary);
        (f64::from(value), bytes.unwrap())
    });
    let is_one = |(_, bytes): &(f64, Vec<u8>)| {
        let segment = &bytes[6..bytes.len() - 6];
        let check = format!("{:04X}", CrcVariant::Hj212.of(segment));
        bytes[bytes.len() - 6..].starts_with(check.as_bytes())
    };
    sealed.into_iter().find(is_one).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sealed_frame_whose_check_matches_its_ciphertext_by_chance_is_opened_too() {
    let (value, bytes) = checked_by_chance();
    let door = opened("binary", EXAMPLES).await;
    let heard = speak(door.address, bytes).await;
    assert!(heard.contains("CN=9014;"), "{heard}");
    let (_folder, zone) = closed(door).await;
    assert_eq!(values(&zone).await, [(1, Some(value))]);
}
