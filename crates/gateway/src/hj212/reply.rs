//! Answers: 9011 to 9015.
//!
//! HJ 212-2017 annex C (read): an answer goes out as system 91 with the **same QN**, password and MN, the
//! edition of what it answers and neither of the two low bits of `Flag`. Only a [`Segment`] can be
//! answered, and only a frame whose check was right gives one.
//!
//! Answers to devices of 2005 carry the QN in the data area (public code). Data without a QN has
//! no answer.

use super::command::Command;
use super::error::EncodeError;
use super::flag::Flag;
use super::message::{Item, Message};
use super::segment::{Segment, Value};
use super::system::System;

/// `QnRtn`: what becomes of a request. 2017 (read).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// 1: it will be carried out.
    Ready,
    /// 2: refused.
    Refused,
    /// 3: wrong password.
    WrongPassword,
    /// 4: wrong MN.
    WrongMn,
    /// 5: wrong ST.
    WrongSystem,
    /// 6: wrong Flag.
    WrongFlag,
    /// 7: wrong QN.
    WrongQn,
    /// 8: wrong CN.
    WrongCommand,
    /// 9: wrong check. Surface-water stations mean *busy* and write 99 for the check (public code).
    WrongCrc,
    /// 100: anything else.
    Unknown,
    /// A code that the standard does not have.
    Other(u16),
}

impl Answer {
    /// Its code.
    pub fn code(self) -> u16 {
        match self {
            Self::Ready => 1,
            Self::Refused => 2,
            Self::WrongPassword => 3,
            Self::WrongMn => 4,
            Self::WrongSystem => 5,
            Self::WrongFlag => 6,
            Self::WrongQn => 7,
            Self::WrongCommand => 8,
            Self::WrongCrc => 9,
            Self::Unknown => 100,
            Self::Other(code) => code,
        }
    }

    /// The answer that a code stands for.
    pub fn of(code: u16) -> Self {
        const NAMED: [Answer; 10] = [
            Answer::Ready,
            Answer::Refused,
            Answer::WrongPassword,
            Answer::WrongMn,
            Answer::WrongSystem,
            Answer::WrongFlag,
            Answer::WrongQn,
            Answer::WrongCommand,
            Answer::WrongCrc,
            Answer::Unknown,
        ];
        let named = NAMED.into_iter().find(|answer| answer.code() == code);
        named.unwrap_or(Self::Other(code))
    }
}

/// `ExeRtn`: what became of a request. 2017 (read).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// 1: done.
    Done,
    /// 2: failed, for a reason not known.
    Failed,
    /// 3: the conditions of the command are not met.
    WrongCondition,
    /// 4: timed out.
    TimedOut,
    /// 5: busy.
    Busy,
    /// 6: the system is out of order.
    OutOfOrder,
    /// 100: no data.
    NoData,
    /// A code that the standard does not have.
    Other(u16),
}

impl Outcome {
    /// Its code.
    pub fn code(self) -> u16 {
        match self {
            Self::Done => 1,
            Self::Failed => 2,
            Self::WrongCondition => 3,
            Self::TimedOut => 4,
            Self::Busy => 5,
            Self::OutOfOrder => 6,
            Self::NoData => 100,
            Self::Other(code) => code,
        }
    }

    /// The outcome that a code stands for.
    pub fn of(code: u16) -> Self {
        const NAMED: [Outcome; 7] = [
            Outcome::Done,
            Outcome::Failed,
            Outcome::WrongCondition,
            Outcome::TimedOut,
            Outcome::Busy,
            Outcome::OutOfOrder,
            Outcome::NoData,
        ];
        let named = NAMED.into_iter().find(|outcome| outcome.code() == code);
        named.unwrap_or(Self::Other(code))
    }
}

/// 9011: what becomes of a request.
///
/// # Errors
/// [`EncodeError::NothingToAnswer`] when there is no QN.
pub fn request(segment: &Segment<'_>, answer: Answer) -> Result<Message, EncodeError> {
    let returned = ("QnRtn".to_owned(), answer.code().to_string());
    answering(segment, Command::REQUEST_ANSWER, vec![vec![returned]])
}

/// 9012: what became of a request.
///
/// # Errors
/// [`EncodeError::NothingToAnswer`] when there is no QN.
pub fn result(segment: &Segment<'_>, outcome: Outcome) -> Result<Message, EncodeError> {
    let returned = ("ExeRtn".to_owned(), outcome.code().to_string());
    answering(segment, Command::RESULT, vec![vec![returned]])
}

/// 9013: a notice came in.
///
/// # Errors
/// [`EncodeError::NothingToAnswer`] when there is no QN.
pub fn notice(segment: &Segment<'_>) -> Result<Message, EncodeError> {
    answering(segment, Command::NOTICE_ANSWER, Vec::new())
}

/// 9014: data came in and are kept. To be sent only once they are.
///
/// # Errors
/// [`EncodeError::NothingToAnswer`] when there is no QN.
pub fn data(segment: &Segment<'_>) -> Result<Message, EncodeError> {
    answering(segment, Command::DATA_ANSWER, Vec::new())
}

/// 9015: a heartbeat (2025 and surface-water stations, public code; whether it is answered, and by
/// what, we did not read).
pub fn heartbeat(qn: String, password: String, mn: String, flag: Flag) -> Message {
    Message {
        qn: Some(qn),
        system: System::INTERACTION,
        command: Command::HEARTBEAT,
        password,
        mn,
        flag: Some(flag),
        packet: None,
        is_resent: false,
        data: Vec::new(),
    }
}

/// The code that an answer carries in its data area, `QnRtn` or `ExeRtn`.
pub fn returned(segment: &Segment<'_>, name: &str) -> Option<u16> {
    segment.data().first(name)?.text()?.parse().ok()
}

fn answering(
    segment: &Segment<'_>,
    command: Command,
    mut data: Vec<Item>,
) -> Result<Message, EncodeError> {
    let text = |value: Option<Value<'_>>| {
        value
            .and_then(Value::text)
            .map(ToOwned::to_owned)
            .unwrap_or_default()
    };
    let qn = text(segment.qn());
    if qn.is_empty() {
        return Err(EncodeError::NothingToAnswer);
    }
    let flag = segment.flag().ok().flatten();
    // 2005, by its bits or for want of a Flag.
    let is_2005 = flag.is_none_or(|flag| flag.edition_bits() == 0);
    if is_2005 {
        data.insert(0, vec![("QN".to_owned(), qn.clone())]);
    }
    Ok(Message {
        qn: (!is_2005).then_some(qn),
        system: System::INTERACTION,
        command,
        password: text(segment.password()),
        mn: text(segment.mn()),
        flag: flag.map(|flag| flag.split(false).answered(false)),
        packet: None,
        is_resent: false,
        data,
    })
}
