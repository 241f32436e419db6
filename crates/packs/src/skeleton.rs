//! The pack that `pack new` writes: small, whole, and right as it stands.

use std::collections::BTreeMap;
use std::sync::Arc;

use include_dir::{Dir, DirEntry, include_dir};

use crate::load::is_identifier;
use crate::model::schema_name;
use crate::{PackError, PackSource, Result};

static SKELETON: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/skeleton");

/// The files of a new pack called `id`.
///
/// # Errors
/// [`PackError::Refused`] when `id` is none: lower-case words with `-` between.
///
/// ```
/// let source = wellkeeper_packs::skeleton("rain-watch")?;
/// assert_eq!(wellkeeper_packs::Pack::load(&source)?.schema_name(), "rain_watch");
/// # Ok::<(), wellkeeper_packs::PackError>(())
/// ```
pub fn skeleton(id: &str) -> Result<PackSource> {
    let schema = schema_name(id);
    if !is_identifier(&schema) || id.contains('_') {
        return Err(PackError::Refused(format!(
            "`{id}` is no id of a pack; expected lower-case words with `-` between, such as rain-watch"
        )));
    }
    let mut files = BTreeMap::new();
    let mut waiting = vec![&SKELETON];
    while let Some(folder) = waiting.pop() {
        for entry in folder.entries() {
            match entry {
                DirEntry::Dir(inner) => waiting.push(inner),
                DirEntry::File(file) => {
                    let text = file.contents_utf8().unwrap_or_default();
                    let text = text.replace("{id}", id).replace("{schema}", &schema);
                    files.insert(file.path().to_string_lossy().into_owned(), Arc::new(text));
                }
            }
        }
    }
    Ok(PackSource {
        name: id.to_owned(),
        files,
    })
}
