//! A relation that is nowhere.

use datafusion::sql::sqlparser::ast::Ident;
use datafusion::sql::sqlparser::tokenizer::Span;

use crate::near::nearest;
use crate::walk::Walk;

const NAME: &str = "unknown_table";

/// A table that no `from` can name.
pub(crate) fn found(walk: &mut Walk<'_>, span: Span, schema: Option<&str>, table: &str) {
    let own = walk.catalog.schema().to_owned();
    let mut known = walk.ctes_in_sight();
    // The pack's own first: they are few, and mostly one of them is meant.
    let (own_tables, nouns): (Vec<String>, Vec<String>) = walk
        .catalog
        .names()
        .into_iter()
        .partition(|name| name.contains('.'));
    known.extend(own_tables);
    known.extend(nouns);
    let written = schema.map_or_else(|| table.to_owned(), |s| format!("{s}.{table}"));
    // The pack's own tables are named with its schema, which is forgotten easily.
    let qualified = format!("{own}.{table}");
    let help = if known.contains(&qualified) {
        Some(format!("did you mean `{qualified}`?"))
    } else {
        nearest(&written, known.iter().map(String::as_str))
            .or_else(|| nearest(&qualified, known.iter().map(String::as_str)))
    };
    let message = format!(
        "there is no table `{written}`; there are {}",
        super::first_few(&known)
    );
    walk.tell(NAME, span, message, help);
}

/// `x.column`, where no relation in sight is called `x`.
pub(crate) fn no_relation(walk: &mut Walk<'_>, name: &Ident) {
    let known = walk.relations_in_sight();
    let message = format!(
        "no relation here is called `{}`; there are {}",
        name.value,
        super::first_few(&known)
    );
    let help = nearest(&name.value, known.iter().map(String::as_str));
    walk.tell(NAME, name.span, message, help);
}
