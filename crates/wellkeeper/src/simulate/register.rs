//! `wellkeeper simulate hj212 --scenario FILE --register DIR`

use std::path::Path;

use gateway::simulate::register::{devices, points, things};
use gateway::simulate::scenario::Scenario;
use serde_json::json;

use crate::failure::Failure;
use crate::globals::Globals;
use crate::output::say;

/// Writes the tables that make a book believe the devices of a scenario.
pub fn write(globals: &Globals, scenario: &Scenario, folder: &Path) -> Result<(), Failure> {
    let refuse =
        |path: &Path, e: &std::io::Error| Failure::Refused(format!("{}: {e}", path.display()));
    std::fs::create_dir_all(folder).map_err(|e| refuse(folder, &e))?;
    let tables = [
        ("things.csv", things(scenario)),
        ("devices.csv", devices(scenario)),
        ("points.csv", points(scenario)),
    ];
    let mut rows = serde_json::Map::new();
    for (name, text) in tables {
        let path = folder.join(name);
        std::fs::write(&path, &text).map_err(|e| refuse(&path, &e))?;
        let count = text.lines().count().saturating_sub(1);
        if !globals.json {
            say!("{}: {count}", path.display());
        }
        rows.insert(name.to_owned(), json!(count));
    }
    if globals.json {
        say!("{}", json!({ "rows": rows }));
    }
    Ok(())
}
