//! Small charts, drawn as SVG: shares of classes by month, a mean over the year.

use std::fmt::Write;

use maud::{Markup, html};

/// One month of the chart of classes: how many sections have each class, I to inferior V.
pub(super) struct ClassBar {
    pub label: String,
    pub counts: [usize; 6],
}

const BAR_WIDTH: f64 = 40.0;
const BAR_GAP: f64 = 10.0;
const PLOT_HEIGHT: f64 = 140.0;
const LABEL_HEIGHT: f64 = 18.0;

/// Stacked bars, as many sections high as the fullest month.
pub(super) fn classes(bars: &[ClassBar], title: &str, names: &[String; 6]) -> Markup {
    let most = bars.iter().map(ClassBar::total).max().unwrap_or(0).max(1);
    let width = bars.len() as f64 * (BAR_WIDTH + BAR_GAP) + BAR_GAP;
    let height = PLOT_HEIGHT + 2.0 * LABEL_HEIGHT;
    let unit = PLOT_HEIGHT / most as f64;
    html! {
        svg .classes role="img" aria-label=(title) viewBox={ "0 0 " (width) " " (height) } {
            @for (index, bar) in bars.iter().enumerate() {
                @let x = BAR_GAP + index as f64 * (BAR_WIDTH + BAR_GAP);
                @let middle = x + BAR_WIDTH / 2.0;
                @for (rank, from, count) in bar.stacked() {
                    @let top = LABEL_HEIGHT + PLOT_HEIGHT - (from + count) as f64 * unit;
                    rect class={ "c" (rank + 1) } x=(x) y=(top) width=(BAR_WIDTH) height=(count as f64 * unit) {
                        title { (bar.label) " " (names[rank]) ": " (count) }
                    }
                    @if count as f64 * unit >= 11.0 {
                        text x=(middle) y=(top + count as f64 * unit / 2.0 + 4.0) { (names[rank]) " " (count) }
                    }
                }
                @if bar.total() > 0 {
                    text x=(middle) y=(LABEL_HEIGHT + PLOT_HEIGHT - bar.total() as f64 * unit - 4.0) { (bar.total()) }
                }
                text x=(middle) y=(height - 4.0) { (bar.label) }
            }
        }
    }
}

impl ClassBar {
    fn total(&self) -> usize {
        self.counts.iter().sum()
    }

    /// Rank from 0, how many sections lie below, how many have it.
    fn stacked(&self) -> Vec<(usize, usize, usize)> {
        let mut below = 0;
        let mut parts = Vec::new();
        for (rank, count) in self
            .counts
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0)
        {
            parts.push((rank, below, *count));
            below += count;
        }
        parts
    }
}

const COURSE_WIDTH: f64 = 120.0;
const COURSE_HEIGHT: f64 = 28.0;
const MARGIN: f64 = 3.0;

/// A mean month by month, `None` where there is none, with a line at `limit`; nothing where fewer
/// than two months have a mean.
pub(super) fn course(values: &[Option<f64>], limit: Option<f64>, title: &str) -> Option<Markup> {
    let there: Vec<f64> = values.iter().flatten().copied().chain(limit).collect();
    if values.iter().flatten().count() < 2 {
        return None;
    }
    let (low, high) = there
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
            (low.min(*v), high.max(*v))
        });
    let span = if high > low { high - low } else { 1.0 };
    let x = |index: usize| {
        MARGIN + index as f64 * (COURSE_WIDTH - 2.0 * MARGIN) / (values.len() - 1) as f64
    };
    let y =
        |value: f64| COURSE_HEIGHT - MARGIN - (value - low) / span * (COURSE_HEIGHT - 2.0 * MARGIN);
    // A month without a mean breaks the line: nothing is drawn over a gap.
    let mut path = String::new();
    let mut pen = 'M';
    for (index, value) in values.iter().enumerate() {
        match value {
            None => pen = 'M',
            Some(value) => {
                let _ = write!(path, "{pen}{:.1} {:.1}", x(index), y(*value));
                pen = 'L';
            }
        }
    }
    let points = values
        .iter()
        .enumerate()
        .filter_map(|(index, v)| Some((index, (*v)?)));
    Some(html! {
        svg .course role="img" aria-label=(title) viewBox={ "0 0 " (COURSE_WIDTH) " " (COURSE_HEIGHT) } {
            title { (title) }
            @if let Some(limit) = limit {
                line .limit x1="0" x2=(COURSE_WIDTH) y1=(format!("{:.1}", y(limit))) y2=(format!("{:.1}", y(limit))) {}
            }
            path d=(path) {}
            @for (index, value) in points {
                circle cx=(format!("{:.1}", x(index))) cy=(format!("{:.1}", y(value))) r="1.6" {}
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{ClassBar, classes, course};

    fn names() -> [String; 6] {
        ["I", "II", "III", "IV", "V", "VI"].map(str::to_owned)
    }

    #[test]
    fn bars_are_as_high_as_their_counts_and_stand_on_each_other() {
        let bars = [
            ClassBar {
                label: "03".into(),
                counts: [0, 2, 0, 2, 0, 0],
            },
            ClassBar {
                label: "04".into(),
                counts: [0; 6],
            },
        ];
        let drawn = classes(&bars, "classes", &names()).into_string();
        // Four sections fill 140 units: two of class II the lower half, two of class IV the upper.
        assert!(
            drawn.contains(r#"class="c2" x="10" y="88" width="40" height="70""#),
            "{drawn}"
        );
        assert!(
            drawn.contains(r#"class="c4" x="10" y="18" width="40" height="70""#),
            "{drawn}"
        );
    }

    #[test]
    fn a_month_without_a_mean_breaks_the_line() {
        let drawn = course(&[Some(1.0), None, Some(2.0), Some(1.0)], None, "tp").expect("a course");
        let drawn = drawn.into_string();
        assert!(
            drawn.contains(r#"d="M3.0 25.0M79.0 3.0L117.0 25.0""#),
            "{drawn}"
        );
    }

    #[test]
    fn one_month_is_no_course() {
        assert!(course(&[None, Some(1.0)], Some(0.2), "tp").is_none());
        assert!(course(&[], None, "tp").is_none());
    }
}
