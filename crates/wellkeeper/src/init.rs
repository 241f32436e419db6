//! `wellkeeper init DIR`

use std::path::PathBuf;

use packs::kept::keep_texts;
use zone::Zone;
use zone::clock::Clock;
use zone::config::{Names, ZoneConfig};

use crate::failure::Failure;
use crate::globals::Globals;
use crate::output::say;
use crate::wiring::{open, pack_source, who};

/// Arguments of `init`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder to make the zone in.
    pub dir: PathBuf,
    /// The zone's name in Chinese.
    #[arg(long, value_name = "NAME")]
    pub name_zh: Option<String>,
    /// The zone's name in English.
    #[arg(long, value_name = "NAME")]
    pub name_en: Option<String>,
    /// IANA time zone that decides what a day or a month is.
    #[arg(long, value_name = "TZ", default_value = "Asia/Shanghai")]
    pub time_zone: String,
    /// Packs that the zone uses.
    #[arg(
        long,
        value_name = "ID",
        value_delimiter = ',',
        default_value = "water-quality"
    )]
    pub packs: Vec<String>,
}

/// Makes the zone.
pub async fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    for id in &args.packs {
        pack_source(&args.dir, id)?;
    }
    let folder = args
        .dir
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    let names = Names {
        zh: args.name_zh.clone().unwrap_or_else(|| folder.clone()),
        en: args.name_en.clone().unwrap_or(folder),
    };
    let config = ZoneConfig::new(names, &args.time_zone, args.packs.clone())?;
    Zone::init(&args.dir, &config, Clock::system(), &who()).await?;
    let (zone, packs) = open(&args.dir).await?;
    keep_texts(&zone, &packs, &who()).await?;
    if globals.json {
        say!(
            "{}",
            serde_json::json!({ "zone": args.dir.display().to_string(), "packs": args.packs })
        );
    } else {
        let lang = globals.language();
        say!("{} {}", lang.pick("已建立", "made"), args.dir.display());
    }
    Ok(())
}
