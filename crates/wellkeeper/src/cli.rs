//! What can be typed.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::language::Language;
use crate::{demo, explain, import, init, pack, query, run, template};

/// The book a city keeps of its drinking-water reservoir.
#[derive(Debug, Parser)]
#[command(name = "wellkeeper", version, about, propagate_version = true)]
pub struct Cli {
    /// The zone's folder.
    #[arg(long, global = true, value_name = "DIR", default_value = ".")]
    pub zone: PathBuf,
    /// One JSON object on stdout.
    #[arg(long, global = true)]
    pub json: bool,
    /// The language of what is printed; else that of the environment.
    #[arg(long, global = true, value_enum)]
    pub lang: Option<Language>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a zone.
    Init(init::Args),
    /// Take in things or observations; list and undo imports.
    Import {
        /// What.
        #[command(subcommand)]
        what: import::What,
    },
    /// Write the workbook that the import reads.
    Template {
        /// What.
        #[command(subcommand)]
        what: template::What,
    },
    /// Compute the tables of the zone's packs.
    Run(run::Args),
    /// Ask in SQL.
    Query(query::Args),
    /// Follow a figure back to its readings, files and lines.
    Explain(explain::Args),
    /// List and check packs.
    Pack {
        /// What.
        #[command(subcommand)]
        what: pack::What,
    },
    /// Make the demo zone from real data and print its bulletin.
    Demo(demo::Args),
}

impl Cli {
    /// The language to print in.
    pub fn language(&self) -> Language {
        self.lang.unwrap_or_else(Language::of_environment)
    }
}
