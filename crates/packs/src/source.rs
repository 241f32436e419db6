//! Where a pack's files come from: a folder on disk, or the program itself.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use include_dir::{Dir, DirEntry, include_dir};

use crate::limits::{PACK_DEPTH_MAX, PACK_FILE_BYTES_MAX};
use crate::{PackError, Result};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../packs");

/// The folder of the golden cases: they prove figures and change none.
const CASES: &str = "tests/";

/// The files of one pack, by their path inside its folder.
#[derive(Debug, Clone)]
pub struct PackSource {
    /// How the folder is named in messages: `packs/water-quality`.
    pub name: String,
    /// Path inside the folder → text.
    pub files: BTreeMap<String, Arc<String>>,
}

impl PackSource {
    /// Reads the folder `dir`.
    ///
    /// # Errors
    /// [`PackError::Io`] when a file cannot be read, is too large or is not UTF-8.
    pub fn from_folder(dir: &Path) -> Result<Self> {
        let mut files = BTreeMap::new();
        let mut waiting = vec![(dir.to_owned(), 0)];
        while let Some((folder, depth)) = waiting.pop() {
            let io = |source| PackError::Io {
                path: folder.display().to_string(),
                source,
            };
            for entry in std::fs::read_dir(&folder).map_err(io)? {
                let path = entry.map_err(io)?.path();
                if path.is_dir() && depth < PACK_DEPTH_MAX {
                    waiting.push((path, depth + 1));
                } else if is_text(&path) {
                    let inside = path.strip_prefix(dir).unwrap_or(&path);
                    let inside = inside.to_string_lossy().replace('\\', "/");
                    files.insert(inside, Arc::new(read_text(&path)?));
                }
            }
        }
        Ok(Self {
            name: dir.display().to_string(),
            files,
        })
    }

    /// All that a figure can depend on, as one text: what the pack says, whatever its folder is
    /// called, whatever its README tells and whichever cases prove it. JSON, path → text.
    pub fn text(&self) -> String {
        let files: serde_json::Map<String, serde_json::Value> = self
            .files
            .iter()
            .filter(|(path, _)| !is_prose(path) && !path.starts_with(CASES))
            .map(|(path, text)| (path.clone(), text.as_str().into()))
            .collect();
        serde_json::Value::Object(files).to_string()
    }

    /// The files of a [`PackSource::text`]; `name` is how messages call them.
    ///
    /// # Errors
    /// [`PackError::Refused`] for anything else.
    pub fn from_text(name: &str, text: &str) -> Result<Self> {
        let files: BTreeMap<String, String> = serde_json::from_str(text)
            .map_err(|e| PackError::Refused(format!("{name} is no pack's text: {e}")))?;
        Ok(Self {
            name: name.to_owned(),
            files: files
                .into_iter()
                .map(|(path, text)| (path, Arc::new(text)))
                .collect(),
        })
    }

    /// A file's path as messages name it.
    pub fn shown(&self, inside: &str) -> String {
        format!("{}/{inside}", self.name)
    }
}

fn is_prose(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|e| e == "md")
}

fn is_text(path: &Path) -> bool {
    path.extension()
        .is_some_and(|e| ["toml", "csv", "sql", "md"].iter().any(|known| e == *known))
}

fn read_text(path: &Path) -> Result<String> {
    let io = |source| PackError::Io {
        path: path.display().to_string(),
        source,
    };
    let length = std::fs::metadata(path).map_err(io)?.len();
    if length > PACK_FILE_BYTES_MAX {
        return Err(PackError::Refused(format!(
            "{} has {length} bytes; a pack's file has at most {PACK_FILE_BYTES_MAX}",
            path.display()
        )));
    }
    std::fs::read_to_string(path).map_err(io)
}

/// The packs that the program carries, by id.
pub fn embedded() -> BTreeMap<String, PackSource> {
    EMBEDDED
        .dirs()
        .map(|dir| {
            let id = dir.path().to_string_lossy().into_owned();
            let mut files = BTreeMap::new();
            let mut waiting = vec![dir];
            while let Some(folder) = waiting.pop() {
                for entry in folder.entries() {
                    match entry {
                        DirEntry::Dir(inner) => waiting.push(inner),
                        DirEntry::File(file) => {
                            let inside =
                                file.path().strip_prefix(dir.path()).unwrap_or(file.path());
                            if let (true, Some(text)) = (is_text(inside), file.contents_utf8()) {
                                let inside = inside.to_string_lossy().into_owned();
                                files.insert(inside, Arc::new(text.to_owned()));
                            }
                        }
                    }
                }
            }
            (
                id.clone(),
                PackSource {
                    name: format!("packs/{id}"),
                    files,
                },
            )
        })
        .collect()
}
