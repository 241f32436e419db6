//! The tables that the crate carries as text: commas between cells, quotes around a cell with a comma.

/// Cells of one line; a quoted cell has no quotes inside.
pub(crate) fn cells(line: &'static str) -> Vec<&'static str> {
    let mut cells = Vec::new();
    let mut rest = line;
    loop {
        let (cell, after) = if let Some((cell, after)) = quoted(rest) {
            (cell, after.strip_prefix(','))
        } else {
            match rest.split_once(',') {
                Some((cell, after)) => (cell, Some(after)),
                None => (rest, None),
            }
        };
        cells.push(cell);
        match after {
            Some(after) => rest = after,
            None => return cells,
        }
    }
}

fn quoted(rest: &'static str) -> Option<(&'static str, &'static str)> {
    rest.strip_prefix('"')?.split_once('"')
}

#[cfg(test)]
mod tests {
    use super::cells;

    #[test]
    fn a_quoted_cell_keeps_its_comma_and_an_empty_one_is_there() {
        assert_eq!(
            cells("a24016,,\"1,1-二氯乙烷\",mg/m³,"),
            ["a24016", "", "1,1-二氯乙烷", "mg/m³", ""]
        );
    }
}
