//! The fields of one factor, put together.
//!
//! HJ 212-2017 table of fields and annex C (read): `w01018-Rtd=2.2,w01018-Flag=N`. Fields of one factor
//! are those that follow each other within one item; the same factor again in another item is another
//! reading, and both are kept.

use super::error::FieldError;
use super::segment::{Field, Fields, Value};

/// What a field says of its factor: what stands behind the `-`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind<'a> {
    /// `Rtd`: the value of the moment.
    RealTime,
    /// `Min`: the least of the period.
    Min,
    /// `Avg`: the mean of the period.
    Avg,
    /// `Max`: the greatest of the period.
    Max,
    /// `Cou`: the amount of the period, in the unit of amounts.
    Amount,
    /// `ZsRtd`: the value converted to the reference condition.
    ConvertedRealTime,
    /// `ZsMin`.
    ConvertedMin,
    /// `ZsAvg`.
    ConvertedAvg,
    /// `ZsMax`.
    ConvertedMax,
    /// `Flag`: the instrument's flag.
    Flag,
    /// `EFlag`: the flag of the device, four signs, for each maker its own.
    DeviceFlag,
    /// `SampleTime`: when the sample was taken.
    SampleTime,
    /// `Data`: the noise level.
    Noise,
    /// `DayData`: the noise level of the day.
    NoiseDay,
    /// `NightData`: the noise level of the night.
    NoiseNight,
    /// `RS`: the state of a facility.
    RunningState,
    /// `RT`: the running time of a facility, hours.
    RunningHours,
    /// `Info`: log, state or parameter.
    Info,
    /// `SN`: the unique id of a device.
    Serial,
    /// `Ala`: the value that raised the alarm (2005, one public list).
    Alarm,
    /// `UpValue`: the upper limit of the alarm (2005, one public list).
    AlarmUpper,
    /// `LowValue`: the lower limit of the alarm (2005, one public list).
    AlarmLower,
    /// Anything else, as it came.
    Other(&'a str),
}

impl<'a> Kind<'a> {
    /// The kind that a suffix names; names are case sensitive.
    pub fn of(suffix: &'a str) -> Self {
        match suffix {
            "Rtd" => Self::RealTime,
            "Min" => Self::Min,
            "Avg" => Self::Avg,
            "Max" => Self::Max,
            "Cou" => Self::Amount,
            "ZsRtd" => Self::ConvertedRealTime,
            "ZsMin" => Self::ConvertedMin,
            "ZsAvg" => Self::ConvertedAvg,
            "ZsMax" => Self::ConvertedMax,
            "Flag" => Self::Flag,
            "EFlag" => Self::DeviceFlag,
            "SampleTime" => Self::SampleTime,
            "Data" => Self::Noise,
            "DayData" => Self::NoiseDay,
            "NightData" => Self::NoiseNight,
            "RS" => Self::RunningState,
            "RT" => Self::RunningHours,
            "Info" => Self::Info,
            "SN" => Self::Serial,
            "Ala" => Self::Alarm,
            "UpValue" => Self::AlarmUpper,
            "LowValue" => Self::AlarmLower,
            other => Self::Other(other),
        }
    }

    /// The suffix that names it.
    pub fn as_str(self) -> &'a str {
        match self {
            Self::RealTime => "Rtd",
            Self::Min => "Min",
            Self::Avg => "Avg",
            Self::Max => "Max",
            Self::Amount => "Cou",
            Self::ConvertedRealTime => "ZsRtd",
            Self::ConvertedMin => "ZsMin",
            Self::ConvertedAvg => "ZsAvg",
            Self::ConvertedMax => "ZsMax",
            Self::Flag => "Flag",
            Self::DeviceFlag => "EFlag",
            Self::SampleTime => "SampleTime",
            Self::Noise => "Data",
            Self::NoiseDay => "DayData",
            Self::NoiseNight => "NightData",
            Self::RunningState => "RS",
            Self::RunningHours => "RT",
            Self::Info => "Info",
            Self::Serial => "SN",
            Self::Alarm => "Ala",
            Self::AlarmUpper => "UpValue",
            Self::AlarmLower => "LowValue",
            Self::Other(other) => other,
        }
    }
}

/// The instrument's flag of a value. HJ 212-2017 (read).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DataFlag<'a> {
    /// `N`.
    Normal,
    /// `F`: stopped.
    Stopped,
    /// `M`: maintenance.
    Maintenance,
    /// `S`: entered by hand.
    Manual,
    /// `D`: fault.
    Fault,
    /// `C`: calibration.
    Calibration,
    /// `T`: over the range.
    OverRange,
    /// `B`: link to the instrument lost.
    LinkLost,
    /// Anything else, as it came; its quality is not known.
    Other(Value<'a>),
}

impl<'a> DataFlag<'a> {
    fn of(value: Value<'a>) -> Self {
        match value.bytes() {
            b"N" => Self::Normal,
            b"F" => Self::Stopped,
            b"M" => Self::Maintenance,
            b"S" => Self::Manual,
            b"D" => Self::Fault,
            b"C" => Self::Calibration,
            b"T" => Self::OverRange,
            b"B" => Self::LinkLost,
            _ => Self::Other(value),
        }
    }
}

/// The state of a facility (`SBx-RS`). HJ 212-2017 (read).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RunningState<'a> {
    /// 0.
    Off,
    /// 1.
    Running,
    /// 2.
    Calibration,
    /// 3.
    Maintenance,
    /// 4.
    Alarm,
    /// 5: blowing back.
    BlowingBack,
    /// Anything else, as it came.
    Other(Value<'a>),
}

impl<'a> RunningState<'a> {
    /// The state that a value of `RS` names.
    pub fn of(value: Value<'a>) -> Self {
        match value.bytes() {
            b"0" => Self::Off,
            b"1" => Self::Running,
            b"2" => Self::Calibration,
            b"3" => Self::Maintenance,
            b"4" => Self::Alarm,
            b"5" => Self::BlowingBack,
            _ => Self::Other(value),
        }
    }
}

/// The fields of one factor in one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading<'a> {
    /// The factor as the device calls it, known or not: `w01018`, `011`, `SB1`.
    pub code: &'a str,
    /// Which item of the data area it stands in.
    pub item: usize,
    /// Its fields in their order, repeated ones too.
    pub fields: Vec<(Kind<'a>, Value<'a>)>,
}

impl<'a> Reading<'a> {
    /// The first value of a kind.
    pub fn value(&self, kind: Kind<'_>) -> Option<Value<'a>> {
        self.fields
            .iter()
            .find(|(field, _)| *field == kind)
            .map(|(_, value)| *value)
    }

    /// The instrument's flag; none where none is sent, as 2005 allows.
    pub fn flag(&self) -> Option<DataFlag<'a>> {
        self.value(Kind::Flag).map(DataFlag::of)
    }
}

/// The readings of a data area, with the errors of the fields that cannot be read. Fields without a `-`
/// belong to no factor and are left out.
#[derive(Debug, Clone)]
pub struct Readings<'a> {
    fields: Fields<'a>,
    open: Option<Reading<'a>>,
    fault: Option<FieldError>,
}

impl<'a> Readings<'a> {
    pub(super) fn of(fields: Fields<'a>) -> Self {
        Self {
            fields,
            open: None,
            fault: None,
        }
    }

    /// The reading that a field ends, if it ends one.
    fn put(&mut self, field: Field<'a>) -> Option<Reading<'a>> {
        let Some((code, suffix)) = field.name.split_once('-') else {
            return self.open.take();
        };
        let part = (Kind::of(suffix), field.value);
        if let Some(open) = &mut self.open
            && open.code == code
            && open.item == field.item
        {
            open.fields.push(part);
            return None;
        }
        self.open.replace(Reading {
            code,
            item: field.item,
            fields: vec![part],
        })
    }
}

impl<'a> Iterator for Readings<'a> {
    type Item = Result<Reading<'a>, FieldError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(fault) = self.fault.take() {
            return Some(Err(fault));
        }
        loop {
            match self.fields.next() {
                Some(Ok(field)) => {
                    if let Some(reading) = self.put(field) {
                        return Some(Ok(reading));
                    }
                }
                Some(Err(fault)) => match self.open.take() {
                    Some(reading) => {
                        self.fault = Some(fault);
                        return Some(Ok(reading));
                    }
                    None => return Some(Err(fault)),
                },
                None => return self.open.take().map(Ok),
            }
        }
    }
}
