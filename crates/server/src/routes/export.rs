//! Rows of a table, or readings of a series, as a file.

use std::collections::HashMap;
use std::sync::Arc;

use ::packs::Title;
use ::packs::cell::json_rows;
use ::packs::session::Session;
use ::packs::simulated::{COLUMN, Simulated};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use datafusion::arrow::array::{BooleanArray, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Schema};
use datafusion::prelude::lit;
use serde::Deserialize;
use serde_json::Value;

use super::series::Range;
use super::tables::declared;
use crate::asked::{Asked, Named};
use crate::book::Book;
use crate::choice::Choice;
use crate::door::Asker;
use crate::export::readings::series_named;
use crate::export::{Export, Format, Head, Language, Places, about};
use crate::limits::EXPORT_ROWS_MAX;
use crate::paging::{column, first_rows};
use crate::problem::Problem;

/// The rows of a table as a file that says what it is: its conditions, units, the pack and its text,
/// the snapshot, when it was made. Conditions as in `/api/tables/{table}`.
#[utoipa::path(
    get, path = "/api/tables/{table}/export",
    params(
        ("table" = String, Path, description = "such as `water_quality.section_month`"),
        ("format" = Format, Query, description = "the kind of file"),
        ("lang" = Option<Language>, Query, description = "the language of heads and explanations; else `zh`"),
    ),
    responses(
        (status = 200, content(
            (Vec<u8> = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (Vec<u8> = "application/vnd.apache.parquet"),
            (Value = "application/geo+json"),
        )),
        Problem
    )
)]
pub(crate) async fn export(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(name): Named<String>,
    Asked(mut asked): Asked<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let format = format_of(&mut asked)?;
    let lang: Language = word(&mut asked, "lang", "zh or en")?.unwrap_or_default();
    let choice = Choice::read(&book, &name, asked)?;
    let (session, simulated) = book.session_labelled(&asker).await?;
    let reader = Arc::clone(&book);
    let bytes = book
        .answer(async move {
            let (frame, order) = choice.rows(&session).await?;
            let rows = first_rows(frame, &order, EXPORT_ROWS_MAX + 1).await?;
            check_rows(&rows)?;
            let mut export = described(&reader, &choice, rows, session.snapshot);
            label(&mut export, (&reader, &choice), &simulated)?;
            if format == Format::Geojson {
                export.places = places(&reader, &session, choice.key()).await?;
            }
            export.bytes(format, lang, reader.zone().tz())
        })
        .await?;
    Ok(file(&name.replace('.', "_"), format, bytes))
}

/// The readings of a series as a file that says what it is.
#[utoipa::path(
    get, path = "/api/series/{series}/export",
    params(
        ("series" = i64, Path),
        ("format" = Format, Query, description = "the kind of file; readings of one series have one place and are no `geojson`"),
        ("from" = Option<String>, Query, description = "the first instant or day, in the zone's time"),
        ("to" = Option<String>, Query, description = "the last instant or day, included"),
        ("lang" = Option<Language>, Query, description = "the language of heads and explanations; else `zh`"),
    ),
    responses(
        (status = 200, content(
            (Vec<u8> = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (Vec<u8> = "application/vnd.apache.parquet"),
        )),
        Problem
    )
)]
pub(crate) async fn readings(
    State(book): State<Arc<Book>>,
    asker: Asker,
    Named(series): Named<i64>,
    Asked(mut asked): Asked<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let format = format_of(&mut asked)?;
    let lang: Language = word(&mut asked, "lang", "zh or en")?.unwrap_or_default();
    let from: Option<String> = word(&mut asked, "from", "an instant or a day")?;
    let to: Option<String> = word(&mut asked, "to", "an instant or a day")?;
    if let Some((name, _)) = asked.first() {
        return Err(Problem::bad_request(format!(
            "there is no parameter `{name}`; there are format, from, to, lang"
        )));
    }
    let range = Range::read(from.as_deref(), to.as_deref(), book.zone().tz())?;
    let filter = format!(
        "from={}&to={}",
        from.unwrap_or_default(),
        to.unwrap_or_default()
    );
    let session = book.session(&asker).await?;
    let reader = Arc::clone(&book);
    let bytes = book
        .answer(async move {
            let of = series_named(&session, series).await?;
            let frame = range.of(session.context.table("observations").await?, series)?;
            let order = [("time".to_owned(), false)];
            let rows = first_rows(
                frame.select(of.columns(format))?,
                &order,
                EXPORT_ROWS_MAX + 1,
            )
            .await?;
            check_rows(&rows)?;
            let export = of.described(&reader, filter, rows, session.snapshot);
            export.bytes(format, lang, reader.zone().tz())
        })
        .await?;
    Ok(file(&format!("series_{series}"), format, bytes))
}

fn file(name: &str, format: Format, bytes: Vec<u8>) -> Response {
    let file = format!("attachment; filename=\"{name}.{}\"", format.ending());
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, file),
    ];
    (headers, bytes).into_response()
}

fn format_of(asked: &mut Vec<(String, String)>) -> Result<Format, Problem> {
    const EXPECTED: &str = "csv, xlsx, parquet or geojson";
    word(asked, "format", EXPECTED)?
        .ok_or_else(|| Problem::bad_request(format!("`format` is missing; expected {EXPECTED}")))
}

fn check_rows(rows: &RecordBatch) -> Result<(), Problem> {
    if rows.num_rows() <= EXPORT_ROWS_MAX {
        return Ok(());
    }
    Err(Problem::bad_request(format!(
        "more than {EXPORT_ROWS_MAX} rows: choose fewer periods, or ask `wellkeeper query`"
    )))
}

/// Says of each row whether it is made of readings that a program plays, where any is.
fn label(
    export: &mut Export,
    (book, choice): (&Book, &Choice),
    simulated: &Simulated,
) -> Result<(), Problem> {
    let Some((pack, table)) =
        declared(book.packs(), &choice.name).filter(|_| !simulated.is_empty())
    else {
        return Ok(());
    };
    let rows = json_rows(std::slice::from_ref(&export.rows), book.zone().tz());
    let of = |row: &Value| {
        row.as_object()
            .is_some_and(|row| simulated.is_row(pack, table, row))
    };
    let labels: Vec<bool> = rows.iter().map(of).collect();
    let count = labels.iter().filter(|is_simulated| **is_simulated).count();
    if count == 0 {
        return Ok(());
    }
    let rows = &export.rows;
    let mut fields: Vec<FieldRef> = rows.schema().fields().iter().cloned().collect();
    fields.push(Arc::new(Field::new(COLUMN, DataType::Boolean, false)));
    let mut columns = rows.columns().to_vec();
    columns.push(Arc::new(BooleanArray::from(labels)));
    let labelled = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns);
    export.rows = labelled.map_err(|e| Problem::fault(&e))?;
    export.heads.push(Head {
        id: COLUMN.to_owned(),
        title: Title {
            zh: "模拟".to_owned(),
            en: "Simulated".to_owned(),
        },
        unit: None,
    });
    let note = format!("模拟 simulated: {count} 行 rows, made of readings that a program plays");
    export.about.push(("simulated", note));
    Ok(())
}

/// Where the things lie whose code a column of `key` has, one that is called as their kind.
async fn places(book: &Book, session: &Session, key: &[String]) -> Result<Option<Places>, Problem> {
    let kinds = &book.zone().vocabulary().kinds;
    let Some(kind) = key.iter().find(|column| kinds.contains_key(*column)) else {
        return Ok(None);
    };
    let things = session.context.table("things").await?;
    let things = things.filter(column("kind").eq(lit(kind.as_str())))?;
    let things = things.select(vec![column("code"), column("geometry")])?;
    let mut geometry = HashMap::new();
    for row in json_rows(&things.collect().await?, book.zone().tz()) {
        let text = |name: &str| row.get(name).and_then(Value::as_str);
        if let (Some(code), Some(written)) = (text("code"), text("geometry")) {
            let place = serde_json::from_str(written).map_err(|e| Problem::fault(&e))?;
            geometry.insert(code.to_owned(), place);
        }
    }
    Ok(Some(Places {
        column: kind.clone(),
        geometry,
    }))
}

/// Takes the parameter `name` out of those that were given.
fn word<T: for<'de> Deserialize<'de>>(
    asked: &mut Vec<(String, String)>,
    name: &str,
    expected: &str,
) -> Result<Option<T>, Problem> {
    let Some(at) = asked.iter().position(|(given, _)| given == name) else {
        return Ok(None);
    };
    let (_, value) = asked.remove(at);
    serde_json::from_value(Value::String(value.clone()))
        .map(Some)
        .map_err(|_| Problem::bad_request(format!("`{name}` is `{value}`; expected {expected}")))
}

fn described(book: &Book, choice: &Choice, rows: RecordBatch, snapshot: i64) -> Export {
    let schema = choice.name.split_once('.').map_or("", |(schema, _)| schema);
    let pack = book
        .packs()
        .iter()
        .find(|pack| pack.schema_name() == schema);
    let table = pack.and_then(|pack| pack.tables.get(choice.name.rsplit('.').next()?));
    let title = table.map_or_else(|| named(&choice.name), |table| table.title.clone());
    let schema = rows.schema();
    let heads = schema.fields().iter().map(|field| {
        let declared = table.and_then(|t| t.columns.iter().find(|c| &c.id == field.name()));
        Head {
            id: field.name().clone(),
            title: declared.map_or_else(|| named(field.name()), |column| column.title.clone()),
            unit: declared.and_then(|column| column.unit.clone()),
        }
    });
    let conditions: Vec<String> = choice
        .conditions
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let method = table.map_or_else(String::new, |table| table.sql_path.clone());
    let own = vec![
        ("table", choice.name.clone()),
        ("filter", conditions.join("&")),
        ("method", method),
    ];
    Export {
        title,
        about: about(book, own, pack, snapshot),
        heads: heads.collect(),
        rows,
        places: None,
    }
}

/// What has no title of its own is called by its name.
fn named(name: &str) -> Title {
    Title {
        zh: name.to_owned(),
        en: name.to_owned(),
    }
}
