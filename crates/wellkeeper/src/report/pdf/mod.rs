//! The report as a PDF to sign and to seal: the same chapters as the page, as a plain document that
//! the crate `report` sets.

mod annex;
mod assessed;
mod changed;
mod overview;
mod sections;
mod state;

use ::report::model::{
    Align, Block, Cell, Colour, Column, Created, Document, Kind, Row, SignOff, Signature, Table,
    Text,
};
use ::report::{Bulletin, ReportError};

use super::monthly::Monthly;
use super::paper::Paper;
use super::phrases::{NOTHING, class, month};
use crate::language::Language;

/// What every chapter is written from.
#[derive(Clone, Copy)]
struct Page<'m> {
    lang: Language,
    monthly: &'m Monthly,
    /// What makes a bulletin of it, if one is made.
    paper: Option<&'m Paper>,
}

impl<'m> Page<'m> {
    fn say(self, zh: &'m str, en: &'m str) -> &'m str {
        self.lang.pick(zh, en)
    }
}

/// The report of a month, with `bureau` in its head where one is given; a bulletin of the book with its
/// own head and signatures where there is a `paper`.
///
/// # Errors
/// [`ReportError`] where the month has more to say than a document may hold.
pub(super) fn render(
    lang: Language,
    monthly: &Monthly,
    bureau: Option<&str>,
    paper: Option<&Paper>,
) -> Result<Bulletin, ReportError> {
    let page = Page {
        lang,
        monthly,
        paper,
    };
    let own = paper.and_then(|paper| paper.bureau.as_deref());
    ::report::set(&document(page, own.or(bureau)))
}

fn document(page: Page<'_>, bureau: Option<&str>) -> Document {
    let (lang, monthly) = (page.lang, page.monthly);
    let zone = lang.pick(&monthly.zone.zh, &monthly.zone.en);
    let bureau = bureau.map(str::trim).filter(|name| !name.is_empty());
    let (title, as_of) = match lang {
        Language::Zh => (
            format!("{zone}水质月报"),
            format!("数据截至 {}；快照 {}", monthly.read_at, monthly.snapshot),
        ),
        Language::En => (
            format!("{zone}: water quality report"),
            format!("As of {}; snapshot {}", monthly.read_at, monthly.snapshot),
        ),
    };
    Document {
        language: match lang {
            Language::Zh => ::report::model::Language::Zh,
            Language::En => ::report::model::Language::En,
        },
        title,
        letterhead: bureau.map(str::to_owned),
        bureau: bureau.unwrap_or_default().to_owned(),
        number: match page.paper {
            Some(paper) => paper.number.clone().unwrap_or_default(),
            None => number(lang, &monthly.month_id()),
        },
        period: month(lang, &monthly.month_id()),
        as_of,
        mark: page
            .paper
            .and_then(|paper| paper.mark(lang))
            .map(str::to_owned),
        created: created(monthly),
        blocks: chapters(page),
        sign_off: Some(sign_off(page)),
        annexes: annexes(page),
    }
}

/// The issue: a monthly bulletin is counted within its year.
fn number(lang: Language, month: &str) -> String {
    let parts = month
        .split_once('-')
        .and_then(|(year, month)| Some((year, month.parse::<u8>().ok()?)));
    match (lang, parts) {
        (_, None) => String::new(),
        (Language::Zh, Some((year, issue))) => format!("{year}年第{issue}期"),
        (Language::En, Some((year, issue))) => format!("No. {issue} of {year}"),
    }
}

/// When the book was read: a figure that changes later makes another file.
fn created(monthly: &Monthly) -> Created {
    let at = jiff::civil::DateTime::strptime("%Y-%m-%d %H:%M", &monthly.read_at)
        .unwrap_or(jiff::civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0));
    let part = |part: i8| u8::try_from(part).unwrap_or(0);
    Created {
        year: u16::try_from(at.year()).unwrap_or(1),
        month: part(at.month()),
        day: part(at.day()),
        hour: part(at.hour()),
        minute: part(at.minute()),
        second: 0,
        ahead_of_utc_minutes: monthly.ahead_of_utc_minutes,
    }
}

/// Whoever signed in the book is named; where nobody has, the line and the date are for a pen.
fn sign_off(page: Page<'_>) -> SignOff {
    let roles = [
        page.say("编制：", "Drafted by"),
        page.say("审核：", "Checked by"),
        page.say("签发：", "Issued by"),
    ];
    let signed = |index: usize| page.paper.and_then(|paper| paper.signed[index].as_ref());
    let signatures = roles.into_iter().enumerate().map(|(index, role)| {
        let by = signed(index);
        Signature {
            role: role.to_owned(),
            name: by.map_or_else(String::new, |by| by.name.clone()),
            date: by.map_or_else(String::new, |by| by.day.clone()),
        }
    });
    let blank = page.say("　　　　年　　月　　日", "Date: ____________________");
    let issued_on = page.paper.and_then(|paper| paper.issued_on(page.lang));
    SignOff {
        roles: signatures.collect(),
        seal: page.say("（盖章）", "(seal)").to_owned(),
        date: issued_on.unwrap_or_else(|| blank.to_owned()),
    }
}

/// A chapter: its title and what stands under it; one that has nothing to say is left out.
type Chapter<'m> = (&'m str, Vec<Block>);

fn chapters(page: Page<'_>) -> Vec<Block> {
    let all = [
        changed::changed(page),
        overview::overview(page),
        assessed::rivers(page),
        assessed::lakes(page),
        assessed::drinking(page),
        sections::exceeding(page),
        sections::all(page),
        sections::year(page),
        assessed::targets(page),
        assessed::ranks(page),
        state::trends(page),
        state::data(page),
        state::remarks(page),
    ];
    let told = all.into_iter().filter(|(_, blocks)| !blocks.is_empty());
    let mut blocks = Vec::new();
    for (index, (title, under)) in told.enumerate() {
        blocks.push(Block::Heading {
            level: 1,
            text: numbered(page.lang, index, title),
        });
        blocks.extend(under);
    }
    blocks
}

/// What stands after the signatures: the means, and where the figures come from.
fn annexes(page: Page<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (title, under) in [annex::values(page), annex::sources(page)] {
        if !under.is_empty() {
            blocks.push(Block::Heading {
                level: 1,
                text: title.to_owned(),
            });
            blocks.extend(under);
        }
    }
    blocks
}

/// `三、湖泊水库`, `3. Lakes and reservoirs`.
fn numbered(lang: Language, index: usize, title: &str) -> String {
    const NUMBERS: [&str; 13] = [
        "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三",
    ];
    match (lang, NUMBERS.get(index)) {
        (Language::Zh, Some(number)) => format!("{number}、{title}"),
        _ => format!("{}. {title}", index + 1),
    }
}

/// The colours of the classes, as on the page.
const COLOURS: [Colour; 6] = [
    Colour::rgb(0xBF, 0xE3, 0xF5),
    Colour::rgb(0x6D, 0xB6, 0xE4),
    Colour::rgb(0x7C, 0xC6, 0x8D),
    Colour::rgb(0xF4, 0xD8, 0x4F),
    Colour::rgb(0xF2, 0xA1, 0x4A),
    Colour::rgb(0xE2, 0x64, 0x5C),
];

/// The classes as charts count them.
fn kinds(lang: Language) -> Vec<Kind> {
    ["I", "II", "III", "IV", "V", "inferior_V"]
        .into_iter()
        .zip(COLOURS)
        .map(|(name, colour)| Kind {
            name: class(lang, Some(name)),
            colour,
        })
        .collect()
}

/// A class as a coloured cell with its numeral; in brackets where the data were not enough.
fn mark(page: Page<'_>, name: Option<&str>, is_complete: bool) -> Cell {
    let shown = class(page.lang, name);
    let rank = name
        .and_then(|name| name.parse::<methods::class::WaterClass>().ok())
        .map(|class| usize::from(class.rank()) - 1);
    match rank {
        Some(_) if !is_complete => Cell::from(format!("({shown})")),
        Some(rank) => Cell {
            text: shown.into(),
            tint: COLOURS.get(rank).copied(),
        },
        None => Cell::from(NOTHING),
    }
}

/// Columns from their heads: `|` before a head sets its cells in the middle, `>` to the right.
fn columns(heads: &[&str]) -> Vec<Column> {
    heads
        .iter()
        .map(|head| {
            if let Some(head) = head.strip_prefix('>') {
                Column::new(head, Align::End)
            } else if let Some(head) = head.strip_prefix('|') {
                Column::new(head, Align::Centre)
            } else {
                Column::new(*head, Align::Start)
            }
        })
        .collect()
}

/// A table without a title of its own: its chapter has one. Nothing where it has no row.
fn table(heads: &[&str], rows: Vec<Row>) -> Vec<Block> {
    if rows.is_empty() {
        return Vec::new();
    }
    vec![Block::Table(Table {
        caption: String::new(),
        columns: columns(heads),
        rows,
    })]
}

/// A row, and what it says in words below it.
fn row(page: Page<'_>, cells: Vec<Cell>, zh: Option<&str>, en: Option<&str>) -> Row {
    Row {
        cells,
        note: page.lang.pick_of(zh, en).map(Text::from),
    }
}

#[cfg(test)]
mod tests {
    use super::{number, numbered};
    use crate::language::Language;

    #[test]
    fn an_issue_is_counted_within_its_year() {
        assert_eq!(number(Language::Zh, "2021-04"), "2021年第4期");
        assert_eq!(number(Language::En, "2021-12"), "No. 12 of 2021");
    }

    #[test]
    fn chapters_are_numbered_as_the_language_does() {
        assert_eq!(numbered(Language::Zh, 10, "趋势"), "十一、趋势");
        assert_eq!(numbered(Language::En, 2, "Lakes"), "3. Lakes");
    }
}
