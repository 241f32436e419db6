//! How the door, the sources that come to it, devices and series are: since when, and because of what.
//!
//! A **source** is the network address that a device's last line came from: what goes out together when an
//! operator's gateway, an office's line or a tunnel does. The register names networks and no sites, and what
//! devices feed may stand at many places; so the address is what is known. It is down when no device of it
//! that is in service has a line. Where it has one device only, the outage is told as the device's.
//!
//! What is below something that is out is out because of it, and tells no outage of its own. Time for which
//! no door was open counts for nobody's silence.

mod outage;
pub(crate) mod tree;

pub(crate) use outage::{History, Outage, OutageKind, Outlying, outages};
pub(crate) use tree::{DeviceFacts, Facts, SeriesFacts, Tree, tree};

use zone::door::{DoorOutage, Line};

/// How a device is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeviceWord {
    /// It was taken out of service.
    OutOfService,
    /// Nothing ever came of it, as far as the book looked back.
    Never,
    /// It has no line, and was not heard for too long.
    LineDown,
    /// It was not heard for too long; whether it has a line is not known here, or it has one.
    Silent,
    /// All its last readings say that it stands still.
    Stopped,
    /// A last reading says that somebody works at it.
    Maintenance,
    /// A last reading says that it is broken, or cannot be reached.
    Fault,
    /// It is heard.
    Heard,
}

/// How a series of a device is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SeriesWord {
    /// Nothing ever came of it.
    Never,
    /// Nothing came for too long.
    Silent,
    /// Its last reading says that what it measures, or its device, stands still.
    Stopped,
    /// Its last reading says that somebody works at it.
    Maintenance,
    /// Its last reading says that it is broken, or cannot be reached.
    Fault,
    /// It comes.
    Flowing,
}

/// What something that is out is out because of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Because {
    Door,
    Source,
    Device,
}

impl DeviceWord {
    /// The API's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OutOfService => "out_of_service",
            Self::Never => "never",
            Self::LineDown => "line_down",
            Self::Silent => "silent",
            Self::Stopped => "stopped",
            Self::Maintenance => "maintenance",
            Self::Fault => "fault",
            Self::Heard => "heard",
        }
    }
}

impl SeriesWord {
    /// The API's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Silent => "silent",
            Self::Stopped => "stopped",
            Self::Maintenance => "maintenance",
            Self::Fault => "fault",
            Self::Flowing => "flowing",
        }
    }
}

impl Because {
    /// The API's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Door => "door",
            Self::Source => "source",
            Self::Device => "device",
        }
    }
}

/// The lines of a device among `all`, which are by device.
pub(crate) fn lines_of(all: &[Line], device: i64) -> &[Line] {
    let from = all.partition_point(|line| line.device < device);
    let rest = all.get(from..).unwrap_or_default();
    let count = rest.partition_point(|line| line.device == device);
    rest.get(..count).unwrap_or_default()
}

/// How long between two instants no door was open, µs.
pub(crate) fn door_out_us(door: &[DoorOutage], from_us: i64, until_us: i64) -> i64 {
    let overlap = |out: &DoorOutage| {
        let until = out.until_us.unwrap_or(i64::MAX).min(until_us);
        (until - out.from_us.max(from_us)).max(0)
    };
    door.iter().map(overlap).sum()
}
