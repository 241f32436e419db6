//! `given/marks.csv`: marks of a case, with what became of them; accepted ones hold for its readings as
//! they do in a book.

use jiff::tz::TimeZone;
use zone::mark::{Accepted, Mark, Ruling, Standing, Verdict, Withdrawn};

use super::given::Given;
use crate::error::Mistake;
use crate::near::nearest;
use crate::sheet::{Sheet, SheetCell};

/// The columns that `given/marks.csv` may have.
const COLUMNS: [&str; 10] = [
    "thing",
    "property",
    "from",
    "until",
    "reason",
    "evidence",
    "marked_at",
    "marked_by",
    "standing",
    "judged_at",
];

type Row<'r> = &'r [SheetCell];
type Read<T> = Result<T, Box<Mistake>>;

/// Takes the marks of `sheet` into `given`, and finds the readings invalid that accepted ones are about.
pub(super) fn read(sheet: &Sheet, tz: &TimeZone, given: &mut Given, mistakes: &mut Vec<Mistake>) {
    for head in &sheet.header {
        if !COLUMNS.contains(&head.text.as_str()) {
            let message = format!(
                "`{}` is no column of marks; expected some of {}",
                head.text,
                COLUMNS.join(", ")
            );
            mistakes.push(
                sheet
                    .wrong(head, message)
                    .help(nearest(&head.text, COLUMNS)),
            );
        }
    }
    for needed in ["thing", "from", "until", "reason"] {
        if sheet.column(needed).is_none() {
            let message = format!("no column `{needed}`; every mark needs it");
            mistakes.push(sheet.wrong_header(message));
            return;
        }
    }
    for (row, id) in sheet.rows.iter().zip(1..) {
        let reader = Reader { sheet, tz, given };
        match reader.mark(row, id) {
            Ok(mark) => given.marks.push(mark),
            Err(mistake) => mistakes.push(*mistake),
        }
    }
    Accepted::among(&given.marks, &given.series).apply(&mut given.observations);
}

struct Reader<'r> {
    sheet: &'r Sheet,
    tz: &'r TimeZone,
    given: &'r Given,
}

impl Reader<'_> {
    fn mark(&self, row: Row<'_>, id: i64) -> Read<Mark> {
        let thing = self.thing(self.needed(row, "thing")?)?;
        let from_us = self.instant(self.needed(row, "from")?)?;
        let until_us = self.instant(self.needed(row, "until")?)?;
        let at_us = self.cell(row, "marked_at");
        let at_us = at_us.map_or(Ok(from_us), |cell| self.instant(cell))?;
        let judged_us = self.cell(row, "judged_at");
        let judged_us = judged_us.map_or(Ok(at_us), |cell| self.instant(cell))?;
        let standing = self.standing(row)?;
        let verdict = |ruling| Verdict {
            ruling,
            reason: "given".to_owned(),
            at_us: judged_us,
            who: "bureau".to_owned(),
            snapshot: None,
        };
        Ok(Mark {
            id,
            thing,
            series: self.series(row, thing)?,
            from_us,
            until_us,
            reason: self.reason(self.needed(row, "reason")?)?,
            evidence: self.text(row, "evidence", "given"),
            paper: None,
            at_us,
            who: self.text(row, "marked_by", "operator"),
            withdrawn: (standing == Standing::Withdrawn).then(|| Withdrawn {
                at_us: judged_us,
                who: self.text(row, "marked_by", "operator"),
                why: "given".to_owned(),
            }),
            verdict: match standing {
                Standing::Accepted => Some(verdict(Ruling::Accepted)),
                Standing::Refused => Some(verdict(Ruling::Refused)),
                Standing::Pending | Standing::Withdrawn => None,
            },
        })
    }

    fn cell<'r>(&self, row: Row<'r>, name: &str) -> Option<&'r SheetCell> {
        Some(&row[self.sheet.column(name)?]).filter(|cell| !cell.text.is_empty())
    }

    fn text(&self, row: Row<'_>, name: &str, default: &str) -> String {
        let cell = self.cell(row, name);
        cell.map_or_else(|| default.to_owned(), |cell| cell.text.clone())
    }

    fn needed<'r>(&self, row: Row<'r>, name: &str) -> Read<&'r SheetCell> {
        self.cell(row, name).ok_or_else(|| {
            let at = self.sheet.column(name).unwrap_or(0);
            self.wrong(&row[at], format!("`{name}` is empty; every mark needs it"))
        })
    }

    fn wrong(&self, cell: &SheetCell, message: String) -> Box<Mistake> {
        Box::new(self.sheet.wrong(cell, message))
    }

    fn instant(&self, cell: &SheetCell) -> Read<i64> {
        zone::instant::read(&cell.text, self.tz).map_err(|e| self.wrong(cell, e.to_string()))
    }

    fn thing(&self, code: &SheetCell) -> Read<i64> {
        let mut things = self.given.things.iter();
        let found = things.find(|thing| thing.draft.code == code.text);
        found
            .map(|thing| thing.id)
            .ok_or_else(|| self.wrong(code, format!("`{}` is no thing of this case", code.text)))
    }

    fn series(&self, row: Row<'_>, thing: i64) -> Read<Option<i64>> {
        let Some(cell) = self.cell(row, "property") else {
            return Ok(None);
        };
        let mut series = self.given.series.iter();
        let found = series.find(|s| s.key.thing == thing && s.key.property == cell.text);
        found
            .map(|s| Some(s.id))
            .ok_or_else(|| self.wrong(cell, format!("the case has no readings of `{}`", cell.text)))
    }

    fn reason(&self, cell: &SheetCell) -> Read<String> {
        let words = &self.given.vocabulary;
        if words.mark_reason(&cell.text).is_some() {
            return Ok(cell.text.clone());
        }
        let known: Vec<&str> = words.mark_reasons.iter().map(|r| &*r.id).collect();
        Err(self.wrong(
            cell,
            format!(
                "`{}` is no reason of a mark in this pack; expected one of {}",
                cell.text,
                known.join(", ")
            ),
        ))
    }

    fn standing(&self, row: Row<'_>) -> Read<Standing> {
        let Some(cell) = self.cell(row, "standing") else {
            return Ok(Standing::Pending);
        };
        Standing::parse(&cell.text).ok_or_else(|| {
            let known: Vec<&str> = Standing::ALL.iter().map(|word| word.as_str()).collect();
            self.wrong(
                cell,
                format!("`{}`; expected one of {}", cell.text, known.join(", ")),
            )
        })
    }
}
