//! `pack check` and `pack test` of water quality, whole processes: what a hydrologist waits for
//! between two attempts. No peer does the same; the answers are looked at first.

#![allow(
    clippy::unwrap_used,
    reason = "a bench that cannot go on should stop and say where"
)]

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

/// Seconds that a check of water quality may take.
const CHECK_SECONDS_MAX: f64 = 0.5;

fn main() {
    let is_small = std::env::var("WELLKEEPER_BENCH").is_ok_and(|v| v == "small");
    let rounds = if is_small { 1 } else { 5 };
    let check = median(rounds, &["pack", "check", "water-quality"], "no mistakes");
    let test = median(rounds, &["pack", "test", "water-quality"], " 0 failed");
    println!("water-quality, medians of {rounds}");
    println!("  pack check   {check:.2} s (goal: {CHECK_SECONDS_MAX})");
    println!("  pack test    {test:.2} s");
}

fn median(rounds: usize, arguments: &[&str], says: &str) -> f64 {
    let mut seconds: Vec<f64> = (0..rounds).map(|_| run(arguments, says)).collect();
    seconds.sort_by(f64::total_cmp);
    seconds[rounds / 2]
}

fn run(arguments: &[&str], says: &str) -> f64 {
    let program = std::env::var_os("WELLKEEPER_PROGRAM").map_or_else(
        || PathBuf::from(env!("CARGO_BIN_EXE_wellkeeper")),
        PathBuf::from,
    );
    let began = Instant::now();
    let output = Command::new(program)
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .args(arguments)
        .args(["--lang", "en"])
        .output()
        .unwrap();
    let seconds = began.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains(says),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    seconds
}
