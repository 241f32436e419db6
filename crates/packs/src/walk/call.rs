//! Calls of functions: is there one of that name, and can it take these arguments?

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::logical_expr::type_coercion::functions::{UDFCoercionExt, fields_with_udf};
use datafusion::logical_expr::{ReturnFieldArgs, TypeSignature};
use datafusion::sql::sqlparser::ast::{
    Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause, FunctionArguments, WindowSpec,
    WindowType,
};

use super::{Typed, Walk, folded};
use crate::check;

/// Names that DataFusion plans by itself.
const SPECIAL: [&str; 3] = ["unnest", "grouping", "exists"];

impl Walk<'_> {
    pub(super) fn call(&mut self, call: &Function) -> Typed {
        let Some(arguments) = self.arguments(call) else {
            return Typed::default();
        };
        if let Some(filter) = &call.filter {
            self.truth(filter, "`filter`");
        }
        self.ordering(&call.within_group);
        if let Some(WindowType::WindowSpec(spec)) = &call.over {
            self.window(spec);
        }
        let [name] = call.name.0.as_slice() else {
            return Typed::default();
        };
        let Some(ident) = name.as_ident() else {
            return Typed::default();
        };
        let name = folded(ident);
        if SPECIAL.contains(&name.as_str()) {
            return Typed::default();
        }
        let state = &self.catalog.state;
        let result = if call.over.is_some()
            && let Some(window) = state.window_functions().get(&name)
        {
            takes(window.as_ref(), &arguments).map(|_| None)
        } else if let Some(scalar) = state.scalar_functions().get(&name) {
            takes(scalar.as_ref(), &arguments).map(|fields| {
                let fields = fields?;
                let scalars = vec![None; fields.len()];
                let args = ReturnFieldArgs {
                    arg_fields: &fields,
                    scalar_arguments: &scalars,
                };
                Some(
                    scalar
                        .return_field_from_args(args)
                        .ok()?
                        .data_type()
                        .clone(),
                )
            })
        } else if let Some(aggregate) = state.aggregate_functions().get(&name) {
            takes(aggregate.as_ref(), &arguments)
                .map(|fields| Some(aggregate.return_field(&fields?).ok()?.data_type().clone()))
        } else if state.window_functions().contains_key(&name) {
            Ok(None)
        } else {
            check::unknown_function::found(self, ident);
            return Typed::default();
        };
        if let Ok(kind) = result {
            return Typed { kind, words: None };
        }
        check::wrong_arguments::found(self, ident.span, &name, &arguments);
        Typed::default()
    }

    /// The types of the arguments; `None` where they are no plain list.
    fn arguments(&mut self, call: &Function) -> Option<Vec<Option<DataType>>> {
        let list = match &call.args {
            FunctionArguments::None => return Some(Vec::new()),
            FunctionArguments::Subquery(query) => {
                self.query(query);
                return None;
            }
            FunctionArguments::List(list) => list,
        };
        for clause in &list.clauses {
            if let FunctionArgumentClause::OrderBy(by) = clause {
                self.ordering(by);
            }
        }
        let mut kinds = Vec::with_capacity(list.args.len());
        for argument in &list.args {
            match argument {
                FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => {
                    kinds.push(self.expression(expr).kind);
                }
                // count(*)
                FunctionArg::Unnamed(FunctionArgExpr::Wildcard) => {
                    kinds.push(Some(DataType::Int64));
                }
                _ => return None,
            }
        }
        Some(kinds)
    }

    pub(super) fn window(&mut self, spec: &WindowSpec) {
        for expr in &spec.partition_by {
            self.expression(expr);
        }
        self.ordering(&spec.order_by);
    }
}

/// The fields that a function takes the arguments as, `None` where they are not certain.
///
/// # Errors
/// It cannot take them, whatever is not certain may be.
fn takes<F: UDFCoercionExt>(
    function: &F,
    arguments: &[Option<DataType>],
) -> Result<Option<Vec<FieldRef>>, ()> {
    let fields = |unknown: &DataType| -> Vec<FieldRef> {
        arguments
            .iter()
            .map(|kind| {
                Arc::new(Field::new(
                    "a",
                    kind.clone().unwrap_or(unknown.clone()),
                    true,
                ))
            })
            .collect()
    };
    if arguments.iter().all(Option::is_some) {
        return fields_with_udf(&fields(&DataType::Null), function)
            .map(Some)
            .map_err(|_| ());
    }
    if let TypeSignature::Exact(wanted) = &function.signature().type_signature {
        if wanted.len() != arguments.len() {
            return Err(());
        }
        let filled: Vec<FieldRef> = arguments
            .iter()
            .zip(wanted)
            .map(|(kind, wanted)| {
                Arc::new(Field::new(
                    "a",
                    kind.clone().unwrap_or(wanted.clone()),
                    true,
                ))
            })
            .collect();
        return fields_with_udf(&filled, function).map(Some).map_err(|_| ());
    }
    Ok(None)
}
