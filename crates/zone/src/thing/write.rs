//! Writing things: a change is a new version.

use super::row::ThingRow;
use super::{Put, Thing, ThingDraft};
use crate::Result;
use crate::state::{Change, query};

/// Writes `draft`: a new thing, a new version of the one with its kind and code, or nothing when
/// it says what the book says already. Gives the thing's id and what was done.
///
/// # Errors
/// [`crate::ZoneError::State`] when the database refuses.
pub async fn put(change: &mut Change, draft: &ThingDraft) -> Result<(i64, Put)> {
    let present: Option<ThingRow> = query(
        "select t.id, t.kind, t.code, t.version, v.name_zh, v.name_en, v.geometry, v.fields \
         from thing t \
         join thing_version v on v.thing = t.id and v.version = t.version \
         where t.kind = $1 and t.code = $2",
    )
    .bind(&draft.kind)
    .bind(&draft.code)
    .fetch_optional(change.connection())
    .await?;
    let (id, version, done) = match present.map(Thing::try_from).transpose()? {
        Some(thing) if thing.draft == *draft => return Ok((thing.id, Put::Unchanged)),
        Some(Thing { id, version, .. }) => {
            query("update thing set version = $1 where id = $2")
                .bind(version + 1)
                .bind(id)
                .execute(change.connection())
                .await?;
            (id, version + 1, Put::Changed)
        }
        None => {
            let id = change.next_id("thing").await?;
            query("insert into thing (id, kind, code, version) values ($1, $2, $3, 1)")
                .bind(id)
                .bind(&draft.kind)
                .bind(&draft.code)
                .execute(change.connection())
                .await?;
            (id, 1, Put::Created)
        }
    };
    change.wrote("thing", &[id]);
    change.wrote("thing_version", &[id, version]);
    let (at_us, who) = (change.at_us(), change.who().to_owned());
    query(
        "insert into thing_version (thing, version, name_zh, name_en, geometry, fields, at_us, who) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id)
    .bind(version)
    .bind(&draft.name_zh)
    .bind(&draft.name_en)
    .bind(draft.geometry.as_ref().map(ToString::to_string))
    .bind(serde_json::Value::Object(draft.fields.clone()).to_string())
    .bind(at_us)
    .bind(who)
    .execute(change.connection())
    .await?;
    Ok((id, done))
}
