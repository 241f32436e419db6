//! The statement's columns against the declared ones.

use datafusion::arrow::compute::can_cast_types;
use datafusion::logical_expr::LogicalPlan;

use crate::error::Mistake;
use crate::model::Table;
use crate::source::PackSource;

/// A mistake for each declared column that the statement lacks or types otherwise, and for each
/// column that it gives undeclared.
pub(super) fn check(source: &PackSource, table: &Table, plan: &LogicalPlan) -> Vec<Mistake> {
    let toml = source.files.get(&table.toml_path);
    let given = plan.schema().as_arrow();
    let mut mistakes = Vec::new();
    let Some(toml) = toml else { return mistakes };
    let declared_at = |id: &str| toml.find(&format!("\"{id}\"")).unwrap_or(0);
    for column in &table.columns {
        let message = match given.field_with_name(&column.id) {
            Err(_) => {
                let there: Vec<_> = given.fields().iter().map(|f| f.name().as_str()).collect();
                format!(
                    "the statement gives no column `{}`; it gives {}",
                    column.id,
                    there.join(", ")
                )
            }
            Ok(field) if !can_cast_types(field.data_type(), &column.kind.arrow()) => format!(
                "`{}` is declared {:?}; the statement gives {}",
                column.id,
                column.kind,
                field.data_type()
            ),
            Ok(_) => continue,
        };
        let path = source.shown(&table.toml_path);
        mistakes.push(Mistake::at(
            &path,
            toml,
            declared_at(&column.id),
            column.id.len() + 2,
            message,
        ));
    }
    for field in given.fields() {
        if !table.columns.iter().any(|c| &c.id == field.name()) {
            let path = source.shown(&table.sql_path);
            let offset = table.sql.rfind(field.name().as_str()).unwrap_or(0);
            let message = format!(
                "the column `{}` is not declared in {}",
                field.name(),
                table.toml_path
            );
            mistakes.push(Mistake::at(
                &path,
                &table.sql,
                offset,
                field.name().len(),
                message,
            ));
        }
    }
    mistakes
}
