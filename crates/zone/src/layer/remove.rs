//! Removing a layer: nobody is shown it any more, and the book says by whom and why.

use serde_json::json;

use super::Layer;
use super::read::all_layers;
use crate::limits::REASON_CHARS_MAX;
use crate::state::{AuditEntry, query};
use crate::{Result, Zone, ZoneError};

/// Removes the layer `code` with all that came before it under that code, by `who` and for the reason
/// `why`. Gives those that were removed; their rows and files stay in the book.
///
/// # Errors
/// [`ZoneError::Unknown`] where there is none, [`ZoneError::Refused`] for words that are none or too
/// many.
pub async fn remove(zone: &Zone, code: &str, why: &str, who: &str) -> Result<Vec<Layer>> {
    let why = why.trim();
    let chars = why.chars().count();
    if !(1..=REASON_CHARS_MAX).contains(&chars) {
        return Err(ZoneError::Refused(format!(
            "the reason has {chars} characters; expected 1 to {REASON_CHARS_MAX}"
        )));
    }
    let mut change = zone.state().change(who).await?;
    let found: Vec<(i64,)> =
        query("select id from layer where code = $1 and removed_us is null order by id")
            .bind(code)
            .fetch_all(change.connection())
            .await?;
    let ids: Vec<i64> = found.into_iter().map(|(id,)| id).collect();
    if ids.is_empty() {
        return Err(ZoneError::Unknown {
            what: "layer",
            name: code.to_owned(),
        });
    }
    let at_us = change.at_us();
    for id in &ids {
        query("update layer set removed_us = $1, removed_who = $2, removed_why = $3 where id = $4")
            .bind(at_us)
            .bind(who)
            .bind(why)
            .bind(*id)
            .execute(change.connection())
            .await?;
        change.wrote("layer", &[*id]);
    }
    let detail = json!({ "layers": ids, "reason": why });
    let entry = AuditEntry::new("remove_layer", format!("layer {code}"), &detail);
    change.commit(entry).await?;
    let mut removed = all_layers(zone.state()).await?;
    removed.retain(|layer| ids.contains(&layer.id));
    Ok(removed)
}
