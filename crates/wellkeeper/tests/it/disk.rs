//! A disk that is full or read-only: a clear error, and nothing half-written.

use std::fmt::Write;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use crate::program::Walk;

fn holds(walk: &Walk, rows: &str) {
    walk.verified("zone");
    assert_eq!(
        walk.csv("select count(*) as n from observations"),
        format!("n\n{rows}\n")
    );
}

fn big(walk: &Walk) {
    let mut text = "断面名称,监测时间,氨氮\n".to_owned();
    for minute in 0..60_000_u32 {
        let (day, hour) = (minute / 1440 % 28 + 1, minute / 60 % 24);
        let (month, value) = (
            minute / 40_320 + 1,
            minute.wrapping_mul(2_654_435_761) % 100_000,
        );
        writeln!(
            text,
            "甲,2021-{month:02}-{day:02} {hour:02}:{:02},0.{value:05}",
            minute % 60
        )
        .unwrap();
    }
    walk.write("big.csv", text);
}

/// The program where no file may grow beyond `kibibytes`: what a full disk says to it.
fn on_a_full_disk(walk: &Walk, kibibytes: u32, arguments: &str) -> Output {
    let program = env!("CARGO_BIN_EXE_wellkeeper");
    let script = format!(
        "trap '' XFSZ; ulimit -f {}; exec {program} --zone zone {arguments}",
        kibibytes * 2
    );
    Command::new("sh")
        .args(["-c", &script])
        .current_dir(walk.path(""))
        .env("WELLKEEPER_WHO", "tester")
        .env("LANG", "C.UTF-8")
        .output()
        .unwrap()
}

#[test]
fn a_full_disk_is_told_and_nothing_is_half_written() {
    let walk = Walk::new();
    walk.write("a.csv", "断面名称,监测时间,氨氮\n甲,2021-04-01,0.1\n");
    walk.import(&["a.csv", "--create-things", "section"]);
    // A second file of the month, so that there is something to compact.
    walk.write("b.csv", "断面名称,监测时间,氨氮\n甲,2021-04-02,0.1\n");
    walk.import(&["b.csv"]);
    big(&walk);
    for (arguments, kibibytes) in [
        ("import observations big.csv", 64),
        ("import observations big.csv", 160),
        ("import observations big.csv", 300),
        ("backup zone.tar", 64),
        ("compact", 1),
        ("run", 1),
        ("correct 甲/nh3n 2021-04-01 0.5 --reason r", 1),
    ] {
        let output = on_a_full_disk(&walk, kibibytes, arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{arguments}: {said}");
        assert!(said.contains("error"), "{arguments}: {said}");
        assert!(!said.contains("panicked"), "{arguments}: {said}");
        assert!(!walk.path("zone.tar").exists());
        holds(&walk, "2");
    }
    // With room again, all goes on.
    walk.import(&["big.csv"]);
    walk.done(&["--zone", "zone", "backup", "zone.tar"]);
    walk.run_months("zone");
    holds(&walk, "60002");
}

#[test]
fn a_zone_that_may_not_be_written_is_told_so() {
    let walk = Walk::new();
    walk.write("a.csv", "断面名称,监测时间,氨氮\n甲,2021-04-01,0.1\n");
    walk.import(&["a.csv", "--create-things", "section"]);
    walk.write("b.csv", "断面名称,监测时间,氨氮\n甲,2021-04-02,0.1\n");
    // Root may write everywhere: the program runs as nobody, from where nobody can reach it.
    let program = walk.path("wellkeeper");
    std::fs::copy(env!("CARGO_BIN_EXE_wellkeeper"), &program).unwrap();
    std::fs::set_permissions(walk.path(""), Permissions::from_mode(0o755)).unwrap();
    allow(&walk.path("zone"), 0o555, 0o444);
    for arguments in [
        &["import", "observations", "b.csv"][..],
        &["correct", "甲/nh3n", "2021-04-01", "0.5", "--reason", "r"],
        &["run"],
        &["compact"],
    ] {
        let output = as_nobody(&program)
            .current_dir(walk.path(""))
            .args(["--zone", "zone"])
            .args(arguments)
            .env("LANG", "C.UTF-8")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        let is_clear = [
            "readonly",
            "read-only",
            "Permission denied",
            "unable to open",
        ];
        assert!(
            is_clear.iter().any(|word| said.contains(word)),
            "{arguments:?}: {said}"
        );
    }
    allow(&walk.path("zone"), 0o755, 0o644);
    holds(&walk, "1");
}

/// Gives all below `folder` these modes.
fn allow(folder: &Path, folders: u32, files: u32) {
    std::fs::set_permissions(folder, Permissions::from_mode(folders | 0o200)).unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            allow(&path, folders, files);
        } else {
            std::fs::set_permissions(path, Permissions::from_mode(files)).unwrap();
        }
    }
    std::fs::set_permissions(folder, Permissions::from_mode(folders)).unwrap();
}

fn as_nobody(program: &Path) -> Command {
    let id = Command::new("id").arg("-u").output().unwrap();
    if String::from_utf8(id.stdout).unwrap().trim() != "0" {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
        .arg(program);
    command
}
