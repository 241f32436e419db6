//! Writing entries by hand, and withdrawing them.

use serde_json::json;

use super::read::{entry, unknown};
use super::{Entry, Kind};
use crate::device::Device;
use crate::limits::{DIARY_CHARS_MAX, DIARY_CODE_CHARS_MAX};
use crate::state::{AuditEntry, Change, query};
use crate::{Result, Zone, ZoneError, instant};

/// What is written in a diary.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// What it is of.
    pub kind: Kind,
    /// When it was, or began, µs UTC.
    pub from_us: i64,
    /// When it ended, µs UTC.
    pub to_us: Option<i64>,
    /// The code of the factor, as the device sends it.
    pub factor: Option<String>,
    /// The code of the parameter or state, as the device sends it, or its name where it sends none.
    pub code: Option<String>,
    /// What it was before.
    pub old_value: Option<String>,
    /// What it is from then on.
    pub new_value: Option<String>,
    /// What a check should have given, in the factor's unit.
    pub expected: Option<f64>,
    /// What it gave.
    pub found: Option<f64>,
    /// The end of the instrument's range.
    pub full_scale: Option<f64>,
    /// The words.
    pub words: String,
}

impl Written {
    /// Nothing yet, of this kind.
    pub fn of(kind: Kind) -> Self {
        Self {
            kind,
            from_us: 0,
            to_us: None,
            factor: None,
            code: None,
            old_value: None,
            new_value: None,
            expected: None,
            found: None,
            full_scale: None,
            words: String::new(),
        }
    }

    /// What is wrong with it: the name of the field, and found and expected. `now_us` is the latest
    /// instant that can have been.
    pub(super) fn mistake(&self, now_us: i64) -> Option<(&'static str, String)> {
        self.mistake_of_time(now_us)
            .or_else(|| self.mistake_of_kind())
            .or_else(|| self.mistake_of_length())
    }

    fn mistake_of_time(&self, now_us: i64) -> Option<(&'static str, String)> {
        if self.from_us > now_us {
            return Some(("from", "it lies ahead; expected what has been".to_owned()));
        }
        let to_us = self.to_us?;
        if to_us < self.from_us {
            return Some(("to", "it lies before `from`".to_owned()));
        }
        (to_us > now_us).then(|| ("to", "it lies ahead; expected what has been".to_owned()))
    }

    fn mistake_of_kind(&self) -> Option<(&'static str, String)> {
        let word = self.kind.as_str();
        let needed = |field: &'static str, is_there: bool| {
            (!is_there).then(|| (field, format!("an entry of kind `{word}` needs `{field}`")))
        };
        let idle = |field: &'static str, is_there: bool| {
            is_there.then(|| (field, format!("an entry of kind `{word}` has no `{field}`")))
        };
        let numbers = [
            ("expected", self.expected),
            ("found", self.found),
            ("full_scale", self.full_scale),
        ];
        if let Some((field, _)) = numbers
            .iter()
            .find(|(_, number)| number.is_some_and(|number| !number.is_finite()))
        {
            return Some((field, "expected a number".to_owned()));
        }
        let values = [
            ("code", self.code.is_some()),
            ("new", self.new_value.is_some()),
        ];
        if self.kind.is_value() {
            values.into_iter().find_map(|(field, is)| needed(field, is))
        } else {
            idle("old", self.old_value.is_some())
                .or_else(|| values.into_iter().find_map(|(field, is)| idle(field, is)))
        }
        .or_else(|| {
            let mut numbers = numbers.into_iter();
            if self.kind.is_check() {
                numbers
                    .take(2)
                    .find_map(|(field, number)| needed(field, number.is_some()))
            } else {
                numbers.find_map(|(field, number)| idle(field, number.is_some()))
            }
        })
        .or_else(|| needed("text", self.kind != Kind::Note || !self.words.is_empty()))
    }

    fn mistake_of_length(&self) -> Option<(&'static str, String)> {
        let short = [
            ("factor", &self.factor),
            ("code", &self.code),
            ("old", &self.old_value),
            ("new", &self.new_value),
        ];
        let lengths = short
            .into_iter()
            .filter_map(|(field, text)| Some((field, text.as_deref()?, DIARY_CODE_CHARS_MAX)))
            .chain([("text", self.words.as_str(), DIARY_CHARS_MAX)]);
        lengths.into_iter().find_map(|(field, text, most)| {
            let chars = text.chars().count();
            (chars > most).then(|| {
                (
                    field,
                    format!("{chars} characters; expected at most {most}"),
                )
            })
        })
    }
}

/// Writes an entry of `who` in the diary of a device.
///
/// # Errors
/// [`ZoneError::Refused`] with the field, found and expected: an instant that lies ahead, an end before
/// the beginning, what the kind needs and is not there, what it has no place for, what is too long.
pub async fn add(zone: &Zone, device: &Device, written: &Written, who: &str) -> Result<Entry> {
    if let Some((field, wrong)) = written.mistake(zone.clock().now_us()) {
        return Err(ZoneError::Refused(format!("`{field}`: {wrong}")));
    }
    let mut change = zone.state().change(who).await?;
    let id = insert(&mut change, device.id, written, None).await?;
    let detail = json!({
        "device": device.identity, "kind": written.kind.as_str(),
        "from": instant::show(written.from_us, zone.tz()),
        "to": written.to_us.map(|us| instant::show(us, zone.tz())),
        "factor": written.factor, "code": written.code, "old": written.old_value,
        "new": written.new_value, "expected": written.expected, "found": written.found,
        "full_scale": written.full_scale, "text": written.words,
    });
    let audit = AuditEntry::new("diary", format!("entry {id}"), &detail);
    change.commit(audit).await?;
    entry(zone.state(), id).await
}

/// Writes the row of an entry. Gives its number.
pub(super) async fn insert(
    change: &mut Change,
    device: i64,
    written: &Written,
    frame: Option<i64>,
) -> Result<i64> {
    let id = change.next_id("diary").await?;
    let (at_us, who) = (change.at_us(), change.who().to_owned());
    query(
        "insert into diary (id, device, kind, from_us, to_us, factor, code, old_value, new_value, \
         expected, found, full_scale, words, frame, at_us, who) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(id)
    .bind(device)
    .bind(written.kind.as_str())
    .bind(written.from_us)
    .bind(written.to_us)
    .bind(&written.factor)
    .bind(&written.code)
    .bind(&written.old_value)
    .bind(&written.new_value)
    .bind(written.expected)
    .bind(written.found)
    .bind(written.full_scale)
    .bind(&written.words)
    .bind(frame)
    .bind(at_us)
    .bind(who)
    .execute(change.connection())
    .await?;
    change.wrote("diary", &[id]);
    Ok(id)
}

/// Withdraws an entry that a person wrote: its author does, or whoever `may_others`.
///
/// # Errors
/// [`ZoneError::Unknown`] where there is none, [`ZoneError::NotAllowed`] for somebody else's and for what
/// the device said itself, [`ZoneError::Outdated`] for one that was withdrawn already.
pub async fn withdraw(zone: &Zone, id: i64, who: &str, may_others: bool) -> Result<Entry> {
    let mut change = zone.state().change(who).await?;
    let found: Option<(String, Option<i64>, Option<String>)> =
        query("select who, frame, ended_who from diary where id = $1")
            .bind(id)
            .fetch_optional(change.connection())
            .await?;
    let (author, frame, ended_who) = found.ok_or_else(|| unknown(id))?;
    if let Some(frame) = frame {
        return Err(ZoneError::NotAllowed(format!(
            "entry {id} is what the device said in frame {frame}; it stays"
        )));
    }
    if author != who && !may_others {
        return Err(ZoneError::NotAllowed(format!(
            "entry {id} is {author}'s; its author or a keeper withdraws it"
        )));
    }
    if let Some(by) = ended_who {
        return Err(ZoneError::Outdated(format!(
            "entry {id} was withdrawn already, by {by}"
        )));
    }
    let at_us = change.at_us();
    query("update diary set ended_us = $1, ended_who = $2 where id = $3")
        .bind(at_us)
        .bind(who)
        .bind(id)
        .execute(change.connection())
        .await?;
    change.wrote("diary", &[id]);
    let detail = json!({ "written_by": author });
    let audit = AuditEntry::new("withdraw_diary", format!("entry {id}"), &detail);
    change.commit(audit).await?;
    entry(zone.state(), id).await
}
