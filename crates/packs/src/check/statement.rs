//! A table's SQL: does it parse, plan and type?

use datafusion::error::DataFusionError;
use datafusion::logical_expr::LogicalPlan;
use datafusion::prelude::SessionContext;
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::Parser;

use crate::error::{Mistake, Result, plain};
use crate::model::{Pack, Table};
use crate::session::parameters;
use crate::source::PackSource;
use crate::vocabulary::vocabulary;

/// Plans and analyses the statement.
pub(super) async fn plan(
    context: &SessionContext,
    source: &PackSource,
    pack: &Pack,
    table: &Table,
) -> Result<std::result::Result<LogicalPlan, Box<Mistake>>> {
    if let Some(mistake) = unknown_setting(source, pack, table) {
        return Ok(Err(Box::new(mistake)));
    }
    let state = context.state();
    let values = parameters(None, pack)?;
    let planned = match state.create_logical_plan(&table.sql).await {
        Ok(plan) => plan
            .with_param_values(values)
            .and_then(|plan| state.optimize(&plan)),
        Err(error) => Err(error),
    };
    Ok(planned.map_err(|error| Box::new(mistake(source, pack, table, &error))))
}

fn unknown_setting(source: &PackSource, pack: &Pack, table: &Table) -> Option<Mistake> {
    let name = crate::load::parameters(&table.sql)
        .into_iter()
        .find(|p| !pack.settings.contains_key(p))?;
    let needle = format!("${name}");
    let offset = table.sql.find(&needle).unwrap_or(0);
    let known: Vec<_> = pack.settings.keys().map(String::as_str).collect();
    let message = format!(
        "`${name}` is no setting of this pack; it has {}",
        known.join(", ")
    );
    Some(Mistake::at(
        &source.shown(&table.sql_path),
        &table.sql,
        offset,
        needle.len(),
        message,
    ))
}

/// A mistake with the place that DataFusion gives, or the one that its words lead to.
fn mistake(source: &PackSource, pack: &Pack, table: &Table, error: &DataFusionError) -> Mistake {
    let path = source.shown(&table.sql_path);
    let diagnostic = error.diagnostic();
    let message = diagnostic.map_or_else(|| plain(error), |d| d.message.clone());
    let help = help(pack, &message).or_else(|| {
        let notes = diagnostic?;
        notes
            .helps
            .first()
            .map(|h| h.message.clone())
            .or_else(|| notes.notes.first().map(|n| n.message.clone()))
    });
    if let Some(span) = diagnostic.and_then(|d| d.span) {
        let (line, column) = (span.start.line, span.start.column);
        let line = usize::try_from(line).unwrap_or(1);
        let column = usize::try_from(column).unwrap_or(1);
        return Mistake::at_line(&path, &table.sql, line, column, message).help(help);
    }
    let stopped = || {
        is_syntax(error)
            .then(|| where_parsing_stops(&table.sql))
            .flatten()
    };
    if let Some((line, column)) = place_in_words(&message).or_else(stopped) {
        return Mistake::at_line(&path, &table.sql, line, column, message).help(help);
    }
    let (offset, length) = word_of(&message, &table.sql);
    Mistake::at(&path, &table.sql, offset, length, message).help(help)
}

fn is_syntax(error: &DataFusionError) -> bool {
    match error {
        DataFusionError::SQL(..) => true,
        DataFusionError::Diagnostic(_, inner) | DataFusionError::Context(_, inner) => {
            is_syntax(inner)
        }
        _ => false,
    }
}

/// Line and column of the first word that the parser could not take, where its message has none.
fn where_parsing_stops(sql: &str) -> Option<(usize, usize)> {
    let mut parser = Parser::new(&GenericDialect {}).try_with_sql(sql).ok()?;
    parser.parse_statements().err()?;
    let at = parser.peek_token().span.start;
    Some((
        usize::try_from(at.line).ok()?,
        usize::try_from(at.column).ok()?,
    ))
}

/// `… at Line: 3, Column: 5` of a syntax error.
fn place_in_words(message: &str) -> Option<(usize, usize)> {
    let (_, rest) = message.split_once("Line: ")?;
    let (line, rest) = rest.split_once(", Column: ")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some((line.parse().ok()?, digits.parse().ok()?))
}

/// Where in the statement the first word stands that the message quotes: the call whose
/// arguments are wrong, which DataFusion names but does not place.
fn word_of(message: &str, sql: &str) -> (usize, usize) {
    let quoted = message.split(['\'', '`', '"']).skip(1).step_by(2);
    let called = message
        .split(|c: char| !c.is_alphanumeric() && c != '_' && c != '(')
        .filter_map(|w| w.split_once('(').map(|(f, _)| f));
    quoted
        .chain(called)
        .filter(|word| word.len() > 1)
        .find_map(|word| find_word(sql, word).map(|at| (at, word.len())))
        .unwrap_or((0, 1))
}

fn find_word(sql: &str, word: &str) -> Option<usize> {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    let lower = sql.to_ascii_lowercase();
    let word = word.to_ascii_lowercase();
    lower
        .match_indices(&word)
        .map(|(at, _)| at)
        .find(|at| !lower[..*at].ends_with(part) && !lower[at + word.len()..].starts_with(part))
}

/// The property that a quoted word of the message is an alias of.
fn help(pack: &Pack, message: &str) -> Option<String> {
    let words = vocabulary([pack]).ok()?;
    let found = message.split(['\'', '`', '"']).nth(1)?;
    let bare = found.rsplit('.').next()?;
    words
        .property(bare)
        .filter(|p| p.id != bare)
        .map(|p| format!("did you mean `{}`?", p.id))
}
