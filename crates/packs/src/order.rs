//! In which order tables are computed: each after those it reads.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Pack, Table};

/// The tables of the same pack that `sql` names, as `schema.table`.
pub(crate) fn reads(table: &Table, pack: &Pack) -> BTreeSet<String> {
    let mut read = named_in(&table.sql, pack);
    read.remove(&table.name);
    read
}

/// The tables of `pack` that `sql` names, as `schema.table`.
pub(crate) fn named_in(sql: &str, pack: &Pack) -> BTreeSet<String> {
    pack.tables
        .keys()
        .filter(|name| names(sql, &pack.full_name(name)))
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
