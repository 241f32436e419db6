//! How much one document may hold. A bulletin of a province with 200 sections is some 60 pages and
//! 100,000 characters: each cap is well beyond that, and well below what would hold up a server.

/// Characters of all texts together.
pub const CHARACTERS_MAX: usize = 1_000_000;
/// Blocks of the body.
pub const BLOCKS_MAX: usize = 5_000;
/// Rows of one table.
pub const ROWS_MAX: usize = 10_000;
/// Columns of one table: beyond these no figure fits across A4.
pub const COLUMNS_MAX: usize = 24;
/// Bars or points of one chart.
pub const POINTS_MAX: usize = 120;
/// Pages of the finished document.
pub const PAGES_MAX: usize = 600;
/// Key figures that stand in one row of boxes.
pub const FIGURES_IN_A_ROW: usize = 4;
/// Bytes of one link.
pub const LINK_BYTES_MAX: usize = 2_000;
