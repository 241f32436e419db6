//! How a device is, in one word.

use std::time::Duration;

use zone::observation::Flag;

/// How a device is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
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

/// What the word is found by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signs<'a> {
    pub is_out_of_service: bool,
    /// When it was heard last, µs UTC.
    pub heard_us: Option<i64>,
    pub now_us: i64,
    /// After so long it is silent.
    pub silent_after: Duration,
    /// Whether it has a line; nothing where no door is open here.
    pub is_on_line: Option<bool>,
    /// What the last readings of its points say of it.
    pub flags: &'a [Flag],
}

impl Standing {
    /// By the signs.
    pub fn of(signs: &Signs<'_>) -> Self {
        if signs.is_out_of_service {
            return Self::OutOfService;
        }
        let Some(heard_us) = signs.heard_us else {
            return Self::Never;
        };
        let after_us = i64::try_from(signs.silent_after.as_micros()).unwrap_or(i64::MAX);
        if signs.now_us.saturating_sub(heard_us) > after_us {
            return match signs.is_on_line {
                Some(false) => Self::LineDown,
                Some(true) | None => Self::Silent,
            };
        }
        let any = |wanted: &[Flag]| signs.flags.iter().any(|flag| wanted.contains(flag));
        if !signs.flags.is_empty() && signs.flags.iter().all(|flag| *flag == Flag::Stopped) {
            Self::Stopped
        } else if any(&[Flag::Maintenance, Flag::Calibration]) {
            Self::Maintenance
        } else if any(&[Flag::Fault, Flag::Broken]) {
            Self::Fault
        } else {
            Self::Heard
        }
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    const HEARD: Signs<'_> = Signs {
        is_out_of_service: false,
        heard_us: Some(0),
        now_us: 120_000_000,
        silent_after: Duration::from_mins(2),
        is_on_line: None,
        flags: &[],
    };

    #[test]
    fn silent_begins_behind_its_limit_and_a_line_that_is_down_is_said_where_it_is_known() {
        assert_eq!(Standing::of(&HEARD), Standing::Heard);
        let late = Signs {
            now_us: 120_000_001,
            ..HEARD
        };
        assert_eq!(Standing::of(&late), Standing::Silent);
        for (is_on_line, standing) in [(true, Standing::Silent), (false, Standing::LineDown)] {
            let known = Signs {
                is_on_line: Some(is_on_line),
                ..late
            };
            assert_eq!(Standing::of(&known), standing);
        }
        let mute = Signs {
            heard_us: None,
            ..late
        };
        assert_eq!(Standing::of(&mute), Standing::Never);
        let out = Signs {
            is_out_of_service: true,
            ..mute
        };
        assert_eq!(Standing::of(&out), Standing::OutOfService);
    }

    #[test]
    fn maintenance_fault_and_standing_still_are_told_apart_by_the_flags() {
        let of = |flags: &[Flag]| Standing::of(&Signs { flags, ..HEARD });
        assert_eq!(of(&[Flag::Stopped, Flag::Stopped]), Standing::Stopped);
        assert_eq!(of(&[Flag::Stopped, Flag::Normal]), Standing::Heard);
        assert_eq!(
            of(&[Flag::Normal, Flag::Maintenance]),
            Standing::Maintenance
        );
        assert_eq!(of(&[Flag::Fault, Flag::Calibration]), Standing::Maintenance);
        assert_eq!(of(&[Flag::Broken, Flag::Normal]), Standing::Fault);
        assert_eq!(of(&[Flag::Normal]), Standing::Heard);
    }
}
