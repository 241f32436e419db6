//! A column that no relation in sight has.

use datafusion::sql::sqlparser::ast::Ident;
use datafusion::sql::sqlparser::tokenizer::Span;

use crate::near::nearest;
use crate::walk::Walk;

const NAME: &str = "unknown_column";

/// A column of `relation`, or of any relation of the select.
pub(crate) fn found(walk: &mut Walk<'_>, name: &Ident, relation: Option<&str>) {
    let known = walk.columns_in_sight(relation);
    let of = relation.map_or_else(|| "what is read here".to_owned(), |r| format!("`{r}`"));
    let message = format!(
        "there is no column `{}`; {of} has {}",
        name.value,
        super::first_few(&known)
    );
    let help = super::alias_of(walk, &name.value)
        .or_else(|| nearest(&name.value, known.iter().map(String::as_str)));
    walk.tell(NAME, name.span, message, help);
}

/// `x['name']`, where `x` has no such field.
pub(crate) fn no_field(walk: &mut Walk<'_>, span: Span, name: &str, known: &[&str]) {
    let message = format!("there is no field `{name}`; there are {}", known.join(", "));
    let help = nearest(name, known.iter().copied());
    walk.tell(NAME, span, message, help);
}
