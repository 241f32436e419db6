//! SQL that cannot be read, and text that is more or less than one query.

use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::Parser;
use datafusion::sql::sqlparser::tokenizer::{Location, Span};

use crate::walk::Walk;

const NAME: &str = "syntax";

/// The parser's sentence, at the word that it could not take.
pub(crate) fn found(walk: &mut Walk<'_>, message: &str) {
    let said = message
        .trim_start_matches("sql parser error: ")
        .split(" at Line: ")
        .next()
        .unwrap_or(message)
        .to_owned();
    let at = place_in_words(message)
        .or_else(|| where_parsing_stops(walk.piece.sql))
        .unwrap_or(Location { line: 1, column: 1 });
    let end = Location {
        line: at.line,
        column: at.column + word_length(walk.piece.sql, at),
    };
    walk.tell(NAME, Span { start: at, end }, said, None);
}

/// A table is one query.
pub(crate) fn not_one_query(walk: &mut Walk<'_>, span: Span) {
    let message = "this is not one query; expected one `select`, its parts named by `with`";
    walk.tell(NAME, span, message.to_owned(), None);
}

/// `… at Line: 3, Column: 5` of a syntax error.
fn place_in_words(message: &str) -> Option<Location> {
    let (_, rest) = message.split_once("Line: ")?;
    let (line, rest) = rest.split_once(", Column: ")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some(Location {
        line: line.parse().ok()?,
        column: digits.parse().ok()?,
    })
}

/// The first word that the parser could not take, where its message has no place.
fn where_parsing_stops(sql: &str) -> Option<Location> {
    let mut parser = Parser::new(&GenericDialect {}).try_with_sql(sql).ok()?;
    parser.parse_statements().err()?;
    Some(parser.peek_token().span.start)
}

fn word_length(sql: &str, at: Location) -> u64 {
    let index = |n: u64| usize::try_from(n.saturating_sub(1)).unwrap_or(0);
    let letters = sql
        .lines()
        .nth(index(at.line))
        .unwrap_or_default()
        .chars()
        .skip(index(at.column))
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .count();
    u64::try_from(letters).unwrap_or(1).max(1)
}
