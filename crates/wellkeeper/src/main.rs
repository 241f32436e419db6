//! The command line of Wellkeeper: the only place where the rooms are wired together.
//!
//! Exit codes: 0 done, 1 a refusal or a failed check, 2 misuse. Results go to stdout, progress and
//! errors to stderr; `--json` makes the result one JSON object.

mod backup;
mod bulletin;
mod cli;
mod compact;
mod correct;
mod demo;
mod device;
mod explain;
mod failure;
mod globals;
mod history;
mod import;
mod init;
mod language;
mod layer;
mod mark;
mod output;
mod pack;
mod person;
mod progress;
mod query;
mod reference;
mod report;
mod run;
mod serve;
mod simulate;
mod template;
mod terrain;
mod token;
mod verify;
mod wiring;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};

/// Commands take and give back large buffers all the time; the C library's allocator returns each to
/// the system and faults it in again.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: the program cannot start its threads: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(dispatch(&cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(cli.globals.json),
    }
}

async fn dispatch(cli: &Cli) -> Result<(), failure::Failure> {
    let globals = &cli.globals;
    match &cli.command {
        Command::Init(args) => init::run(globals, args).await,
        Command::Import { what } => import::run(globals, what).await,
        Command::Layer { what } => layer::run(globals, what).await,
        Command::Template { what } => template::run(globals, what).await,
        Command::Correct(args) => correct::run_correct(globals, args).await,
        Command::Review(args) => correct::run_review(globals, args).await,
        Command::History(args) => history::run(globals, args).await,
        Command::Run(args) => run::run(globals, args).await,
        Command::Query(args) => query::run(globals, args).await,
        Command::Report(args) => report::run(globals, args).await,
        Command::Bulletin { what } => bulletin::run(globals, what).await,
        Command::Explain(args) => explain::run(globals, args).await,
        Command::Serve(args) => serve::run(globals, args).await,
        Command::Device { what } => device::run(globals, what).await,
        Command::Mark { what } => Box::pin(mark::run(globals, what)).await,
        Command::Person { what } => person::run(globals, what).await,
        Command::Token { what } => token::run(globals, what).await,
        Command::Verify => verify::run(globals).await,
        Command::Backup(args) => backup::run(globals, args).await,
        Command::Restore(args) => backup::run_restore(globals, args).await,
        Command::Compact(args) => compact::run(globals, args).await,
        Command::Simulate { what } => Box::pin(simulate::run(globals, what)).await,
        Command::Pack { what } => pack::run(globals, what).await,
        Command::Terrain { what } => terrain::run(globals, what),
        Command::Reference => {
            reference::run();
            Ok(())
        }
        Command::Demo(args) => demo::run(globals, args).await,
    }
}
