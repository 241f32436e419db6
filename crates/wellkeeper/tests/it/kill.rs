//! The program is killed at random moments: the book opens, holds, and has every row that was said
//! to be committed, none of them twice.

use std::fmt::Write;
use std::io::Read;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::program::{RUN_MONTHS, Walk};

/// Kills of each command. With the state on a server there are fewer: only what a kill leaves of
/// the state is another question there.
fn kills() -> usize {
    match std::env::var_os("WELLKEEPER_TEST_POSTGRES") {
        Some(_) => 3,
        None => 7,
    }
}

/// Rows of one file of readings.
const ROWS: usize = 40;
const FILES: usize = 10;

/// Numbers that look random and are told by their seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit.max(1)
    }
}

/// The seed of this run: `WELLKEEPER_SEED`, or the time.
fn dice() -> Dice {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seed = match std::env::var("WELLKEEPER_SEED") {
        Ok(seed) => seed.parse().unwrap(),
        Err(_) => since.unwrap().as_millis().try_into().unwrap(),
    };
    println!("WELLKEEPER_SEED={seed}");
    Dice(seed)
}

/// Files of readings that no other round has.
fn files(walk: &Walk, round: usize) -> Vec<String> {
    let files = (0..FILES).map(|file| {
        let mut text = "断面名称,监测时间,氨氮,总磷\n".to_owned();
        for row in 0..ROWS / 2 {
            let (year, month, day) = (2000 + round, file + 1, row + 1);
            writeln!(text, "甲,{year}-{month:02}-{day:02},0.{day:02},0.0{day}").unwrap();
        }
        walk.write(&format!("r{round}f{file}.csv"), text)
    });
    files.collect()
}

/// Starts the program and kills it within `longest`. Gives what it said and how long it could.
fn killed(walk: &Walk, arguments: &[&str], dice: &mut Dice, longest: Duration) -> String {
    let mut child = walk
        .command(&[&["--zone", "zone"], arguments].concat())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let within = u64::try_from(longest.as_micros()).unwrap();
    std::thread::sleep(Duration::from_micros(dice.below(within)));
    child.kill().unwrap();
    let mut said = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    child.wait().unwrap();
    said
}

/// How long the program takes when nobody kills it, and a little more.
fn whole(walk: &Walk, arguments: &[&str]) -> Duration {
    let began = Instant::now();
    walk.done(&[&["--zone", "zone"], arguments].concat());
    began.elapsed().mul_f64(1.1)
}

fn holds(walk: &Walk) {
    walk.verified("zone");
    let twice = walk.csv(
        "select count(*) as n from (select series, time from observations group by series, time having count(*) > 1)",
    );
    assert_eq!(twice, "n\n0\n");
}

fn rows(walk: &Walk) -> usize {
    let said = walk.csv("select count(*) as n from observations");
    said.lines().nth(1).unwrap().parse().unwrap()
}

fn import_of(files: &[String]) -> Vec<&str> {
    ["import", "observations", "--create-things", "section"]
        .into_iter()
        .chain(files.iter().map(String::as_str))
        .collect()
}

#[test]
fn an_import_that_is_killed_has_what_it_said_and_goes_on() {
    let (walk, mut dice) = (Walk::new(), dice());
    let longest = whole(&walk, &import_of(&files(&walk, 0)));
    for round in 1..=kills() {
        let before = rows(&walk);
        let files = files(&walk, round);
        let arguments = import_of(&files);
        let said = killed(&walk, &arguments, &mut dice, longest);
        holds(&walk);
        let told = said.matches("committed rows").count() * ROWS;
        let got = rows(&walk) - before;
        assert!(
            got >= told && got <= told + ROWS && got.is_multiple_of(ROWS),
            "{got} of {told}"
        );
        walk.done(&[&["--zone", "zone"], &arguments[..]].concat());
        assert_eq!(rows(&walk), before + FILES * ROWS);
    }
    holds(&walk);
}

#[test]
fn a_correction_that_is_killed_is_whole_or_not_at_all() {
    let (walk, mut dice) = (Walk::new(), dice());
    whole(&walk, &import_of(&files(&walk, 0)));
    let write = |round: usize| {
        let mut text = "series,time,value\n".to_owned();
        for row in 0..ROWS / 2 {
            let day = row + 1;
            writeln!(text, "甲/nh3n,2000-01-{day:02},{round}{day:02}").unwrap();
        }
        walk.write("corrections.csv", text);
    };
    write(1);
    let correct = ["correct", "--file", "corrections.csv", "--reason", "r"];
    let longest = whole(&walk, &correct);
    let corrected = |round: usize| {
        let sql = format!(
            "select count(*) as n from observations where property = 'nh3n' and value >= {round}00 and value < {round}99"
        );
        walk.csv(&sql)
            .lines()
            .nth(1)
            .unwrap()
            .parse::<usize>()
            .unwrap()
    };
    for round in 2..=kills() + 1 {
        write(round);
        let said = killed(&walk, &correct, &mut dice, longest);
        holds(&walk);
        let got = corrected(round);
        assert!(got == 0 || got == ROWS / 2, "{got}");
        assert!(said.is_empty() || got == ROWS / 2, "{said}");
        walk.done(&[&["--zone", "zone"], &correct[..]].concat());
        assert_eq!(corrected(round), ROWS / 2);
        assert_eq!(rows(&walk), FILES * ROWS);
    }
    holds(&walk);
}

#[test]
fn a_compaction_or_a_run_that_is_killed_changes_no_figure() {
    let (walk, mut dice) = (Walk::new(), dice());
    let import = |round: usize| {
        for file in files(&walk, round) {
            walk.import(&[&file, "--create-things", "section"]);
        }
    };
    import(0);
    let longest = [whole(&walk, &RUN_MONTHS), whole(&walk, &["compact"])];
    let readings = "select thing, property, time, value, batch from observations order by 1, 2, 3";
    for round in 1..=kills() {
        let files = files(&walk, round);
        walk.import(&[&files[0], &files[1]]);
        walk.import(&[&files[2]]);
        let before = walk.csv(readings);
        let commands = [&RUN_MONTHS[..], &["compact"]];
        for (command, longest) in commands.into_iter().zip(longest) {
            killed(&walk, command, &mut dice, longest);
            holds(&walk);
            assert_eq!(walk.csv(readings), before);
        }
        walk.done(&["--zone", "zone", "compact"]);
        walk.run_months("zone");
        assert_eq!(walk.csv(readings), before);
        let now = walk.csv("select max(finished_at) as at from batches");
        walk.done(&[
            "--zone",
            "zone",
            "run",
            "water_quality.section_month",
            "--as-of",
            now.lines().nth(1).unwrap(),
            "--out",
            "then",
        ]);
        let computed =
            std::fs::read_to_string(walk.path("then/water_quality.section_month.csv")).unwrap();
        // But for the last column, the number of the run.
        let cut = |line: &str| format!("{}\n", line.rsplit_once(',').unwrap().0);
        let stored = walk.csv("select * from water_quality.section_month order by month, section");
        assert_eq!(stored.lines().map(cut).collect::<String>(), computed);
    }
    holds(&walk);
}
