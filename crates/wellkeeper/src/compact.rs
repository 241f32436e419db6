//! `wellkeeper compact [--expire-before INSTANT]`

use serde_json::json;
use zone::compaction::compact;
use zone::instant;

use crate::failure::Failure;
use crate::globals::Globals;
use crate::language::Language;
use crate::output::say;
use crate::wiring::{open, who};

/// Arguments of `compact`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Also give up what the book knew at instants before this one, as far as no stored figure and
    /// no bulletin under way or issued cites it and no history of a corrected value needs it.
    /// `--as-of` such an instant is refused from then on.
    #[arg(long, value_name = "INSTANT")]
    pub expire_before: Option<String>,
}

/// Gives up raw frames that the zone keeps no longer, merges small files and drops dead rows.
pub async fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let (zone, _) = open(&globals.zone).await?;
    let before = args
        .expire_before
        .as_deref()
        .map(|written| instant::read(written, zone.tz()))
        .transpose()?;
    let done = compact(&zone, before, &who()).await?;
    let (from, to) = (done.files.from_files, done.files.to_files);
    let (frames, expired, deleted) = (done.frames, done.expired, done.deleted);
    if globals.json {
        say!(
            "{}",
            json!({
                "frames": frames, "from_files": from, "to_files": to, "expired": expired,
                "deleted": deleted,
            })
        );
    } else if globals.language() == Language::Zh {
        say!("{from} 个文件合并为 {to} 个；放弃快照 {expired} 个；删除文件 {deleted} 个");
        if frames > 0 {
            say!("放弃原始报文 {frames} 帧（zone.toml 的 keep_frames_days）");
        }
    } else {
        say!("{from} files became {to}; {expired} snapshots given up; {deleted} files deleted");
        if frames > 0 {
            say!("{frames} raw frames given up (keep_frames_days of zone.toml)");
        }
    }
    Ok(())
}
