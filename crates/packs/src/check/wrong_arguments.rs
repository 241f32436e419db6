//! A call that its function cannot take: too many arguments, too few, or of other types.

use datafusion::arrow::datatypes::DataType;
use datafusion::logical_expr::{Documentation, Signature, TypeSignature};
use datafusion::sql::sqlparser::tokenizer::Span;

use crate::walk::{Walk, names_of};

/// Says what was given and how the function is called.
pub(crate) fn found(walk: &mut Walk<'_>, span: Span, name: &str, arguments: &[Option<DataType>]) {
    let state = &walk.catalog.state;
    let called = if let Some(scalar) = state.scalar_functions().get(name) {
        how(name, scalar.documentation(), scalar.signature())
    } else if let Some(aggregate) = state.aggregate_functions().get(name) {
        how(name, aggregate.documentation(), aggregate.signature())
    } else if let Some(window) = state.window_functions().get(name) {
        how(name, window.documentation(), window.signature())
    } else {
        format!("`{name}`")
    };
    let message = format!(
        "`{name}` does not take {}; it is called {called}",
        names_of(arguments)
    );
    walk.tell("wrong_arguments", span, message, None);
}

/// `round(value, decimals)`, and the types where they are fixed.
fn how(name: &str, documentation: Option<&Documentation>, signature: &Signature) -> String {
    let written = documentation.map_or_else(|| name.to_owned(), |d| d.syntax_example.clone());
    match &signature.type_signature {
        TypeSignature::Exact(kinds) => {
            let kinds: Vec<Option<DataType>> = kinds.iter().cloned().map(Some).collect();
            format!("`{written}` with {}", names_of(&kinds))
        }
        _ => format!("`{written}`"),
    }
}
