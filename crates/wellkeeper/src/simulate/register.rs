//! `wellkeeper simulate hj212 --scenario FILE --register DIR`

use std::path::Path;

use gateway::simulate::register::{devices, points, things};
use gateway::simulate::scenario::Scenario;
use serde_json::json;

use crate::failure::Failure;
use crate::globals::Globals;
use crate::output::say;

/// Writes the tables that make a book believe the devices of a scenario, and says how many rows each has.
pub fn write(globals: &Globals, scenario: &Scenario, folder: &Path) -> Result<(), Failure> {
    let tables = write_tables(scenario, folder)?;
    let mut rows = serde_json::Map::new();
    for (name, text) in &tables {
        let count = text.lines().count().saturating_sub(1);
        if !globals.json {
            say!("{}: {count}", folder.join(name).display());
        }
        rows.insert((*name).to_owned(), json!(count));
    }
    if globals.json {
        say!("{}", json!({ "rows": rows }));
    }
    Ok(())
}

/// Writes the tables and gives them, by name.
pub fn write_tables(
    scenario: &Scenario,
    folder: &Path,
) -> Result<[(&'static str, String); 3], Failure> {
    let refuse =
        |path: &Path, e: &std::io::Error| Failure::Refused(format!("{}: {e}", path.display()));
    std::fs::create_dir_all(folder).map_err(|e| refuse(folder, &e))?;
    let tables = [
        ("things.csv", things(scenario)),
        ("devices.csv", devices(scenario)),
        ("points.csv", points(scenario)),
    ];
    let partial = |name: &str| folder.join(format!(".{name}.{}.partial", std::process::id()));
    let write = || {
        for (name, text) in &tables {
            std::fs::write(partial(name), text).map_err(|e| refuse(&folder.join(name), &e))?;
        }
        for (name, _) in &tables {
            let path = folder.join(name);
            std::fs::rename(partial(name), &path).map_err(|e| refuse(&path, &e))?;
        }
        Ok(())
    };
    // Each table is whole or not there. What was begun is of no use; that it cannot be taken away changes
    // nothing of the refusal.
    write().inspect_err(|_: &Failure| {
        for (name, _) in &tables {
            let _ = std::fs::remove_file(partial(name));
        }
    })?;
    Ok(tables)
}
