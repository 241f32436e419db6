//! Charts, drawn as shapes: stacked bars, a parted strip, a course with its limit.

use super::page::{FIELD, LEFT, Mark, Stand};
use super::{BLACK, CAPTION, Desk, GREY, HAIR};
use crate::error::ReportError;
use crate::fonts::Face;
use crate::lines::{Style, count};
use crate::model::{Bar, Chart, Colour, Kind, Shape};
use crate::structure::{Node, Role};

const LABEL: Style = Style {
    face: Face::Song,
    size: 8.0,
    colour: BLACK,
    leading: 1.3,
};
const LIMIT: Colour = Colour::rgb(0xB4, 0x23, 0x18);
const COURSE: Colour = Colour::rgb(0x1F, 0x4E, 0x8C);
const PLOT: f32 = 118.0;
const LEGEND: f32 = 18.0;
const UNDER: f32 = 16.0;
const BAR_WIDEST: f32 = 30.0;
const STRIP: f32 = 20.0;
/// Room to the left of a course for its figures, and to the right for its limit's name.
const AXIS: f32 = 46.0;

/// What a chart takes, its title included.
pub(super) fn height(chart: &Chart) -> f32 {
    let drawn = match &chart.shape {
        Shape::Bars { .. } => LEGEND + 12.0 + PLOT + UNDER,
        Shape::Strip { .. } => LEGEND + STRIP,
        Shape::Course { .. } => UNDER + PLOT + UNDER,
    };
    drawn + CAPTION.line_height() + 16.0
}

impl Desk<'_> {
    pub(super) fn chart(&mut self, chart: &Chart) -> Result<(), ReportError> {
        self.sheets.need(height(chart))?;
        let role = Role::Figure(chart.title.clone());
        let node = self.sheets.structure.add(role, None);
        self.sheets.y += 4.0;
        match &chart.shape {
            Shape::Bars { kinds, bars } => self.bars(kinds, bars, node),
            Shape::Strip { kinds, counts } => self.strip(kinds, counts, node),
            Shape::Course {
                points,
                limit,
                unit,
            } => self.course(points, limit.as_ref(), unit, node),
        }
        self.sheets.y += 2.0;
        self.centred(&chart.title, CAPTION, Role::Caption)?;
        self.sheets.y += 10.0;
        Ok(())
    }

    /// A patch and a name for each kind, in the middle above the chart.
    fn legend<'k>(&mut self, kinds: impl Iterator<Item = (&'k Kind, String)>, node: Node) {
        let y = self.sheets.y;
        let mut marks = Vec::new();
        let mut x = 0.0;
        for (kind, name) in kinds {
            marks.push(Mark::Fill {
                x,
                y: y + 2.0,
                width: 7.0,
                height: 7.0,
                colour: kind.colour,
            });
            let words = self.words(&name, LABEL, (x + 10.0, y), Stand::Left);
            if let Mark::Glyphs { line, .. } = &words {
                x += 10.0 + line.width + 14.0;
            }
            marks.push(words);
        }
        let shift = LEFT + ((FIELD - (x - 14.0)) / 2.0).max(0.0);
        for mark in &mut marks {
            match mark {
                Mark::Fill { x, .. } | Mark::Glyphs { x, .. } => *x += shift,
                Mark::Stroke { .. } | Mark::Link { .. } => {}
            }
        }
        self.sheets.draw(Some(node), marks);
        self.sheets.y += LEGEND;
    }

    fn bars(&mut self, kinds: &[Kind], bars: &[Bar], node: Node) {
        let there = |kind: usize| {
            bars.iter()
                .any(|b| b.counts.get(kind).is_some_and(|c| *c > 0))
        };
        let shown = kinds.iter().enumerate().filter(|(index, _)| there(*index));
        self.legend(shown.map(|(_, kind)| (kind, kind.name.clone())), node);
        let most = bars
            .iter()
            .map(|bar| total(&bar.counts))
            .fold(1.0, f32::max);
        let slot = FIELD / count(bars.len().max(1));
        let wide = (slot * 0.66).min(BAR_WIDEST);
        let foot = self.sheets.y + 12.0 + PLOT;
        let mut marks = Vec::new();
        for (index, bar) in bars.iter().enumerate() {
            let middle = LEFT + (count(index) + 0.5) * slot;
            let mut top = foot;
            for (kind, number) in kinds.iter().zip(&bar.counts).filter(|(_, n)| **n > 0) {
                let high = number_of(*number) / most * PLOT;
                top -= high;
                marks.push(Mark::Fill {
                    x: middle - wide / 2.0,
                    y: top,
                    width: wide,
                    height: (high - 0.6).max(0.2),
                    colour: kind.colour,
                });
                if high >= 11.0 {
                    let style = on(kind.colour);
                    let y = top + (high - LABEL.line_height()) / 2.0;
                    marks.push(self.words(&number.to_string(), style, (middle, y), Stand::Middle));
                }
            }
            if bar.counts.iter().any(|n| *n > 0) {
                let sum: u64 = bar.counts.iter().map(|n| u64::from(*n)).sum();
                let y = top - LABEL.line_height() - 1.0;
                marks.push(self.words(&sum.to_string(), LABEL, (middle, y), Stand::Middle));
            }
        }
        let middles = |index: usize| LEFT + (count(index) + 0.5) * slot;
        let labels = bars.iter().enumerate();
        let labels = labels.map(|(index, bar)| (middles(index), bar.label.as_str()));
        marks.extend(self.labels(labels, foot + 3.0));
        self.sheets.draw(Some(node), marks);
        self.sheets.rule(LEFT, foot, FIELD, 0.6, GREY);
        self.sheets.y = foot + UNDER;
    }

    /// Labels under their places; those that would touch the one before are left out.
    fn labels<'l>(&mut self, labels: impl Iterator<Item = (f32, &'l str)>, y: f32) -> Vec<Mark> {
        let mut marks = Vec::new();
        let mut free = f32::NEG_INFINITY;
        for (x, label) in labels {
            let half = self.setter.line(label, LABEL).width / 2.0;
            if x - half >= free {
                marks.push(self.words(label, LABEL, (x, y), Stand::Middle));
                free = x + half + 3.0;
            }
        }
        marks
    }

    fn strip(&mut self, kinds: &[Kind], counts: &[u32], node: Node) {
        let all = total(counts).max(1.0);
        let pairs = || kinds.iter().zip(counts).filter(|(_, n)| **n > 0);
        let named = pairs().map(|(kind, number)| (kind, format!("{} {number}", kind.name)));
        self.legend(named, node);
        let y = self.sheets.y;
        let mut x = LEFT;
        let mut marks = Vec::new();
        for (kind, number) in pairs() {
            let wide = number_of(*number) / all * FIELD;
            marks.push(Mark::Fill {
                x,
                y,
                width: (wide - 0.8).max(0.2),
                height: STRIP,
                colour: kind.colour,
            });
            let style = on(kind.colour);
            if self.setter.line(&kind.name, style).width + 4.0 < wide {
                let top = y + (STRIP - style.line_height()) / 2.0;
                marks.push(self.words(&kind.name, style, (x + wide / 2.0, top), Stand::Middle));
            }
            x += wide;
        }
        self.sheets.draw(Some(node), marks);
        self.sheets.y = y + STRIP;
    }

    fn course(
        &mut self,
        points: &[(String, Option<f64>)],
        limit: Option<&(f64, String)>,
        unit: &str,
        node: Node,
    ) {
        let values = points.iter().filter_map(|(_, value)| *value);
        let scale = Scale::over(values.chain(limit.map(|(value, _)| *value)));
        let (left, right) = (LEFT + AXIS, LEFT + FIELD - AXIS);
        let top = self.sheets.y + UNDER;
        let foot = top + PLOT;
        let y_of = |value: f64| foot - scale.share(value) * PLOT;
        let step = (right - left) / count(points.len().saturating_sub(1).max(1));
        let x_of = |index: usize| left + count(index) * step;
        let mut marks = vec![self.words(unit, LABEL, (left, top - UNDER), Stand::Left)];
        for value in scale.ticks() {
            let y = y_of(value);
            marks.push(stroke(vec![(left, y), (right, y)], 0.3, HAIR, false));
            let words = scale.words(value);
            let place = (left - 5.0, y - LABEL.line_height() / 2.0);
            marks.push(self.words(&words, LABEL, place, Stand::Right));
        }
        if let Some((value, name)) = limit {
            let y = y_of(*value);
            marks.push(stroke(vec![(left, y), (right, y)], 0.8, LIMIT, true));
            let red = Style {
                colour: LIMIT,
                ..LABEL
            };
            let place = (right + 4.0, y - LABEL.line_height() / 2.0);
            marks.push(self.words(name, red, place, Stand::Left));
        }
        // A point without a value parts the line: nothing is drawn over a gap.
        let indexed: Vec<(usize, Option<f64>)> =
            points.iter().map(|(_, v)| *v).enumerate().collect();
        for run in indexed.split(|(_, value)| value.is_none()) {
            let line: Vec<(f32, f32)> = run
                .iter()
                .filter_map(|(index, value)| Some((x_of(*index), y_of((*value)?))))
                .collect();
            for (x, y) in &line {
                marks.push(dot(*x, *y));
            }
            if line.len() > 1 {
                marks.push(stroke(line, 1.1, COURSE, false));
            }
        }
        let labels = points.iter().enumerate();
        let labels = labels.map(|(index, (label, _))| (x_of(index), label.as_str()));
        marks.extend(self.labels(labels, foot + 3.0));
        self.sheets.draw(Some(node), marks);
        self.sheets.y = foot + UNDER;
    }
}

fn stroke(points: Vec<(f32, f32)>, width: f32, colour: Colour, is_dashed: bool) -> Mark {
    Mark::Stroke {
        points,
        width,
        colour,
        is_dashed,
    }
}

fn dot(x: f32, y: f32) -> Mark {
    const HALF: f32 = 1.6;
    Mark::Fill {
        x: x - HALF,
        y: y - HALF,
        width: 2.0 * HALF,
        height: 2.0 * HALF,
        colour: COURSE,
    }
}

fn total(counts: &[u32]) -> f32 {
    counts.iter().map(|n| number_of(*n)).sum()
}

/// A count to draw; beyond 65,535 all bars are equally too high.
fn number_of(number: u32) -> f32 {
    f32::from(u16::try_from(number).unwrap_or(u16::MAX))
}

/// Words on a colour: white on dark ones.
fn on(behind: Colour) -> Style {
    let light = 0.299 * f32::from(behind.red)
        + 0.587 * f32::from(behind.green)
        + 0.114 * f32::from(behind.blue);
    let colour = if light < 140.0 {
        Colour::rgb(0xFF, 0xFF, 0xFF)
    } else {
        BLACK
    };
    Style { colour, ..LABEL }
}

/// The scale of a course: from zero or below, in steps of 1, 2 or 5.
struct Scale {
    low: f64,
    high: f64,
    step: f64,
}

impl Scale {
    fn over(values: impl Iterator<Item = f64>) -> Self {
        let (low, high) = values.fold((0.0_f64, 0.0_f64), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        // Halved first: the span of the greatest numbers is none.
        let half = (high / 2.0 - low / 2.0).max(f64::MIN_POSITIVE * 1e20);
        let rough = half / 2.0;
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0]
            .map(|factor| factor * power)
            .into_iter()
            .find(|step| *step >= rough)
            .unwrap_or(rough);
        Self {
            low: (low / step).floor() * step,
            high: ((high / step).ceil() * step).min(f64::MAX),
            step,
        }
    }

    /// Where a value stands, 0 at the foot and 1 at the top.
    fn share(&self, value: f64) -> f32 {
        let span = self.high / 2.0 - self.low / 2.0;
        let share = if span > 0.0 {
            (value / 2.0 - self.low / 2.0) / span
        } else {
            0.0
        };
        // Thousandths are finer than a printer's dot.
        let thousandths = (0_u16..=1000).rfind(|n| f64::from(*n) <= share * 1000.0);
        f32::from(thousandths.unwrap_or(0)) / 1000.0
    }

    fn ticks(&self) -> Vec<f64> {
        (0_u8..=12)
            .map(|n| self.low + f64::from(n) * self.step)
            .take_while(|value| *value <= self.high + self.step * 1e-6)
            .collect()
    }

    fn words(&self, value: f64) -> String {
        let is_far = self.step >= 1e6 || self.step < 1e-6;
        if is_far {
            return format!("{value:e}");
        }
        let places = (0_usize..=7).find(|places| {
            let power = 10_f64.powi(i32::try_from(*places).unwrap_or(0));
            let shown = self.step * power;
            (shown - shown.round()).abs() < 1e-6 * shown
        });
        format!("{value:.*}", places.unwrap_or(7))
    }
}

#[cfg(test)]
mod tests {
    use super::Scale;

    #[test]
    fn a_scale_holds_all_values_in_even_steps() {
        for values in [
            vec![0.01, 0.2],
            vec![-3.0, 7.0],
            vec![1e300, -1e300],
            vec![0.0],
            vec![f64::MAX, f64::MIN],
        ] {
            let scale = Scale::over(values.iter().copied());
            for value in values {
                let share = scale.share(value);
                assert!((0.0..=1.0).contains(&share), "{value}: {share}");
            }
            assert!(scale.ticks().len() <= 13);
        }
    }

    #[test]
    fn figures_of_a_scale_have_the_decimals_of_its_step() {
        let scale = Scale::over([0.03, 0.05].into_iter());
        let words: Vec<String> = scale.ticks().iter().map(|v| scale.words(*v)).collect();
        assert_eq!(words, ["0.00", "0.02", "0.04", "0.06"]);
    }
}
