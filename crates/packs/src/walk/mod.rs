//! Reading a statement by its syntax tree: which names it means, what types its pieces have.
//!
//! DataFusion tells the first mistake of a statement and does not place every one. This walk goes
//! on after a mistake and points at the word. It never guesses: where a type or the columns of a
//! relation are not certain, it says nothing and leaves the statement to DataFusion.

mod call;
mod catalog;
mod expression;
mod query;
mod scope;
mod select;
mod types;

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::arrow::datatypes::DataType;
use datafusion::sql::sqlparser::ast::{Ident, Spanned, Statement};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::Parser;
use datafusion::sql::sqlparser::tokenizer::{Location, Span};

pub(crate) use catalog::{Catalog, Words};
pub(crate) use scope::{Column, Relation};
pub(crate) use types::{is_number, is_text, name_of, names_of};

use crate::check;
use crate::error::Mistake;
use crate::model::Pack;
use scope::Scope;

/// A piece of SQL and where it stands in a file.
#[derive(Debug, Clone)]
pub(crate) struct Piece<'p> {
    /// The file as messages name it.
    pub path: String,
    /// The file's text.
    pub file: &'p Arc<String>,
    /// The SQL.
    pub sql: &'p str,
    /// The byte of the file at which the SQL begins.
    pub offset: usize,
}

impl Piece<'_> {
    /// A mistake that points at `span` of the SQL.
    pub fn at(&self, span: Span, message: String) -> Mistake {
        let start = self.byte(span.start);
        let end = self.byte(span.end).max(start);
        let line = self.sql[start..]
            .find('\n')
            .map_or(self.sql.len(), |n| start + n);
        let length = end.min(line) - start;
        let length = if length == 0 { 1 } else { length };
        Mistake::at(&self.path, self.file, self.offset + start, length, message)
    }

    /// The byte at a line and a column of characters, both from 1.
    fn byte(&self, at: Location) -> usize {
        let line = usize::try_from(at.line).unwrap_or(1).saturating_sub(1);
        let column = usize::try_from(at.column).unwrap_or(1).saturating_sub(1);
        let start: usize = self
            .sql
            .split_inclusive('\n')
            .take(line)
            .map(str::len)
            .sum();
        let rest = self.sql.get(start..).unwrap_or_default();
        start + rest.chars().take(column).map(char::len_utf8).sum::<usize>()
    }
}

/// What an expression is: its type where it is certain, and the words that it may be.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed {
    pub kind: Option<DataType>,
    pub words: Option<Arc<Words>>,
}

impl Typed {
    /// Of a certain type.
    pub fn of(kind: DataType) -> Self {
        Self {
            kind: Some(kind),
            words: None,
        }
    }
}

/// A walk through one statement.
pub(crate) struct Walk<'w> {
    pub pack: &'w Pack,
    pub catalog: &'w Catalog,
    pub piece: Piece<'w>,
    /// What was found.
    pub mistakes: Vec<Mistake>,
    /// Common table expressions in sight, the innermost last.
    ctes: Vec<HashMap<String, Relation>>,
    /// Selects around the place, the innermost last.
    scopes: Vec<Scope>,
    /// `$names` that are columns of a row, where the piece is the condition of an input.
    row: Option<Vec<Column>>,
}

impl<'w> Walk<'w> {
    /// A walk that has found nothing yet.
    pub fn new(pack: &'w Pack, catalog: &'w Catalog, piece: Piece<'w>) -> Self {
        Self {
            pack,
            catalog,
            piece,
            mistakes: Vec::new(),
            ctes: Vec::new(),
            scopes: Vec::new(),
            row: None,
        }
    }

    /// Walks the piece as a query. Gives its columns where they are certain.
    pub fn query_text(&mut self) -> Option<Vec<Column>> {
        let mut statements = match self.parser().and_then(|mut p| p.parse_statements()) {
            Ok(statements) => statements,
            Err(error) => {
                check::syntax::found(self, &error.to_string());
                return None;
            }
        };
        if statements.len() != 1 {
            let span = statements.get(1).map_or(Span::empty(), Spanned::span);
            check::syntax::not_one_query(self, span);
            return None;
        }
        match statements.remove(0) {
            Statement::Query(query) => {
                let output = self.query(&query);
                output.columns.filter(|_| !output.is_open)
            }
            other => {
                check::syntax::not_one_query(self, other.span());
                None
            }
        }
    }

    /// Walks the piece as a condition on the rows of `relation`, where `$names` are columns of
    /// another row.
    pub fn condition_text(&mut self, relation: Relation, row: Vec<Column>) {
        let parsed = self.parser().and_then(|mut p| {
            let expr = p.parse_expr()?;
            p.expect_token(&datafusion::sql::sqlparser::tokenizer::Token::EOF)?;
            Ok(expr)
        });
        match parsed {
            Err(error) => check::syntax::found(self, &error.to_string()),
            Ok(expr) => {
                self.row = Some(row);
                self.scopes.push(Scope::of(vec![relation]));
                self.truth(&expr, "the condition of an input");
                self.scopes.pop();
            }
        }
    }

    fn parser(&self) -> Result<Parser<'static>, datafusion::sql::sqlparser::parser::ParserError> {
        Parser::new(&GenericDialect {}).try_with_sql(self.piece.sql)
    }

    /// Tells a mistake.
    pub fn tell(&mut self, check: &'static str, span: Span, message: String, help: Option<String>) {
        let mistake = self.piece.at(span, message).of(check).help(help);
        let same = |m: &Mistake| (m.line, m.column) == (mistake.line, mistake.column);
        if !self.mistakes.iter().any(same) {
            self.mistakes.push(mistake);
        }
    }
}

/// A name as SQL compares it: lower case, unless it stands in quotes.
pub(crate) fn folded(name: &Ident) -> String {
    if name.quote_style.is_some() {
        name.value.clone()
    } else {
        name.value.to_lowercase()
    }
}
