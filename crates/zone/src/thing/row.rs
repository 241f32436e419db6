//! From a row of the state to a thing.

use serde_json::{Map, Value};
use sqlx::FromRow;

use super::{Thing, ThingDraft};
use crate::ZoneError;

#[derive(FromRow)]
pub(super) struct ThingRow {
    pub id: i64,
    pub kind: String,
    pub code: String,
    pub version: i64,
    pub name_zh: String,
    pub name_en: Option<String>,
    pub geometry: Option<String>,
    pub fields: String,
}

#[derive(FromRow)]
pub(super) struct VersionRow {
    #[sqlx(flatten)]
    pub thing: ThingRow,
    pub at_us: i64,
    pub who: String,
}

impl TryFrom<ThingRow> for Thing {
    type Error = ZoneError;

    fn try_from(row: ThingRow) -> Result<Self, ZoneError> {
        let damaged = |e: serde_json::Error| {
            ZoneError::Refused(format!(
                "the dossier of {} `{}` is damaged: {e}",
                row.kind, row.code
            ))
        };
        let geometry = row
            .geometry
            .as_deref()
            .map(serde_json::from_str::<Value>)
            .transpose()
            .map_err(damaged)?;
        let fields = serde_json::from_str::<Map<String, Value>>(&row.fields).map_err(damaged)?;
        Ok(Self {
            id: row.id,
            version: row.version,
            draft: ThingDraft {
                kind: row.kind,
                code: row.code,
                name_zh: row.name_zh,
                name_en: row.name_en,
                geometry,
                fields,
            },
        })
    }
}
