//! Ours and pyflwdir in one run, each in a process of its own, so that its memory is its own.
//!
//! pyflwdir 0.5 from PyPI in `.tools/peers`, which `scripts/bench.sh` makes; compiled before it is timed.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::measure::{peak_mib, user_seconds};

/// User CPU and wall time in seconds, and the greatest memory in MiB.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    pub user_s: f64,
    pub wall_s: f64,
    pub peak_mib: f64,
}

/// The word by which this program asks itself for one operation: `ours WHAT SIDE IN OUT`.
const OURS: &str = "ours";

/// What this process was asked for by [`compare`], if it was: operation, side, file to read, file to make.
pub fn asked() -> Option<(String, usize, PathBuf, PathBuf)> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.as_slice() {
        [ours, what, side, from, to, ..] if ours == OURS => {
            Some((what.clone(), side.parse().ok()?, from.into(), to.into()))
        }
        _ => None,
    }
}

/// Does `work` and tells what it cost, for [`compare`].
pub fn tell<R>(work: impl FnOnce() -> R) -> R {
    let (user, start) = (user_seconds(), Instant::now());
    let done = work();
    let wall = start.elapsed().as_secs_f64();
    println!("{} {wall} {}", user_seconds() - user, peak_mib());
    done
}

/// Runs both on the cells of `from`, compares what they made by `is_alike`, and prints the costs.
pub fn compare(what: &str, side: usize, from: &Path, is_alike: impl Fn(&[u8], &[u8]) -> bool) {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let python = format!("{root}/.tools/peers/bin/python");
    if !Path::new(&python).exists() {
        println!("{what} {side}: no {python}, so no peer; scripts/bench.sh makes it");
        return;
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers/pyflwdir_run.py");
    let (ours_to, theirs_to) = (from.with_extension("ours"), from.with_extension("theirs"));
    let mut ours = Command::new(std::env::current_exe().unwrap());
    ours.arg(OURS);
    let ours = run(ours, what, side, [from, &ours_to]);
    let mut theirs = Command::new(python);
    theirs.arg(script);
    let theirs = run(theirs, what, side, [from, &theirs_to]);
    let alike = is_alike(
        &std::fs::read(&ours_to).unwrap(),
        &std::fs::read(&theirs_to).unwrap(),
    );
    assert!(alike, "{what} {side}: pyflwdir answers otherwise");
    println!("{what} {side}, the same in every cell");
    for (name, cost) in [("ours", ours), ("pyflwdir", theirs)] {
        println!(
            "  {name:9} user {:7.2} s  wall {:7.2} s  peak {:6.0} MiB",
            cost.user_s, cost.wall_s, cost.peak_mib
        );
    }
    println!(
        "  pyflwdir / ours: user {:.2}, wall {:.2}, peak {:.2}",
        theirs.user_s / ours.user_s.max(0.01),
        theirs.wall_s / ours.wall_s,
        theirs.peak_mib / ours.peak_mib
    );
}

fn run(mut command: Command, what: &str, side: usize, files: [&Path; 2]) -> Cost {
    command.args([what, &side.to_string()]).args(files);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let numbers: Vec<f64> = said.split_whitespace().flat_map(str::parse).collect();
    let [user_s, wall_s, peak_mib] = numbers[..] else {
        panic!("{said}{}", String::from_utf8_lossy(&output.stderr));
    };
    Cost {
        user_s,
        wall_s,
        peak_mib,
    }
}
