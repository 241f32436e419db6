//! A column beside aggregates that is not among those grouped by.

use datafusion::sql::sqlparser::ast::{Expr, Function, Select, SelectItem, Spanned};

use crate::walk::{Walk, folded};

/// Looks at the columns of a select with `group by`: each is an aggregate, or made of what is
/// grouped by.
pub(crate) fn look(walk: &mut Walk<'_>, select: &Select, by: &[Expr]) {
    if by.is_empty() || by.iter().any(is_position) {
        return;
    }
    let aliases: Vec<String> = select
        .projection
        .iter()
        .filter_map(|item| match item {
            SelectItem::ExprWithAlias { alias, .. } => Some(folded(alias)),
            _ => None,
        })
        .collect();
    for item in &select.projection {
        let (SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. }) = item else {
            continue;
        };
        if let SelectItem::ExprWithAlias { alias, .. } = item
            && aliases.contains(&folded(alias))
            && by
                .iter()
                .any(|b| last_name(b).as_deref() == Some(&folded(alias)))
        {
            continue;
        }
        if let Some(loose) = loose(walk, expr, by) {
            let name = last_name(loose).unwrap_or_default();
            let message = format!("`{name}` is not grouped by, and no aggregate is taken of it");
            let help = Some(format!(
                "add `{name}` to `group by`, or take its max, mean …"
            ));
            walk.tell("not_grouped", loose.span(), message, help);
        }
    }
}

fn is_position(expr: &Expr) -> bool {
    matches!(expr, Expr::Value(_))
}

/// The first column of an expression that is neither grouped by nor inside an aggregate. Only
/// pieces that are certain are looked into.
fn loose<'e>(walk: &Walk<'_>, expr: &'e Expr, by: &[Expr]) -> Option<&'e Expr> {
    if by.iter().any(|b| b == expr) {
        return None;
    }
    let any = |pieces: Vec<&'e Expr>| pieces.into_iter().find_map(|e| loose(walk, e, by));
    match expr {
        Expr::Identifier(_) | Expr::CompoundIdentifier(_) => {
            let name = last_name(expr);
            let is_grouped = by.iter().any(|b| last_name(b) == name);
            (!is_grouped).then_some(expr)
        }
        Expr::Function(call) if is_scalar(walk, call) => {
            let datafusion::sql::sqlparser::ast::FunctionArguments::List(list) = &call.args else {
                return None;
            };
            list.args.iter().find_map(|argument| {
                use datafusion::sql::sqlparser::ast::{FunctionArg, FunctionArgExpr};
                match argument {
                    FunctionArg::Unnamed(FunctionArgExpr::Expr(e)) => loose(walk, e, by),
                    _ => None,
                }
            })
        }
        Expr::BinaryOp { left, right, .. } => any(vec![left, right]),
        Expr::Nested(e) | Expr::UnaryOp { expr: e, .. } | Expr::Cast { expr: e, .. } => {
            any(vec![e])
        }
        Expr::IsNull(e) | Expr::IsNotNull(e) => any(vec![e]),
        Expr::Case {
            operand,
            conditions,
            else_result,
            ..
        } => any(operand
            .iter()
            .map(AsRef::as_ref)
            .chain(conditions.iter().flat_map(|w| [&w.condition, &w.result]))
            .chain(else_result.iter().map(AsRef::as_ref))
            .collect()),
        _ => None,
    }
}

fn is_scalar(walk: &Walk<'_>, call: &Function) -> bool {
    let name = call.name.to_string().to_lowercase();
    call.over.is_none() && walk.catalog.state.scalar_functions().contains_key(&name)
}

fn last_name(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Identifier(name) => Some(folded(name)),
        Expr::CompoundIdentifier(names) => names.last().map(folded),
        _ => None,
    }
}
