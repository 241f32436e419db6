//! How much one workbook may hold. A form that a person fills by hand has some hundred cells; the caps
//! are what no form reaches, not what a machine bears.

/// Bytes of a workbook, pictures included.
pub const FORM_BYTES_MAX: usize = 32 << 20;
/// Bytes of all that its parts inflate to: a few kilobytes can claim to be gigabytes.
pub const FORM_INFLATED_BYTES_MAX: u64 = 128 << 20;
/// Parts of it: worksheets, pictures, styles.
pub const FORM_PARTS_MAX: usize = 5_000;
/// Defined names, the superior's own and the hidden ones of filters and print areas among them.
pub const FORM_NAMES_MAX: usize = 10_000;
/// Cells of the worksheets in which names lie, together, those without a value among them.
pub const FORM_CELLS_MAX: usize = 200_000;
/// Cells that one name may cover.
pub const NAMED_CELLS_MAX: u64 = 20_000;
/// Characters of one cell: the format's own limit.
pub const CELL_CHARACTERS_MAX: usize = 32_767;
