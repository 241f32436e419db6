//! Shapes in the units of a tile: rounded, simplified, turned, and written as commands.

use super::EXTENT;
use super::piece::{Parts, Vertex};

/// A position in units of a tile, from its north-western corner.
pub(super) type Unit = [i32; 2];

/// Units along a side of what is less than a pixel: a tile is drawn 512 pixels wide.
const PIXEL_UNITS: i64 = 8;
/// Twice the area, in units, from which on a ring is drawn at a zoom that is not the last.
const DOUBLED_AREA_MIN: i64 = 2 * PIXEL_UNITS * PIXEL_UNITS;

const MOVE_TO: u32 = 1;
const LINE_TO: u32 = 2;
const CLOSE_PATH: u32 = 7;

/// How a tile looks at the earth.
#[derive(Debug, Clone, Copy)]
pub(super) struct View {
    tiles: f64,
    x: f64,
    y: f64,
    /// Whether nothing deeper will show what is left out here.
    is_last: bool,
}

/// A kind of geometry of the specification, and its commands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Drawn {
    pub kind: u32,
    pub commands: Vec<u32>,
}

impl View {
    pub fn new(zoom: u8, x: u32, y: u32, is_last: bool) -> Self {
        Self {
            tiles: f64::from(zoom).exp2(),
            x: f64::from(x),
            y: f64::from(y),
            is_last,
        }
    }

    /// What is drawn of `parts`; nothing where all is too small.
    pub fn drawn(&self, parts: &Parts) -> Option<Drawn> {
        let mut commands = Commands::default();
        let kind = match parts {
            Parts::Points(points) => {
                let mut points: Vec<Unit> = points.iter().map(|at| self.unit(at)).collect();
                points.dedup();
                commands.points(&points);
                1
            }
            Parts::Lines(lines) => {
                for line in lines {
                    let line = self.simplified(line);
                    if line.len() > 1 {
                        commands.line(&line);
                    }
                }
                2
            }
            Parts::Polygons(polygons) => {
                for rings in polygons {
                    self.polygon(rings, &mut commands);
                }
                3
            }
        };
        let commands = commands.all;
        (!commands.is_empty()).then_some(Drawn { kind, commands })
    }

    fn polygon(&self, rings: &[Vec<Vertex>], commands: &mut Commands) {
        for (place, ring) in rings.iter().enumerate() {
            let is_outer = place == 0;
            let ring = self.ring(ring, is_outer);
            match ring {
                Some(ring) => commands.ring(&ring),
                // Holes of what is too small to be seen are too.
                None if is_outer => return,
                None => {}
            }
        }
    }

    /// A ring turned as the specification wants it: an outer one has a positive area, a hole a negative.
    fn ring(&self, ring: &[Vertex], is_outer: bool) -> Option<Vec<Unit>> {
        let mut units = self.simplified(ring);
        if units.len() > 1 && units.first() == units.last() {
            units.pop();
        }
        let area = doubled_area(&units);
        let least = if self.is_last { 1 } else { DOUBLED_AREA_MIN };
        if units.len() < 3 || area.abs() < least {
            return None;
        }
        if (area > 0) != is_outer {
            units.reverse();
        }
        Some(units)
    }

    /// The corners that matter at this zoom: without any other, less than a square unit is lost.
    fn simplified(&self, line: &[Vertex]) -> Vec<Unit> {
        let unit = 1.0 / (f64::from(EXTENT) * self.tiles);
        let kept = line.iter().filter(|at| at.weight >= unit * unit);
        let mut units: Vec<Unit> = kept.map(|at| self.unit(at)).collect();
        units.dedup();
        units
    }

    fn unit(&self, at: &Vertex) -> Unit {
        let extent = f64::from(EXTENT);
        [
            rounded((at.x * self.tiles - self.x) * extent),
            rounded((at.y * self.tiles - self.y) * extent),
        ]
    }
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "what was clipped lies within a tile and its buffer; at zoom 0 it is the whole earth"
)]
fn rounded(units: f64) -> i32 {
    units.round() as i32
}

/// Twice the area within `ring`, whose last corner leads back to the first.
fn doubled_area(ring: &[Unit]) -> i64 {
    let ends = ring.iter().zip(ring.iter().cycle().skip(1));
    ends.map(|(a, b)| i64::from(a[0]) * i64::from(b[1]) - i64::from(b[0]) * i64::from(a[1]))
        .sum()
}

/// Commands of the specification, clause 4.3.
#[derive(Default)]
struct Commands {
    all: Vec<u32>,
    at: Unit,
}

impl Commands {
    fn points(&mut self, points: &[Unit]) {
        self.command(MOVE_TO, points.len());
        for at in points {
            self.to(*at);
        }
    }

    fn line(&mut self, line: &[Unit]) {
        let Some((first, rest)) = line.split_first() else {
            return;
        };
        self.command(MOVE_TO, 1);
        self.to(*first);
        self.command(LINE_TO, rest.len());
        for at in rest {
            self.to(*at);
        }
    }

    fn ring(&mut self, ring: &[Unit]) {
        self.line(ring);
        self.command(CLOSE_PATH, 1);
    }

    fn command(&mut self, command: u32, count: usize) {
        let count = u32::try_from(count).unwrap_or(u32::MAX >> 3);
        self.all.push((count << 3) | command);
    }

    fn to(&mut self, at: Unit) {
        for (to, from) in at.into_iter().zip(self.at) {
            let step = to.wrapping_sub(from);
            self.all.push(((step << 1) ^ (step >> 31)).cast_unsigned());
        }
        self.at = at;
    }
}
