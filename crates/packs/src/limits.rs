//! What this room accepts at most, once.

/// Bytes of one file of a pack: the longest standard has some hundred kilobytes.
pub const PACK_FILE_BYTES_MAX: u64 = 8 << 20;

/// How deep the folders of a pack may go: `tests/<case>/given/` is three.
pub const PACK_DEPTH_MAX: usize = 6;

/// Periods before or after its own that a row may read: in a table by month ten years.
pub const READS_PERIODS_MAX: u32 = 120;

/// Rows of a stored table that a run keeps in memory for the tables after it; of more it reads the
/// lake again.
pub const HELD_ROWS_MAX: usize = 1_000_000;

/// Touched months up to which a run plans its statements as for few rows.
pub const FEW_MONTHS: usize = 6;

/// Months of series with readings from which on a whole table is computed in slices: of months with
/// a reading an hour some six million readings.
pub const SLICE_SERIES_MONTHS: usize = 8_192;

/// Months of a slice. The lake keeps the rows of a year in files of their own: shorter slices would
/// read the same files as their neighbours.
pub const SLICE_MONTHS: i32 = 12;

/// Mistakes of one TOML file after which the rest of it is left unread.
pub const TOML_MISTAKES_MAX: usize = 100;

/// Parts of a board: a page is read, not searched.
pub const BOARD_PARTS_MAX: usize = 24;

/// Rows of one part of a board.
pub const BOARD_ROWS_MAX: usize = 100;

/// Words that the conditions of one part of a board name: they become conditions of one request.
pub const BOARD_WORDS_MAX: usize = 100;

/// Wrong rows of one table test that are shown.
pub const WRONG_ROWS_SHOWN: usize = 10;
