//! `wellkeeper pack add DIR`

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use packs::kept::keep_texts;
use packs::{Pack, PackSource, vocabulary};
use serde_json::json;
use zone::config::{FILE_NAME, ZoneConfig};

use crate::failure::Failure;
use crate::globals::Globals;
use crate::output::say;
use crate::wiring::{open_with, pack_source, who};

/// Arguments of `pack add`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The pack's folder.
    pub dir: PathBuf,
}

/// How the pack's files differ from those that were in force.
#[derive(Debug, Default)]
struct Changes {
    added: Vec<String>,
    changed: Vec<String>,
    removed: Vec<String>,
}

/// Checks a pack and copies it into the zone, which uses it from then on. What figures depend on is
/// kept under its hash, with an entry in the audit log.
pub(super) async fn add(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let config = ZoneConfig::read(&globals.zone)?;
    let source = PackSource::from_folder(&args.dir)?;
    let pack = packs::check::check(&source).await?;
    for outcome in packs::golden::test(&source, &pack, None).await? {
        if !outcome.holds() {
            let name = outcome.case.map(|case| case.name).unwrap_or_default();
            return Err(Failure::Refused(format!(
                "the case `{name}` does not hold; `wellkeeper pack test {}` shows how",
                args.dir.display()
            )));
        }
    }
    let before = if config.packs.contains(&pack.id) {
        Some(pack_source(&globals.zone, &pack.id)?)
    } else {
        None
    };
    let config = with_pack(config, &pack.id);
    // What the packs say together is known before anything is written.
    let mut together = vec![pack.clone()];
    for id in config.packs.iter().filter(|id| **id != pack.id) {
        together.push(Pack::load(&pack_source(&globals.zone, id)?)?);
    }
    vocabulary(&together)?;
    put_folder(&globals.zone.join("packs"), &pack.id, &source)?;
    put_config(&globals.zone, &config)?;
    let (zone, packs) = open_with(&globals.zone, config).await?;
    keep_texts(&zone, &packs, &who()).await?;
    let changes = changes(before.as_ref(), &source);
    tell(globals, &pack, &changes);
    Ok(())
}

fn with_pack(mut config: ZoneConfig, id: &str) -> ZoneConfig {
    if !config.packs.iter().any(|p| p == id) {
        config.packs.push(id.to_owned());
    }
    config
}

/// Writes the files beside the pack's folder, then puts them in its place: two renames, so that at
/// no moment a file of one version stands beside one of another.
fn put_folder(packs: &Path, id: &str, source: &PackSource) -> Result<(), Failure> {
    let fresh = packs.join(format!(".{id}.{}.partial", std::process::id()));
    let old = packs.join(format!(".{id}.{}.old", std::process::id()));
    for (inside, text) in &source.files {
        let path = fresh.join(inside);
        std::fs::create_dir_all(path.parent().unwrap_or(&fresh))?;
        std::fs::write(&path, text.as_str())?;
        File::open(&path)?.sync_all()?;
    }
    let place = packs.join(id);
    if place.exists() {
        std::fs::rename(&place, &old)?;
    }
    std::fs::rename(&fresh, &place)?;
    File::open(packs)?.sync_all()?;
    if old.exists() {
        std::fs::remove_dir_all(&old)?;
    }
    Ok(())
}

/// Writes `packs` of zone.toml where it says something else; the rest of the file, its comments
/// too, stays as it is.
fn put_config(zone: &Path, config: &ZoneConfig) -> Result<(), Failure> {
    #[derive(serde::Deserialize)]
    struct Names {
        packs: Option<toml::Spanned<Vec<String>>>,
    }
    let path = zone.join(FILE_NAME);
    let text = std::fs::read_to_string(&path)?;
    let refuse = |e: toml::de::Error| Failure::Refused(e.to_string());
    let names: Names = toml::from_str(&text).map_err(refuse)?;
    let list =
        toml::Value::try_from(&config.packs).map_or_else(|_| "[]".to_owned(), |v| v.to_string());
    let changed = match names.packs {
        Some(names) if names.get_ref() == &config.packs => return Ok(()),
        Some(names) => {
            let span = names.span();
            format!("{}{list}{}", &text[..span.start], &text[span.end..])
        }
        // Above the first table, where keys of the document stand.
        None => format!("packs = {list}\n{text}"),
    };
    let fresh = path.with_extension(format!("toml.{}.partial", std::process::id()));
    std::fs::write(&fresh, changed)?;
    File::open(&fresh)?.sync_all()?;
    std::fs::rename(&fresh, &path)?;
    File::open(zone)?.sync_all()?;
    Ok(())
}

fn changes(before: Option<&PackSource>, after: &PackSource) -> Changes {
    let nothing: BTreeMap<String, Arc<String>> = BTreeMap::new();
    let before = before.map_or(&nothing, |source| &source.files);
    let mut changes = Changes::default();
    for (path, text) in &after.files {
        match before.get(path) {
            None => changes.added.push(path.clone()),
            Some(old) if old != text => changes.changed.push(path.clone()),
            Some(_) => {}
        }
    }
    let gone = before.keys().filter(|p| !after.files.contains_key(*p));
    changes.removed = gone.cloned().collect();
    changes
}

fn tell(globals: &Globals, pack: &Pack, changes: &Changes) {
    if globals.json {
        say!(
            "{}",
            json!({
                "pack": pack.id, "version": pack.version, "hash": pack.hash,
                "added": changes.added, "changed": changes.changed, "removed": changes.removed,
            })
        );
        return;
    }
    let lang = globals.language();
    let address: String = pack.hash.chars().take(12).collect();
    say!("{} {} {address}", pack.id, pack.version);
    for (word, files) in [
        (lang.pick("新增", "added"), &changes.added),
        (lang.pick("更改", "changed"), &changes.changed),
        (lang.pick("删除", "removed"), &changes.removed),
    ] {
        for file in files {
            say!("  {word} {file}");
        }
    }
    if changes.added.is_empty() && changes.changed.is_empty() && changes.removed.is_empty() {
        say!(
            "  {}",
            lang.pick("与原来相同", "it says what it said before")
        );
    }
}
