//! Layers of a GeoPackage, a SQLite file. Only its tables are asked: a view can make work without end.
//!
//! Source: OGC 12-128r19. A column of bytes, such as a photograph, is no property of a map, nor is the key by
//! which the rows are counted.

use std::io::Write;
use std::path::Path;

use futures::TryStreamExt;
use layers::geopackage::{Rows, System};
use layers::limits::LAYER_BYTES_MAX;
use layers::{Crs, Features, Value};
use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection, TypeInfo, ValueRef};
use tempfile::NamedTempFile;

use super::source::{Source, SourceFile, finished, refused, whole_file};
use crate::{Result, ZoneError};

/// How every SQLite file begins.
const BEGINNING: &[u8] = b"SQLite format 3\0";
/// The tables that say what is in a GeoPackage.
const CATALOGUE: [&str; 3] = [
    "gpkg_contents",
    "gpkg_geometry_columns",
    "gpkg_spatial_ref_sys",
];

/// A table of features.
struct Table {
    name: String,
    shape: String,
    system: Option<System>,
    columns: Vec<Column>,
}

struct Column {
    name: String,
    is_truth: bool,
}

/// Reads the layer `wanted` of the GeoPackage at `path`, or the only one.
///
/// # Errors
/// [`ZoneError::Refused`] naming what was found and what was expected.
pub(super) async fn read(path: &Path, wanted: Option<&str>, said: Option<Crs>) -> Result<Source> {
    let place = path.to_owned();
    let taking = tokio::task::spawn_blocking(move || take(&place));
    let (file, copy) = finished(taking).await?;
    let options = SqliteConnectOptions::new()
        .filename(copy.path())
        .read_only(true)
        .immutable(true)
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON");
    let wrong = |error: sqlx::Error| refused(path, format!("cannot be read: {error}"));
    let mut database = SqliteConnection::connect_with(&options)
        .await
        .map_err(wrong)?;
    let read = async {
        let table = table(&mut database, path, wanted).await?;
        let features = features(&mut database, path, &table, said).await?;
        Ok::<_, ZoneError>((table.name, features))
    };
    let (layer, features) = match read.await {
        Err(ZoneError::State(error)) => return Err(wrong(error)),
        other => other?,
    };
    database.close().await.map_err(wrong)?;
    Ok(Source {
        files: vec![file],
        layer: Some(layer),
        features,
    })
}

/// The file, and a copy of just these bytes for the database to open.
fn take(path: &Path) -> Result<(SourceFile, NamedTempFile)> {
    let mut beside = path.as_os_str().to_owned();
    beside.push("-wal");
    if std::fs::metadata(&beside).is_ok_and(|log| log.len() > 0) {
        return Err(refused(
            path,
            "is being written: a file of the same name with `-wal` stands beside it. Close the program that has it open",
        ));
    }
    let mut left = LAYER_BYTES_MAX;
    let file = whole_file(path, &mut left)?;
    if !file.bytes.starts_with(BEGINNING) {
        return Err(refused(path, "is no GeoPackage: it is no SQLite file"));
    }
    let mut copy = NamedTempFile::new().map_err(ZoneError::io(std::env::temp_dir()))?;
    copy.write_all(&file.bytes)
        .map_err(ZoneError::io(copy.path()))?;
    Ok((file, copy))
}

/// Refuses what is no plain table.
async fn check_table(database: &mut SqliteConnection, path: &Path, name: &str) -> Result<()> {
    let found: Option<(String, Option<String>)> =
        sqlx::query_as("select type, sql from sqlite_schema where name = $1")
            .bind(name)
            .fetch_optional(database)
            .await?;
    let is_table = found.is_some_and(|(kind, sql)| {
        let sql = sql.unwrap_or_default().to_ascii_lowercase();
        let mut words = sql.split_whitespace();
        kind == "table" && words.nth(1) == Some("table")
    });
    if is_table {
        return Ok(());
    }
    Err(refused(
        path,
        format!("has no table `{name}`; expected the tables of a GeoPackage"),
    ))
}

/// The name of the layer that is `wanted`, or of the only one.
async fn chosen(
    database: &mut SqliteConnection,
    path: &Path,
    wanted: Option<&str>,
) -> Result<String> {
    for name in CATALOGUE {
        check_table(database, path, name).await?;
    }
    let all: Vec<(String,)> =
        sqlx::query_as("select table_name from gpkg_contents where data_type = 'features'")
            .fetch_all(&mut *database)
            .await?;
    let mut names: Vec<String> = all.into_iter().map(|(name,)| name).collect();
    names.sort();
    let name = match (wanted, names.as_slice()) {
        (Some(wanted), all) => all.iter().find(|name| *name == wanted),
        (None, [one]) => Some(one),
        (None, _) => None,
    };
    if let Some(name) = name {
        check_table(database, path, name).await?;
        return Ok(name.clone());
    }
    let found = match wanted {
        Some(wanted) => format!("has no layer `{wanted}`"),
        None => format!("has {} layers", names.len()),
    };
    Err(refused(
        path,
        format!(
            "{found}; expected `--layer` with one of: {}",
            names.join(", ")
        ),
    ))
}

async fn table(
    database: &mut SqliteConnection,
    path: &Path,
    wanted: Option<&str>,
) -> Result<Table> {
    let name = &chosen(database, path, wanted).await?;
    let shape: Option<(String, i64)> = sqlx::query_as(
        "select column_name, srs_id from gpkg_geometry_columns where table_name = $1",
    )
    .bind(name)
    .fetch_optional(&mut *database)
    .await?;
    let Some((shape, system)) = shape else {
        return Err(refused(path, format!("has no shapes in layer `{name}`")));
    };
    let system: Option<(String, i64, String)> = sqlx::query_as(
        "select organization, organization_coordsys_id, definition from gpkg_spatial_ref_sys where srs_id = $1",
    )
    .bind(system)
    .fetch_optional(&mut *database)
    .await?;
    // What is computed whenever it is asked is not among these.
    let columns: Vec<(String, String, i64)> =
        sqlx::query_as("select name, type, pk from pragma_table_info($1)")
            .bind(name)
            .fetch_all(&mut *database)
            .await?;
    let said = columns
        .into_iter()
        .filter(|(column, _, key)| *column != shape && *key == 0);
    Ok(Table {
        name: name.clone(),
        system: system.map(|(organization, number, definition)| System {
            organization,
            number,
            definition,
        }),
        columns: said
            .map(|(name, kind, _)| Column {
                name,
                is_truth: kind.eq_ignore_ascii_case("boolean"),
            })
            .collect(),
        shape,
    })
}

/// The rows as features.
async fn features(
    database: &mut SqliteConnection,
    path: &Path,
    table: &Table,
    said: Option<Crs>,
) -> Result<Features> {
    let told =
        |error: layers::LayerError| refused(path, format!(": layer `{}`: {error}", table.name));
    let columns = table.columns.iter().map(|column| quoted(&column.name));
    let columns: Vec<String> = std::iter::once(quoted(&table.shape))
        .chain(columns)
        .collect();
    let text = format!("select {} from {}", columns.join(", "), quoted(&table.name));
    let mut found = sqlx::query(AssertSqlSafe(text)).fetch(database);
    let mut rows = Rows::default();
    while let Some(row) = found.try_next().await? {
        let mut properties = Vec::with_capacity(table.columns.len());
        for (place, column) in (1..).zip(&table.columns) {
            let value = value(&row, place, column.is_truth)?;
            properties.extend(value.map(|value| (column.name.as_str(), value)));
        }
        let shape: Option<&[u8]> = row.try_get_unchecked(0)?;
        rows.take(shape, properties).map_err(told)?;
    }
    rows.finish(table.system.as_ref(), said).map_err(told)
}

/// What a column says in a row; nothing where it is empty or bytes.
fn value(row: &SqliteRow, place: usize, is_truth: bool) -> Result<Option<Value>> {
    let found = row.try_get_raw(place)?;
    if found.is_null() {
        return Ok(None);
    }
    let kind = found.type_info().name().to_owned();
    Ok(match kind.as_str() {
        "INTEGER" => {
            let number: i64 = row.try_get_unchecked(place)?;
            Some(if is_truth {
                Value::Bool(number != 0)
            } else {
                Value::Whole(number)
            })
        }
        "REAL" => {
            let number: f64 = row.try_get_unchecked(place)?;
            number.is_finite().then_some(Value::Number(number))
        }
        "TEXT" => Some(Value::Text(row.try_get_unchecked(place)?)),
        _ => None,
    })
}

/// A name as SQL has it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
