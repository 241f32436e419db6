//! The workbook: its worksheets and its defined names.

use std::collections::HashMap;
use std::ops::Range;

use quick_xml::events::Event;

use crate::error::FormError;
use crate::limits::FORM_NAMES_MAX;
use crate::package::{Package, count, other, too_large};
use crate::place::Area;
use crate::xml::{Events, add_text, attribute};

/// What the workbook's part is declared as; that of templates, macros and binary books ends otherwise.
const WORKBOOK: &str = "spreadsheetml.sheet.main+xml";

/// A defined name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// As it is written.
    pub name: String,
    /// What it stands for.
    pub refers: Refers,
}

/// What a defined name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refers {
    /// One rectangle of a worksheet of the book.
    Cells {
        /// The place of the worksheet in the book, from 0.
        sheet: usize,
        /// Its cells.
        area: Area,
    },
    /// Something else, as it is written: several rectangles, whole columns, a formula, a lost reference.
    Other(String),
}

/// A worksheet: what it is called, and the part that holds it.
pub(crate) struct SheetPart {
    pub name: String,
    pub part: String,
}

pub(crate) struct Book {
    pub part: String,
    pub text: String,
    pub sheets: Vec<SheetPart>,
    pub names: Vec<Name>,
    pub is_1904: bool,
    /// Parts of texts and of styles.
    pub texts: Option<String>,
    pub styles: Option<String>,
    prefix: String,
    calculation: Option<Range<usize>>,
    after_names: usize,
}

impl Book {
    pub fn read(package: &Package) -> Result<Self, FormError> {
        if package.has_under("_xmlsignatures/") {
            return Err(FormError::OtherKind {
                found: "a workbook that is signed: filling it would break the signature".to_owned(),
                instead: "have it sent without one",
            });
        }
        let Some(top) = package.text("_rels/.rels")? else {
            return Err(other("an archive that is no Excel workbook"));
        };
        let top = relations("_rels/.rels", &top, "")?;
        let part = top.values().find(|one| one.kind == "officeDocument");
        let part = part.map(|one| one.target.clone());
        let Some(part) = part else {
            return Err(other("an archive that is no Excel workbook"));
        };
        check_kind(package, &part)?;
        let linked = linked(package, &part)?;
        let of = |kind: &str| {
            let mut all = linked.values();
            let found = all.find(|one| one.kind == kind);
            found.map(|one| one.target.clone())
        };
        let mut book = Self {
            text: package.needed(&part)?,
            part,
            sheets: Vec::new(),
            names: Vec::new(),
            is_1904: false,
            texts: of("sharedStrings"),
            styles: of("styles"),
            prefix: String::new(),
            calculation: None,
            after_names: 0,
        };
        book.fill(&linked)?;
        Ok(book)
    }

    fn fill(&mut self, linked: &HashMap<String, Relation>) -> Result<(), FormError> {
        let text = std::mem::take(&mut self.text);
        let part = self.part.clone();
        let mut events = Events::of(&part, &text);
        let mut open: Option<(String, String)> = None;
        let mut written = Vec::new();
        while let Some((event, span)) = events.next()? {
            match &event {
                Event::Start(tag) | Event::Empty(tag) => match tag.local_name().into_inner() {
                    "workbook" => tag.name().into_inner().clone_into(&mut self.prefix),
                    "workbookPr" => {
                        let says = attribute(tag, "date1904");
                        self.is_1904 = says.is_some_and(|says| says == "1" || says == "true");
                    }
                    "sheet" => self.sheets.push(sheet_part(tag, linked)),
                    "calcPr" => self.calculation = Some(span),
                    "definedName" => {
                        open = attribute(tag, "name").map(|name| (name, String::new()));
                    }
                    _ => {}
                },
                Event::End(tag) => match tag.local_name().into_inner() {
                    "definedName" => written.extend(open.take()),
                    "definedNames" => self.after_names = span.end,
                    _ => {}
                },
                other => {
                    if let Some((_, refers)) = &mut open {
                        add_text(other, refers);
                    }
                }
            }
            if written.len() > FORM_NAMES_MAX {
                let (found, limit) = (count(written.len()), count(FORM_NAMES_MAX));
                return Err(too_large("defined names", found, limit));
            }
        }
        let prefix = self.prefix.strip_suffix("workbook").unwrap_or_default();
        self.prefix = prefix.to_owned();
        self.names = written
            .into_iter()
            .map(|(name, refers)| Name {
                name,
                refers: self.refers(refers.trim()),
            })
            .collect();
        self.text = text;
        Ok(())
    }

    fn refers(&self, written: &str) -> Refers {
        let cells = written.rsplit_once('!').and_then(|(sheet, area)| {
            let sheet = match sheet.strip_prefix('\'').and_then(|s| s.strip_suffix('\'')) {
                Some(quoted) => quoted.replace("''", "'"),
                None => sheet.to_owned(),
            };
            let wanted = sheet.to_lowercase();
            let is_it = |one: &SheetPart| one.name.to_lowercase() == wanted;
            let sheet = self.sheets.iter().position(is_it)?;
            Some((sheet, Area::parse(area)?))
        });
        match cells {
            Some((sheet, area)) => Refers::Cells { sheet, area },
            None => Refers::Other(written.to_owned()),
        }
    }

    /// The workbook's part, which asks whoever opens it to compute every formula anew.
    pub fn computed_when_opened(&self) -> String {
        const ASKS: &str = " fullCalcOnLoad=\"1\"";
        let mut text = self.text.clone();
        let Some(span) = &self.calculation else {
            text.insert_str(self.after_names, &format!("<{}calcPr{ASKS}/>", self.prefix));
            return text;
        };
        let tag = &self.text[span.clone()];
        let tag = without_attribute(tag, "fullCalcOnLoad");
        let end = tag.len() - if tag.ends_with("/>") { 2 } else { 1 };
        let (start, end) = tag.split_at(end);
        text.replace_range(span.clone(), &format!("{}{ASKS}{end}", start.trim_end()));
        text
    }
}

fn sheet_part(
    tag: &quick_xml::events::BytesStart<'_>,
    linked: &HashMap<String, Relation>,
) -> SheetPart {
    // The other attribute that could be called so, `sheetId`, has a name of its own.
    let id = attribute(tag, "id").unwrap_or_default();
    let linked = linked.get(&id).filter(|one| one.kind == "worksheet");
    SheetPart {
        name: attribute(tag, "name").unwrap_or_default(),
        part: linked.map(|one| one.target.clone()).unwrap_or_default(),
    }
}

/// A tag without one of its attributes.
pub(crate) fn without_attribute(tag: &str, name: &str) -> String {
    for quote in ['"', '\''] {
        let Some(from) = tag.find(&format!(" {name}={quote}")) else {
            continue;
        };
        let value = from + name.len() + 3;
        if let Some(length) = tag[value..].find(quote) {
            return format!("{}{}", &tag[..from], &tag[value + length + 1..]);
        }
    }
    tag.to_owned()
}

/// Refuses a workbook with macros, a template and what else a file of another ending would be.
fn check_kind(package: &Package, part: &str) -> Result<(), FormError> {
    const TYPES: &str = "[Content_Types].xml";
    let text = package.needed(TYPES)?;
    let mut events = Events::of(TYPES, &text);
    let mut kind = String::new();
    while let Some((event, _)) = events.next()? {
        if let Event::Start(tag) | Event::Empty(tag) = &event
            && tag.local_name().into_inner() == "Override"
        {
            let named = attribute(tag, "PartName").unwrap_or_default();
            if named.trim_start_matches('/').eq_ignore_ascii_case(part) {
                kind = attribute(tag, "ContentType").unwrap_or_default();
            }
        }
    }
    if kind.ends_with(WORKBOOK) {
        return Ok(());
    }
    let lower = kind.to_lowercase();
    Err(other(if lower.contains("macroenabled") {
        "a workbook with macros (.xlsm)"
    } else if lower.contains("template") {
        "a template (.xltx)"
    } else if lower.contains("binary") {
        "a binary workbook (.xlsb)"
    } else {
        "an archive that is no Excel workbook"
    }))
}

/// The areas of a worksheet in which the heads of its tables stand: they must say what the table's part
/// says, or Excel repairs the file.
pub(crate) fn table_heads(package: &Package, sheet: &str) -> Result<Vec<Area>, FormError> {
    let mut heads = Vec::new();
    for one in linked(package, sheet)?.values() {
        if one.kind != "table" {
            continue;
        }
        let text = package.needed(&one.target)?;
        let mut events = Events::of(&one.target, &text);
        while let Some((event, _)) = events.next()? {
            if let Event::Start(tag) | Event::Empty(tag) = &event
                && tag.local_name().into_inner() == "table"
                && attribute(tag, "headerRowCount").is_none_or(|count| count != "0")
                && let Some(mut area) = attribute(tag, "ref").and_then(|said| Area::parse(&said))
            {
                area.last.row = area.first.row;
                heads.push(area);
            }
        }
    }
    Ok(heads)
}

/// What a part links to, by the ids that it calls them.
fn linked(package: &Package, part: &str) -> Result<HashMap<String, Relation>, FormError> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let rels = format!("{folder}/_rels/{file}.rels");
    let rels = rels.trim_start_matches('/');
    match package.text(rels)? {
        Some(text) => relations(rels, &text, folder),
        None => Ok(HashMap::new()),
    }
}

struct Relation {
    /// The last word of its type: `worksheet`, `styles` …
    kind: String,
    /// The part, from the top of the archive.
    target: String,
}

fn relations(part: &str, text: &str, folder: &str) -> Result<HashMap<String, Relation>, FormError> {
    let mut events = Events::of(part, text);
    let mut found = HashMap::new();
    while let Some((event, _)) = events.next()? {
        if let Event::Start(tag) | Event::Empty(tag) = &event
            && tag.local_name().into_inner() == "Relationship"
            && let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target"))
        {
            let kind = attribute(tag, "Type").unwrap_or_default();
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            let target = within(folder, &target);
            found.insert(id, Relation { kind, target });
        }
    }
    Ok(found)
}

/// The part that `target` names from `folder`.
fn within(folder: &str, target: &str) -> String {
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|one| !one.is_empty()).collect();
    for one in target.split('/') {
        match one {
            "." | "" => {}
            ".." => {
                path.pop();
            }
            one => path.push(one),
        }
    }
    path.join("/")
}
