//! `wellkeeper pack …`: what is done with packs, a file for each.

mod add;
mod check;
mod list;
mod new;
mod test;

use std::path::Path;

use clap::Subcommand;
use packs::{PackSource, embedded};
use zone::config::ZoneConfig;

use crate::failure::Failure;
use crate::globals::Globals;
use crate::wiring::pack_source;

/// What is done with packs.
#[derive(Debug, Subcommand)]
pub enum What {
    /// The packs of the zone, or those that the program carries, and how well each is proved.
    List,
    /// Look for every mistake in a pack's text.
    Check {
        /// A pack's folder or id; all packs when none is named.
        pack: Vec<String>,
    },
    /// Run a pack's golden cases and table tests.
    Test(test::Args),
    /// Write a pack that is small, whole, and right as it stands.
    New(new::Args),
    /// Check a pack and copy it into the zone, which uses it from then on.
    Add(add::Args),
}

/// Does it.
pub async fn run(globals: &Globals, what: &What) -> Result<(), Failure> {
    match what {
        What::List => list::list(globals),
        What::Check { pack } => check::check(globals, pack).await,
        What::Test(args) => test::test(globals, args).await,
        What::New(args) => new::new(globals, args),
        What::Add(args) => add::add(globals, args).await,
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

/// The packs named by folder or id, or all of them.
fn named_or_all(globals: &Globals, named: &[String]) -> Result<Vec<PackSource>, Failure> {
    if named.is_empty() {
        return sources(globals);
    }
    named
        .iter()
        .map(|name| match Path::new(name) {
            folder if folder.is_dir() => Ok(PackSource::from_folder(folder)?),
            _ => pack_source(&globals.zone, name),
        })
        .collect()
}
