//! The texts that figures depend on, as they stood: the packs' files and `zone.toml`. Each is kept
//! under the hash of its bytes; the book knows from when on a name meant which hash.

use std::collections::BTreeMap;

use crate::state::{AuditEntry, State, query};
use crate::{Result, Zone, ZoneError, kept_files};

/// The folder of the kept texts inside a zone.
pub const FOLDER: &str = "texts";

/// A text by name, such as `zone.toml` or `packs/water-quality`.
pub type Texts = BTreeMap<String, String>;

/// The address of a text: BLAKE3 of its bytes, hexadecimal.
pub fn address(text: &str) -> String {
    kept_files::address(text.as_bytes())
}

/// Keeps `texts` as what the names mean from now on; a name that is not among them means nothing
/// any more. Where all of it is known already, nothing is written.
///
/// # Errors
/// What the disk or the database refuses.
pub async fn keep(zone: &Zone, texts: &Texts, who: &str) -> Result<()> {
    let wanted: BTreeMap<String, String> = texts
        .iter()
        .map(|(name, text)| (name.clone(), address(text)))
        .collect();
    if addresses_at(zone.state(), i64::MAX).await? == wanted {
        return Ok(());
    }
    // The files first: a row of the book never names a text that is not there.
    for text in texts.values() {
        kept_files::store(zone, FOLDER, text.as_bytes())?;
    }
    let mut change = zone.state().change(who).await?;
    let known = addresses_at(zone.state(), i64::MAX).await?;
    let gone = known.keys().filter(|name| !wanted.contains_key(*name));
    let news = wanted
        .iter()
        .filter(|(name, hash)| known.get(*name) != Some(*hash))
        .map(|(name, hash)| (name.as_str(), hash.as_str()))
        .chain(gone.map(|name| (name.as_str(), "")));
    for (name, hash) in news {
        let id = change.next_id("kept_text").await?;
        change.wrote("kept_text", &[id]);
        let (at_us, who) = (change.at_us(), change.who().to_owned());
        query("insert into kept_text (id, name, hash, at_us, who) values ($1, $2, $3, $4, $5)")
            .bind(id)
            .bind(name)
            .bind(hash)
            .bind(at_us)
            .bind(who)
            .execute(change.connection())
            .await?;
    }
    let detail = serde_json::json!({ "texts": wanted });
    change
        .commit(AuditEntry::new("keep_texts", "zone", &detail))
        .await
}

/// Which address each name had at `at_us` (µs UTC).
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn addresses_at(state: &State, at_us: i64) -> Result<BTreeMap<String, String>> {
    let rows: Vec<(String, String)> =
        query("select name, hash from kept_text where at_us <= $1 order by id")
            .bind(at_us)
            .fetch_all(state.reader())
            .await?;
    let mut addresses: BTreeMap<String, String> = rows.into_iter().collect();
    addresses.retain(|_, hash| !hash.is_empty());
    Ok(addresses)
}

/// Every address that the book ever named.
pub(crate) async fn all_addresses(state: &State) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = query("select distinct hash from kept_text where hash <> ''")
        .fetch_all(state.reader())
        .await?;
    let mut addresses: Vec<String> = rows.into_iter().map(|(hash,)| hash).collect();
    addresses.sort();
    Ok(addresses)
}

/// The text at `address`.
///
/// # Errors
/// [`ZoneError::Io`] when it is not there, [`ZoneError::Refused`] when it was changed.
pub fn read(zone: &Zone, wanted: &str) -> Result<String> {
    let bytes = kept_files::read(zone, FOLDER, wanted)?;
    String::from_utf8(bytes)
        .map_err(|e| ZoneError::Refused(format!("{FOLDER}/{wanted} is no text: {e}")))
}
