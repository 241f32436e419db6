//! The statement's columns against the declared ones.

use datafusion::arrow::datatypes::DataType;

use crate::error::Mistake;
use crate::model::{ColumnType, Table};
use crate::near::nearest;
use crate::source::PackSource;
use crate::walk::{Column, is_number, is_text, name_of};

const NAME: &str = "declared_columns";

/// A mistake for each declared column that the statement lacks or types otherwise, and for each
/// column that it gives undeclared. A misspelt one is told once, where it is declared.
pub(super) fn look(source: &PackSource, table: &Table, given: &[Column]) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    let Some((path, toml)) = super::file(source, &table.toml_path) else {
        return mistakes;
    };
    let names: Vec<&str> = given.iter().map(|c| c.name.as_str()).collect();
    let is_declared = |name: &str| table.columns.iter().any(|c| c.id == name);
    let undeclared: Vec<&str> = names.iter().copied().filter(|n| !is_declared(n)).collect();
    let mut meant = Vec::new();
    for column in &table.columns {
        let (message, help) = match given.iter().find(|c| c.name == column.id) {
            None => {
                let help = nearest(&column.id, undeclared.iter().copied());
                let word = help.as_deref().and_then(|h| h.split('`').nth(1));
                meant.extend(word.map(str::to_owned));
                let message = format!(
                    "the statement gives no column `{}`; it gives {}",
                    column.id,
                    super::first_few(&names)
                );
                (message, help)
            }
            Some(found) if !fits(column.kind, found.kind.as_ref()) => {
                let message = format!(
                    "`{}` is declared {}; the statement gives {}",
                    column.id,
                    name_of(Some(&column.kind.arrow())),
                    name_of(found.kind.as_ref())
                );
                (message, None)
            }
            Some(_) => continue,
        };
        let quoted = format!("\"{}\"", column.id);
        let offset = toml
            .find(&format!("id = {quoted}"))
            .map_or_else(|| toml.find(&quoted).unwrap_or(0), |at| at + "id = ".len());
        let mistake = Mistake::at(&path, toml, offset, quoted.len(), message);
        mistakes.push(mistake.of(NAME).help(help));
    }
    for name in undeclared {
        if meant.iter().any(|m| m == name) {
            continue;
        }
        let message = if name.is_empty() {
            "a column of the statement has no name; expected `as` and a declared one".to_owned()
        } else {
            format!("the column `{name}` is not declared in {}", table.toml_path)
        };
        let offset = if name.is_empty() {
            table.sql.rfind("select").unwrap_or(0)
        } else {
            table.sql.rfind(name).unwrap_or(0)
        };
        let path = source.shown(&table.sql_path);
        let mistake = Mistake::at(&path, &table.sql, offset, name.len().max(1), message);
        mistakes.push(mistake.of(NAME));
    }
    mistakes
}

/// Whether a type that is certain is the declared one, but for width.
fn fits(declared: ColumnType, given: Option<&DataType>) -> bool {
    match (declared, given) {
        (_, None | Some(DataType::Null)) => true,
        (ColumnType::Text, Some(kind)) => is_text(kind),
        (ColumnType::Number | ColumnType::Whole, Some(kind)) => is_number(kind),
        (ColumnType::Truth, Some(kind)) => *kind == DataType::Boolean,
        (ColumnType::Date | ColumnType::Instant, Some(kind)) => kind.is_temporal(),
    }
}
