//! A function that nobody declares.

use datafusion::sql::sqlparser::ast::Ident;

use crate::near::nearest;
use crate::walk::Walk;

/// Says which is spelled nearly so.
pub(crate) fn found(walk: &mut Walk<'_>, name: &Ident) {
    let state = &walk.catalog.state;
    let mut known: Vec<&str> = state
        .scalar_functions()
        .keys()
        .chain(state.aggregate_functions().keys())
        .chain(state.window_functions().keys())
        .map(String::as_str)
        .collect();
    known.sort_unstable();
    let help = nearest(&name.value, known)
        .or_else(|| Some("docs/sql-functions.md lists those of this house".to_owned()));
    let message = format!("there is no function `{}`", name.value);
    walk.tell("unknown_function", name.span, message, help);
}
