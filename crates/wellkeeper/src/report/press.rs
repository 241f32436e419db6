//! Prints bulletins: reads the report of a month as of the instant that a bulletin shows, and writes it
//! in the forms and languages that are asked for.

use packs::changes::{Shown, between};
use packs::kept;
use packs::session::Session;
use packs::{Pack, PackError};
use server::{Printing, Prints};
use zone::bulletin::{Bulletin, Format, Lang, Printed};
use zone::lake::Month;
use zone::person::people;
use zone::{Zone, bulletin};

use super::monthly::{Monthly, read_in};
use super::paper::{Corrected, Paper};
use super::{form, html, pdf};
use crate::failure::Failure;
use crate::language::Language;

/// The tables whose figures a bulletin prints; the first has a row of every month that is computed.
pub(crate) const SHOWN: [Shown; 8] = [
    whole("water_quality.zone_month"),
    whole("water_quality.river_month"),
    whole("water_quality.lake_month"),
    whole("water_quality.drinking_source_month"),
    whole("water_quality.section_month"),
    Shown {
        table: "water_quality.item_month",
        columns: &["mean", "class", "days", "readings_below"],
    },
    whole("water_quality.compliance"),
    whole("water_quality.index_month"),
];

const fn whole(table: &'static str) -> Shown {
    Shown {
        table,
        columns: &[],
    }
}

/// Every document of an issued bulletin.
pub(crate) const ALL: [(Lang, Format); 4] = [
    (Lang::Zh, Format::Pdf),
    (Lang::Zh, Format::Html),
    (Lang::En, Format::Pdf),
    (Lang::En, Format::Html),
];

/// What was printed, and the characters that the fonts of the PDF lack.
pub(crate) struct Sheets {
    pub documents: Vec<Printed>,
    pub missing: Vec<char>,
}

/// Prints `bulletin` in the forms that are `wanted`.
pub(crate) async fn print(
    zone: &Zone,
    bulletin: &Bulletin,
    wanted: &[(Lang, Format)],
) -> Result<Sheets, Failure> {
    let (then, packs) = kept::as_of(zone, bulletin.as_of_us).await?;
    let session = Session::open_at(&then, &packs, bulletin.as_of_us).await?;
    let month = Month::parse(&bulletin.month);
    let monthly = Box::pin(read_in(&session, &then, month)).await?;
    let mut paper = Paper::new(bulletin, &people(zone.state()).await?, zone.tz());
    paper.corrects = Box::pin(corrected(zone, bulletin, &session, (&then, &packs))).await?;
    let wanted = wanted.to_vec();
    // Fonts and layout are work for a processor: whoever waits for the network goes on meanwhile.
    let written = tokio::task::spawn_blocking(move || write(&monthly, &paper, &wanted));
    written.await.map_err(|e| Failure::Refused(e.to_string()))?
}

fn write(monthly: &Monthly, paper: &Paper, wanted: &[(Lang, Format)]) -> Result<Sheets, Failure> {
    let mut sheets = Sheets {
        documents: Vec::with_capacity(wanted.len()),
        missing: Vec::new(),
    };
    for (lang, format) in wanted {
        let language = match lang {
            Lang::Zh => Language::Zh,
            Lang::En => Language::En,
        };
        let bytes = match format {
            Format::Html => html::render(language, monthly, Some(paper)).into_bytes(),
            Format::Pdf => {
                let made = pdf::render(language, monthly, None, Some(paper))
                    .map_err(|e| Failure::Refused(e.to_string()))?;
                sheets.missing.extend(made.missing);
                made.bytes
            }
            // Somebody else's form is filled, not printed.
            Format::Xlsx => continue,
        };
        sheets.documents.push(Printed {
            lang: *lang,
            format: *format,
            name: None,
            bytes,
        });
    }
    sheets.missing.sort_unstable();
    sheets.missing.dedup();
    Ok(sheets)
}

/// What the issue before said otherwise.
async fn corrected(
    zone: &Zone,
    bulletin: &Bulletin,
    session: &Session,
    (then, packs): (&Zone, &[Pack]),
) -> Result<Option<Corrected>, Failure> {
    let Some(id) = bulletin.supersedes else {
        return Ok(None);
    };
    let old = bulletin::bulletin(zone.state(), id).await?;
    let (zone_before, packs_before) = kept::as_of(zone, old.as_of_us).await?;
    let before = Session::open_at(&zone_before, &packs_before, old.as_of_us).await?;
    let sessions = (&before, session);
    let changes = between(sessions, (then, packs), &SHOWN, &bulletin.month).await?;
    let number = old.number.unwrap_or_else(|| old.month.clone());
    Ok(Some(Corrected::new(number, changes)))
}

/// Fills the forms that go with every bulletin.
pub(crate) async fn fill(zone: &Zone, bulletin: &Bulletin) -> Result<Vec<Printed>, Failure> {
    form::fill_all(zone, bulletin).await
}

/// What the server understands of a failure.
fn told(made: Result<Vec<Printed>, Failure>) -> Result<Vec<Printed>, PackError> {
    made.map_err(|failure| match failure {
        Failure::Pack(error) => error,
        Failure::Zone(error) => PackError::Zone(error),
        other => PackError::Refused(other.to_string()),
    })
}

/// The press of the program, for the server.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Press;

impl Prints for Press {
    fn shown(&self) -> &'static [Shown] {
        &SHOWN
    }

    fn documents(&self) -> &'static [(Lang, Format)] {
        &ALL
    }

    fn print<'a>(
        &'a self,
        zone: &'a Zone,
        bulletin: &'a Bulletin,
        wanted: &'a [(Lang, Format)],
    ) -> Printing<'a> {
        Box::pin(async move {
            let printed = Box::pin(print(zone, bulletin, wanted)).await;
            told(printed.map(|sheets| sheets.documents))
        })
    }

    fn fill<'a>(&'a self, zone: &'a Zone, bulletin: &'a Bulletin) -> Printing<'a> {
        Box::pin(async move { told(Box::pin(form::fill_all(zone, bulletin)).await) })
    }
}
