//! A stamp as it is written, part by part; whether the parts make a time is asked elsewhere.

/// Hours that an offset from UTC can have.
const OFFSET_HOURS_MAX: i32 = 14;

/// What a stamp says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Written {
    pub year: Option<i16>,
    pub month: i8,
    pub day: i8,
    pub clock: Option<Clock>,
    pub offset_seconds: Option<i32>,
}

/// A time of day, also one that no clock shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Clock {
    pub hour: i8,
    pub minute: i8,
    pub second: i8,
    pub nanosecond: i32,
}

/// Why a text is no stamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    NotAStamp,
    NoDay,
    Ambiguous,
}

type Parsed<T> = Result<T, Fault>;

/// How a date was written, for the clock goes with it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Compact,
    Separated,
    Chinese,
}

struct WrittenDate {
    year: Option<i16>,
    month: i8,
    day: i8,
    style: Style,
}

/// The days of a bare `44287.1666667`; shorter and longer numbers are something else.
pub(super) fn serial_days(text: &str) -> Option<f64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    (whole.len() == 5 && digits(whole) && digits(fraction)).then(|| text.parse().ok())?
}

impl Written {
    /// Reads a text that is plain already.
    pub(super) fn parse(text: &str) -> Parsed<Self> {
        let mut scan = Scan { rest: text };
        let digits = scan.digits();
        let (date, clock) = match digits.len() {
            12 | 14 => (
                compact_date(&digits[..8])?,
                Some(compact_clock(&digits[8..])?),
            ),
            8 => (compact_date(digits)?, None),
            _ => (scan.date(digits)?, None),
        };
        let clock = match clock {
            Some(clock) => Some(clock),
            None => scan.clock(date.style)?,
        };
        let offset_seconds = if clock.is_some() {
            scan.offset()?
        } else {
            None
        };
        scan.skip_space();
        if !scan.rest.is_empty() {
            return Err(Fault::NotAStamp);
        }
        let WrittenDate {
            year, month, day, ..
        } = date;
        Ok(Self {
            year,
            month,
            day,
            clock,
            offset_seconds,
        })
    }
}

/// What is still to read.
struct Scan<'t> {
    rest: &'t str,
}

impl<'t> Scan<'t> {
    fn digits(&mut self) -> &'t str {
        let end = self
            .rest
            .bytes()
            .position(|b| !b.is_ascii_digit())
            .unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        digits
    }

    fn eat(&mut self, any: &[char]) -> Option<char> {
        let first = self.rest.chars().next().filter(|c| any.contains(c))?;
        self.rest = &self.rest[first.len_utf8()..];
        Some(first)
    }

    /// One of the Chinese words of a date or a clock, space around it or not.
    fn eat_word(&mut self, any: &[char]) -> Option<char> {
        let before = self.rest;
        self.skip_space();
        let Some(word) = self.eat(any) else {
            self.rest = before;
            return None;
        };
        self.skip_space();
        Some(word)
    }

    fn skip_space(&mut self) -> bool {
        let rest = self.rest.trim_start();
        let skipped = rest.len() < self.rest.len();
        self.rest = rest;
        skipped
    }

    fn date(&mut self, first: &str) -> Parsed<WrittenDate> {
        match self
            .eat_word(&['年', '月'])
            .or_else(|| self.eat(&['-', '/', '.']))
        {
            Some('年') if first.len() == 4 => {
                let month = self.digits();
                if self.rest.is_empty() && month.is_empty() {
                    return Err(Fault::NoDay);
                }
                self.eat_word(&['月']).ok_or(Fault::NotAStamp)?;
                self.chinese_day(Some(small(first)?), month)
            }
            Some('年') => Err(Fault::Ambiguous),
            Some('月') => self.chinese_day(None, first),
            Some(separator) => self.separated_date(first, separator),
            None => Err(Fault::NotAStamp),
        }
    }

    fn chinese_day(&mut self, year: Option<i16>, month: &str) -> Parsed<WrittenDate> {
        let day = self.digits();
        if day.is_empty() && self.rest.is_empty() {
            return Err(Fault::NoDay);
        }
        self.eat_word(&['日', '号']).ok_or(Fault::NotAStamp)?;
        let (month, day) = (one_or_two(month)?, one_or_two(day)?);
        Ok(WrittenDate {
            year,
            month,
            day,
            style: Style::Chinese,
        })
    }

    fn separated_date(&mut self, first: &str, separator: char) -> Parsed<WrittenDate> {
        let second = self.digits();
        let third = self.eat(&[separator]).map(|_| self.digits());
        let (year, month, day) = match (first.len(), second.len(), third.map(str::len)) {
            (4, 1 | 2, Some(1 | 2)) => (Some(small(first)?), second, third.unwrap_or_default()),
            (4, 1 | 2, None) if self.skip_space() || self.rest.is_empty() => {
                return Err(Fault::NoDay);
            }
            // `04-01 04:00` is how the national feed writes; `4/1` is a day first elsewhere.
            (1 | 2, 1 | 2, None) if separator == '-' => (None, first, second),
            (1 | 2, 1 | 2, None) if separator == '/' => return Err(Fault::Ambiguous),
            (1 | 2, 1 | 2, Some(1 | 2 | 4)) => return Err(Fault::Ambiguous),
            _ => return Err(Fault::NotAStamp),
        };
        let (month, day) = (small(month)?, small(day)?);
        Ok(WrittenDate {
            year,
            month,
            day,
            style: Style::Separated,
        })
    }

    /// The clock after a date, if there is one.
    fn clock(&mut self, style: Style) -> Parsed<Option<Clock>> {
        let spaced = self.skip_space();
        if self.rest.is_empty() {
            return Ok(None);
        }
        let parted = spaced || self.eat(&['T', 't']).is_some();
        if !parted && style != Style::Chinese {
            return Err(Fault::NotAStamp);
        }
        let hour = self.digits();
        match (
            hour.len(),
            self.eat(&[':']).or_else(|| self.eat_word(&['时', '点'])),
        ) {
            (1 | 2, Some(':')) => self.minutes(small(hour)?).map(Some),
            (1 | 2, Some(_)) => self.chinese_minutes(small(hour)?).map(Some),
            (4 | 6, None) if style == Style::Compact => compact_clock(hour).map(Some),
            _ => Err(Fault::NotAStamp),
        }
    }

    fn minutes(&mut self, hour: i8) -> Parsed<Clock> {
        let minute = exactly_two(self.digits())?;
        let mut clock = Clock {
            hour,
            minute,
            ..Clock::default()
        };
        if self.eat(&[':']).is_some() {
            clock.second = exactly_two(self.digits())?;
            if self.eat(&['.']).is_some() {
                clock.nanosecond = nanoseconds(self.digits())?;
            }
        }
        Ok(clock)
    }

    fn chinese_minutes(&mut self, hour: i8) -> Parsed<Clock> {
        let mut clock = Clock {
            hour,
            ..Clock::default()
        };
        let minute = self.digits();
        if !minute.is_empty() {
            self.eat_word(&['分']).ok_or(Fault::NotAStamp)?;
            clock.minute = one_or_two(minute)?;
            let second = self.digits();
            if !second.is_empty() {
                self.eat_word(&['秒']).ok_or(Fault::NotAStamp)?;
                clock.second = one_or_two(second)?;
            }
        }
        Ok(clock)
    }

    /// `Z`, `+08`, `+0800` or `+08:00`, if there is one.
    fn offset(&mut self) -> Parsed<Option<i32>> {
        self.skip_space();
        let sign = match self.eat(&['Z', 'z', '+', '-']) {
            None => return Ok(None),
            Some('Z' | 'z') => return Ok(Some(0)),
            Some('-') => -1,
            Some(_) => 1,
        };
        let digits = self.digits();
        let (hours, minutes) = match digits.len() {
            2 if self.eat(&[':']).is_some() => (digits, exactly_two(self.digits())?),
            2 => (digits, 0),
            4 => (&digits[..2], small(&digits[2..])?),
            _ => return Err(Fault::NotAStamp),
        };
        let hours: i32 = small(hours)?;
        if hours > OFFSET_HOURS_MAX || minutes > 59 {
            return Err(Fault::NotAStamp);
        }
        Ok(Some(sign * (hours * 3600 + i32::from(minutes) * 60)))
    }
}

fn compact_date(digits: &str) -> Parsed<WrittenDate> {
    Ok(WrittenDate {
        year: Some(small(&digits[..4])?),
        month: small(&digits[4..6])?,
        day: small(&digits[6..])?,
        style: Style::Compact,
    })
}

fn compact_clock(digits: &str) -> Parsed<Clock> {
    Ok(Clock {
        hour: small(&digits[..2])?,
        minute: small(&digits[2..4])?,
        second: if digits.len() > 4 {
            small(&digits[4..])?
        } else {
            0
        },
        nanosecond: 0,
    })
}

fn nanoseconds(digits: &str) -> Parsed<i32> {
    if !(1..=9).contains(&digits.len()) {
        return Err(Fault::NotAStamp);
    }
    small(&format!("{digits:0<9}"))
}

fn exactly_two(digits: &str) -> Parsed<i8> {
    if digits.len() == 2 {
        small(digits)
    } else {
        Err(Fault::NotAStamp)
    }
}

fn one_or_two(digits: &str) -> Parsed<i8> {
    if matches!(digits.len(), 1 | 2) {
        small(digits)
    } else {
        Err(Fault::NotAStamp)
    }
}

fn small<T: std::str::FromStr>(digits: &str) -> Parsed<T> {
    digits.parse().map_err(|_| Fault::NotAStamp)
}
