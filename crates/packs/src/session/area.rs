//! Whose rows a table has: what those see of it who see a part of the zone.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::prelude::{Expr, SessionContext, ident, lit};

use crate::error::Result;
use crate::model::Table;

/// The columns of a row that is of a thing of one kind or another.
const SUBJECT_KIND: &str = "subject_kind";
const SUBJECT: &str = "subject";

/// The rows of `table` that are of the things with these `codes`, by kind.
///
/// A column of the key that is called as a kind holds codes of its things; `subject` does where
/// `subject_kind` names the kind. A table without either is of no one thing, and shows no row.
pub(super) fn rows_of(
    context: &SessionContext,
    table: &Table,
    stored: Arc<dyn TableProvider>,
    codes: &BTreeMap<String, Vec<String>>,
) -> Result<Arc<dyn TableProvider>> {
    let seen = context
        .read_table(stored)?
        .filter(condition(table, codes))?;
    Ok(seen.into_view())
}

fn condition(table: &Table, codes: &BTreeMap<String, Vec<String>>) -> Expr {
    let is_key = |name: &str| table.key.iter().any(|key| key == name);
    let of = |column: &str, codes: &[String]| match codes {
        [] => lit(false),
        codes => {
            let codes = codes.iter().map(|code| lit(code.as_str())).collect();
            ident(column).in_list(codes, false)
        }
    };
    let named = codes.iter().filter(|(kind, _)| is_key(kind));
    let by_kind = named.map(|(kind, codes)| of(kind, codes)).reduce(Expr::and);
    if let Some(condition) = by_kind {
        return condition;
    }
    if !(is_key(SUBJECT_KIND) && is_key(SUBJECT)) {
        return lit(false);
    }
    codes
        .iter()
        .map(|(kind, codes)| {
            let of_kind = ident(SUBJECT_KIND).eq(lit(kind.as_str()));
            of_kind.and(of(SUBJECT, codes))
        })
        .reduce(Expr::or)
        .unwrap_or_else(|| lit(false))
}
