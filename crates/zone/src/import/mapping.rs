//! A mapping file: for those spreadsheets whose headers say nothing that the book knows.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::{Result, ZoneError};

/// The content of a mapping TOML. Everything may be left out.
///
/// ```toml
/// source = "county_lab"
/// sheet = "1月"
/// [columns]            # role = header in the file
/// section = "取样地点"
/// time = "日子"
/// [values.codmn]       # property = header and, where it is not the property's own, the unit
/// column = "KMnO4"
/// unit = "mg/L"
/// ```
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Name of the source.
    pub source: Option<String>,
    /// Sheet of the workbook.
    pub sheet: Option<String>,
    /// Line of the header, from 1.
    pub header_line: Option<u64>,
    /// Roles such as `section` and `time`, and the header of each.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
    /// Properties, and the column of each.
    #[serde(default)]
    pub values: BTreeMap<String, ValueColumn>,
}

/// Where a property stands.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueColumn {
    /// The header.
    pub column: String,
    /// The unit of its values.
    pub unit: Option<String>,
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// [`ZoneError::Config`] with line and column.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(ZoneError::io(path))?;
        toml::from_str(&text).map_err(|e| crate::config::refused(path, &text, &e))
    }
}
