//! What names mean at a place.

use std::collections::HashSet;
use std::sync::Arc;

use datafusion::arrow::datatypes::DataType;

use super::catalog::Words;

/// A column in sight.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub name: String,
    /// Its type, where it is certain.
    pub kind: Option<DataType>,
    /// The words that it may hold, where they are known.
    pub words: Option<Arc<Words>>,
}

/// A table, a common table expression, or a query in parentheses.
#[derive(Debug, Clone)]
pub(crate) struct Relation {
    /// The name before the point: its alias, or its own name.
    pub name: Option<String>,
    /// Its columns; `None` where they are not certain.
    pub columns: Option<Vec<Column>>,
    /// Whether it may have others: where a column was misspelt, what reads it would be told again.
    pub is_open: bool,
}

impl Relation {
    /// A relation whose columns are not certain.
    pub fn unknown() -> Self {
        Self {
            name: None,
            columns: None,
            is_open: true,
        }
    }

    /// A relation with these columns and no other.
    pub fn with(columns: Vec<Column>) -> Self {
        Self {
            name: None,
            columns: Some(columns),
            is_open: false,
        }
    }

    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.as_ref()?.iter().find(|c| c.name == name)
    }
}

/// The relations of one select, and the names that it gives to its own columns.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    pub relations: Vec<Relation>,
    /// Columns of the select list, for `group by`, `having` and `order by`.
    pub aliases: Vec<Column>,
    /// Columns that a join `using` them has merged.
    pub merged: HashSet<String>,
}

impl Scope {
    pub fn of(relations: Vec<Relation>) -> Self {
        Self {
            relations,
            ..Self::default()
        }
    }

    pub fn is_certain(&self) -> bool {
        self.relations.iter().all(|r| !r.is_open)
    }
}
