//! `wellkeeper verify`

use serde_json::json;

use crate::failure::Failure;
use crate::globals::Globals;
use crate::language::Language;
use crate::output::say;
use crate::wiring::{open, who};

/// Proves the book, and names everything that was tampered with or lost.
pub async fn run(globals: &Globals) -> Result<(), Failure> {
    let (zone, _) = open(&globals.zone).await?;
    let done = zone.verify(&who()).await?;
    let found = done.findings.len();
    if globals.json {
        let findings: Vec<_> = done
            .findings
            .iter()
            .map(|f| json!({ "what": f.what, "wrong": f.wrong }))
            .collect();
        say!(
            "{}",
            json!({
                "holds": found == 0,
                "audit_rows": done.audit_rows,
                "snapshots": done.snapshots,
                "files": done.files,
                "bytes": done.bytes,
                "findings": findings,
            })
        );
    } else {
        for finding in &done.findings {
            say!("{}: {}", finding.what, finding.wrong);
        }
        let (audit, snapshots, files, bytes) =
            (done.audit_rows, done.snapshots, done.files, done.bytes);
        if globals.language() == Language::Zh {
            say!(
                "核对审计 {audit} 行、湖仓快照 {snapshots} 个、文件 {files} 个（{bytes} 字节）：发现 {found} 处"
            );
        } else {
            say!(
                "{audit} audit rows, {snapshots} snapshots, {files} files ({bytes} bytes): {found} findings"
            );
        }
    }
    if found == 0 {
        Ok(())
    } else {
        Err(Failure::Checked(found))
    }
}
