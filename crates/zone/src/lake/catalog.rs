//! The catalog's file: made in the layout that DuckDB reads, and told where the files lie.

use std::path::Path;

use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};

use super::{DATA_FOLDER, FILE_NAME};
use crate::{Result, ZoneError};

/// Makes the catalog and the folder of the files.
pub(super) async fn create(dir: &Path) -> Result<()> {
    let data = dir.join(DATA_FOLDER);
    std::fs::create_dir_all(&data).map_err(ZoneError::io(&data))?;
    let options = SqliteConnectOptions::new()
        .filename(dir.join(FILE_NAME))
        .create_if_missing(true);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    sqlx::raw_sql(include_str!("catalog.sql"))
        .execute(&mut connection)
        .await?;
    Ok(connection.close().await?)
}

/// Gives the catalog's URL, and writes the absolute path of the files' folder
/// into the catalog when the zone was moved: DuckLake keeps it absolute.
pub(super) async fn settle(dir: &Path) -> Result<String> {
    let dir = dir.canonicalize().map_err(ZoneError::io(dir))?;
    let file = dir.join(FILE_NAME);
    if !file.is_file() {
        return Err(ZoneError::Lake(format!("{} is missing", file.display())));
    }
    let data = dir.join(DATA_FOLDER);
    let wanted = format!("{}/", data.display());
    let options = SqliteConnectOptions::new().filename(&file);
    let mut connection = SqliteConnection::connect_with(&options).await?;
    let stored: Option<String> =
        sqlx::query_scalar("select value from ducklake_metadata where key = 'data_path'")
            .fetch_optional(&mut connection)
            .await?;
    let statement = match stored {
        Some(stored) if stored == wanted => None,
        Some(_) => Some("update ducklake_metadata set value = $1 where key = 'data_path'"),
        None => Some("insert into ducklake_metadata (key, value) values ('data_path', $1)"),
    };
    if let Some(statement) = statement {
        sqlx::query(statement)
            .bind(&wanted)
            .execute(&mut connection)
            .await?;
    }
    connection.close().await?;
    Ok(format!("sqlite:{}", file.display()))
}
