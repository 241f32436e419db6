//! Writing remarks and withdrawing them.

use serde_json::json;

use super::read::remark;
use super::{About, Remark};
use crate::lake::Month;
use crate::limits::REMARK_CHARS_MAX;
use crate::state::{AuditEntry, Change, query};
use crate::{Result, Zone, ZoneError, instant};

/// What a remark is on, in full.
struct Place {
    thing: i64,
    reading: Option<(i64, i64)>,
    month: Option<String>,
    /// The instants that it is about; those of its writing where there are none.
    about: Option<(i64, i64)>,
}

/// Writes a remark of `who`.
///
/// # Errors
/// [`ZoneError::Refused`] for words that are none or too many and a month that is none,
/// [`ZoneError::Unknown`] for a thing, series or reading that is not there.
pub async fn write(zone: &Zone, about: &About, words: &str, who: &str) -> Result<Remark> {
    let words = words.trim();
    let chars = words.chars().count();
    if !(1..=REMARK_CHARS_MAX).contains(&chars) {
        return Err(ZoneError::Refused(format!(
            "the remark has {chars} characters; expected 1 to {REMARK_CHARS_MAX}"
        )));
    }
    let place = place_of(zone, about).await?;
    let mut change = zone.state().change(who).await?;
    let id = change.next_id("remark").await?;
    let at_us = change.at_us();
    let (from_us, to_us) = place.about.unwrap_or((at_us, at_us));
    query(
        "insert into remark (id, thing, series, time_us, month, from_us, to_us, words, at_us, who) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(id)
    .bind(place.thing)
    .bind(place.reading.map(|(series, _)| series))
    .bind(place.reading.map(|(_, time_us)| time_us))
    .bind(&place.month)
    .bind(from_us)
    .bind(to_us)
    .bind(words)
    .bind(at_us)
    .bind(who)
    .execute(change.connection())
    .await?;
    change.wrote("remark", &[id]);
    let detail = json!({
        "thing": place.thing, "series": place.reading.map(|(series, _)| series),
        "time": place.reading.map(|(_, us)| instant::show(us, zone.tz())),
        "month": place.month, "words": words,
    });
    let entry = AuditEntry::new("remark", format!("remark {id}"), &detail);
    change.commit(entry).await?;
    remark(zone.state(), id).await
}

async fn place_of(zone: &Zone, about: &About) -> Result<Place> {
    match about {
        About::Reading { series, time_us } => {
            let found: Option<(i64,)> = query("select thing from series where id = $1")
                .bind(*series)
                .fetch_optional(zone.state().reader())
                .await?;
            let Some((thing,)) = found else {
                return Err(unknown("series", series.to_string()));
            };
            let key = std::iter::once((*series, *time_us));
            let head = zone.lake().head()?;
            if zone.lake().observations_by_key(key, head).await?.is_empty() {
                let at = instant::show(*time_us, zone.tz());
                return Err(unknown("reading", format!("series {series} at {at}")));
            }
            Ok(Place {
                thing,
                reading: Some((*series, *time_us)),
                month: None,
                about: Some((*time_us, *time_us)),
            })
        }
        About::Thing { thing } => {
            check_thing(zone, *thing).await?;
            Ok(Place {
                thing: *thing,
                reading: None,
                month: None,
                about: None,
            })
        }
        About::Month { thing, month } => {
            check_thing(zone, *thing).await?;
            let bounds = Month::parse(month).and_then(|month| month.bounds(zone.tz()));
            let Some((from_us, until_us)) = bounds.filter(|_| month.len() == "2021-04".len())
            else {
                return Err(ZoneError::Refused(format!(
                    "`{month}` is no month; expected such as 2021-04"
                )));
            };
            Ok(Place {
                thing: *thing,
                reading: None,
                month: Some(month.clone()),
                about: Some((from_us, until_us - 1)),
            })
        }
    }
}

async fn check_thing(zone: &Zone, thing: i64) -> Result<()> {
    let found: Option<(i64,)> = query("select id from thing where id = $1")
        .bind(thing)
        .fetch_optional(zone.state().reader())
        .await?;
    match found {
        Some(_) => Ok(()),
        None => Err(unknown("thing", thing.to_string())),
    }
}

fn unknown(what: &'static str, name: String) -> ZoneError {
    ZoneError::Unknown { what, name }
}

/// Withdraws a remark: its own author does, or whoever `may_others`.
///
/// # Errors
/// [`ZoneError::Unknown`] where there is none, [`ZoneError::NotAllowed`] for somebody else's,
/// [`ZoneError::Outdated`] for one that was withdrawn already.
pub async fn withdraw(zone: &Zone, id: i64, who: &str, may_others: bool) -> Result<Remark> {
    let mut change = zone.state().change(who).await?;
    let (author, ended_who) = author_of(&mut change, id).await?;
    if author != who && !may_others {
        return Err(ZoneError::NotAllowed(format!(
            "remark {id} is {author}'s; its author or a keeper withdraws it"
        )));
    }
    if let Some(by) = ended_who {
        return Err(ZoneError::Outdated(format!(
            "remark {id} was withdrawn already, by {by}"
        )));
    }
    let at_us = change.at_us();
    query("update remark set ended_us = $1, ended_who = $2 where id = $3")
        .bind(at_us)
        .bind(who)
        .bind(id)
        .execute(change.connection())
        .await?;
    change.wrote("remark", &[id]);
    let detail = json!({ "written_by": author });
    let entry = AuditEntry::new("withdraw_remark", format!("remark {id}"), &detail);
    change.commit(entry).await?;
    remark(zone.state(), id).await
}

/// Who wrote it, and who withdrew it.
async fn author_of(change: &mut Change, id: i64) -> Result<(String, Option<String>)> {
    let found: Option<(String, Option<String>)> =
        query("select who, ended_who from remark where id = $1")
            .bind(id)
            .fetch_optional(change.connection())
            .await?;
    found.ok_or_else(|| unknown("remark", id.to_string()))
}
