//! `wellkeeper backup FILE | --to FOLDER` and `wellkeeper restore SOURCE DIR`

use std::path::{Path, PathBuf};

use serde_json::json;
use zone::backup::{
    BackupStore, Manifest, Source, note_backup, note_proof, restore, write_archive, write_folder,
};
use zone::clock::Clock;
use zone::config::ZoneConfig;
use zone::instant;

use crate::failure::Failure;
use crate::globals::Globals;
use crate::init::StateArgs;
use crate::language::Language;
use crate::output::say;
use crate::wiring::{open, open_with, who};

/// Arguments of `backup`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write one archive.
    #[arg(required_unless_present = "to")]
    pub file: Option<PathBuf>,
    /// Write over an archive that is there.
    #[arg(long, requires = "file")]
    pub replace: bool,
    /// Add to a folder of backups instead: only what is new since the last one is written.
    #[arg(long, value_name = "FOLDER", conflicts_with = "file")]
    pub to: Option<PathBuf>,
}

/// Arguments of `restore`.
#[derive(Debug, clap::Args)]
pub struct RestoreArgs {
    /// An archive, or a folder of backups.
    pub source: PathBuf,
    /// The folder of the zone; missing or empty.
    pub dir: PathBuf,
    /// Which backup of a folder; the newest where none is named.
    #[arg(long, value_name = "NAME")]
    pub backup: Option<String>,
    #[command(flatten)]
    pub state: StateArgs,
}

/// Backs up, while others import and ask.
pub async fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let (zone, _) = open(&globals.zone).await?;
    let (name, manifest, new_bytes) = match (&args.to, &args.file) {
        (Some(folder), _) => {
            let stored = write_folder(&zone, &BackupStore::folder(folder)?, &who()).await?;
            (stored.name, stored.manifest, stored.new_bytes)
        }
        (None, Some(file)) => {
            let manifest = write_archive(&zone, file, args.replace, &who()).await?;
            let bytes = manifest.bytes();
            (file.display().to_string(), manifest, bytes)
        }
        (None, None) => return Err(Failure::Misuse("expected FILE, or --to FOLDER".into())),
    };
    if let Err(error) = note_backup(&zone, &name, &manifest, &who()).await {
        eprintln!("the backup is whole, but the book does not remember it: {error}");
    }
    let (files, bytes) = (manifest.files.len(), manifest.bytes());
    if globals.json {
        say!(
            "{}",
            json!({
                "backup": name, "files": files, "bytes": bytes, "new_bytes": new_bytes,
                "snapshot": manifest.snapshot, "audit": manifest.audit,
            })
        );
    } else if globals.language() == Language::Zh {
        say!("{name}：{files} 个文件，{bytes} 字节，其中新写 {new_bytes} 字节");
    } else {
        say!("{name}: {files} files, {bytes} bytes, {new_bytes} of them new");
    }
    Ok(())
}

/// Restores, and proves what was restored.
pub async fn run_restore(globals: &Globals, args: &RestoreArgs) -> Result<(), Failure> {
    let source = if args.source.is_dir() {
        Source::Folder(BackupStore::folder(&args.source)?, args.backup.clone())
    } else if args.backup.is_some() {
        return Err(Failure::Misuse(format!(
            "{} is an archive; --backup names one of a folder",
            args.source.display()
        )));
    } else {
        Source::Archive(args.source.clone())
    };
    let address = args.state.address(globals.language())?;
    let restored = restore(
        &source,
        &args.dir,
        address.as_ref(),
        Clock::system(),
        &who(),
    )
    .await?;
    let Manifest {
        name_zh,
        name_en,
        at_us,
        files,
        ..
    } = &restored.manifest;
    let mut config = ZoneConfig::read(&args.dir)?;
    config.state = address;
    let (zone, _) = open_with(&args.dir, config).await?;
    remember_proof(&globals.zone, &args.source, &restored.manifest).await;
    let at = instant::show(*at_us, zone.tz());
    let (dir, files) = (args.dir.display(), files.len());
    if globals.json {
        say!(
            "{}",
            json!({
                "zone": dir.to_string(), "name_zh": name_zh, "name_en": name_en, "as_of": at,
                "files": files, "bytes": restored.manifest.bytes(), "holds": true,
                "audit_rows": restored.proof.audit_rows, "snapshots": restored.proof.snapshots,
            })
        );
    } else if globals.language() == Language::Zh {
        say!("{dir}：{name_zh}，{at} 的状态，{files} 个文件，核对无误");
    } else {
        say!("{dir}: {name_en} as of {at}, {files} files; it was verified and holds");
    }
    Ok(())
}

/// The zone that is at hand, if it is the one that was backed up, remembers that the backup was proved.
async fn remember_proof(dir: &Path, source: &Path, manifest: &Manifest) {
    // Most often the zone is elsewhere or gone: that is when one restores.
    let Ok((zone, _)) = open(dir).await else {
        return;
    };
    let name = source.display().to_string();
    if let Err(error) = note_proof(&zone, &name, manifest, &who()).await {
        eprintln!(
            "{} does not remember that it was proved: {error}",
            dir.display()
        );
    }
}
