//! The diary of a device: what was set, checked and done to it, by the device's word and by people's.

#![allow(
    unused_qualifications,
    reason = "the macro that describes parameters names its traits in full"
)]

use std::sync::Arc;

use ::packs::SettingValue;
use ::zone::device::{Device as Registered, devices};
use ::zone::diary::{
    self, DiaryAsked as Wanted, Entry, Kind, Written, add, deviation_percent, diary, entry,
    withdraw,
};
use ::zone::instant::{read, show};
use ::zone::person::Role;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Momentary, momentary};
use crate::asked::{Asked, Named, Sent};
use crate::book::Book;
use crate::door::Asker;
use crate::paging::{cut, page_rows};
use crate::problem::Problem;
use crate::routes::Page;
use crate::seen::Seen;

/// The pack whose settings say how far a check may be off: `standard_check_percent` and the like.
const PACK: &str = "instruments";

/// An entry of a diary.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DiaryEntry {
    entry: i64,
    /// `parameter`, `state`, `zero_check`, `span_check`, `standard_check`, `comparison`, `visit`,
    /// `maintenance`, `calibration` or `note`.
    kind: &'static str,
    from: String,
    to: Option<String>,
    /// The code of the factor that it is about, as the device sends it; else all of the device.
    factor: Option<String>,
    /// The code of the parameter or state.
    code: Option<String>,
    /// What it was before; nothing where it became known.
    old: Option<String>,
    new: Option<String>,
    expected: Option<f64>,
    found: Option<f64>,
    full_scale: Option<f64>,
    /// How far a check was off, %: of `full_scale` for zero and span, else of `expected`.
    deviation_percent: Option<f64>,
    /// How far it may be off, %, by the setting of the pack `instruments`.
    allowed_percent: Option<f64>,
    /// Whether it was within that; nothing where that cannot be told.
    passed: Option<bool>,
    text: String,
    /// The number of the frame that said it; else a person did.
    frame: Option<i64>,
    who: String,
    at: String,
    withdrawn: Option<DiaryWithdrawn>,
}

/// Who withdrew an entry.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DiaryWithdrawn {
    who: String,
    at: String,
}

impl DiaryEntry {
    fn of(found: Entry, book: &Book) -> Self {
        let at = |us: i64| show(us, book.zone().tz());
        let kind = Kind::parse(&found.kind).unwrap_or(Kind::Note);
        let deviation = deviation_percent(kind, found.expected, found.found, found.full_scale);
        let allowed = kind
            .is_check()
            .then(|| allowed_percent(book, kind))
            .flatten();
        let ended = found.ended_us.zip(found.ended_who);
        Self {
            entry: found.id,
            kind: kind.as_str(),
            from: at(found.from_us),
            to: found.to_us.map(at),
            factor: found.factor,
            code: found.code,
            old: found.old_value,
            new: found.new_value,
            expected: found.expected,
            found: found.found,
            full_scale: found.full_scale,
            deviation_percent: deviation,
            allowed_percent: allowed,
            passed: deviation
                .zip(allowed)
                // As the pack's table rounds it.
                .map(|(off, allowed)| (off.abs() * 100.0).round() / 100.0 <= allowed),
            text: found.words,
            frame: found.frame,
            who: found.who,
            at: at(found.at_us),
            withdrawn: ended.map(|(us, who)| DiaryWithdrawn { who, at: at(us) }),
        }
    }
}

/// What the setting of a kind of check allows, as zone.toml has it or else the pack.
fn allowed_percent(book: &Book, kind: Kind) -> Option<f64> {
    let id = format!("{}_percent", kind.as_str());
    let chosen = book.zone().config().settings.get(PACK);
    let chosen = chosen.and_then(|of| of.get(&id)).and_then(|said| {
        let whole = said.as_integer().and_then(|n| i32::try_from(n).ok());
        said.as_float().or_else(|| whole.map(f64::from))
    });
    let pack = book.packs().iter().find(|pack| pack.id == PACK);
    let default = pack.and_then(|pack| match pack.settings.get(&id)?.default {
        SettingValue::Number(number) => Some(number),
        SettingValue::Whole(whole) => i32::try_from(whole).ok().map(f64::from),
        SettingValue::Word(_) => None,
    });
    chosen.or(default)
}

/// The device that is named, where it is seen.
async fn seen_device(
    book: &Book,
    asker: &Asker,
    protocol: &str,
    identity: &str,
) -> Result<Registered, Problem> {
    let seen = Seen::read(book.zone(), asker).await?;
    let mut all = devices(book.zone().state()).await?.into_iter();
    all.find(|d| (d.protocol.as_str(), d.identity.as_str()) == (protocol, identity))
        .filter(|device| seen.sees_device(device))
        .ok_or_else(|| Problem::not_found(format!("there is no device `{identity}`")))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DiaryAsked {
    /// Only entries of these kinds, with commas between.
    kind: Option<String>,
    /// `true`: also those that were withdrawn.
    withdrawn: Option<bool>,
    /// Rows of the page, 1 to 1,000.
    limit: Option<usize>,
    /// The cursor that the page before gave.
    after: Option<String>,
}

impl DiaryAsked {
    fn kinds(&self) -> Result<Vec<Kind>, Problem> {
        let words = self.kind.as_deref().unwrap_or_default().split(',');
        let words = words.map(str::trim).filter(|word| !word.is_empty());
        words
            .map(|word| {
                Kind::parse(word).ok_or_else(|| {
                    let known = Kind::ALL.map(Kind::as_str).join(", ");
                    Problem::bad_request(format!("`kind` is `{word}`; expected some of {known}"))
                })
            })
            .collect()
    }

    fn cursor(&self) -> Result<Option<(i64, i64)>, Problem> {
        let Some(cursor) = self.after.as_deref() else {
            return Ok(None);
        };
        let place = cursor
            .split_once('/')
            .and_then(|(us, id)| Some((us.parse().ok()?, id.parse().ok()?)));
        place.map(Some).ok_or_else(|| {
            Problem::bad_request(format!("`after` is no cursor of this list: {cursor}"))
        })
    }
}

/// The diary of a device, the newest first.
#[utoipa::path(get, path = "/api/devices/{protocol}/{identity}/diary",
    params(("protocol" = String, Path), ("identity" = String, Path), DiaryAsked),
    responses((status = 200, body = Page<DiaryEntry>), Problem))]
pub(crate) async fn device_diary(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named((protocol, identity)): Named<(String, String)>,
    Asked(asked): Asked<DiaryAsked>,
) -> Result<Momentary<Page<DiaryEntry>>, Problem> {
    asker.works_here()?;
    let rows = page_rows(asked.limit)?;
    let device = seen_device(&book, &asker, &protocol, &identity).await?;
    let wanted = Wanted {
        device: device.id,
        kinds: asked.kinds()?,
        with_withdrawn: asked.withdrawn.unwrap_or(false),
        after: asked.cursor()?,
        most: rows + 1,
    };
    let mut found = diary(book.zone().state(), &wanted).await?;
    let next = cut(&mut found, rows, |last| {
        format!("{}/{}", last.from_us, last.id)
    });
    Ok(momentary(Page {
        next,
        rows: found
            .into_iter()
            .map(|found| DiaryEntry::of(found, &book))
            .collect(),
    }))
}

/// What is written in a diary.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DiarySent {
    kind: String,
    /// When it was, or began; now where it is not said.
    from: Option<String>,
    to: Option<String>,
    factor: Option<String>,
    /// Of a parameter or state.
    code: Option<String>,
    old: Option<String>,
    new: Option<String>,
    /// Of a check or comparison.
    expected: Option<f64>,
    found: Option<f64>,
    full_scale: Option<f64>,
    /// At most 2,000 characters.
    text: Option<String>,
}

impl DiarySent {
    fn written(self, book: &Book) -> Result<Written, Problem> {
        let kind = Kind::parse(&self.kind).ok_or_else(|| {
            let known = Kind::ALL.map(Kind::as_str).join(", ");
            Problem::bad_request(format!(
                "`kind` is `{}`; expected one of {known}",
                self.kind
            ))
        })?;
        let time = |written: &Option<String>| {
            let read = written.as_deref().map(|text| read(text, book.zone().tz()));
            read.transpose().map_err(Problem::of_change)
        };
        let filled = |text: Option<String>| {
            let text = text.map(|text| text.trim().to_owned());
            text.filter(|text| !text.is_empty())
        };
        Ok(Written {
            kind,
            from_us: time(&self.from)?.unwrap_or(book.now_us()),
            to_us: time(&self.to)?,
            factor: filled(self.factor),
            code: filled(self.code),
            old_value: filled(self.old),
            new_value: filled(self.new),
            expected: self.expected,
            found: self.found,
            full_scale: self.full_scale,
            words: filled(self.text).unwrap_or_default(),
        })
    }
}

/// Writes an entry in the diary of a device. Takes an editor.
#[utoipa::path(post, path = "/api/devices/{protocol}/{identity}/diary",
    params(("protocol" = String, Path), ("identity" = String, Path)),
    request_body = DiarySent, responses((status = 201, body = DiaryEntry), Problem))]
pub(crate) async fn write_diary(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named((protocol, identity)): Named<(String, String)>,
    Sent(sent): Sent<DiarySent>,
) -> Result<(StatusCode, Json<DiaryEntry>), Problem> {
    let who = asker.may(Role::Editor)?.name.clone();
    let device = seen_device(&book, &asker, &protocol, &identity).await?;
    let written = sent.written(&book)?;
    let changed = Arc::clone(&book);
    let made = book.change(async move {
        let made = add(changed.zone(), &device, &written, &who).await;
        made.map_err(Problem::of_change)
    });
    let told = DiaryEntry::of(made.await?, &book);
    Ok((StatusCode::CREATED, Json(told)))
}

/// Withdraws an entry that a person wrote, which stays readable: its author does, or a keeper. Takes an
/// editor.
#[utoipa::path(post, path = "/api/diary/{entry}/withdraw", params(("entry" = i64, Path)),
    responses((status = 200, body = DiaryEntry), Problem))]
pub(crate) async fn withdraw_diary(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Json<DiaryEntry>, Problem> {
    let person = asker.may(Role::Editor)?;
    let (who, may_others) = (person.name.clone(), person.role >= Role::Keeper);
    let found: diary::Entry = entry(book.zone().state(), id)
        .await
        .map_err(Problem::of_change)?;
    let seen = Seen::read(book.zone(), &asker).await?;
    let all = devices(book.zone().state()).await?;
    let is_seen = all
        .iter()
        .any(|device| device.id == found.device && seen.sees_device(device));
    if !is_seen {
        return Err(Problem::not_found(format!(
            "there is no entry of a diary `{id}`"
        )));
    }
    let changed = Arc::clone(&book);
    let made = book.change(async move {
        let made = withdraw(changed.zone(), id, &who, may_others).await;
        made.map_err(Problem::of_change)
    });
    Ok(Json(DiaryEntry::of(made.await?, &book)))
}
