//! Queries, and what they read from.

use std::collections::HashMap;

use datafusion::sql::sqlparser::ast::{
    Cte, JoinConstraint, JoinOperator, ObjectName, ObjectNamePart, OrderBy, OrderByExpr,
    OrderByKind, Query, SetExpr, Spanned, TableAlias, TableFactor, TableWithJoins, Values,
};

use super::scope::{Column, Relation, Scope};
use super::types::joined;
use super::{Walk, folded};
use crate::check;

impl Walk<'_> {
    /// Walks a query; gives what it gives.
    pub(super) fn query(&mut self, query: &Query) -> Relation {
        self.ctes.push(HashMap::new());
        if let Some(with) = &query.with {
            for cte in &with.cte_tables {
                self.cte(cte, with.recursive);
            }
        }
        let output = self.body(&query.body, query.order_by.as_ref());
        self.ctes.pop();
        output
    }

    fn cte(&mut self, cte: &Cte, recursive: bool) {
        let name = folded(&cte.alias.name);
        if recursive {
            self.see(&name, Relation::unknown());
        }
        let mut relation = self.query(&cte.query);
        rename_columns(&mut relation, &cte.alias);
        relation.name = Some(name.clone());
        self.see(&name, relation);
    }

    fn see(&mut self, name: &str, relation: Relation) {
        if let Some(innermost) = self.ctes.last_mut() {
            innermost.insert(name.to_owned(), relation);
        }
    }

    fn body(&mut self, body: &SetExpr, order_by: Option<&OrderBy>) -> Relation {
        match body {
            SetExpr::Select(select) => self.select(select, order_by),
            SetExpr::Query(query) => self.query(query),
            SetExpr::SetOperation { left, right, .. } => {
                let (left, right) = (self.body(left, None), self.body(right, None));
                let output = both(left, right);
                self.scopes.push(Scope::of(vec![output.clone()]));
                self.order_by(order_by);
                self.scopes.pop();
                output
            }
            SetExpr::Values(values) => self.values(values),
            _ => Relation::unknown(),
        }
    }

    fn values(&mut self, values: &Values) -> Relation {
        let mut columns: Vec<Column> = Vec::new();
        for (index, row) in values.rows.iter().enumerate() {
            for (place, expr) in row.iter().enumerate() {
                let kind = self.expression(expr).kind;
                match columns.get_mut(place) {
                    Some(column) if index > 0 => column.kind = joined(column.kind.take(), kind),
                    _ => columns.push(Column {
                        name: format!("column{}", place + 1),
                        kind,
                        words: None,
                    }),
                }
            }
        }
        Relation::with(columns)
    }

    pub(super) fn order_by(&mut self, order_by: Option<&OrderBy>) {
        if let Some(OrderBy {
            kind: OrderByKind::Expressions(by),
            ..
        }) = order_by
        {
            self.ordering(by);
        }
    }

    pub(super) fn ordering(&mut self, by: &[OrderByExpr]) {
        for each in by {
            self.expression(&each.expr);
        }
    }

    /// The relations of a `from`, each join's condition walked when both its sides are in sight.
    pub(super) fn from(&mut self, from: &[TableWithJoins]) {
        for table in from {
            let first = self.factor(&table.relation);
            self.bring(first);
            for join in &table.joins {
                let relation = self.factor(&join.relation);
                self.bring(relation);
                self.join(&join.join_operator);
            }
        }
    }

    fn bring(&mut self, relation: Relation) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.relations.push(relation);
        }
    }

    fn join(&mut self, operator: &JoinOperator) {
        use JoinOperator as J;
        let (J::Join(constraint)
        | J::Inner(constraint)
        | J::Left(constraint)
        | J::LeftOuter(constraint)
        | J::Right(constraint)
        | J::RightOuter(constraint)
        | J::FullOuter(constraint)
        | J::Semi(constraint)
        | J::LeftSemi(constraint)
        | J::RightSemi(constraint)
        | J::Anti(constraint)
        | J::LeftAnti(constraint)
        | J::RightAnti(constraint)
        | J::CrossJoin(constraint)) = operator
        else {
            return;
        };
        match constraint {
            JoinConstraint::On(condition) => {
                self.truth(condition, "the condition of a join");
            }
            JoinConstraint::Using(names) => {
                for name in names {
                    if let Some((_, name)) = two_names(name)
                        && let Some(scope) = self.scopes.last_mut()
                    {
                        scope.merged.insert(name);
                    }
                }
            }
            JoinConstraint::Natural => self.bring(Relation::unknown()),
            JoinConstraint::None => {}
        }
    }

    fn factor(&mut self, factor: &TableFactor) -> Relation {
        match factor {
            TableFactor::Table {
                name,
                alias,
                args: None,
                ..
            } => {
                let relation = self.table(name);
                aliased(relation, alias.as_ref())
            }
            TableFactor::Derived {
                subquery, alias, ..
            } => {
                let mut relation = self.query(subquery);
                relation.name = None;
                aliased(relation, alias.as_ref())
            }
            TableFactor::NestedJoin {
                table_with_joins, ..
            } => {
                self.from(std::slice::from_ref(table_with_joins.as_ref()));
                Relation::with(Vec::new())
            }
            TableFactor::Table { alias, .. }
            | TableFactor::Function { alias, .. }
            | TableFactor::TableFunction { alias, .. }
            | TableFactor::UNNEST { alias, .. } => aliased(Relation::unknown(), alias.as_ref()),
            _ => Relation::unknown(),
        }
    }

    fn table(&mut self, name: &ObjectName) -> Relation {
        let Some((schema, table)) = two_names(name) else {
            return Relation::unknown();
        };
        if schema.is_none()
            && let Some(cte) = self.ctes.iter().rev().find_map(|seen| seen.get(&table))
        {
            return cte.clone();
        }
        if schema.as_deref() == Some("information_schema") {
            return Relation::unknown();
        }
        if let Some(found) = self.catalog.relation(schema.as_deref(), &table) {
            return found;
        }
        check::unknown_table::found(self, name.span(), schema.as_deref(), &table);
        Relation::unknown()
    }

    /// Common table expressions in sight.
    pub(crate) fn ctes_in_sight(&self) -> Vec<String> {
        self.ctes
            .iter()
            .flat_map(|seen| seen.keys().cloned())
            .collect()
    }
}

/// `table` or `schema.table`; `None` for anything else.
fn two_names(name: &ObjectName) -> Option<(Option<String>, String)> {
    let part = |part: &ObjectNamePart| match part {
        ObjectNamePart::Identifier(ident) => Some(folded(ident)),
        ObjectNamePart::Function(_) => None,
    };
    match name.0.as_slice() {
        [table] => Some((None, part(table)?)),
        [schema, table] => Some((Some(part(schema)?), part(table)?)),
        _ => None,
    }
}

fn aliased(mut relation: Relation, alias: Option<&TableAlias>) -> Relation {
    if let Some(alias) = alias {
        relation.name = Some(folded(&alias.name));
        rename_columns(&mut relation, alias);
    }
    relation
}

fn rename_columns(relation: &mut Relation, alias: &TableAlias) {
    if let Some(columns) = &mut relation.columns {
        for (column, named) in columns.iter_mut().zip(&alias.columns) {
            column.name = folded(&named.name);
        }
    }
}

/// What a union of two gives: the names of the first.
fn both(left: Relation, right: Relation) -> Relation {
    let columns = left.columns.map(|mut columns| {
        let others = right.columns.unwrap_or_default();
        for (index, column) in columns.iter_mut().enumerate() {
            let other = others.get(index);
            column.kind = joined(column.kind.take(), other.and_then(|o| o.kind.clone()));
            if other.is_none_or(|o| o.words != column.words) {
                column.words = None;
            }
        }
        columns
    });
    Relation {
        name: None,
        columns,
        is_open: left.is_open || right.is_open,
    }
}
