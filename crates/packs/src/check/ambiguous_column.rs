//! A column that more than one relation has.

use datafusion::sql::sqlparser::ast::Ident;

use crate::walk::Walk;

/// Says whose it may be.
pub(crate) fn found(walk: &mut Walk<'_>, name: &Ident, owners: &[String]) {
    let named: Vec<String> = owners
        .iter()
        .filter(|owner| !owner.is_empty())
        .map(|owner| format!("`{owner}.{}`", name.value))
        .collect();
    let message = format!("`{}` may mean {}", name.value, named.join(" or "));
    let help = Some("say which relation's it is".to_owned());
    walk.tell("ambiguous_column", name.span, message, help);
}
