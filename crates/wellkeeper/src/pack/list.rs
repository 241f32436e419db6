//! `wellkeeper pack list`

use packs::Pack;
use serde_json::json;

use super::sources;
use crate::failure::Failure;
use crate::globals::Globals;
use crate::output::{Align, Grid, print_bytes, say};

/// Prints the packs in force.
pub(super) fn list(globals: &Globals) -> Result<(), Failure> {
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
