//! What this room accepts at most, once.

/// Rows of one page of an answer.
pub const PAGE_ROWS_MAX: usize = 1_000;

/// Rows of one page where the request names no number.
pub const PAGE_ROWS: usize = 100;

/// Rows of one file to take away: a spreadsheet holds 1,048,576 with its head.
pub const EXPORT_ROWS_MAX: usize = 200_000;

/// Conditions of one request: all sections of a city by name are fewer.
pub const CONDITIONS_MAX: usize = 200;

/// Bytes of a request's body: nothing but small forms comes in.
pub const BODY_BYTES_MAX: usize = 64 << 10;

/// Connections at the same time; who comes then waits.
pub const CONNECTIONS_MAX: usize = 1_024;

/// How long a connection may keep silent: within a request, between two, or over an answer unread.
pub const SILENCE_SECONDS_MAX: u64 = 30;

/// How long what is under way may take when the server is told to end.
pub const ENDING_SECONDS_MAX: u64 = 30;

/// Pixels that a chart may be wide: a wall of four screens.
pub const CHART_WIDTH_MAX: u32 = 16_384;

/// Buckets of a chart for each of its pixels.
pub const BUCKETS_PER_PIXEL: u32 = 4;

/// Questions that are answered at the same time; the others wait, and their wait counts.
pub const QUESTIONS_AT_ONCE: usize = 4;

/// How long an answer may take, its wait included.
pub const ANSWER_SECONDS_MAX: u64 = 20;

/// Memory that all questions together may take for sorting, joining and grouping.
pub const QUERY_BYTES_MAX: usize = 1 << 30;

/// Watersheds that are drawn at the same time: each takes a processor for a while, and memory by its cells.
pub const WATERSHEDS_AT_ONCE: usize = 2;

/// Bulletins that are printed at the same time: each holds its fonts and pages in memory.
pub const PRINTS_AT_ONCE: usize = 1;

/// How long printing a bulletin may take, its wait included.
pub const PRINT_SECONDS_MAX: u64 = 120;

/// Changed figures of a bulletin that one answer names.
pub const CHANGES_SHOWN: usize = 1_000;

const _: () = assert!(PAGE_ROWS <= PAGE_ROWS_MAX);

/// Milliseconds between two looks whether frames came in at the door: so old may what waits be that a reader
/// is shown.
pub const DOOR_LOOK_MS: u64 = 1_000;

/// Areas whose sessions on the book are kept open; the oldest make room.
pub const AREAS_OPEN_MAX: usize = 64;

/// Sign-ins that hold at the same time.
pub const SESSIONS_MAX: usize = 10_000;

/// Wrong passwords of one name from one address in [`TRIES_SECONDS`].
pub const TRIES_OF_NAME_MAX: usize = 5;

/// Wrong passwords from one address in [`TRIES_SECONDS`].
pub const TRIES_OF_ADDRESS_MAX: usize = 30;

/// How long a wrong password counts.
pub const TRIES_SECONDS: u64 = 900;

/// Names and addresses whose wrong passwords are remembered.
pub const TRIES_KEPT_MAX: usize = 50_000;

/// Sign-ins that are under way at the city's sign-in; the oldest make room.
pub const ATTEMPTS_MAX: usize = 10_000;

/// Sign-ins of one address that are under way at the city's sign-in: all of a bureau behind one proxy.
pub const ATTEMPTS_OF_ADDRESS_MAX: usize = 300;

/// How long a sign-in may be under way at the city's sign-in.
pub const ATTEMPT_SECONDS_MAX: u64 = 600;

/// Bytes of the address of the page that one goes back to after the city's sign-in.
pub const BACK_BYTES_MAX: usize = 2_048;

/// Bytes of one answer of the city's sign-in: discovery, keys, a token, a person.
pub const PROVIDER_BYTES_MAX: u64 = 256 << 10;

/// How long one answer of the city's sign-in may take, from the first look at its name to the last byte.
pub const PROVIDER_SECONDS_MAX: u64 = 5;

/// Questions to the city's sign-in at the same time; the others wait, no longer than for an answer.
pub const PROVIDER_CALLS_AT_ONCE: usize = 8;

/// Keys of the city's sign-in that are read.
pub const PROVIDER_KEYS_MAX: usize = 100;

/// How long the keys of the city's sign-in are not asked for again because of one that is not known.
pub const PROVIDER_KEYS_AGAIN_SECONDS: u64 = 60;

/// How long a discovery document holds.
pub const DISCOVERY_SECONDS: u64 = 3_600;

/// How long a city's sign-in that did not answer is not asked again.
pub const PROVIDER_TROUBLE_SECONDS: u64 = 10;

/// How far the clock of the city's sign-in and this one may differ.
pub const CLOCK_LEEWAY_SECONDS: i64 = 60;

/// Days before the newest reading of all after which a thing is silent.
pub const SILENT_DAYS: u32 = 3;

/// Silent things that are named.
pub const SILENT_SHOWN: usize = 200;

/// Imports that are named.
pub const IMPORTS_SHOWN: usize = 20;

/// Parts of a decision that a list of decisions shows; the decision by its number shows all.
pub const PARTS_SHOWN: usize = 20;

/// Other sections of the same water that a reading under review is shown beside.
pub const NEIGHBOURS_SHOWN: usize = 12;

/// Last frames of a device that are shown.
pub const DEVICE_FRAMES_SHOWN: usize = 20;

/// Points of a device that are shown; a data logger of HJ 212 has some dozens.
pub const DEVICE_POINTS_SHOWN: usize = 500;

/// Things that a device feeds which are named where devices are listed.
pub const DEVICE_THINGS_SHOWN: usize = 5;

/// Days of which it is told how complete they are.
pub const COMPLETENESS_DAYS: usize = 30;

/// Devices that the tree of the door shows: as many as the door has lines, and some that are out.
pub const DOOR_DEVICES_SHOWN: usize = 5_000;

/// Days whose outages may be asked for.
pub const OUTAGE_DAYS_MAX: u32 = 30;

/// Days whose outages are told where nobody says.
pub const OUTAGE_DAYS: u32 = 7;

/// Seconds that silences of all devices are looked for by, for each week that is asked: shorter ones between
/// two frames of one such span are not met.
pub const SILENCE_SPAN_SECONDS: i64 = 300;

/// Series within outages whose readings one answer counts.
pub const OUTAGE_SERIES_COUNTED: usize = 5_000;

/// Gaps between readings of which the interval of a series is settled: more would hardly change it.
pub const SETTLED_GAPS: i64 = 60;

/// How long a settled interval is taken as it is, seconds.
pub const SETTLED_SECONDS: i64 = 600;

/// Intervals after which a device is silent, where the zone does not say.
pub const SILENT_INTERVALS: f64 = 2.0;
