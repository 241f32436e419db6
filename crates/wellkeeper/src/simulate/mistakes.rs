//! A scenario from its file, and what is wrong with it on the screen.

use std::path::Path;
use std::sync::Arc;

use gateway::simulate::scenario::Scenario;
use packs::Mistake;
use serde_json::json;

use crate::failure::{Failure, print_mistake};
use crate::globals::Globals;
use crate::output::say;

/// Reads a scenario; every mistake is printed with its place.
pub fn read(globals: &Globals, path: &Path) -> Result<Scenario, Failure> {
    let shown = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|e| Failure::Refused(format!("{shown}: {e}")))?;
    let text = String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        Failure::Refused(format!(
            "{shown}: byte {at}: not UTF-8, which a scenario is written in"
        ))
    })?;
    let found = match Scenario::read(&shown, &text) {
        Ok(scenario) => return Ok(scenario),
        Err(found) => found,
    };
    if globals.json {
        let listed: Vec<_> = found
            .iter()
            .map(|m| json!({ "path": m.path, "line": m.line, "column": m.column, "message": m.message }))
            .collect();
        say!("{}", json!({ "mistakes": listed }));
    } else {
        let text = Arc::new(text);
        for mistake in &found {
            let span = mistake.span.clone();
            print_mistake(&Mistake::at(
                &shown,
                &text,
                span.start,
                span.len(),
                mistake.message.clone(),
            ));
        }
    }
    Err(Failure::Checked(found.len()))
}
