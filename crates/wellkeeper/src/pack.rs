//! `wellkeeper pack list | check`

use std::path::Path;

use clap::Subcommand;
use packs::{Pack, PackError, PackSource, embedded};
use serde_json::json;
use zone::config::ZoneConfig;

use crate::failure::{Failure, print_mistake};
use crate::globals::Globals;
use crate::output::{Align, Grid, print_bytes, say};
use crate::wiring::pack_source;

/// What is done with packs.
#[derive(Debug, Subcommand)]
pub enum What {
    /// The packs of the zone, or those that the program carries.
    List,
    /// Look for every mistake in a pack's text.
    Check {
        /// A pack's folder or id; all packs when none is named.
        pack: Vec<String>,
    },
}

/// Lists or checks.
pub async fn run(globals: &Globals, what: &What) -> Result<(), Failure> {
    match what {
        What::List => list(globals),
        What::Check { pack } => check(globals, pack).await,
    }
}

/// The packs that the zone names; those that the program carries where there is no zone.
fn sources(globals: &Globals) -> Result<Vec<PackSource>, Failure> {
    match ZoneConfig::read(&globals.zone) {
        Ok(config) => config
            .packs
            .iter()
            .map(|id| pack_source(&globals.zone, id))
            .collect(),
        Err(zone::ZoneError::NotAZone(_)) => Ok(embedded().into_values().collect()),
        Err(error) => Err(error.into()),
    }
}

fn list(globals: &Globals) -> Result<(), Failure> {
    let packs = sources(globals)?
        .iter()
        .map(Pack::load)
        .collect::<Result<Vec<_>, _>>()?;
    if globals.json {
        let packs: Vec<_> = packs
            .iter()
            .map(|p| {
                json!({
                    "id": p.id, "version": p.version, "hash": p.hash,
                    "title": { "zh": p.title.zh, "en": p.title.en },
                    "properties": p.properties.len(), "kinds": p.kinds.len(),
                    "standards": p.standards.len(),
                    "tables": p.tables.keys().map(|t| format!("{}.{t}", p.schema_name())).collect::<Vec<_>>(),
                })
            })
            .collect();
        say!("{}", json!({ "packs": packs }));
        return Ok(());
    }
    let lang = globals.language();
    let head = |zh: &str, en: &str, align| (lang.pick(zh, en).to_owned(), align);
    let mut grid = Grid::new(vec![
        head("包", "pack", Align::Left),
        head("版本", "version", Align::Left),
        head("名称", "title", Align::Left),
        head("属性", "properties", Align::Right),
        head("标准", "standards", Align::Right),
        head("表", "tables", Align::Left),
    ]);
    for pack in &packs {
        let tables: Vec<_> = pack.tables.keys().map(String::as_str).collect();
        grid.row(vec![
            pack.id.clone(),
            pack.version.clone(),
            lang.pick(&pack.title.zh, &pack.title.en).to_owned(),
            pack.properties.len().to_string(),
            pack.standards.len().to_string(),
            tables.join(", "),
        ]);
    }
    print_bytes(grid.text().as_bytes());
    Ok(())
}

async fn check(globals: &Globals, named: &[String]) -> Result<(), Failure> {
    let sources = if named.is_empty() {
        sources(globals)?
    } else {
        named
            .iter()
            .map(|name| match Path::new(name) {
                folder if folder.is_dir() => Ok(PackSource::from_folder(folder)?),
                _ => pack_source(&globals.zone, name),
            })
            .collect::<Result<Vec<_>, Failure>>()?
    };
    let mut mistakes = Vec::new();
    for source in &sources {
        match packs::check::check(source).await {
            Ok(pack) if !globals.json => say!(
                "{}: {}",
                pack.id,
                globals.language().pick("无误", "no mistakes")
            ),
            Ok(_) => {}
            Err(PackError::Mistakes(found)) => mistakes.extend(found),
            Err(other) => return Err(other.into()),
        }
    }
    if globals.json {
        let listed: Vec<_> = mistakes
            .iter()
            .map(|m| json!({ "path": m.path, "line": m.line, "column": m.column, "message": m.message, "help": m.help }))
            .collect();
        say!("{}", json!({ "mistakes": listed }));
    } else {
        mistakes.iter().for_each(print_mistake);
    }
    if mistakes.is_empty() {
        return Ok(());
    }
    let count = mistakes.len();
    Err(Failure::Checked(count))
}
