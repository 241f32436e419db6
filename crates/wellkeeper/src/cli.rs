//! What can be typed.

use clap::{Parser, Subcommand};

use crate::globals::Globals;
use crate::{
    backup, bulletin, compact, correct, demo, device, explain, history, import, init, layer, mark,
    pack, person, query, report, run, serve, simulate, template, terrain, token,
};

/// The book a city keeps of its drinking-water reservoir.
#[derive(Debug, Parser)]
#[command(name = "wellkeeper", version, about, propagate_version = true)]
pub struct Cli {
    /// What can be said to every command.
    #[command(flatten)]
    pub globals: Globals,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a zone.
    Init(init::Args),
    /// Take in things, observations or layers of the map; list and undo imports.
    Import {
        /// What.
        #[command(subcommand)]
        what: import::What,
    },
    /// Change the value of an observation; what stood before stays readable.
    Correct(correct::Correct),
    /// Judge observations: valid, doubtful, invalid, or approved by a second person.
    Review(correct::Review),
    /// Tell everything that an observation ever said, who changed it and why.
    History(history::Args),
    /// List, show and remove the layers of the map.
    Layer {
        /// What.
        #[command(subcommand)]
        what: layer::What,
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
    /// Write the zone's monthly report.
    Report(report::Args),
    /// Close a month: draft its bulletin, have it reviewed and issued by two others, list and print.
    Bulletin {
        /// What.
        #[command(subcommand)]
        what: bulletin::What,
    },
    /// Follow a figure back to its readings, files and lines.
    Explain(explain::Args),
    /// Serve the page and the API.
    Serve(serve::Args),
    /// Say which instruments may speak at the door, and see who else spoke.
    Device {
        /// What.
        #[command(subcommand)]
        what: device::What,
    },
    /// Mark readings as their operator does, list the marks, judge them as the bureau does.
    Mark {
        /// What.
        #[command(subcommand)]
        what: mark::What,
    },
    /// Say who may sign in, and what each may do and see.
    Person {
        /// What.
        #[command(subcommand)]
        what: person::What,
    },
    /// Make, end and list the tokens that programs show.
    Token {
        /// What.
        #[command(subcommand)]
        what: token::What,
    },
    /// Prove that nothing of the book was lost or tampered with.
    Verify,
    /// Back up the zone while others use it: one archive, or a folder that grows by what is new.
    Backup(backup::Args),
    /// Make a zone of a backup; every byte is checked and the zone is proved.
    Restore(backup::RestoreArgs),
    /// Merge small files of the lake and drop dead rows; nothing says anything else afterwards.
    Compact(compact::Args),
    /// Write, check, test, add and list packs.
    Pack {
        /// What.
        #[command(subcommand)]
        what: pack::What,
    },
    /// Play field devices, so that a door has something to listen to; what they send is marked as simulated.
    Simulate {
        /// What.
        #[command(subcommand)]
        what: simulate::What,
    },
    /// Rasters of the ground: fill, directions, watersheds, streams, slope, statistics. Needs no zone.
    Terrain {
        /// What.
        #[command(subcommand)]
        what: terrain::What,
    },
    /// Print the reference of the commands, docs/commands.md.
    #[command(hide = true)]
    Reference,
    /// Make the demo zone from real data, print its bulletin and serve its page.
    Demo(demo::Args),
}
