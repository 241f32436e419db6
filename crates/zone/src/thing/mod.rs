//! Things: whatever a dossier is kept on. Versioned, never overwritten.

mod check;
mod read;
mod row;
mod write;

pub use check::check_fields;
pub use read::{all, all_at, begun, changed_between, names_of, versions};
pub use write::put;

use serde_json::{Map, Value};

/// What a dossier said from an instant on.
#[derive(Debug, Clone, PartialEq)]
pub struct ThingVersion {
    /// The thing in that version.
    pub thing: Thing,
    /// When it was written, µs UTC.
    pub at_us: i64,
    /// By whom.
    pub who: String,
}

/// The present version of a thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Thing {
    /// Identifier inside the book; never shown.
    pub id: i64,
    /// Version, from 1.
    pub version: i64,
    /// What is written in it.
    pub draft: ThingDraft,
}

/// What a thing says, apart from its identity.
#[derive(Debug, Clone, PartialEq)]
pub struct ThingDraft {
    /// Kind, such as `section`.
    pub kind: String,
    /// Code, unique within the kind.
    pub code: String,
    /// Chinese name.
    pub name_zh: String,
    /// English name.
    pub name_en: Option<String>,
    /// GeoJSON geometry in WGS84.
    pub geometry: Option<Value>,
    /// Fields by the kind's schema.
    pub fields: Map<String, Value>,
}

/// What [`put`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// The thing is new.
    Created,
    /// It has a new version.
    Changed,
    /// It says what it said before; nothing was written.
    Unchanged,
}

impl ThingDraft {
    /// The text of a field.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.fields.get(field).and_then(Value::as_str)
    }

    /// Longitude and latitude where the geometry is a point.
    pub fn point(&self) -> Option<(f64, f64)> {
        let geometry = self.geometry.as_ref()?;
        if geometry.get("type")?.as_str()? != "Point" {
            return None;
        }
        let at = geometry.get("coordinates")?.as_array()?;
        Some((at.first()?.as_f64()?, at.get(1)?.as_f64()?))
    }
}
