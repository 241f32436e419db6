//! What a program costs by itself, ours and a peer by the same yardstick.

#![allow(dead_code, reason = "not every bench needs all of it")]

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs a program and prints its user and system CPU and wall seconds and its peak memory in KiB, as the system counts
/// them for a child.
const CHILD: &str = r"
import resource, subprocess, sys, time
begun = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
wall = time.perf_counter() - begun
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime, used.ru_stime, wall, used.ru_maxrss)
sys.exit(done.returncode)
";

/// What a program cost.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// CPU seconds of the program.
    pub user: f64,
    /// CPU seconds of the system for it.
    pub system: f64,
    /// Seconds.
    pub wall: f64,
    /// Most memory, MiB.
    pub peak: f64,
}

/// Runs a program to its end.
pub fn cost(program: &Path, arguments: &[OsString]) -> Cost {
    let output = Command::new("/usr/bin/python3")
        .args(["-c", CHILD])
        .arg(program)
        .args(arguments)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {said}", program.display());
    let text = String::from_utf8(output.stdout).unwrap();
    let numbers: Vec<f64> = text
        .split_whitespace()
        .map(|n| n.parse().unwrap())
        .collect();
    Cost {
        user: numbers[0],
        system: numbers[1],
        wall: numbers[2],
        peak: numbers[3] / 1024.0,
    }
}

/// The cheapest by user CPU of three runs, each of which makes a file that is not there before.
pub fn cheapest(program: &Path, arguments: &[OsString], made: &Path) -> Cost {
    let runs = (0..3).map(|_| {
        if made.exists() {
            std::fs::remove_file(made).unwrap();
        }
        cost(program, arguments)
    });
    runs.min_by(|a, b| a.user.total_cmp(&b.user)).unwrap()
}

/// This bench again, as a program that does one thing.
pub fn ours(arguments: &[OsString], made: &Path) -> Cost {
    cheapest(&std::env::current_exe().unwrap(), arguments, made)
}

/// Prints both, and how much of the peer ours is.
pub fn told(what: &str, side: usize, ours: Cost, (name, peer): (&str, Cost)) {
    for (who, cost) in [("ours", ours), (name, peer)] {
        println!(
            "{what:<40} {side:>6} {who:<14} user {:>6.2} s  system {:>5.2} s  wall {:>6.2} s  peak {:>5.0} MiB",
            cost.user, cost.system, cost.wall, cost.peak
        );
    }
    println!(
        "{what:<40} {side:>6} ours / {name}: user {:.2}, user and system {:.2}, wall {:.2}; ours, wall / CPU {:.2}",
        ours.user / peer.user,
        (ours.user + ours.system) / (peer.user + peer.system),
        ours.wall / peer.wall,
        ours.wall / (ours.user + ours.system)
    );
}

/// The Python with the peers from PyPI, which `scripts/bench.sh` makes.
pub fn python() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let python = root.join(".tools/peers/bin/python");
    assert!(
        python.exists(),
        "{}: not there; scripts/bench.sh makes it",
        python.display()
    );
    python
}
