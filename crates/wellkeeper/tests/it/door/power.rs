//! A power cut under load: of what the program wrote only what it had synced is there afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;

use super::{DEVICES, kept, mn, open_by, send, zone};
use crate::program::state_is_on_a_server;

/// Builds the library that remembers what is synced.
fn library(folder: &Path) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/door/synced.c");
    let library = folder.join("synced.so");
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&library)
        .arg(source)
        .arg("-ldl")
        .status()
        .unwrap();
    assert!(built.success());
    library
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let (mut files, mut waiting) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files
}

fn inode(file: &Path) -> u64 {
    std::fs::metadata(file).unwrap().ino()
}

/// Leaves of every file what was synced of it; of one that never was what it was before, or nothing.
fn cut(zone: &Path, synced: &Path, before: &BTreeMap<u64, Vec<u8>>) {
    for file in files(zone) {
        let inode = inode(&file);
        let remembered = synced.join(inode.to_string());
        if file
            .extension()
            .is_some_and(|end| end.to_string_lossy().ends_with("-shm"))
        {
            std::fs::remove_file(file).unwrap();
        } else if remembered.exists() {
            std::fs::copy(remembered, file).unwrap();
        } else {
            let was = before.get(&inode).cloned().unwrap_or_default();
            std::fs::write(file, was).unwrap();
        }
    }
}

/// Frames by their device and their name.
type Frames = BTreeSet<(String, String)>;

/// Frames that were answered, and frames that are there after the power was cut while they came.
fn after_a_cut(remembers: bool) -> (Frames, Frames) {
    let walk = zone();
    let (folder, synced) = (walk.path("zone"), walk.path("synced"));
    std::fs::create_dir(&synced).unwrap();
    let before = files(&folder)
        .into_iter()
        .map(|file| (inode(&file), std::fs::read(file).unwrap()))
        .collect();
    let library = library(&walk.path("."));
    let (mut program, address) =
        open_by(&walk, &["--door", "127.0.0.1:0"], "HJ 212 at ", |program| {
            program.env("LD_PRELOAD", &library);
            if remembers {
                program.env("SYNCED", &synced);
            }
        });
    let (tell, told) = mpsc::channel();
    let senders: Vec<_> = (0..DEVICES)
        .map(|device| {
            let (tell, address) = (tell.clone(), address.clone());
            std::thread::spawn(move || send(&address, device, 0, &tell))
        })
        .collect();
    std::thread::sleep(Duration::from_millis(2_500));
    program.kill().unwrap();
    program.wait().unwrap();
    for sender in senders {
        sender.join().unwrap();
    }
    drop(tell);
    let answered = told
        .into_iter()
        .map(|(device, qn)| (mn(device), format!("{qn}/2011/0")))
        .collect();
    cut(&folder, &synced, &before);
    (answered, kept(&walk).into_iter().collect())
}

#[test]
fn a_power_cut_under_load_takes_no_frame_that_was_answered() {
    if state_is_on_a_server() {
        return;
    }
    let (answered, there) = after_a_cut(true);
    assert!(answered.len() > 3 * DEVICES, "{} frames", answered.len());
    let lost: Vec<_> = answered.difference(&there).collect();
    assert!(lost.is_empty(), "answered and lost: {lost:?}");
}

#[test]
fn a_disk_that_remembers_nothing_loses_what_was_answered() {
    if state_is_on_a_server() {
        return;
    }
    // The test above would find out a program that answers before it syncs.
    let (answered, there) = after_a_cut(false);
    assert!(answered.difference(&there).next().is_some());
}
