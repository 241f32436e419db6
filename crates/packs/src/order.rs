//! In which order tables are computed: each after those it reads.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Mistake;
use crate::model::{Pack, Table};
use crate::source::PackSource;

/// The tables of the same pack that `sql` names, as `schema.table`.
pub(crate) fn reads(table: &Table, pack: &Pack) -> BTreeSet<String> {
    let schema = pack.schema_name();
    pack.tables
        .keys()
        .filter(|name| **name != table.name && names(&table.sql, &format!("{schema}.{name}")))
        .cloned()
        .collect()
}

/// Whether `sql` has the word `wanted`, such as `water_quality.item_day` or `observations`.
pub(crate) fn names(sql: &str, wanted: &str) -> bool {
    sql.match_indices(wanted).any(|(at, _)| {
        let after = sql[at + wanted.len()..].chars().next();
        !after.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.')
    })
}

/// The pack's tables, each after those it reads.
///
/// # Errors
/// The tables of a cycle.
pub(crate) fn order(pack: &Pack) -> Result<Vec<&Table>, Vec<&Table>> {
    let mut waiting: BTreeMap<&str, BTreeSet<String>> = pack
        .tables
        .values()
        .map(|t| (t.name.as_str(), reads(t, pack)))
        .collect();
    let mut done = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let ready: Vec<&str> = waiting
            .iter()
            .filter(|(_, needs)| needs.iter().all(|n| !waiting.contains_key(n.as_str())))
            .map(|(name, _)| *name)
            .collect();
        if ready.is_empty() {
            return Err(waiting.keys().map(|name| &pack.tables[*name]).collect());
        }
        for name in ready {
            waiting.remove(name);
            done.push(&pack.tables[name]);
        }
    }
    Ok(done)
}

/// The mistake of a cycle, placed where the first table of it names the next.
pub(crate) fn cycle_mistake(source: &PackSource, pack: &Pack, cycle: &[&Table]) -> Mistake {
    let names: Vec<_> = cycle.iter().map(|t| t.name.as_str()).collect();
    let first = cycle[0];
    let other = reads(first, pack)
        .into_iter()
        .find(|n| names.contains(&n.as_str()))
        .unwrap_or_default();
    let needle = format!("{}.{other}", pack.schema_name());
    let offset = first.sql.find(&needle).unwrap_or(0);
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
}
