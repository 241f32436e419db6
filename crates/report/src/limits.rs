//! How much one document may hold. Made-up months of 25 sections came to 12 to 14 pages; the caps are
//! estimates of what no bulletin reaches, not measurements of what a server bears.

/// Characters of all texts of a bulletin together.
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
