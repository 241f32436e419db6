//! `wellkeeper pack new ID`

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::failure::Failure;
use crate::globals::Globals;
use crate::output::say;

/// Arguments of `pack new`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The pack's id: lower-case words with `-` between.
    pub id: String,
    /// The folder to make the pack's folder in.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub dir: PathBuf,
}

/// Writes a pack that is small, whole, and right as it stands.
pub(super) fn new(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let source = packs::skeleton(&args.id)?;
    let folder = args.dir.join(&args.id);
    if folder.exists() {
        return Err(Failure::Refused(format!(
            "{} is there already; expected a folder to be made",
            folder.display()
        )));
    }
    for (inside, text) in &source.files {
        let path = folder.join(inside);
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
        std::fs::write(&path, text.as_str())?;
    }
    let files: Vec<&str> = source.files.keys().map(String::as_str).collect();
    let shown = folder.display().to_string();
    if globals.json {
        say!(
            "{}",
            json!({ "pack": args.id, "folder": shown, "files": files })
        );
        return Ok(());
    }
    let lang = globals.language();
    say!("{} {shown}", lang.pick("已写出", "wrote"));
    for file in files {
        say!("  {file}");
    }
    say!(
        "{} wellkeeper pack test {shown}",
        lang.pick("接下来：", "next:")
    );
    Ok(())
}
