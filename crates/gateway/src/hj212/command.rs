//! CN: what a frame asks or tells. The table is `commands.csv`, beside this file.

use std::sync::LazyLock;

use crate::table::cells;

/// A code of CN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Command(pub u16);

/// Who sends a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The host, to the device.
    Down,
    /// The device, to the host.
    Up,
    /// Either.
    Both,
}

/// What is known of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandEntry {
    /// Its code.
    pub command: Command,
    /// Who sends it.
    pub direction: Direction,
    /// Its title in Chinese.
    pub title_zh: &'static str,
    /// Its title in English.
    pub title_en: &'static str,
    /// Editions that have it: `2005`, `2017`, `2025`, `surface_water`.
    pub editions: Vec<&'static str>,
    /// Fields of the data area when the host sends it.
    pub down: Vec<&'static str>,
    /// Fields of the data area when the device sends it.
    pub up: Vec<&'static str>,
    /// Where this is from, and how sure it is.
    pub source: &'static str,
}

/// The codes that this crate itself speaks of; the table has all of them.
impl Command {
    /// 1000: timeout and number of re-sends.
    pub const SET_TIMEOUT: Self = Self(1000);
    /// 1002: the data logger's MN.
    pub const SET_MN: Self = Self(1002);
    /// 1011: read the clock.
    pub const READ_CLOCK: Self = Self(1011);
    /// 1012: set the clock.
    pub const SET_CLOCK: Self = Self(1012);
    /// 1013: the device asks for its clock to be set.
    pub const ASK_CLOCK: Self = Self(1013);
    /// 1061: read the interval of real-time data.
    pub const READ_REAL_TIME_INTERVAL: Self = Self(1061);
    /// 1062: set the interval of real-time data.
    pub const SET_REAL_TIME_INTERVAL: Self = Self(1062);
    /// 1063: read the interval of minute data.
    pub const READ_MINUTE_INTERVAL: Self = Self(1063);
    /// 1064: set the interval of minute data.
    pub const SET_MINUTE_INTERVAL: Self = Self(1064);
    /// 1072: set the device's password.
    pub const SET_PASSWORD: Self = Self(1072);
    /// 2011: real-time data.
    pub const REAL_TIME: Self = Self(2011);
    /// 2012: stop real-time data.
    pub const STOP_REAL_TIME: Self = Self(2012);
    /// 2021: running state of the facilities.
    pub const FACILITY_STATE: Self = Self(2021);
    /// 2022: stop the running state.
    pub const STOP_FACILITY_STATE: Self = Self(2022);
    /// 2031: day data.
    pub const DAY: Self = Self(2031);
    /// 2041: running time of the facilities by day.
    pub const RUNNING_TIME: Self = Self(2041);
    /// 2051: minute data.
    pub const MINUTE: Self = Self(2051);
    /// 2061: hour data.
    pub const HOUR: Self = Self(2061);
    /// 2062: checks with a standard sample.
    pub const STANDARD_CHECK: Self = Self(2062);
    /// 2081: start of the data logger.
    pub const LOGGER_START: Self = Self(2081);
    /// 3011: zero and range calibration.
    pub const CALIBRATE: Self = Self(3011);
    /// 3012: sample now.
    pub const SAMPLE: Self = Self(3012);
    /// 3013: clean or blow back.
    pub const CLEAN: Self = Self(3013);
    /// 3014: comparison sample.
    pub const COMPARE: Self = Self(3014);
    /// 3015: keep a sample of an exceedance.
    pub const KEEP_SAMPLE: Self = Self(3015);
    /// 3016: set the sampling interval.
    pub const SET_SAMPLING: Self = Self(3016);
    /// 3017: read the sampling interval.
    pub const READ_SAMPLING: Self = Self(3017);
    /// 3018: read the time from sample to value.
    pub const READ_SAMPLE_TIME: Self = Self(3018);
    /// 3019: read the device's unique id.
    pub const READ_SERIAL: Self = Self(3019);
    /// 3020: read log, state or parameters.
    pub const READ_INFO: Self = Self(3020);
    /// 3021: set a parameter.
    pub const SET_PARAMETER: Self = Self(3021);
    /// 3022: keep a sample now.
    pub const KEEP_SAMPLE_NOW: Self = Self(3022);
    /// 3024: start a standard-sample check.
    pub const START_CHECK: Self = Self(3024);
    /// 9011: answer to a request.
    pub const REQUEST_ANSWER: Self = Self(9011);
    /// 9012: result of a request.
    pub const RESULT: Self = Self(9012);
    /// 9013: answer to a notice.
    pub const NOTICE_ANSWER: Self = Self(9013);
    /// 9014: answer to data.
    pub const DATA_ANSWER: Self = Self(9014);
    /// 9015: heartbeat.
    pub const HEARTBEAT: Self = Self(9015);

    /// What is known of it; none of a code that stands in no list we know.
    pub fn entry(self) -> Option<&'static CommandEntry> {
        ENTRIES.iter().find(|entry| entry.command == self)
    }

    /// Whether HJ 212-2025 asks for its data area to be sealed: 2000 to 2999, 1014 and 3020 (one public
    /// list; on the internet demanded, on private nets advised).
    pub fn is_sealed_on_the_internet(self) -> bool {
        matches!(self.0, 2_000..=2_999 | 1_014 | 3_020)
    }
}

/// All commands, in the order of their codes.
pub fn entries() -> &'static [CommandEntry] {
    &ENTRIES
}

static ENTRIES: LazyLock<Vec<CommandEntry>> = LazyLock::new(|| {
    include_str!("commands.csv")
        .lines()
        .skip(1)
        .filter_map(entry)
        .collect()
});

fn entry(line: &'static str) -> Option<CommandEntry> {
    let cells = cells(line);
    let [
        code,
        direction,
        title_zh,
        title_en,
        editions,
        down,
        up,
        source,
    ] = cells.as_slice()
    else {
        return None;
    };
    let direction = match *direction {
        "down" => Direction::Down,
        "up" => Direction::Up,
        "both" => Direction::Both,
        _ => return None,
    };
    let list = |cell: &'static str| cell.split(';').filter(|name| !name.is_empty()).collect();
    Some(CommandEntry {
        command: Command(code.parse().ok()?),
        direction,
        title_zh,
        title_en,
        editions: editions.split(' ').collect(),
        down: list(down),
        up: list(up),
        source,
    })
}
