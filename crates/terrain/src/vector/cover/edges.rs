//! What the edges of rings leave in the cells that they pass.

/// Height of a row in the whole numbers that heights within it are counted in: as fine as `f64` is from row 1
/// on.
pub(super) const ROW: i64 = 1 << 52;
const ROW_F64: f64 = 4_503_599_627_370_496.0;

/// What an edge leaves in a cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    /// Row, and column in the lower half: marks are sorted by this.
    pub at: u64,
    /// How far edges go down here, in parts of [`ROW`]; what cells further east are covered by.
    pub down: i64,
    /// The share of this cell itself.
    pub area: f64,
}

/// All marks of a shape.
pub(super) struct Marks {
    rows: usize,
    cols: usize,
    pub all: Vec<Mark>,
}

impl Marks {
    pub fn new(rows: usize, cols: usize) -> Self {
        Self {
            rows,
            cols,
            all: Vec::new(),
        }
    }

    /// The number of columns, as marks have it.
    pub fn end(&self) -> u32 {
        u32::try_from(self.cols).unwrap_or(u32::MAX)
    }

    /// Marks of the areas beside the edges of a ring of columns and rows, times `sign`.
    pub fn areas(&mut self, ring: &[[f64; 2]], sign: i64) {
        let bottom = self.rows as f64;
        for (from, to, sign) in edges(ring, sign) {
            if to[1] <= 0.0 || from[1] >= bottom {
                continue;
            }
            let slant = (to[0] - from[0]) / (to[1] - from[1]);
            let (least, most) = (from[0].min(to[0]), from[0].max(to[0]));
            // Where the edge crosses the top of a row, the same for the row above and the one below.
            let crossing = |y: f64| (from[0] + (y - from[1]) * slant).clamp(least, most);
            let first = whole(from[1].max(0.0).floor());
            let end = whole(to[1].min(bottom).ceil());
            for row in first..end {
                let top = row as f64;
                let (x0, y0) = if from[1] > top {
                    (from[0], from[1] - top)
                } else {
                    (crossing(top), 0.0)
                };
                let (x1, y1) = if to[1] < top + 1.0 {
                    (to[0], to[1] - top)
                } else {
                    (crossing(top + 1.0), 1.0)
                };
                if x0 <= x1 {
                    self.piece(row, [x0, y0], [x1, y1], sign);
                } else {
                    self.piece(row, [x1, y1], [x0, y0], -sign);
                }
            }
        }
    }

    /// A piece of an edge within a row, from west to east; `sign` is of its way down.
    fn piece(&mut self, row: usize, [x0, y0]: [f64; 2], [x1, y1]: [f64; 2], sign: i64) {
        let east = self.cols as f64;
        if x0 >= east {
            return;
        }
        let (start, end) = (heights(y0), heights(y1));
        let down = sign * (end - start);
        if x1 <= 0.0 {
            // West of the raster: all of the row lies to its east.
            self.mark(row, 0.0, down, 0.0);
            return;
        }
        let col = x0.max(0.0).floor();
        if x0 >= 0.0 && x1 <= col + 1.0 {
            self.mark(row, col, down, f64::midpoint(x0, x1));
            return;
        }
        let slant = (y1 - y0) / (x1 - x0);
        let at = |x: f64| heights((y0 + (x - x0) * slant).clamp(y0.min(y1), y0.max(y1)));
        let (mut x, mut height) = (x0, start);
        if x0 < 0.0 {
            let next = at(0.0);
            self.mark(row, 0.0, sign * (next - height), 0.0);
            (x, height) = (0.0, next);
        }
        let mut col = col;
        while col < east && x < x1 {
            let (to, next) = if x1 <= col + 1.0 {
                (x1, end)
            } else {
                (col + 1.0, at(col + 1.0))
            };
            self.mark(row, col, sign * (next - height), f64::midpoint(x, to));
            (x, height) = (to, next);
            col += 1.0;
        }
    }

    fn mark(&mut self, row: usize, col: f64, down: i64, middle: f64) {
        if down == 0 {
            return;
        }
        self.all.push(Mark {
            at: place(row, whole(col)),
            down,
            area: (down as f64) / ROW_F64 * (col + 1.0 - middle),
        });
    }

    /// Marks of the centres of rows that edges of a ring pass, times `sign`.
    pub fn centres(&mut self, ring: &[[f64; 2]], sign: i64) {
        let (bottom, east) = (self.rows as f64, self.cols as f64);
        for (from, to, sign) in edges(ring, sign) {
            let slant = (to[0] - from[0]) / (to[1] - from[1]);
            // The rows whose centre is at or below the one end and above the other.
            let first = whole((from[1] - 0.5).ceil().clamp(0.0, bottom));
            let end = whole((to[1] - 0.5).ceil().clamp(0.0, bottom));
            for row in first..end {
                let crossing = from[0] + (row as f64 + 0.5 - from[1]) * slant;
                let col = (crossing + 0.5).floor().max(0.0);
                if col < east {
                    self.all.push(Mark {
                        at: place(row, whole(col)),
                        down: sign * ROW,
                        area: sign as f64,
                    });
                }
            }
        }
    }
}

/// The edges of a ring that are not level, each from its upper end to its lower, with the sign of its
/// direction: an edge that two polygons share is cut in the same places for both.
fn edges(ring: &[[f64; 2]], sign: i64) -> impl Iterator<Item = ([f64; 2], [f64; 2], i64)> {
    let next = ring.iter().skip(1).chain(ring.first());
    ring.iter().zip(next).filter_map(move |(a, b)| {
        if a[1] < b[1] {
            Some((*a, *b, -sign))
        } else if a[1] > b[1] {
            Some((*b, *a, sign))
        } else {
            None
        }
    })
}

fn place(row: usize, col: usize) -> u64 {
    ((row as u64) << 32) | col as u64
}

/// A whole number from 0 that was kept within the sides of a raster.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the caller has clamped it to the sides of the raster"
)]
fn whole(number: f64) -> usize {
    number as usize
}

/// A height within a row, from 0 to 1.
#[allow(clippy::cast_possible_truncation, reason = "from 0 to 2⁵²")]
fn heights(y: f64) -> i64 {
    (y * ROW_F64).round() as i64
}
