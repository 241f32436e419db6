//! What can be said to every command.

use std::path::PathBuf;

use crate::language::Language;

/// Options that stand before or after any command.
#[derive(Debug, clap::Args)]
pub struct Globals {
    /// The zone's folder.
    #[arg(long, global = true, value_name = "DIR", default_value = ".")]
    pub zone: PathBuf,
    /// One JSON object on stdout.
    #[arg(long, global = true)]
    pub json: bool,
    /// The language of what is printed; else that of the environment.
    #[arg(long, global = true, value_enum)]
    pub lang: Option<Language>,
}

impl Globals {
    /// The language to print in.
    pub fn language(&self) -> Language {
        self.lang.unwrap_or_else(Language::of_environment)
    }
}
