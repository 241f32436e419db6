//! A table's SQL without its TOML, or the other way round.

use crate::error::Mistake;
use crate::source::PackSource;

const NAME: &str = "table_pair";

/// Every statement of `tables/` has its declaration beside it, every declaration its statement.
pub(crate) fn look(source: &PackSource, mistakes: &mut Vec<Mistake>) {
    for (path, text) in &source.files {
        let Some((name, ending)) = path
            .strip_prefix("tables/")
            .filter(|file| !file.contains('/'))
            .and_then(|file| file.rsplit_once('.'))
        else {
            continue;
        };
        let (other, what_for) = match ending {
            "sql" => ("toml", "which declares its key and columns"),
            "toml" => ("sql", "which computes it"),
            _ => continue,
        };
        let other = format!("tables/{name}.{other}");
        if !source.files.contains_key(&other) {
            let message = format!("`{name}` has no {other}, {what_for}");
            let mistake = Mistake::at(&source.shown(path), text, 0, 1, message);
            mistakes.push(mistake.of(NAME));
        }
    }
}
