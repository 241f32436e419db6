//! Remarks on readings, things and months.

#![allow(
    unused_qualifications,
    reason = "the macro that describes parameters names its traits in full"
)]

use std::sync::Arc;

use ::zone::instant::{read, read_last, show};
use ::zone::lake::Month;
use ::zone::person::Role;
use ::zone::remark::{self, About, RemarksAsked as Wanted, remarks, withdraw, write};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Page;
use crate::asked::{Asked, Named, Sent};
use crate::book::Book;
use crate::door::Asker;
use crate::paging::{cut, number_of, page_rows};
use crate::problem::Problem;
use crate::seen::Seen;

/// The kind of thing that is meant where none is named.
const KIND: &str = "section";

/// A remark.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Remark {
    id: i64,
    /// `reading`, `thing` or `month`.
    of: &'static str,
    kind: String,
    thing: String,
    name_zh: String,
    name_en: Option<String>,
    /// Of a reading.
    series: Option<i64>,
    property: Option<String>,
    time: Option<String>,
    /// Of a month.
    month: Option<String>,
    text: String,
    who: String,
    at: String,
    withdrawn: Option<Withdrawn>,
}

/// Who withdrew a remark.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Withdrawn {
    who: String,
    at: String,
}

impl Remark {
    fn of(found: remark::Remark, seen: &Seen, tz: &TimeZone) -> Option<Self> {
        let thing = seen.thing(found.thing)?;
        let series = found.series.and_then(|id| seen.series(id));
        let of = match (&found.series, &found.month) {
            (Some(_), _) => "reading",
            (None, Some(_)) => "month",
            (None, None) => "thing",
        };
        let ended = found.ended_us.zip(found.ended_who);
        Some(Self {
            id: found.id,
            of,
            kind: thing.draft.kind.clone(),
            thing: thing.draft.code.clone(),
            name_zh: thing.draft.name_zh.clone(),
            name_en: thing.draft.name_en.clone(),
            series: found.series,
            property: series.map(|(series, _)| series.key.property.clone()),
            time: found.time_us.map(|us| show(us, tz)),
            month: found.month,
            text: found.words,
            who: found.who,
            at: show(found.at_us, tz),
            withdrawn: ended.map(|(us, who)| Withdrawn {
                who,
                at: show(us, tz),
            }),
        })
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct RemarksAsked {
    /// The kind of `thing`; else `section`.
    kind: Option<String>,
    /// Only remarks on the thing with this code, its months and its readings.
    thing: Option<String>,
    /// Only remarks on readings of this series.
    series: Option<i64>,
    /// Only remarks about this month, such as `2021-04`.
    month: Option<String>,
    /// Only remarks about this instant or day and what comes after it. A remark on a thing is about the
    /// instant when it was written.
    from: Option<String>,
    /// Only remarks about what comes before this instant, or the end of this day.
    to: Option<String>,
    /// `true`: also those that were withdrawn.
    withdrawn: Option<bool>,
    /// Rows of the page, 1 to 1,000.
    limit: Option<usize>,
    /// The cursor that the page before gave.
    after: Option<String>,
}

impl RemarksAsked {
    /// The first and the last instant that are asked about.
    fn period(&self, tz: &TimeZone) -> Result<(Option<i64>, Option<i64>), Problem> {
        let Some(month) = &self.month else {
            let from = self.from.as_deref().map(|from| read(from, tz));
            let to = self.to.as_deref().map(|to| read_last(to, tz));
            return Ok((
                from.transpose().map_err(Problem::of_change)?,
                to.transpose().map_err(Problem::of_change)?,
            ));
        };
        if self.from.is_some() || self.to.is_some() {
            return Err(Problem::bad_request(
                "`month` beside `from` or `to`; expected one of the two ways to name a period",
            ));
        }
        let bounds = Month::parse(month).and_then(|month| month.bounds(tz));
        let Some((from_us, until_us)) = bounds else {
            return Err(Problem::bad_request(format!(
                "`month` is `{month}`; expected such as 2021-04"
            )));
        };
        Ok((Some(from_us), Some(until_us - 1)))
    }
}

/// Remarks, the newest first.
#[utoipa::path(get, path = "/api/remarks", params(RemarksAsked),
    responses((status = 200, body = Page<Remark>), Problem))]
pub(crate) async fn list_remarks(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Asked(asked): Asked<RemarksAsked>,
) -> Result<Json<Page<Remark>>, Problem> {
    asker.works_here()?;
    let rows = page_rows(asked.limit)?;
    let tz = book.zone().tz();
    let (from_us, to_us) = asked.period(tz)?;
    let seen = Seen::read(book.zone(), &asker).await?;
    let kind = asked.kind.as_deref().unwrap_or(KIND);
    let thing = asked.thing.as_deref();
    if let Some(series) = asked.series {
        seen.check_series(series)?;
    }
    let wanted = Wanted {
        thing: thing.map(|code| seen.thing_coded(kind, code)).transpose()?,
        series: asked.series,
        from_us,
        to_us,
        with_withdrawn: asked.withdrawn.unwrap_or(false),
        before: asked.after.as_deref().map(number_of).transpose()?,
        most: rows + 1,
    };
    let is_seen = |remark: &remark::Remark| seen.thing(remark.thing).is_some();
    let mut found = remarks(book.zone().state(), &wanted, is_seen).await?;
    let next = cut(&mut found, rows, |last| last.id.to_string());
    Ok(Json(Page {
        next,
        rows: found
            .into_iter()
            .filter_map(|found| Remark::of(found, &seen, tz))
            .collect(),
    }))
}

/// A remark on a reading (`series` and `time`), a thing (`kind` and `thing`) or a month of a thing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RemarkSent {
    series: Option<i64>,
    time: Option<String>,
    /// Else `section`.
    kind: Option<String>,
    /// The thing's code.
    thing: Option<String>,
    /// Such as `2021-04`.
    month: Option<String>,
    /// 1 to 2,000 characters.
    text: String,
}

impl RemarkSent {
    fn about(&self, seen: &Seen, tz: &TimeZone) -> Result<About, Problem> {
        match (self.series, &self.time, &self.thing, &self.month) {
            (Some(series), Some(time), None, None) if self.kind.is_none() => {
                seen.check_series(series)?;
                let time_us = read(time, tz).map_err(Problem::of_change)?;
                Ok(About::Reading { series, time_us })
            }
            (None, None, Some(code), month) => {
                let thing = seen.thing_coded(self.kind.as_deref().unwrap_or(KIND), code)?;
                Ok(match month {
                    None => About::Thing { thing },
                    Some(month) => About::Month {
                        thing,
                        month: month.clone(),
                    },
                })
            }
            _ => Err(Problem::bad_request(
                "expected `series` and `time` of a reading, or a `thing` with or without a `month`",
            )),
        }
    }
}

/// Writes a remark. Takes an editor.
#[utoipa::path(post, path = "/api/remarks", request_body = RemarkSent,
    responses((status = 201, body = Remark), Problem))]
pub(crate) async fn add_remark(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Sent(sent): Sent<RemarkSent>,
) -> Result<(StatusCode, Json<Remark>), Problem> {
    let who = asker.may(Role::Editor)?.name.clone();
    let seen = Seen::read(book.zone(), &asker).await?;
    let about = sent.about(&seen, book.zone().tz())?;
    let written = Arc::clone(&book);
    let made = book.change(async move {
        let made = write(written.zone(), &about, &sent.text, &who).await;
        made.map_err(Problem::of_change)
    });
    let told = told(&book, &seen, made.await?)?;
    Ok((StatusCode::CREATED, told))
}

/// Withdraws a remark, which stays readable: its author does, or a keeper. Takes an editor.
#[utoipa::path(post, path = "/api/remarks/{id}/withdraw", params(("id" = i64, Path)),
    responses((status = 200, body = Remark), Problem))]
pub(crate) async fn withdraw_remark(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Json<Remark>, Problem> {
    let person = asker.may(Role::Editor)?;
    let (who, may_others) = (person.name.clone(), person.role >= Role::Keeper);
    let seen = Seen::read(book.zone(), &asker).await?;
    let found = remark::remark(book.zone().state(), id).await;
    let _is_seen = told(&book, &seen, found.map_err(Problem::of_change)?)?;
    let written = Arc::clone(&book);
    let made = book.change(async move {
        let made = withdraw(written.zone(), id, &who, may_others).await;
        made.map_err(Problem::of_change)
    });
    told(&book, &seen, made.await?)
}

/// A remark as it is told; one on a thing that is not seen is as if it were not there.
fn told(book: &Book, seen: &Seen, found: remark::Remark) -> Result<Json<Remark>, Problem> {
    let id = found.id;
    let told = Remark::of(found, seen, book.zone().tz());
    told.map(Json)
        .ok_or_else(|| Problem::not_found(format!("there is no remark `{id}`")))
}
