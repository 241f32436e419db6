//! The door over TLS, spoken to by another end of rustls; certificates of OpenSSL (tests/tls).

use std::io::{Error, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use gateway::door::tls::{Paper, PaperFault, Papers, Tls};
use gateway::limits::{DOOR_FIRST_FRAME_SECONDS_MAX, DOOR_LINES_OF_SOURCE_MAX};
use tokio::task::spawn_blocking;
use tokio::time::Instant;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use super::{KNOWN, Opened, closed, heard_of, opened_to, register, sent, speak};

const CA: &[u8] = include_bytes!("../../tls/ca.pem");
const DOOR: &[u8] = include_bytes!("../../tls/door.pem");
const KEY: &[u8] = include_bytes!("../../tls/key.pem");
const OTHER_KEY: &[u8] = include_bytes!("../../tls/other-key.pem");
const DEVICE: &[u8] = include_bytes!("../../tls/device.pem");
const RELAY: &[u8] = include_bytes!("../../tls/relay.pem");
const FORGED: &[u8] = include_bytes!("../../tls/forged.pem");

type Line = StreamOwned<ClientConnection, TcpStream>;

fn papers(authority: Option<&'static [u8]>) -> Papers<'static> {
    Papers {
        certificate: DOOR,
        key: KEY,
        authority,
    }
}

async fn opened(authority: Option<&'static [u8]>) -> (Opened, SocketAddr) {
    let tls = Tls::read(&papers(authority)).unwrap();
    let door = opened_to(&register(), Some(tls)).await;
    let address = door.over_tls.unwrap();
    (door, address)
}

/// A connection that shows `certificate`, if any.
fn connected(address: SocketAddr, certificate: Option<&[u8]>) -> Line {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(CA).unwrap())
        .unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots);
    let config = match certificate {
        None => config.with_no_client_auth(),
        Some(own) => {
            let chain = vec![CertificateDer::from_pem_slice(own).unwrap()];
            let key = PrivateKeyDer::from_pem_slice(KEY).unwrap();
            config.with_client_auth_cert(chain, key).unwrap()
        }
    };
    let name = ServerName::try_from("localhost").unwrap();
    let session = ClientConnection::new(Arc::new(config), name).unwrap();
    let socket = TcpStream::connect(address).unwrap();
    socket
        .set_read_timeout(Some(Duration::from_millis(1_500)))
        .unwrap();
    StreamOwned::new(session, socket)
}

/// Speaks over TLS and gives what comes back, or why nothing could.
async fn spoken(
    address: SocketAddr,
    certificate: Option<&'static [u8]>,
    bytes: Vec<u8>,
) -> Result<String, Error> {
    spawn_blocking(move || {
        let mut line = connected(address, certificate);
        line.write_all(&bytes)?;
        // A server of TLS 1.3 says only after the handshake that it did not like a certificate.
        let mut first = [0; 1];
        let read = line.read(&mut first)?;
        let mut heard = first[..read].to_vec();
        heard.extend(heard_of(&mut line));
        Ok(String::from_utf8(heard).unwrap())
    })
    .await
    .unwrap()
}

/// Waits for so many handshakes that failed: the other end may know of it sooner than the door counts it.
async fn until_failed(door: &Opened, handshakes: u64) {
    for _ in 0..100 {
        if door.tally.counts().handshakes_failed == handshakes {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{:?}", door.tally.counts());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_over_tls_is_kept_and_answered_as_one_in_clear_is() {
    let (door, address) = opened(None).await;
    let first = sent(KNOWN, "20261127080000001", "23.5");
    let heard = spoken(address, None, first).await.unwrap();
    assert!(
        heard.contains("QN=20261127080000001;ST=91;CN=9014;"),
        "{heard}"
    );
    let second = sent(KNOWN, "20261127080000002", "24");
    assert!(speak(door.address, second).await.contains("CN=9014"));
    let counts = door.tally.counts();
    assert_eq!((counts.kept, counts.handshakes_failed), (2, 0));
    let (_folder, zone) = closed(door).await;
    let head = zone.lake().head().unwrap();
    assert_eq!(zone.lake().last_frame(head).await.unwrap(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_speaks_in_clear_where_tls_is_spoken_is_hung_up_on() {
    let (door, address) = opened(None).await;
    let bytes = sent(KNOWN, "20261127080000001", "23.5");
    // An alert in TLS at most, and no answer of HJ 212.
    let heard = spawn_blocking(move || {
        let mut line = TcpStream::connect(address).unwrap();
        line.set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        line.write_all(&bytes).unwrap();
        let mut heard = Vec::new();
        // The rest of what was sent is not read: that may be told as a reset.
        let ended = line.read_to_end(&mut heard);
        let is_over = ended.map_err(|e| e.kind()) != Err(ErrorKind::WouldBlock);
        assert!(is_over, "the line is still open");
        heard
    });
    assert!(heard.await.unwrap().len() < 16);
    until_failed(&door, 1).await;
    assert_eq!(door.tally.counts().kept, 0);
    closed(door).await;
}

/// Waits until the deadline of the first frame: half a minute, in which nothing is done.
#[tokio::test(flavor = "multi_thread")]
async fn a_handshake_and_a_first_frame_that_do_not_come_in_time_are_cut_off() {
    let (door, address) = opened(None).await;
    let begun = Instant::now();
    let most = Duration::from_secs(DOOR_FIRST_FRAME_SECONDS_MAX + 10);
    // The first bytes of a greeting (RFC 8446 5.1), and then one more now and then.
    let slow = spawn_blocking(move || {
        let mut slow = TcpStream::connect(address).unwrap();
        slow.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
        slow.write_all(&[0x16, 0x03, 0x01, 0x02, 0x00]).unwrap();
        while begun.elapsed() < most {
            match slow.read(&mut [0; 1]) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                _ => return begun.elapsed(),
            }
            // It may have been hung up meanwhile.
            let _ = slow.write(&[0x01]);
        }
        begun.elapsed()
    });
    // A handshake that was made, and no frame.
    let dumb = spawn_blocking(move || {
        let mut dumb = connected(address, None);
        dumb.sock.set_read_timeout(Some(most)).unwrap();
        let read = dumb.read(&mut [0; 1]);
        (read.unwrap(), begun.elapsed())
    });
    let (slow, (read, dumb)) = (slow.await.unwrap(), dumb.await.unwrap());
    assert_eq!(read, 0);
    let least = Duration::from_secs(DOOR_FIRST_FRAME_SECONDS_MAX - 1);
    for elapsed in [slow, dumb] {
        assert!((least..most).contains(&elapsed), "{elapsed:?}");
    }
    until_failed(&door, 1).await;
    assert_eq!(door.tally.counts().kept, 0);
    closed(door).await;
}

async fn until_turned_away(door: &Opened, lines: u64) {
    for _ in 0..100 {
        if door.tally.counts().lines_turned_away == lines {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{:?}", door.tally.counts());
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_of_a_source_are_counted_over_all_entrances() {
    let (door, address) = opened(None).await;
    // One more than there is room for: when one is turned away, the room is full.
    let held: Vec<TcpStream> = (0..=DOOR_LINES_OF_SOURCE_MAX)
        .map(|number| {
            let to = if number % 2 == 0 {
                address
            } else {
                door.address
            };
            TcpStream::connect(to).unwrap()
        })
        .collect();
    until_turned_away(&door, 1).await;
    let bytes = sent(KNOWN, "20261127080000001", "23.5");
    assert_eq!(speak(door.address, bytes).await, "");
    until_turned_away(&door, 2).await;
    assert_eq!(door.tally.counts().kept, 0);
    drop(held);
    closed(door).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_speaks_under_a_certificate_that_names_it_and_no_other() {
    let (door, address) = opened(Some(CA)).await;
    let bytes = |number: u8| sent(KNOWN, &format!("2026112708000000{number}"), "23.5");
    let own = spoken(address, Some(DEVICE), bytes(1)).await.unwrap();
    assert!(own.contains("CN=9014"), "{own}");
    // Of another device, though of the right authority.
    let other = spoken(address, Some(RELAY), bytes(2)).await.unwrap();
    assert_eq!(other, "");
    let counts = door.tally.counts();
    assert_eq!(
        (counts.kept, counts.refused, counts.handshakes_failed),
        (1, 1, 0)
    );
    // Of the right name, though of another authority; and none at all.
    for shown in [Some(FORGED), None] {
        let heard = spoken(address, shown, bytes(3)).await;
        assert!(heard.is_err(), "{heard:?}");
    }
    until_failed(&door, 2).await;
    let counts = door.tally.counts();
    assert_eq!((counts.kept, counts.refused), (1, 1));
    closed(door).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_door_that_closes_says_so_to_whoever_is_on_line_over_tls() {
    let (door, address) = opened(None).await;
    let bytes = sent(KNOWN, "20261127080000001", "23.5");
    let mut line = spawn_blocking(move || {
        let mut line = connected(address, None);
        line.write_all(&bytes).unwrap();
        assert!(
            String::from_utf8(heard_of(&mut line))
                .unwrap()
                .contains("CN=9014")
        );
        line
    })
    .await
    .unwrap();
    closed(door).await;
    // An end of the connection without the alert `close_notify` would be an error (RFC 8446 6.1).
    let end = spawn_blocking(move || line.read(&mut [0; 16]))
        .await
        .unwrap();
    assert_eq!(end.unwrap(), 0);
}

#[test]
fn papers_that_are_not_what_they_are_to_be_are_told_by_name() {
    let fault = |papers: &Papers<'_>| {
        let error = Tls::read(papers).unwrap_err();
        (error.paper, error.fault)
    };
    let whole = papers(Some(CA));
    let (paper, why) = fault(&Papers {
        certificate: b"no PEM",
        ..whole
    });
    assert!(matches!(
        (paper, why),
        (Paper::Certificate, PaperFault::NoCertificate)
    ));
    let (paper, why) = fault(&Papers { key: DOOR, ..whole });
    assert!(matches!((paper, why), (Paper::Key, PaperFault::NoKey)));
    let (paper, why) = fault(&Papers {
        key: OTHER_KEY,
        ..whole
    });
    assert!(matches!((paper, why), (Paper::Key, PaperFault::DoesNotFit)));
    let (paper, why) = fault(&Papers {
        authority: Some(KEY),
        ..whole
    });
    assert!(matches!(
        (paper, why),
        (Paper::Authority, PaperFault::NoCertificate)
    ));
    let torn = DOOR.get(..DOOR.len() - 30).unwrap();
    let (paper, why) = fault(&Papers {
        certificate: torn,
        ..whole
    });
    assert!(matches!(
        (paper, why),
        (Paper::Certificate, PaperFault::Torn(_))
    ));
    let false_der = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let (paper, why) = fault(&Papers {
        certificate: false_der,
        ..whole
    });
    assert!(matches!(
        (paper, why),
        (Paper::Certificate, PaperFault::Unusable(_))
    ));
}
