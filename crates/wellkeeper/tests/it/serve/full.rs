//! A disk that takes nothing more: no frame is answered, whoever keeps the door sees it, and what is sent
//! again is kept once there is room.

use std::net::TcpListener;
use std::process::Command;

use super::devices::{HENAN, frame, send, zone};
use crate::program::state_is_on_a_server;
use crate::served::Served;

/// No file of the process may grow beyond so much: what a full disk says to it.
fn limit(process: u32, bytes: &str) {
    let status = Command::new("prlimit")
        .args(["--pid", &process.to_string(), &format!("--fsize={bytes}")])
        .status()
        .unwrap();
    assert!(status.success());
}

#[test]
fn a_full_disk_answers_no_frame_and_whoever_keeps_the_door_sees_it() {
    if state_is_on_a_server() {
        return;
    }
    let walk = zone();
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let door = free.local_addr().unwrap().to_string();
    drop(free);
    let program = env!("CARGO_BIN_EXE_wellkeeper");
    let script =
        format!("trap '' XFSZ; exec {program} --zone zone serve --bind 127.0.0.1:0 --door {door}");
    let mut command = Command::new("sh");
    command.args(["-c", &script]).current_dir(walk.path(""));
    let mut served = Served::start_by(command);
    served.foresee("not kept");
    assert_eq!(send(&door, &[frame(HENAN, 90, "N")]), 1);

    limit(served.id(), "1:unlimited");
    let later = frame(HENAN, 30, "N");
    assert_eq!(send(&door, std::slice::from_ref(&later)), 0);
    let told = served.get("/api/door").json();
    assert_eq!(told["counts"]["kept"], 1, "{told}");
    assert!(told["counts"]["not_kept"].as_u64().unwrap() > 0, "{told}");
    assert!(told["counts"]["not_kept_at"].is_string(), "{told}");

    limit(served.id(), "unlimited");
    let answered = (0..10).any(|_| send(&door, std::slice::from_ref(&later)) == 1);
    assert!(answered, "what is sent again is kept");
    let told = served.get("/api/door").json();
    assert_eq!(told["inbox"]["is_full"], false);
    assert!(told["counts"]["kept"].as_u64().unwrap() >= 2, "{told}");
}
