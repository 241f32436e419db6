//! Cells of a band, with the water or against it. Slices only: whose band it is and what lies beyond it,
//! [`super::tiles`] knows.

use super::{Climb, Gather};
use crate::flow::pointer::{self, EXIT, NODATA};

/// In the low half of a state: how many cells that drain here are still to come, or [`DONE`].
const WAITING: u8 = 0x0F;
/// In the low half of a state: nothing is to come, and nothing is to do.
const DONE: u8 = 0x0F;
/// State of a cell without data: no direction, nothing to do.
const ABSENT: u8 = 0xFF;
/// In the high half of a state: water leaves the grid here.
const LEAVES: u8 = 8;

/// A value that goes on beyond its band.
#[derive(Debug, Clone, Copy)]
pub(super) struct Crossing<V> {
    /// The cell that it comes to.
    pub cell: usize,
    /// Itself.
    pub value: V,
}

/// Codes of a row and of its two neighbours, with a cell without data at each end.
pub(super) struct Window {
    rows: [Vec<u8>; 3],
}

impl Window {
    /// For rows of so many columns.
    pub(super) fn new(cols: usize) -> Self {
        Self {
            rows: [(); 3].map(|()| vec![NODATA; cols + 2]),
        }
    }

    /// Lies over a row from now on; neighbours outside the grid are empty.
    pub(super) fn lie_over(&mut self, rows: [&[u8]; 3]) {
        for (kept, row) in self.rows.iter_mut().zip(rows) {
            let cols = kept.len() - 2;
            match row.get(..cols) {
                Some(row) => kept[1..=cols].copy_from_slice(row),
                None => kept.fill(NODATA),
            }
        }
    }

    /// Something of each cell and its eight neighbours, from the north-west row by row.
    fn each(&self, out: &mut [u8], of: impl Fn([u8; 9]) -> u8) {
        let cols = out.len();
        let [a, h, b] = [0, 1, 2].map(|row| {
            let row = &self.rows[row];
            [&row[..cols], &row[1..=cols], &row[2..cols + 2]]
        });
        for (col, out) in out.iter_mut().enumerate() {
            *out = of([
                a[0][col], a[1][col], a[2][col], h[0][col], h[1][col], h[2][col], b[0][col],
                b[1][col], b[2][col],
            ]);
        }
    }

    /// States: direction, and how many cells drain here. A pointer out of the columns is an exit.
    pub(super) fn states(&self, states: &mut [u8]) {
        self.each(states, |codes| {
            let code = codes[4];
            let direction = u8::from(code & 0b1010_1010 != 0)
                | u8::from(code & 0b1100_1100 != 0) << 1
                | u8::from(code & 0b1111_0000 != 0) << 2
                | u8::from(code == EXIT) << 3;
            let absent = 0_u8.wrapping_sub(u8::from(code == NODATA));
            direction << 4 | drains(codes).iter().sum::<u8>() | absent
        });
        if let Some(west) = states.first_mut() {
            leave_by(west, self.rows[1][1], 0b0011_1000);
        }
        if let Some(east) = states.last_mut() {
            leave_by(east, self.rows[1][self.rows[1].len() - 2], 0b1000_0011);
        }
    }

    /// Pointers of this row that lead out of the grid in rows are exits.
    pub(super) fn leave_rows(&self, states: &mut [u8], is_first: bool, is_last: bool) {
        let out = (u8::from(is_first) * 0b1110_0000) | (u8::from(is_last) * 0b0000_1110);
        for (state, &code) in states.iter_mut().zip(&self.rows[1][1..]) {
            leave_by(state, code, out);
        }
    }

    /// For each cell the neighbours that drain to it, bit k for direction k.
    pub(super) fn upstream(&self, upstream: &mut [u8]) {
        self.each(upstream, |codes| {
            let absent = 0_u8.wrapping_sub(u8::from(codes[4] == NODATA));
            let bits = drains(codes);
            let both = |k: usize| bits[k] << k | bits[k + 1] << (k + 1);
            (both(0) | both(2) | both(4) | both(6)) & !absent
        });
    }
}

/// Which neighbours drain to the middle, by direction; without branches, so that sixteen are asked at once.
#[inline]
fn drains([nw, n, ne, w, _, e, sw, s, se]: [u8; 9]) -> [u8; 8] {
    [
        u8::from(e == 16),
        u8::from(se == 32),
        u8::from(s == 64),
        u8::from(sw == 128),
        u8::from(w == 1),
        u8::from(nw == 2),
        u8::from(n == 4),
        u8::from(ne == 8),
    ]
}

fn leave_by(state: &mut u8, code: u8, out: u8) {
    if code != NODATA && code & out != 0 {
        *state = LEAVES << 4 | *state & WAITING;
    }
}

/// How far off each neighbour lies by the high half of a state; far outside where there is none.
pub(super) fn offsets(cols: usize) -> [isize; 16] {
    let mut all = [isize::MIN; 16];
    all[..8].copy_from_slice(&pointer::offsets(cols));
    all
}

/// Cells next to each other in memory, and the number of the first of them.
pub(super) struct Band<'a, V> {
    pub first: usize,
    pub states: &'a mut [u8],
    pub values: &'a mut [V],
}

impl<V: Copy> Band<'_, V> {
    /// Follows the water from every cell that nothing drains to, as far as all that drains to a cell has
    /// come; what leaves the band is told.
    pub(super) fn descend<G: Gather<Value = V>>(
        &mut self,
        rule: &G,
        offsets: &[isize; 16],
        out: &mut Vec<Crossing<V>>,
    ) {
        for start in 0..self.states.len() {
            if self.states[start] & WAITING == 0 {
                self.descend_from(start, rule, offsets, out);
            }
        }
    }

    /// Takes what came from other bands and goes on from there.
    pub(super) fn take<G: Gather<Value = V>>(
        &mut self,
        arrived: &[Crossing<V>],
        rule: &G,
        offsets: &[isize; 16],
        out: &mut Vec<Crossing<V>>,
    ) {
        for crossing in arrived {
            let cell = crossing.cell - self.first;
            if self.arrives(cell, crossing.value, rule) {
                self.states[cell] |= DONE;
                self.descend_from(cell, rule, offsets, out);
            }
        }
    }

    /// A value comes to a cell. Whether it was the last that the cell waited for.
    #[inline]
    fn arrives<G: Gather<Value = V>>(&mut self, cell: usize, value: V, rule: &G) -> bool {
        if self.states[cell] == ABSENT {
            return false;
        }
        self.values[cell] = rule.join(self.values[cell], value);
        self.states[cell] -= 1;
        self.states[cell] & WAITING == 0
    }

    #[inline]
    fn descend_from<G: Gather<Value = V>>(
        &mut self,
        start: usize,
        rule: &G,
        offsets: &[isize; 16],
        out: &mut Vec<Crossing<V>>,
    ) {
        let mut cell = start;
        loop {
            let direction = usize::from(self.states[cell] >> 4);
            let value = rule.settle(self.first + cell, self.values[cell]);
            self.values[cell] = value;
            let next = cell.wrapping_add_signed(offsets[direction]);
            if next >= self.states.len() {
                if direction != usize::from(LEAVES) {
                    out.push(Crossing {
                        cell: (self.first + cell).wrapping_add_signed(offsets[direction]),
                        value: rule.carry(self.first + cell, direction, value),
                    });
                }
                return;
            }
            let carried = rule.carry(self.first + cell, direction, value);
            if !self.arrives(next, carried, rule) {
                return;
            }
            self.states[next] |= DONE;
            cell = next;
        }
    }
}

/// Whether a cell still waits when all is done: it lies on a circle, since what only drains to a circle
/// waits for nothing.
pub(super) fn still_waits(state: u8) -> bool {
    state & WAITING != DONE && state & WAITING != 0
}

/// Cells of a band, and which neighbours drain to each.
pub(super) struct Slope<'a, V> {
    pub first: usize,
    pub upstream: &'a [u8],
    pub values: &'a mut [V],
}

impl<V: Copy> Slope<'_, V> {
    /// Goes against the water from these cells, which have their values; what leaves the band is told.
    pub(super) fn climb<C: Climb<Value = V>>(
        &mut self,
        mut waiting: Vec<usize>,
        rule: &C,
        offsets: &[isize; 16],
        out: &mut Vec<Crossing<V>>,
    ) {
        while let Some(cell) = waiting.pop() {
            let value = self.values[cell];
            let mut upstream = self.upstream[cell];
            while upstream != 0 {
                let direction = usize::try_from(upstream.trailing_zeros()).unwrap_or_default();
                upstream &= upstream - 1;
                let above = cell.wrapping_add_signed(offsets[direction]);
                let drains = (direction + 4) % 8;
                let beyond = (self.first + cell).wrapping_add_signed(offsets[direction]);
                let carried = rule.carry(beyond, drains, value);
                match self.values.get_mut(above) {
                    None => out.push(Crossing {
                        cell: beyond,
                        value: carried,
                    }),
                    Some(here) => {
                        if rule.takes(*here) {
                            *here = carried;
                            waiting.push(above);
                        }
                    }
                }
            }
        }
    }

    /// Takes what came from other bands and goes on from there.
    pub(super) fn take<C: Climb<Value = V>>(
        &mut self,
        arrived: &[Crossing<V>],
        rule: &C,
        offsets: &[isize; 16],
        out: &mut Vec<Crossing<V>>,
    ) {
        let mut waiting = Vec::new();
        for crossing in arrived {
            let cell = crossing.cell - self.first;
            if rule.takes(self.values[cell]) {
                self.values[cell] = crossing.value;
                waiting.push(cell);
            }
        }
        self.climb(waiting, rule, offsets, out);
    }
}

/// Hears of all cells whose water comes to a cell, and of itself. No cell drains to two others, so that none is passed
/// twice; a circle is not reached from where water leaves it.
pub(super) fn each_above(
    upstream: &[u8],
    offsets: &[isize; 16],
    mouth: usize,
    waiting: &mut Vec<usize>,
    mut hear: impl FnMut(usize),
) {
    waiting.push(mouth);
    while let Some(cell) = waiting.pop() {
        hear(cell);
        let mut upstream = upstream[cell];
        while upstream != 0 {
            let direction = usize::try_from(upstream.trailing_zeros()).unwrap_or_default();
            upstream &= upstream - 1;
            waiting.push(cell.wrapping_add_signed(offsets[direction]));
        }
    }
}
