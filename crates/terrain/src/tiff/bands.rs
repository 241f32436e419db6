//! A band of a file from the north to the south, some rows at a time: what is in memory is those.

use std::ops::Range;

use super::reader::{Reader, Window};
use super::sample::Stored;
use super::source::ReadAt;
use crate::limits::ROWS_BYTES_MAX;
use crate::{Result, TerrainError};

/// Bytes of the rows that are read at a time, where the blocks of the file allow it.
pub(super) const STEP_BYTES: usize = 8 << 20;
/// Up to so many times of that for two steps, the next rows are unpacked while the present ones are worked on. Wider
/// rasters have so many blocks in a row that each step keeps all threads busy by itself.
const AHEAD: usize = 8;

/// How a band is gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps {
    /// The band, from 0.
    pub band: usize,
    /// Rows that are read at a time.
    pub rows: usize,
    /// Rows of the step before that are given again, ahead of the others.
    pub before: usize,
}

impl<R: ReadAt> Reader<R> {
    /// Read in steps of so many bytes of cells, where a row of its blocks has no more; 8 MiB where nothing is said.
    #[must_use]
    pub fn in_steps_of(mut self, bytes: usize) -> Self {
        self.step_bytes = bytes;
        self
    }

    /// Steps of whole rows of blocks, as many as are good to work on.
    pub fn steps<T: Stored>(&self, band: usize, before: usize) -> Steps {
        let info = self.info();
        let block = info.block_rows.clamp(1, info.rows.max(1));
        let bytes = block
            .saturating_mul(info.cols)
            .saturating_mul(size_of::<T>());
        let rows = block * (self.step_bytes / bytes.max(1)).max(1);
        Steps {
            band,
            rows: rows.min(info.rows),
            before,
        }
    }

    /// Calls `work` with all rows of a band from the north: which rows they are, and their cells, whole rows one after
    /// the other. Where memory for it is little, the next rows are unpacked meanwhile.
    ///
    /// # Errors
    /// What `work` is refused for; as [`Reader::read_window`]; [`TerrainError::Refused`] where blocks are so large that
    /// a step has more than [`ROWS_BYTES_MAX`], [`TerrainError::Bytes`] where the file is too short to be what it says.
    pub fn read_by_steps<T: Stored, E: From<TerrainError> + Send>(
        &self,
        steps: Steps,
        mut work: impl FnMut(Range<usize>, &[T]) -> std::result::Result<(), E> + Send,
    ) -> std::result::Result<(), E> {
        let (all, cols) = (self.info().rows, self.info().cols);
        let Steps { rows, before, .. } = steps;
        self.believes(steps.band)?;
        let mut held = self.room::<T>(steps)?;
        let is_small = size_of_val(&held[..]) * 2 <= self.step_bytes.saturating_mul(AHEAD);
        let is_ahead = rows < all && is_small;
        let mut next = if is_ahead {
            self.room::<T>(steps)?
        } else {
            Vec::new()
        };
        let read = |rows: &Range<usize>, into: &mut [T]| {
            let window = Window {
                band: steps.band,
                rows: rows.clone(),
                cols: 0..cols,
            };
            let start = before * cols;
            self.read_window(&window, &mut into[start..start + rows.len() * cols])
        };
        let mut present = 0..rows.min(all);
        read(&present, &mut held)?;
        loop {
            let again = before.min(present.start);
            let given = present.start - again..present.end;
            let end = (before + present.len()) * cols;
            let cells = (before - again) * cols..end;
            let following = present.end..(present.end + rows).min(all);
            if following.is_empty() {
                return work(given, &held[cells]);
            }
            let kept = end - before * cols..end;
            if is_ahead {
                let (worked, found) =
                    rayon::join(|| work(given, &held[cells]), || read(&following, &mut next));
                worked?;
                found?;
                next[..kept.len()].copy_from_slice(&held[kept]);
                std::mem::swap(&mut held, &mut next);
            } else {
                work(given, &held[cells])?;
                held.copy_within(kept, 0);
                read(&following, &mut held)?;
            }
            present = following;
        }
    }

    fn room<T: Stored>(&self, steps: Steps) -> Result<Vec<T>> {
        let rows = steps.rows.saturating_add(steps.before);
        let cells = rows.saturating_mul(self.info().cols);
        let bytes = cells.saturating_mul(size_of::<T>());
        if bytes > ROWS_BYTES_MAX || Vec::<T>::new().try_reserve_exact(cells).is_err() {
            return Err(TerrainError::Refused(format!(
                "{rows} rows of {} cells at a time, {bytes} bytes; expected at most {ROWS_BYTES_MAX}: the file must be \
                 written anew with smaller blocks",
                self.info().cols
            )));
        }
        Ok(vec![T::default(); cells])
    }
}
