//! `wellkeeper demo`: real measurements, taken in by the same commands that a user has.

use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use zone::Zone;
use zone::clock::Clock;
use zone::config::{Names, ZoneConfig};
use zone::import::{ImportOptions, import_things};

use crate::failure::Failure;
use crate::globals::Globals;
use crate::import::{counts_line, observations};
use crate::language::Language;
use crate::report;
use crate::wiring::{open, who};

static DATA: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../data/danjiangkou");

/// West, south, east, north of the Yangtze basin, in which all of the demo's sections lie.
const BOUNDS: [f64; 4] = [90.0, 24.0, 122.5, 36.0];

/// Arguments of `demo`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder of the demo zone; made when it is not there, used again when it is.
    #[arg(long, value_name = "DIR", default_value = "demo-zone")]
    pub dir: PathBuf,
    /// Print the bulletin and end.
    #[arg(long)]
    pub no_serve: bool,
}

/// One file of the demo and how it is read.
struct DemoFile {
    name: &'static str,
    source: &'static str,
    year: Option<i16>,
}

const FILES: [DemoFile; 2] = [
    DemoFile {
        name: "feed_2021_04.csv",
        source: "cnemc_feed",
        year: Some(2021),
    },
    DemoFile {
        name: "yangtze18_daily_2020_2021.csv",
        source: "cnemc_daily_pages",
        year: None,
    },
];

/// Makes or opens the demo zone, imports, runs, prints the bulletin.
pub async fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let lang = globals.language();
    make_or_recognise(lang, &args.dir).await?;
    let (zone, packs) = open(&args.dir).await?;
    let sections = unpack(&args.dir, "sections.csv")?;
    eprintln!(
        "{} {}",
        lang.pick("导入断面", "importing sections from"),
        sections.display()
    );
    import_things(&zone, &sections, &who()).await?;
    for file in FILES {
        let path = unpack(&args.dir, file.name)?;
        eprintln!(
            "{} {}",
            lang.pick("导入监测数据", "importing readings from"),
            path.display()
        );
        let options = ImportOptions {
            source: Some(file.source.to_owned()),
            year: file.year,
            ..ImportOptions::default()
        };
        for summary in observations(&zone, &[path], &options).await? {
            eprintln!("  {}", counts_line(lang, &summary.counts));
        }
    }
    eprintln!("{}", lang.pick("计算各表", "computing the tables"));
    packs::run::run(&zone, &packs, &[], &who(), |done| {
        eprintln!("  {}: {} rows", done.table, done.rows);
    })
    .await?;
    report::print(globals, &zone, &packs).await
}

/// Makes the demo zone in `dir`; refuses a zone that is somebody's own.
async fn make_or_recognise(lang: Language, dir: &Path) -> Result<(), Failure> {
    let names = Names {
        zh: "丹江口水库（演示）".into(),
        en: "Danjiangkou Reservoir (demo)".into(),
    };
    match ZoneConfig::read(dir) {
        Ok(config) if config.name == names => Ok(()),
        Ok(config) => Err(Failure::Refused(format!(
            "{} is the zone `{}`, not the demo; choose another folder (--dir)",
            dir.display(),
            config.name.en
        ))),
        Err(zone::ZoneError::NotAZone(_)) => {
            eprintln!(
                "{} {}",
                lang.pick("建立演示区", "making the demo zone in"),
                dir.display()
            );
            let mut config = ZoneConfig::new(names, "Asia/Shanghai", vec!["water-quality".into()])?;
            config.bounds = Some(BOUNDS);
            Ok(Zone::init(dir, &config, Clock::system(), &who()).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// Writes a file of the demo into the zone's folder, where an explanation will point at its lines.
fn unpack(zone: &Path, name: &str) -> Result<PathBuf, Failure> {
    let file = DATA.get_file(name).ok_or_else(|| {
        Failure::Refused(format!(
            "the program was built without its demo file {name}"
        ))
    })?;
    let folder = zone.join("files");
    std::fs::create_dir_all(&folder)?;
    let path = folder.join(name);
    if std::fs::read(&path).ok().as_deref() != Some(file.contents()) {
        std::fs::write(&path, file.contents())?;
    }
    Ok(path)
}
