//! Figures and where they can be asked after.

use std::cell::RefCell;
use std::fmt::Write;

use maud::{Markup, Render, html};

/// The rows that the report cites, each once, in the order of their first mention.
#[derive(Debug, Default)]
pub(super) struct Cites {
    rows: RefCell<Vec<Cited>>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cited {
    /// `section_month`.
    pub table: &'static str,
    /// What follows `explain TABLE`.
    pub key: String,
    /// The run that computed it.
    pub run: i64,
}

impl Cited {
    /// The command that follows the row back.
    pub fn command(&self) -> String {
        format!(
            "wellkeeper explain water_quality.{} {}",
            self.table, self.key
        )
    }
}

impl Cites {
    /// `shown` as a link to where the row is told of that it stands in.
    pub fn figure(
        &self,
        (table, run): (&'static str, i64),
        key: &[(&str, &str)],
        shown: impl Render,
    ) -> Markup {
        let cited = Cited {
            table,
            key: key_words(key),
            run,
        };
        let command = cited.command();
        let number = self.number(cited);
        html! { a .figure href={ "#row-" (number) } title=(command) { (shown) } }
    }

    /// The rows that were cited.
    pub fn all(&self) -> Vec<Cited> {
        self.rows.borrow().clone()
    }

    fn number(&self, cited: Cited) -> usize {
        let mut rows = self.rows.borrow_mut();
        if let Some(index) = rows.iter().rposition(|row| *row == cited) {
            return index;
        }
        rows.push(cited);
        rows.len() - 1
    }
}

/// `section=陶岔 month=2021-04`, what a shell would take apart in quotation marks.
fn key_words(key: &[(&str, &str)]) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '=' | '-' | '_' | '.');
    let mut words = String::new();
    for (column, value) in key {
        let word = format!("{column}={value}");
        let space = if words.is_empty() { "" } else { " " };
        // Writing to a text does not fail.
        let _ = if word.chars().all(is_plain) {
            write!(words, "{space}{word}")
        } else {
            write!(words, "{space}'{}'", word.replace('\'', r"'\''"))
        };
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{Cites, key_words};

    #[test]
    fn a_name_that_a_shell_would_take_apart_is_quoted() {
        let key = [("section", "坝上中(胡家岭)"), ("month", "2021-04")];
        assert_eq!(key_words(&key), "'section=坝上中(胡家岭)' month=2021-04");
        assert_eq!(key_words(&[("section", "陶岔")]), "section=陶岔");
        assert_eq!(key_words(&[("section", "it's")]), r"'section=it'\''s'");
    }

    #[test]
    fn a_row_that_is_cited_twice_is_told_of_once() {
        let cites = Cites::default();
        let (key, table) = ([("month", "2021-04")], ("zone_month", 7));
        let one = cites.figure(table, &key, "92.5").into_string();
        let other = cites.figure(table, &key, "<7.5>").into_string();
        assert_eq!(cites.all().len(), 1);
        assert!(one.contains("#row-0") && other.contains("#row-0"));
        assert!(other.contains("&lt;7.5&gt;"));
    }
}
