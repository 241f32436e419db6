//! From marks to spans.

use super::edges::{Mark, Marks, ROW};
use super::{Cover, Rule, Span};

/// A share below this is what rounding leaves of nothing; and as near to 1 it is 1.
const SHARE_LEAST: f64 = 1.0 / (1_u64 << 50) as f64;

/// Sums marks along rows.
pub(super) fn sweep(mut marks: Marks, rule: Rule) -> Cover {
    let end = marks.end();
    // Stable: what falls into one cell is summed in the order of the rings.
    marks.all.sort_by_key(|mark| mark.at);
    let marks = marks.all;
    let (Some(first), Some(last)) = (marks.first(), marks.last()) else {
        return Cover::default();
    };
    let (first_row, last_row) = (first.row(), last.row());
    let mut cover = Cover {
        first_row,
        starts: Vec::with_capacity(last_row - first_row + 2),
        spans: Vec::with_capacity(marks.len() + marks.len() / 2),
    };
    let mut rest = &marks[..];
    for row in first_row..=last_row {
        cover.starts.push(cover.spans.len());
        let count = rest.iter().take_while(|mark| mark.row() == row).count();
        let (of_row, after) = rest.split_at(count);
        rest = after;
        let start = cover.spans.len();
        sweep_row(of_row, end, rule, |span| {
            let joins = |last: &Span| {
                last.end == span.first && last.share.to_bits() == span.share.to_bits()
            };
            match cover.spans[start..].last_mut().filter(|last| joins(last)) {
                Some(last) => last.end = span.end,
                None => cover.spans.push(span),
            }
        });
    }
    cover.starts.push(cover.spans.len());
    cover
}

fn sweep_row(mut marks: &[Mark], end: u32, rule: Rule, mut give: impl FnMut(Span)) {
    let mut give = |first: u32, end: u32, share: f64| {
        let share = share.abs();
        if share >= SHARE_LEAST && first < end {
            let is_whole = rule != Rule::Exact || share > 1.0 - SHARE_LEAST;
            let share = if is_whole { 1.0 } else { share };
            give(Span { first, end, share });
        }
    };
    // Wraps where thousands of edges pass one cell on their way down, and back on their way up.
    let mut above = 0_i64;
    while let Some(first) = marks.first() {
        let count = marks.iter().take_while(|mark| mark.at == first.at).count();
        let (here, after) = marks.split_at(count);
        marks = after;
        let col = first.col();
        let area: f64 = here.iter().map(|mark| mark.area).sum();
        give(col, col + 1, share_of(above) + area);
        for mark in here {
            above = above.wrapping_add(mark.down);
        }
        let next = marks.first().map_or(end, Mark::col);
        give(col + 1, next, share_of(above));
    }
}

fn share_of(height: i64) -> f64 {
    height as f64 / ROW as f64
}

impl Mark {
    fn row(&self) -> usize {
        usize::try_from(self.at >> 32).unwrap_or(usize::MAX)
    }

    fn col(&self) -> u32 {
        u32::try_from(self.at & u64::from(u32::MAX)).unwrap_or(u32::MAX)
    }
}
