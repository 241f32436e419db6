//! What this room accepts at most, once.

/// Observations committed to the lake in one snapshot of an import. Large enough that a commit's
/// fixed cost (tens of milliseconds) vanishes, small enough that `committed rows` moves.
pub const IMPORT_COMMIT_ROWS: usize = 400_000;

/// Cells of one file that may be unreadable: a file with more is no table of readings, and the list
/// of what is wrong with it would fill the memory.
pub const REJECTS_MAX: usize = 200_000;

/// How deep GeoJSON may be nested: a polygon's coordinates are nine deep, and fields may hold lists.
pub const GEOJSON_DEPTH_MAX: usize = 32;

/// How often an import checks and commits anew after another process committed first.
pub const COMMIT_TRIES_MAX: u32 = 50;

/// Rows of a file in which the header is searched: titles and notes stand above it.
pub const HEADER_SEARCH_ROWS: usize = 48;

/// How far in the future a stamp may lie: clocks of stations run a little ahead.
pub const FUTURE_TOLERANCE_US: i64 = 10 * 60 * 1_000_000;

/// Vertices of one thing's geometry.
pub const GEOMETRY_VERTICES_MAX: usize = 200_000;

/// Bytes of one GeoJSON file of things.
pub const GEOJSON_BYTES_MAX: u64 = 64 << 20;

/// Milliseconds that a writer waits for another to finish with the state.
pub const STATE_BUSY_MS: u64 = 30_000;

/// Milliseconds within which a database server must have answered: a name that leads nowhere is
/// told while the person still looks.
pub const STATE_CONNECT_MS: u64 = 10_000;

/// Connections to the state that one process holds: a command reads little at once, and a server
/// has a hundred for everybody.
pub const STATE_CONNECTIONS: u32 = 4;

/// Observations corrected or reviewed in one commit: a month of a big city's hourly readings.
pub const EDITS_MAX: usize = 1_000_000;

/// Milliseconds that a writer of the lake waits for another; an import's commit takes a second or two.
pub const WRITER_WAIT_MS: u64 = 30_000;

/// Milliseconds between two looks whether the other has finished.
pub const WRITER_POLL_MS: u64 = 20;

/// Bytes from which on a file of the lake is left alone by a compaction: large enough that a year
/// of a city's readings is one file, small enough to be written again in seconds.
pub const COMPACT_FILE_BYTES: u64 = 128 << 20;

/// The share of dead rows from which on a compaction writes a file anew.
pub const COMPACT_DEAD_SHARE: f64 = 0.1;

/// Microseconds that a file stays on the disk after the catalog let go of it: a reader that opened
/// the book before goes on reading it.
pub const FILES_LINGER_US: i64 = 60 * 60 * 1_000_000;

/// Observations that a question to the lake names one by one; of more it names the bounds. Each
/// name costs a comparison a row group, each row group that is not read saves 120,000 rows.
pub const KEYS_NAMED_MAX: usize = 512;

/// Bytes that a backup holds in memory of a file: what object stores take as a part at least.
pub const BACKUP_PART_BYTES: usize = 5 << 20;

/// Bytes of a backup's manifest: half a million files of a lake.
pub const BACKUP_MANIFEST_BYTES_MAX: u64 = 128 << 20;

const _: () = assert!(WRITER_POLL_MS > 0 && WRITER_POLL_MS < WRITER_WAIT_MS);
const _: () = assert!(
    IMPORT_COMMIT_ROWS >= 1_000,
    "a commit a row would never end"
);

/// Series whose latest readings are looked for by name; more are looked for between their bounds.
pub const LATEST_NAMED_MAX: usize = 256;

/// People of one book, those who left included.
pub const PEOPLE_MAX: usize = 10_000;

/// Characters of the name that a person signs in by.
pub const NAME_CHARS_MAX: usize = 64;

/// Characters that a password has at least.
pub const PASSWORD_CHARS_MIN: usize = 10;

/// Bytes of a password at most: hashing takes as long as it is.
pub const PASSWORD_BYTES_MAX: usize = 1_024;

/// Tokens of one book, those that ended included.
pub const TOKENS_MAX: usize = 100_000;

/// Readings that one decision of a reviewer names one by one: a list of them is looked through before
/// it is sent.
pub const DECISION_PARTS_MAX: usize = 500;

/// Readings that one decision covers: a year of hourly ones, a week of those of every minute.
pub const DECISION_READINGS_MAX: usize = 10_000;

/// Parts of all decisions that wait for a second person: a hundred days of two hundred readings.
pub const PARTS_WAITING_MAX: usize = 20_000;

/// Decisions that are approved in one commit: a day's work of one reviewer.
pub const APPROVED_AT_ONCE_MAX: usize = 200;

/// Readings that are approved in one commit: all are held in memory while they are compared.
pub const APPROVED_READINGS_MAX: usize = 100_000;

/// Characters of the words that a decision gives as its reason.
pub const REASON_CHARS_MAX: usize = 500;

/// Days that one mark of an operator covers: a quarter; what lasts longer is said again.
pub const MARK_DAYS_MAX: i64 = 92;

/// Readings that an accepted mark finds invalid in one commit: a fortnight of ten series of every minute.
/// All are held in memory.
pub const MARK_READINGS_MAX: usize = 200_000;

/// Marks that wait for a verdict: a thousand outfalls with ten each.
pub const MARKS_PENDING_MAX: usize = 10_000;

/// Characters of the words that a mark gives as its evidence.
pub const EVIDENCE_CHARS_MAX: usize = 1_000;

/// Bytes of a paper that is handed in with a mark: a work order of some photographed pages.
pub const PAPER_BYTES_MAX: usize = 8 << 20;

/// Characters of the name of such a paper.
pub const PAPER_NAME_CHARS_MAX: usize = 120;

/// Characters of the pattern that bulletins are numbered by: a line of a head.
pub const NUMBER_CHARS_MAX: usize = 60;

/// Characters of the name of the bureau that issues bulletins: one red line.
pub const BUREAU_CHARS_MAX: usize = 40;

/// Forms that are filled with every bulletin.
pub const FORMS_MAX: usize = 8;

/// How often a bulletin is printed anew after another one took its number, or something changed.
pub const ISSUE_TRIES_MAX: u32 = 5;

/// Characters of a remark: a page of a note, not a report.
pub const REMARK_CHARS_MAX: usize = 2_000;

/// Layers that a zone shows at the same time: the list of the map is looked through by eye.
pub const LAYERS_MAX: usize = 64;

/// Cells of a raster that is a layer: a province by cells of 30 m.
pub const DIRECTIONS_CELLS_MAX: usize = 1 << 28;

/// Cells of a strip or a tile of such a raster: one is unpacked whole whenever a cell of it is looked at.
pub const DIRECTIONS_BLOCK_CELLS_MAX: usize = 1 << 22;

/// Memory for counting such a raster when it is imported.
pub const DIRECTIONS_BYTES_MAX: usize = 512 << 20;

/// Cells that may drain to a place whose watershed is drawn: 30,000 km² by cells of 30 m; six bytes of memory each
/// at the most.
pub const WATERSHED_CELLS_MAX: u64 = 32 << 20;

/// Vertices of the border of such a watershed: 4 MB as they are sent.
pub const WATERSHED_VERTICES_MAX: usize = 200_000;

/// Rows and columns that a place may be moved by to the river that it means.
pub const SNAP_CELLS_MAX: usize = 50;

/// Characters of the code of a layer: it stands in addresses.
pub const LAYER_CODE_CHARS_MAX: usize = 64;

/// Characters of a layer's titles, attribution, map number and licence: a line below the map.
pub const LAYER_WORDS_CHARS_MAX: usize = 200;

const _: () = assert!(DECISION_PARTS_MAX <= DECISION_READINGS_MAX);
const _: () = assert!(DECISION_READINGS_MAX <= APPROVED_READINGS_MAX);

/// Frames that one commit of the inbox takes: a second of a busy door.
pub const INBOX_ROW_FRAMES_MAX: usize = 16_384;

/// Bytes of a row of the inbox before it is compressed: so many frames of 1 KiB with their readings.
pub const INBOX_ROW_BYTES_MAX: usize = 64 << 20;

/// Frames that wait in the inbox; beyond these none is accepted until some were carried to the lake.
pub const INBOX_FRAMES_MAX: i64 = 2_000_000;

/// Frames of the inbox that a question reads beside the lake, the oldest first: twice what the door lets
/// wait before it carries. Of a longer inbox the newest are seen once it is shorter.
pub const INBOX_FRAMES_READ_MAX: i64 = 100_000;

/// Readings of the inbox that a question reads beside the lake: so many take some 200 MB.
pub const INBOX_READINGS_READ_MAX: i64 = 1_000_000;

/// Frames that are carried to the lake at a time: all are held in memory with their readings.
pub const CARRY_FRAMES_MAX: i64 = 100_000;

/// Readings that are carried at a time.
pub const CARRY_READINGS_MAX: i64 = 500_000;

/// Raw frames that are kept of a device that nobody knows: enough to see what it sends.
pub const STRANGER_FRAMES_KEPT: usize = 8;

/// Devices that nobody knows of whom the book keeps something: a scan does not fill it.
pub const STRANGERS_MAX: i64 = 1_000;

/// Codes without a point that are kept of a device: the lists of the standard name some hundred for one kind of source.
pub const UNPOINTED_OF_DEVICE_MAX: usize = 256;

/// Characters of the words of an entry in the diary of a device.
pub const DIARY_CHARS_MAX: usize = 2_000;

/// Characters of a code or a value of such an entry: the longest text that HJ 212 has, a line of a log, is 890.
pub const DIARY_CODE_CHARS_MAX: usize = 1_000;

/// Bytes of the file of devices, and of that of their points.
pub const REGISTER_BYTES_MAX: u64 = 16 << 20;
/// Characters of the title of the button of a city's sign-in.
pub const BUTTON_CHARS_MAX: usize = 40;

/// Scopes that a city's sign-in is asked for.
pub const SCOPES_MAX: usize = 16;

/// Bytes of the secret by which a city's sign-in knows the book.
pub const SECRET_BYTES_MAX: usize = 4_096;

/// Characters of the name of a device that a person takes into the register: a line of a list.
pub const DEVICE_NAME_CHARS_MAX: usize = 100;

/// Networks that such a device may speak from.
pub const DEVICE_NETWORKS_MAX: usize = 16;

/// Rows of the inbox that are looked through for the last frames of a device, the newest first: the
/// carrier empties it every few seconds, and beyond these the lake is asked.
pub const INBOX_ROWS_SEARCHED_MAX: i64 = 64;

/// Days back that the lake is searched for the last frames of a device.
pub const FRAME_DAYS_SEARCHED: i64 = 30;

/// Microseconds between two signs of life that an open door writes down.
pub const DOOR_SIGN_US: i64 = 10_000_000;

/// Microseconds without a sign of life after which a door counts as lost: two that failed to come, and a
/// disk that was busy.
pub const DOOR_LOST_US: i64 = 30_000_000;

/// Microseconds within which a line that comes back from the same address goes on in its row: loggers that
/// connect anew for every minute's frame are on line.
pub const LINE_BREAK_US: i64 = 120_000_000;

/// Lines that are kept of a device; the oldest are given up.
pub const LINES_OF_DEVICE_MAX: i64 = 1_000;

/// Microseconds that openings and lines are kept after their end: a year and a month to look back from.
pub const LINES_KEPT_US: i64 = 400 * 24 * 60 * 60 * 1_000_000;

const _: () = assert!(2 * DOOR_SIGN_US < DOOR_LOST_US);
