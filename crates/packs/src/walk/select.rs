//! One select: its relations, its columns, its conditions.

use datafusion::sql::sqlparser::ast::{
    Distinct, Expr, GroupByExpr, NamedWindowExpr, OrderBy, Select, SelectItem,
    SelectItemQualifiedWildcardKind, WildcardAdditionalOptions,
};

use super::scope::{Column, Relation, Scope};
use super::{Walk, folded};
use crate::check;

impl Walk<'_> {
    pub(super) fn select(&mut self, select: &Select, order_by: Option<&OrderBy>) -> Relation {
        self.scopes.push(Scope::default());
        self.from(&select.from);
        if let Some(condition) = &select.selection {
            self.truth(condition, "`where`");
        }
        let output = self.projection(&select.projection);
        // Names that the select gives are known from here on.
        if let Some(scope) = self.scopes.last_mut() {
            scope.aliases = output.columns.clone().unwrap_or_default();
        }
        if let GroupByExpr::Expressions(by, _) = &select.group_by {
            for expr in by {
                self.expression(expr);
            }
            check::not_grouped::look(self, select, by);
        }
        for condition in select.having.iter().chain(&select.qualify) {
            self.truth(condition, "`having`");
        }
        for window in &select.named_window {
            if let NamedWindowExpr::WindowSpec(spec) = &window.1 {
                self.window(spec);
            }
        }
        if let Some(Distinct::On(by)) = &select.distinct {
            for expr in by {
                self.expression(expr);
            }
        }
        self.order_by(order_by);
        self.scopes.pop();
        output
    }

    fn projection(&mut self, items: &[SelectItem]) -> Relation {
        let mut output = Some(Vec::new());
        let mut is_open = false;
        for item in items {
            let more = match item {
                SelectItem::UnnamedExpr(expr) => {
                    let name = own_name(expr);
                    let told = self.mistakes.len();
                    let typed = self.expression(expr);
                    // A misspelt column gives its misspelling to what it is read by.
                    is_open |= name.is_some() && self.mistakes.len() > told;
                    Some(vec![Column {
                        name: name.unwrap_or_default(),
                        kind: typed.kind,
                        words: typed.words,
                    }])
                }
                SelectItem::ExprWithAlias { expr, alias } => {
                    let typed = self.expression(expr);
                    Some(vec![Column {
                        name: folded(alias),
                        kind: typed.kind,
                        words: typed.words,
                    }])
                }
                SelectItem::Wildcard(options) => self.every_column(None, options, &mut is_open),
                SelectItem::QualifiedWildcard(
                    SelectItemQualifiedWildcardKind::ObjectName(name),
                    options,
                ) => {
                    let last = name.0.last().and_then(|part| part.as_ident()).map(folded);
                    self.every_column(last.as_deref(), options, &mut is_open)
                }
                _ => None,
            };
            output = output.zip(more).map(|(mut output, more)| {
                output.extend(more);
                output
            });
        }
        Relation {
            name: None,
            is_open: is_open || output.is_none(),
            columns: output,
        }
    }

    /// The columns of `*`, or of `relation.*`.
    fn every_column(
        &self,
        relation: Option<&str>,
        options: &WildcardAdditionalOptions,
        is_open: &mut bool,
    ) -> Option<Vec<Column>> {
        let plain = options.opt_exclude.is_none()
            && options.opt_except.is_none()
            && options.opt_replace.is_none()
            && options.opt_rename.is_none()
            && options.opt_ilike.is_none();
        let scope = self.scopes.last()?;
        if !plain || !scope.merged.is_empty() {
            return None;
        }
        let wanted = |r: &&Relation| relation.is_none() || r.name.as_deref() == relation;
        let mut columns = Vec::new();
        for relation in scope.relations.iter().filter(wanted) {
            columns.extend(relation.columns.clone()?);
            *is_open |= relation.is_open;
        }
        Some(columns)
    }
}

/// The name that an expression without an alias has; none where DataFusion makes one up.
fn own_name(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Identifier(name) => Some(folded(name)),
        Expr::CompoundIdentifier(names) => names.last().map(folded),
        _ => None,
    }
}
