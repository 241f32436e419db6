//! Rows of a table as a file.

use std::sync::Arc;

use ::packs::{Pack, Title};
use ::zone::instant::show;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use datafusion::arrow::array::RecordBatch;
use serde::Deserialize;

use crate::asked::{Asked, Named};
use crate::book::Book;
use crate::choice::Choice;
use crate::door::Asker;
use crate::export::{Export, Format, Head, Language};
use crate::limits::EXPORT_ROWS_MAX;
use crate::paging::first_rows;
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
    let format: Format = word(&mut asked, "format", "csv, xlsx or parquet")?.ok_or_else(|| {
        Problem::bad_request("`format` is missing; expected csv, xlsx or parquet")
    })?;
    let lang: Language = word(&mut asked, "lang", "zh or en")?.unwrap_or_default();
    let choice = Choice::read(&book, &name, asked)?;
    let session = book.session(&asker).await?;
    let reader = Arc::clone(&book);
    let bytes = book
        .answer(async move {
            let (frame, order) = choice.rows(&session).await?;
            let rows = first_rows(frame, &order, EXPORT_ROWS_MAX + 1).await?;
            if rows.num_rows() > EXPORT_ROWS_MAX {
                return Err(Problem::bad_request(format!(
                    "more than {EXPORT_ROWS_MAX} rows: choose fewer periods, or ask `wellkeeper query`"
                )));
            }
            let zone = reader.zone();
            let made = show(zone.clock().now_us(), zone.tz());
            let export = described(&reader, &choice, rows, session.snapshot, made);
            export.bytes(format, lang, zone.tz())
        })
        .await?;
    let file = format!(
        "attachment; filename=\"{}.{}\"",
        name.replace('.', "_"),
        format.ending()
    );
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, file),
    ];
    Ok((headers, bytes).into_response())
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
    serde_json::from_value(serde_json::Value::String(value.clone()))
        .map(Some)
        .map_err(|_| Problem::bad_request(format!("`{name}` is `{value}`; expected {expected}")))
}

fn described(
    book: &Book,
    choice: &Choice,
    rows: RecordBatch,
    snapshot: i64,
    made: String,
) -> Export {
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
    let names = &book.zone().config().name;
    let text = |pack: &Pack| format!("{} {} ({})", pack.id, pack.version, pack.hash);
    Export {
        title,
        about: vec![
            ("zone", format!("{} {}", names.zh, names.en)),
            ("table", choice.name.clone()),
            ("filter", conditions.join("&")),
            (
                "method",
                table.map_or_else(String::new, |table| table.sql_path.clone()),
            ),
            ("pack", pack.map_or_else(String::new, text)),
            ("snapshot", snapshot.to_string()),
            ("made_at", made),
        ],
        heads: heads.collect(),
        rows,
    }
}

/// What has no title of its own is called by its name.
fn named(name: &str) -> Title {
    Title {
        zh: name.to_owned(),
        en: name.to_owned(),
    }
}
