//! How much one document may hold. A bulletin of a province with 200 sections is some 60 pages and
//! 100,000 characters: each cap is well beyond that, and well below what would hold up a server.

/// Characters of all texts of a bulletin together: ten times those of a province.
pub const CHARACTERS_MAX: usize = 1_000_000;
/// Headings, paragraphs, tables and charts of a bulletin.
pub const BLOCKS_MAX: usize = 5_000;
/// Rows of one table: some 300 pages.
pub const ROWS_MAX: usize = 10_000;
/// Columns of one table: beyond these no figure fits across A4.
pub const COLUMNS_MAX: usize = 24;
/// Bars or points of one chart: ten years of months.
pub const POINTS_MAX: usize = 120;
/// Pages of the finished bulletin.
pub const PAGES_MAX: usize = 600;
/// Bytes of one link.
pub const LINK_BYTES_MAX: usize = 2_000;
