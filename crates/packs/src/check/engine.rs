//! What DataFusion refuses: the net below the other checks.

use datafusion::error::DataFusionError;
use datafusion::prelude::SessionContext;

use crate::error::{Mistake, Result, plain};
use crate::model::Pack;
use crate::session::parameters;
use crate::vocabulary::vocabulary;
use crate::walk::Piece;

/// Plans and analyses the statement.
pub(super) async fn look(
    context: &SessionContext,
    pack: &Pack,
    piece: &Piece<'_>,
) -> Result<Option<Mistake>> {
    let state = context.state();
    let values = parameters(None, pack)?;
    let planned = match state.create_logical_plan(piece.sql).await {
        Ok(plan) => plan.with_param_values(values).and_then(|plan| {
            // Types are found out here; the optimizer after it refuses nothing of its own.
            let options = state.config_options();
            state.analyzer().execute_and_check(plan, options, |_, _| {})
        }),
        Err(error) => Err(error),
    };
    Ok(planned
        .err()
        .map(|error| mistake(pack, piece, &error).of("engine")))
}

/// A mistake with the place that DataFusion gives, or the one that its words lead to.
fn mistake(pack: &Pack, piece: &Piece<'_>, error: &DataFusionError) -> Mistake {
    let diagnostic = error.diagnostic();
    let message = said(&diagnostic.map_or_else(|| plain(error), |d| d.message.clone()));
    let help = help(pack, &message).or_else(|| {
        let notes = diagnostic?;
        let helps = notes.helps.first().map(|h| h.message.clone());
        helps.or_else(|| notes.notes.first().map(|n| n.message.clone()))
    });
    if let Some(span) = diagnostic.and_then(|d| d.span) {
        let at =
            |l: datafusion::common::Location| datafusion::sql::sqlparser::tokenizer::Location {
                line: l.line,
                column: l.column,
            };
        let span = datafusion::sql::sqlparser::tokenizer::Span {
            start: at(span.start),
            end: at(span.end),
        };
        return piece.at(span, message).help(help);
    }
    let (offset, length) = word_of(&message, piece.sql);
    Mistake::at(
        &piece.path,
        piece.file,
        piece.offset + offset,
        length,
        message,
    )
    .help(help)
}

/// DataFusion's sentence, without the request to report a bug in it.
fn said(message: &str) -> String {
    let first = message
        .split("This issue was likely caused by a bug")
        .next()
        .unwrap_or(message);
    first
        .replace("Internal error: ", "DataFusion cannot plan this: ")
        .trim_end_matches([' ', '\n', '.'])
        .to_owned()
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
