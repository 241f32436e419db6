//! Poppler's programs, asked about bytes.

#![allow(
    clippy::disallowed_methods,
    reason = "the room does no I/O, but Poppler reads files"
)]

use std::path::PathBuf;
use std::process::Command;

use report::Bulletin;
use report::model::Document;

/// A PDF as a file that goes away with it.
pub struct Read {
    pub bulletin: Bulletin,
    folder: tempfile::TempDir,
}

/// Sets a document and lays the PDF where Poppler finds it; also in the folder that
/// `WELLKEEPER_BULLETINS` names, for eyes.
pub fn read(document: &Document, name: &str) -> Read {
    let bulletin = report::set(document).unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bulletin.pdf"), &bulletin.bytes).unwrap();
    if let Some(kept) = std::env::var_os("WELLKEEPER_BULLETINS") {
        let path = PathBuf::from(kept).join(format!("{name}.pdf"));
        std::fs::write(path, &bulletin.bytes).unwrap();
    }
    Read { bulletin, folder }
}

impl Read {
    /// What a program says of the PDF; what it complains of is an error.
    pub fn ask(&self, program: &str, before: &[&str], after: &[&str]) -> String {
        let output = Command::new(program)
            .args(before)
            .arg(self.folder.path().join("bulletin.pdf"))
            .args(after)
            .output()
            .unwrap_or_else(|e| panic!("{program} of poppler-utils (scripts/tools.sh): {e}"));
        // Poppler 22 takes the `Suspects` of tagged PDF for another type than ISO 32000 gives it.
        let said = String::from_utf8_lossy(&output.stderr).replace(
            "Syntax Error: Suspects object is wrong type (boolean)\n",
            "",
        );
        assert!(
            output.status.success() && said.is_empty(),
            "{program}: {said}"
        );
        // Titles within the structure are printed as UTF-16, whatever was asked for.
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The text as it stands on the pages.
    pub fn text(&self) -> String {
        self.ask("pdftotext", &["-layout"], &["-"])
    }

    /// The text, page by page.
    pub fn pages(&self) -> Vec<String> {
        let text = self.text();
        text.trim_end_matches('\u{c}')
            .split('\u{c}')
            .map(str::to_owned)
            .collect()
    }

    /// The value of a line of `pdfinfo`.
    pub fn info(&self, name: &str) -> String {
        let told = self.ask("pdfinfo", &["-isodates"], &[]);
        let line = told
            .lines()
            .find_map(|l| l.strip_prefix(name)?.strip_prefix(':'));
        line.unwrap_or_else(|| panic!("{name} in {told}"))
            .trim()
            .to_owned()
    }
}

/// A text without its spaces and line ends.
pub fn close(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
