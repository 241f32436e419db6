//! Inputs: where the rows lie that a row was made from.

use crate::error::Mistake;
use crate::model::{Pack, Table};
use crate::near::nearest;
use crate::source::PackSource;
use crate::walk::{Catalog, Piece, Walk};

const OBSERVATIONS: &str = "observations";

/// Every input is `observations` or a table of the pack, and its condition is one on its rows, in
/// which `$names` are columns of this table.
pub(super) fn look(
    catalog: &Catalog,
    source: &PackSource,
    pack: &Pack,
    table: &Table,
    mistakes: &mut Vec<Mistake>,
) {
    let Some((path, toml)) = super::file(source, &table.toml_path) else {
        return;
    };
    let mut from = toml.find("[[input]]").unwrap_or(0);
    for input in &table.inputs {
        let of_pack = pack.tables.contains_key(&input.table);
        if !of_pack && input.table != OBSERVATIONS {
            let known: Vec<&str> = std::iter::once(OBSERVATIONS)
                .chain(pack.tables.keys().map(String::as_str))
                .collect();
            let at = toml[from..].find(&input.table).map_or(from, |n| from + n);
            let message = format!(
                "`{}` is no table; expected one of {}",
                input.table,
                super::first_few(&known)
            );
            let help = nearest(&input.table, known.iter().copied());
            let mistake = Mistake::at(&path, toml, at, input.table.len(), message);
            mistakes.push(mistake.of("input").help(help));
        }
        let Some(at) = toml[from..].find(&input.condition).map(|n| from + n) else {
            continue;
        };
        from = at + input.condition.len();
        let schema = of_pack.then(|| catalog.schema().to_owned());
        let Some(relation) = catalog.relation(schema.as_deref(), &input.table) else {
            continue;
        };
        let piece = Piece {
            path: path.clone(),
            file: toml,
            sql: &input.condition,
            offset: at,
        };
        let mut walk = Walk::new(pack, catalog, piece);
        walk.condition_text(relation, super::declared(table));
        mistakes.extend(walk.mistakes);
    }
}
