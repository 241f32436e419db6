//! Tables that read each other in a circle.

use crate::error::Mistake;
use crate::model::{Pack, Table};
use crate::order::reads;
use crate::source::PackSource;

/// The circle, placed where its first table names the next.
pub(super) fn found(source: &PackSource, pack: &Pack, stuck: &[&Table]) -> Mistake {
    let circle = circle(pack, stuck);
    let first = circle[0];
    let next = circle[1 % circle.len()];
    let needle = pack.full_name(&next.name);
    let offset = first.sql.find(&needle).unwrap_or(0);
    let names: Vec<&str> = circle.iter().map(|t| t.name.as_str()).collect();
    Mistake::at(
        &source.shown(&first.sql_path),
        &first.sql,
        offset,
        needle.len(),
        format!(
            "these tables read each other in a circle: {}",
            names.join(", ")
        ),
    )
    .of("cycle")
}

/// One circle among the tables that wait for each other; those that only wait for it are left out.
fn circle<'t>(pack: &'t Pack, stuck: &[&'t Table]) -> Vec<&'t Table> {
    let next = |table: &Table| {
        let read = reads(table, pack);
        stuck.iter().copied().find(|t| read.contains(&t.name))
    };
    let mut way: Vec<&Table> = vec![stuck[0]];
    while let Some(table) = way.last().and_then(|last| next(last)) {
        if let Some(at) = way.iter().position(|t| t.name == table.name) {
            let mut circle = way.split_off(at);
            let least = (0..circle.len()).min_by_key(|i| &circle[*i].name);
            circle.rotate_left(least.unwrap_or(0));
            return circle;
        }
        way.push(table);
    }
    way
}
