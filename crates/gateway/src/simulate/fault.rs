//! What goes wrong, and when.

use super::moment::{DAY_SECONDS, Moment};

/// When something goes wrong: between two moments, each day between two times, or both at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Window {
    /// The first moment; none where it always was so.
    pub begin: Option<Moment>,
    /// The first moment after it; none where it never ends.
    pub end: Option<Moment>,
    /// Seconds since midnight from and up to which it is so each day; over midnight where the second is
    /// the lesser.
    pub daily: Option<(u32, u32)>,
}

impl Window {
    /// The moment at which what holds now began, where something holds now.
    pub fn since(&self, now: Moment) -> Option<Moment> {
        let is_within =
            self.begin.is_none_or(|begin| now >= begin) && self.end.is_none_or(|end| now < end);
        if !is_within {
            return None;
        }
        let Some((from, to)) = self.daily else {
            return Some(self.begin.unwrap_or(now));
        };
        let of_day = now.of_day();
        let today = now.midnight().later(i64::from(from));
        let opened = if from < to {
            (from..to).contains(&of_day).then_some(today)?
        } else if of_day >= from {
            today
        } else {
            (of_day < to).then_some(today.later(-DAY_SECONDS))?
        };
        Some(self.begin.map_or(opened, |begin| opened.max(begin)))
    }

    /// Whether something holds now.
    pub fn holds(&self, now: Moment) -> bool {
        self.since(now).is_some()
    }
}

/// A parameter of an instrument that is set otherwise for a while. The device says so when it is set, and
/// when it is set back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// When it is set otherwise.
    pub window: Window,
    /// The factor that it is of.
    pub factor: String,
    /// Its code, such as `i13008`.
    pub code: String,
    /// What it is usually, and what it is set to.
    pub values: [String; 2],
}

impl Parameter {
    /// What it is set to at this very second; none where it was not set then.
    pub(super) fn set_at(&self, now: Moment) -> Option<&str> {
        let [usual, other] = &self.values;
        let holds = self.window.holds(now);
        (holds != self.window.holds(now.later(-1))).then_some(if holds { other } else { usual })
    }
}

/// What can go wrong with a channel. The first two happen in the plant, and what follows the channel
/// follows them; the others happen in the instrument.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ChannelFault {
    /// What is measured is off and shows this.
    Off(f64),
    /// What is measured is so many times what it would be.
    Exceed(f64),
    /// The instrument shows what it showed when this began.
    Frozen,
    /// The instrument moves only this share of the way from what it showed when this began.
    Calm(f64),
    /// The instrument shows so many times what it would.
    Scaled(f64),
    /// The instrument shows so much more.
    Offset(f64),
    /// The instrument writes this flag.
    Flag(char),
}

/// What can go wrong with a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceFault {
    /// It sends nothing.
    Silent,
    /// Its clock is so many seconds ahead.
    Clock(i64),
    /// It sends each frame so many times more, with the same QN, whether it was answered or not.
    Resend(usize),
    /// The counter of its QN stands still.
    SameQn,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::{Moment, Window};

    fn at(text: &str) -> Moment {
        Moment::of(text.parse().unwrap()).unwrap()
    }

    #[test]
    fn a_window_over_midnight_began_the_evening_before() {
        let night = Window {
            daily: Some((23 * 3_600, 5 * 3_600)),
            ..Window::default()
        };
        let began = Some(at("2026-11-27T23:00:00"));
        assert_eq!(night.since(at("2026-11-27T22:59:59")), None);
        assert_eq!(night.since(at("2026-11-27T23:00:00")), began);
        assert_eq!(night.since(at("2026-11-28T04:59:59")), began);
        assert_eq!(night.since(at("2026-11-28T05:00:00")), None);
    }

    #[test]
    fn a_daily_window_between_two_moments_begins_with_the_later_of_both() {
        let window = Window {
            begin: Some(at("2026-11-27T10:00:00")),
            end: Some(at("2026-11-28T10:00:00")),
            daily: Some((8 * 3_600, 24 * 3_600)),
        };
        assert_eq!(window.since(at("2026-11-27T09:00:00")), None);
        let first = at("2026-11-27T10:00:00");
        assert_eq!(window.since(at("2026-11-27T12:00:00")), Some(first));
        let second = at("2026-11-28T08:00:00");
        assert_eq!(window.since(at("2026-11-28T09:59:59")), Some(second));
        assert_eq!(window.since(at("2026-11-28T10:00:00")), None);
    }
}
