//! Proving the book: everything that was tampered with or lost, by name.

use std::collections::{BTreeMap, HashMap};

use crate::lake::{CatalogFile, LakeCommit, LoggedFile, Origins, commits, last_commit, rows_at};
use crate::{Result, Zone, bulletin, kept_files, layer, mark, texts};

/// Something that is not as the book left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What: `audit row 7`, `thing 3`, `lake/main/observations/…parquet`.
    pub what: String,
    /// What is wrong with it.
    pub wrong: String,
}

/// What a verification looked at, and found.
#[derive(Debug, Clone, Default)]
pub struct Verification {
    /// Rows of the audit log.
    pub audit_rows: usize,
    /// Snapshots of the lake.
    pub snapshots: usize,
    /// Files of the lake.
    pub files: usize,
    /// Their bytes, all of which were read.
    pub bytes: u64,
    /// What is wrong; empty for a book that holds.
    pub findings: Vec<Finding>,
}

impl Zone {
    /// Walks the audit chain, every row of the state, and every file and snapshot of the lake, while
    /// others read and write on. What an interrupted writer left is entered in the log first, in the
    /// name of `who`.
    ///
    /// # Errors
    /// What the databases refuse. What is wrong with the book is no error but a finding.
    pub async fn verify(&self, who: &str) -> Result<Verification> {
        let _files = self.hold_files()?;
        let logged = last_commit(self.state(), None)
            .await?
            .map_or(-1, |c| c.snapshot);
        if self.lake().head()? > logged {
            drop(self.write_if_free(who, "verify").await?);
        }
        let first = self.examine().await?;
        if first.findings.is_empty() {
            return Ok(first);
        }
        // What another was about to enter in the log looks like a loss; a finding stands when it is
        // there while nobody writes.
        match self.write(who, "verify").await {
            Ok(_alone) => self.examine().await,
            Err(_) => Ok(first),
        }
    }

    async fn examine(&self) -> Result<Verification> {
        let (audit_rows, findings) = self.state().verify().await?;
        let mut done = Verification {
            audit_rows,
            findings,
            ..Verification::default()
        };
        let log = commits(self.state()).await?;
        let files = self.lake().files().await?;
        let snapshots = self.lake().snapshots_after(BEFORE_ALL).await?;
        let origins = readable_origins(self, &files).await;
        done.snapshots = log.len();
        let known: Vec<i64> = snapshots.iter().map(|s| s.snapshot).collect();
        done.findings
            .extend(wrong_snapshots(&log, &files, &origins, &known));
        let logged = logged_files(&log);
        let named: HashMap<&str, &CatalogFile> =
            files.iter().map(|f| (f.path.as_str(), f)).collect();
        for (path, file) in &logged {
            done.files += 1;
            done.findings
                .extend(wrong_in_catalog(file, named.get(path.as_str()).copied()));
            match self.lake().read_hash(path).await {
                Ok((bytes, hash)) => {
                    done.bytes += bytes;
                    let wrong = wrong_bytes(file, bytes, &hash);
                    done.findings
                        .extend(wrong.map(|wrong| finding(path, wrong)));
                }
                Err(error) => done.findings.push(finding(path, error.to_string())),
            }
        }
        done.findings.extend(wrong_kept_files(self).await?);
        let last = log.last().map_or(-1, |c| c.snapshot);
        let strangers = files
            .iter()
            .filter(|f| f.begin_snapshot <= last && !logged.contains_key(&f.path));
        done.findings.extend(strangers.map(|f| {
            finding(
                &f.path,
                "is named by the catalog and by no commit in the log",
            )
        }));
        Ok(done)
    }
}

/// What is wrong with the files that the book keeps under their hashes.
async fn wrong_kept_files(zone: &Zone) -> Result<Vec<Finding>> {
    let state = zone.state();
    let mut findings = Vec::new();
    let mut wrong = |folder: &str, hash: &str, wrong: Option<String>| {
        findings.extend(wrong.map(|wrong| Finding {
            what: format!("{folder}/{hash}"),
            wrong,
        }));
    };
    for address in texts::all_addresses(state).await? {
        let error = texts::read(zone, &address).err();
        wrong(texts::FOLDER, &address, error.map(|e| e.to_string()));
    }
    for hash in bulletin::all_documents(state).await? {
        let error = kept_files::read(zone, bulletin::FOLDER, &hash).err();
        wrong(bulletin::FOLDER, &hash, error.map(|e| e.to_string()));
    }
    for hash in mark::all_papers(state).await? {
        let error = kept_files::read(zone, mark::FOLDER, &hash).err();
        wrong(mark::FOLDER, &hash, error.map(|e| e.to_string()));
    }
    for hash in layer::all_files(state).await? {
        wrong(layer::FOLDER, &hash, layer::wrong_file(zone, &hash));
    }
    Ok(findings)
}

fn finding(path: &str, wrong: impl Into<String>) -> Finding {
    Finding {
        what: format!("{}/{path}", crate::lake::DATA_FOLDER),
        wrong: wrong.into(),
    }
}

/// The files that the log says must be there, by path.
fn logged_files(log: &[LakeCommit]) -> BTreeMap<String, LoggedFile> {
    let mut files = BTreeMap::new();
    for commit in log {
        let standing = commit.logged_files().into_iter();
        for file in standing.filter(|file| file.removed_us.is_none()) {
            files.insert(file.path.clone(), file);
        }
    }
    files
}

fn wrong_bytes(file: &LoggedFile, bytes: u64, hash: &str) -> Option<String> {
    if i64::try_from(bytes) != Ok(file.bytes) {
        return Some(format!("has {bytes} bytes; {} were written", file.bytes));
    }
    (hash != file.hash).then(|| "was changed: its checksum is not that of what was written".into())
}

fn wrong_in_catalog(file: &LoggedFile, named: Option<&CatalogFile>) -> Option<Finding> {
    match named {
        None => Some(finding(&file.path, "is no longer named by the catalog")),
        Some(named) if named.row_count != file.rows || named.bytes != file.bytes => Some(finding(
            &file.path,
            format!(
                "has {} rows and {} bytes in the catalog; {} rows and {} bytes were committed",
                named.row_count, named.bytes, file.rows, file.bytes
            ),
        )),
        Some(_) => None,
    }
}

/// A snapshot before the first.
const BEFORE_ALL: i64 = -1;

/// The origins of merged files; one that cannot be read is found out by its checksum.
async fn readable_origins(zone: &Zone, files: &[CatalogFile]) -> Origins {
    let mut origins = Origins::new();
    for file in files {
        origins.extend(
            zone.lake()
                .origins(std::slice::from_ref(file), BEFORE_ALL)
                .await
                .unwrap_or_default(),
        );
    }
    origins
}

fn wrong_snapshots(
    log: &[LakeCommit],
    files: &[CatalogFile],
    origins: &Origins,
    known: &[i64],
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for commit in log.iter().filter(|commit| commit.expired_us.is_none()) {
        let what = format!("snapshot {}", commit.snapshot);
        let rows = rows_at(files, origins, commit.snapshot);
        let wrong = if known.binary_search(&commit.snapshot).is_err() {
            "is no longer in the catalog".to_owned()
        } else if commit.kind == "foreign" {
            "was committed to the lake by another program".to_owned()
        } else if rows != commit.row_count {
            format!(
                "shows {rows} rows; {} stood when it was committed",
                commit.row_count
            )
        } else {
            continue;
        };
        findings.push(Finding { what, wrong });
    }
    findings
}
