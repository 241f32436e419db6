//! The program's door over TLS and to devices that seal; certificates and ciphertext that others made
//! (crates/gateway/tests).

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

use super::{frame, kept, mn, open_with, zone};

const TLS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../gateway/tests/tls");
const SM4: &str = include_str!("../../../../gateway/tests/vectors/hj212/sm4.tsv");

fn paper(name: &str) -> String {
    format!("{TLS}/{name}")
}

#[test]
fn devices_are_played_over_tls_and_what_was_answered_is_kept() {
    let walk = zone();
    let (certificate, key) = (paper("door.pem"), paper("key.pem"));
    let door = [
        "--door-tls",
        "127.0.0.1:0",
        "--door-cert",
        &certificate,
        "--door-key",
        &key,
    ];
    let (mut program, address) = open_with(&walk, &door, "over TLS at ");
    let frames: Vec<String> = (0..2)
        .flat_map(|device| (1..4).map(move |number| (device, number)))
        .map(|(device, number)| String::from_utf8(frame(device, number).1).unwrap())
        .collect();
    walk.write("frames.txt", frames.concat());
    let play = [
        "--json",
        "simulate",
        "hj212",
        "--play",
        "frames.txt",
        "--to",
        &address,
    ];
    let ca = paper("ca.pem");
    let told = walk.done(&[&play[..], &["--tls-ca", &ca]].concat());
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(
        (&told["frames"], &told["acknowledged"]),
        (&6.into(), &6.into()),
        "{told}"
    );
    // Who trusts another authority does not speak to this door.
    let other = paper("other-ca.pem");
    let told = walk.run(&[&play[..], &["--tls-ca", &other, "--for", "1s"]].concat());
    assert_eq!(told.status.code(), Some(1));
    program.kill().unwrap();
    program.wait().unwrap();
    let mut all = kept(&walk);
    all.sort();
    let keys: Vec<_> = all.iter().map(|(device, _)| device.clone()).collect();
    assert_eq!(keys, [mn(0), mn(0), mn(0), mn(1), mn(1), mn(1)]);
}

#[test]
fn papers_of_tls_that_are_of_no_use_are_told_by_name_before_anything_is_served() {
    let walk = zone();
    let serve = [
        "--zone",
        "zone",
        "--lang",
        "en",
        "serve",
        "--bind",
        "127.0.0.1:0",
    ];
    let serve = [&serve[..], &["--door-tls", "127.0.0.1:0"]].concat();
    let (certificate, key) = (paper("door.pem"), paper("key.pem"));
    let (other_key, gone) = (paper("other-key.pem"), paper("gone.pem"));
    for (cert, key, more, says) in [
        (
            "things.csv",
            &*key,
            None,
            "--door-cert things.csv: there is no certificate in it",
        ),
        (
            &*certificate,
            &*certificate,
            None,
            "door.pem: there is no key in it",
        ),
        (
            &*certificate,
            &*other_key,
            None,
            "other-key.pem: the key is not that of the certificate",
        ),
        (&*gone, &*key, None, "gone.pem: No such file"),
        (
            &*certificate,
            &*key,
            Some("things.csv"),
            "--door-client-ca things.csv: there is no certificate",
        ),
    ] {
        let mut asked = [&serve[..], &["--door-cert", cert, "--door-key", key]].concat();
        asked.extend(more.iter().flat_map(|path| ["--door-client-ca", *path]));
        let told = walk.refused(&asked);
        assert!(told.contains(says), "{told}");
        assert!(!told.contains("http://"), "{told}");
    }
    let told = walk.run(&serve);
    assert_eq!(
        told.status.code(),
        Some(2),
        "a door over TLS without a certificate"
    );
}

#[test]
fn a_sealed_frame_is_shown_byte_for_byte_as_it_came() {
    let walk = zone();
    let rows: Vec<&str> = SM4.lines().nth(1).unwrap().split('\t').collect();
    let (key, wire) = (rows[2], rows[5]);
    let wire: Vec<u8> = wire
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect();
    let mn = "010000A8900016F000169DC0";
    walk.write(
        "register/devices.csv",
        format!(
            "mn,name_zh,name_en,edition,crc,networks,simulated,sealing,key\n\
             {mn},烟气,,2025,standard,127.0.0.0/8,false,binary,{key}\n"
        ),
    );
    let points = format!(
        "mn,code,field,data,kind,thing,property,unit\n{mn},a01011,Avg,minute,section,S1,nh3n,mg/L\n"
    );
    walk.write("register/points.csv", points);
    walk.done(&["--zone", "zone", "device", "import", "register"]);
    let (mut program, address) = open_with(&walk, &["--door", "127.0.0.1:0"], "HJ 212 at ");
    let mut line = TcpStream::connect(&address).unwrap();
    line.set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    line.write_all(&wire).unwrap();
    let mut heard = [0; 512];
    let read = line.read(&mut heard).unwrap();
    let heard = String::from_utf8_lossy(&heard[..read]);
    assert!(
        heard.contains("QN=20240520210700000;ST=91;CN=9014;"),
        "{heard}"
    );
    program.kill().unwrap();
    program.wait().unwrap();
    let shown = walk.done(&["--zone", "zone", "device", "frame", "1"]);
    // The first bytes of the example's ciphertext, E4 3E 15 9A.
    assert!(shown.contains("CP=&&\\xe4>\\x15\\x9a"), "{shown}");
    assert!(shown.trim_end().ends_with("&&2200"), "{shown}");
    let shown = walk.done(&["--zone", "zone", "--lang", "en", "device", "show", mn]);
    assert!(
        shown.contains("2025 standard binary 127.0.0.0/8"),
        "{shown}"
    );
    assert!(!shown.contains(key), "{shown}");
}
