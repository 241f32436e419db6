//! `wellkeeper demo`: real measurements, taken in by the same commands that a user has.

mod chlorophyll;
mod live;
mod zones;

use std::path::{Path, PathBuf};

use zone::Zone;
use zone::clock::Clock;
use zone::config::ZoneConfig;
use zone::import::{ImportOptions, import_things};

use crate::failure::Failure;
use crate::globals::Globals;
use crate::import::{counts_line, observations};
use crate::language::Language;
use crate::output::say;
use crate::report;
use crate::serve;
use crate::wiring::{open, who};
use zones::{Data, DemoZone, Shows};

/// Arguments of `demo`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which of the data that the program carries.
    #[arg(long, value_enum, default_value_t = Data::Danjiangkou)]
    pub data: Data,
    /// The folder of the demo zone, made when it is not there, used again when it is; else
    /// `demo-zone`, or `demo-` and the name of the data.
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Print the bulletin and end.
    #[arg(long)]
    pub no_serve: bool,
    /// With fifty simulated enterprises at the door, of which one cheats at night, one meter freezes and
    /// one outfall exceeds; the folder is `demo-live` where none is named.
    #[arg(long, conflicts_with = "no_serve")]
    pub live: bool,
    /// Where the page is served.
    #[command(flatten)]
    pub serve: serve::Args,
}

/// Makes or opens the demo zone, imports, runs, prints what it shows.
pub async fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let lang = globals.language();
    let demo = args.data.zone();
    let folder = if args.live { live::FOLDER } else { demo.folder };
    let dir = args.dir.as_deref().unwrap_or(Path::new(folder));
    let more: &[&str] = if args.live { &live::PACKS } else { &[] };
    make_or_recognise(lang, dir, demo, more).await?;
    let (zone, packs) = open(dir).await?;
    import(lang, &zone, dir, demo).await?;
    eprintln!("{}", lang.pick("计算各表", "computing the tables"));
    packs::run::run(&zone, &packs, &[], &who(), |done| {
        eprintln!("  {}: {} rows", done.table, done.rows);
    })
    .await?;
    match demo.shows {
        Shows::Report => report::print(globals, &zone, &packs).await?,
        Shows::Chlorophyll => chlorophyll::print(globals, &zone, &packs).await?,
    }
    match demo.caveat {
        Some([zh, en]) if globals.json => eprintln!("{}", lang.pick(zh, en)),
        Some([zh, en]) => say!("{}", lang.pick(zh, en)),
        None => {}
    }
    if args.no_serve {
        return Ok(());
    }
    serve::log(globals.json);
    let door = if args.live {
        args.serve.door.with_one_in_clear().open(&zone).await?
    } else {
        args.serve.door.open(&zone).await?
    };
    if let (true, Some(address)) = (args.live, door.as_ref().and_then(|door| door.in_clear)) {
        live::begin(lang, dir, (&zone, &packs), address).await?;
    }
    serve::serve(globals, (zone, packs), &args.serve, door).await
}

async fn import(lang: Language, zone: &Zone, dir: &Path, demo: &DemoZone) -> Result<(), Failure> {
    let sections = unpack(dir, demo, "sections.csv")?;
    eprintln!(
        "{} {}",
        lang.pick("导入断面", "importing sections from"),
        sections.display()
    );
    import_things(zone, &sections, &who()).await?;
    for file in demo.observations {
        let path = unpack(dir, demo, file.name)?;
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
        for summary in observations(zone, &[path], &options).await? {
            eprintln!("  {}", counts_line(lang, &summary.counts));
        }
    }
    Ok(())
}

/// Makes the demo zone in `dir`; refuses a zone that is somebody's own, or another demo's.
async fn make_or_recognise(
    lang: Language,
    dir: &Path,
    demo: &DemoZone,
    more_packs: &[&str],
) -> Result<(), Failure> {
    let has_all = |config: &ZoneConfig| {
        let mut more = more_packs.iter();
        more.all(|id| config.packs.iter().any(|pack| pack == id))
    };
    match ZoneConfig::read(dir) {
        Ok(config) if config.name == demo.names() && has_all(&config) => Ok(()),
        Ok(config) if config.name == demo.names() => Err(Failure::Refused(format!(
            "{} is a demo zone without the packs {}; choose another folder (--dir)",
            dir.display(),
            more_packs.join(", ")
        ))),
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
            let mut config = demo.config()?;
            for id in more_packs {
                if !config.packs.iter().any(|pack| pack == id) {
                    config.packs.push((*id).to_owned());
                }
            }
            if !more_packs.is_empty() {
                let settings = live::settings();
                config.settings.insert("instruments".to_owned(), settings);
            }
            Ok(Zone::init(dir, &config, Clock::system(), &who()).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// Writes a file of the demo into the zone's folder, where an explanation will point at its lines.
fn unpack(zone: &Path, demo: &DemoZone, name: &str) -> Result<PathBuf, Failure> {
    let file = demo.data.get_file(name).ok_or_else(|| {
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
