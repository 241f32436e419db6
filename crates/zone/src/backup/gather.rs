//! What belongs to a backup, as of one moment.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::archive::folder_of;
use super::{FORMAT, Manifest};
use crate::lake::{DATA_FOLDER, LakeCommit, commits};
use crate::{
    FilesHeld, Result, Zone, ZoneError, bulletin, config, lake, layer, mark, state, texts,
};

/// A file to copy.
#[derive(Debug)]
pub(super) struct Member {
    /// Its path inside the zone.
    pub path: String,
    /// Where it can be read.
    pub from: PathBuf,
    /// Its hash, where the book's log knows it.
    pub logged_hash: Option<String>,
}

/// All that a backup copies, held until this is dropped.
#[derive(Debug)]
pub(super) struct Gathered {
    /// The manifest, its files still to be filled in.
    pub manifest: Manifest,
    pub members: Vec<Member>,
    _copies: TempDir,
    _held: FilesHeld,
}

/// Copies the databases beside `target` and lists what has to be copied with them.
pub(super) async fn gather(zone: &Zone, target: &Path, who: &str) -> Result<Gathered> {
    let held = zone.hold_files()?;
    let beside = folder_of(target);
    let copies = tempfile::Builder::new()
        .prefix("backup-")
        .tempdir_in(beside)
        .map_err(ZoneError::io(beside))?;
    let writing = zone.write(who, "backup").await?;
    zone.state().save_to(copies.path()).await?;
    let files = zone
        .lake()
        .save_to(&copies.path().join(lake::FILE_NAME))
        .await?;
    let snapshot = zone.lake().head()?;
    let at_us = zone.clock().now_us();
    drop(writing);
    let anchor = copies.path().join(state::ANCHOR_NAME);
    let audit = std::fs::read_to_string(&anchor).map_err(ZoneError::io(&anchor))?;
    let mut members = Vec::new();
    for name in [state::FILE_NAME, state::ANCHOR_NAME, lake::FILE_NAME] {
        members.push(member(name.to_owned(), copies.path().join(name)));
    }
    members.push(member(
        config::FILE_NAME.to_owned(),
        zone.dir().join(config::FILE_NAME),
    ));
    let folders = [
        texts::FOLDER,
        bulletin::FOLDER,
        bulletin::FORMS_FOLDER,
        layer::FOLDER,
        mark::FOLDER,
        "packs",
    ];
    for folder in folders {
        members.extend(members_below(zone.dir(), folder)?);
    }
    let logged: HashMap<String, String> = commits(zone.state())
        .await?
        .iter()
        .flat_map(LakeCommit::logged_files)
        .map(|file| (file.path, file.hash))
        .collect();
    for file in files {
        members.push(Member {
            path: format!("{DATA_FOLDER}/{}", file.path),
            from: zone.dir().join(DATA_FOLDER).join(&file.path),
            logged_hash: logged.get(&file.path).cloned(),
        });
    }
    let names = &zone.config().name;
    Ok(Gathered {
        manifest: Manifest {
            format: FORMAT,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            name_zh: names.zh.clone(),
            name_en: names.en.clone(),
            at_us,
            audit: audit.trim().to_owned(),
            snapshot,
            files: Vec::new(),
        },
        members,
        _copies: copies,
        _held: held,
    })
}

fn member(path: String, from: PathBuf) -> Member {
    Member {
        path,
        from,
        logged_hash: None,
    }
}

/// The files below `folder` of the zone, if it is there.
fn members_below(dir: &Path, folder: &str) -> Result<Vec<Member>> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        let path = dir.join(&folder);
        let entries = match std::fs::read_dir(&path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => continue,
            other => other.map_err(ZoneError::io(&path))?,
        };
        for entry in entries {
            let entry = entry.map_err(ZoneError::io(&path))?;
            let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type().map_err(ZoneError::io(entry.path()))?;
            if kind.is_dir() {
                waiting.push(name);
            } else if kind.is_file() && !name.ends_with(".partial") {
                found.push(member(name, entry.path()));
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}
