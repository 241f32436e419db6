//! What the time that a device writes on a reading stands for.

use jiff::civil::DateTime;

/// Which instant of its period a stamp names. Protocols differ: HJ 212 stamps the begin of a period
/// and SL 651 its end, so a stamp never travels without its rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StampRule {
    /// The moment of the reading itself.
    Moment,
    /// The begin of the period that the reading speaks of.
    PeriodBegin,
    /// The end of the period that the reading speaks of.
    PeriodEnd,
    /// The source that we read does not say; the device's register has to.
    Unstated,
}

/// A stamp as the device wrote it, in its own wall-clock time: no protocol here sends a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stamp {
    /// The wall-clock time at the device.
    pub local: DateTime,
    /// What it stands for.
    pub rule: StampRule,
}
