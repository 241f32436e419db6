//! `wellkeeper pack check [DIR|ID]…`

use packs::PackError;
use serde_json::json;

use super::named_or_all;
use crate::failure::{Failure, print_mistake};
use crate::globals::Globals;
use crate::output::say;

/// Prints every mistake of the packs named.
pub(super) async fn check(globals: &Globals, named: &[String]) -> Result<(), Failure> {
    let sources = named_or_all(globals, named)?;
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
            .map(|m| json!({ "check": m.check, "path": m.path, "line": m.line, "column": m.column, "message": m.message, "help": m.help }))
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
