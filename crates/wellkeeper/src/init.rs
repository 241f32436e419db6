//! `wellkeeper init DIR`

use std::path::PathBuf;

use packs::kept::keep_texts;
use zone::Zone;
use zone::clock::Clock;
use zone::config::{Names, ZoneConfig};
use zone::state::{PASSWORD_VARIABLE, PostgresAddress};

use crate::failure::Failure;
use crate::globals::Globals;
use crate::language::Language;
use crate::output::say;
use crate::wiring::{open_with, pack_source, who};

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
    #[command(flatten)]
    pub state: StateArgs,
}

/// Where the state is to live.
#[derive(Debug, clap::Args)]
pub struct StateArgs {
    /// Let the state live on a PostgreSQL server, not in a file of the zone's folder:
    /// postgres://USER@HOST/DATABASE.
    #[arg(long, value_name = "ADDRESS")]
    pub state: Option<String>,
    /// The schema of that database, made where it is missing; so that several zones can share one.
    #[arg(long, value_name = "NAME", requires = "state")]
    pub state_schema: Option<String>,
}

impl StateArgs {
    /// The address, where one is given. A password in it is used and not kept, which is said.
    pub fn address(&self, lang: Language) -> Result<Option<PostgresAddress>, Failure> {
        let Some(text) = &self.state else {
            return Ok(None);
        };
        let address = PostgresAddress::given(text, self.state_schema.as_deref())?;
        if address.has_password() {
            let note = lang.pick(
                "zone.toml 不保存密码；此后请用以下任一方式给出：",
                "the password is not kept in zone.toml; from now on give it in",
            );
            eprintln!("{note} {PASSWORD_VARIABLE}, PGPASSWORD, ~/.pgpass");
        }
        Ok(Some(address))
    }
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
    let mut config = ZoneConfig::new(names, &args.time_zone, args.packs.clone())?;
    config.state = args.state.address(globals.language())?;
    Zone::init(&args.dir, &config, Clock::system(), &who()).await?;
    let (zone, packs) = open_with(&args.dir, config).await?;
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
