//! The superior's own workbook, filled: its defined names say which cells ask for what.
//!
//! `zone.month` and the like are single facts; `section_month.class` is a column of a table, whose
//! keys stand behind it (`section_month.class.陶岔`) or in cells beside it, which bear the name of the
//! key's column (`section_month.section`). What every name asks for is decided before a byte is
//! written, and all that cannot be filled is told at once.

mod dates;
mod facts;
mod fault;
mod figures;
mod grammar;
mod keys;
mod plan;
mod ranges;

use std::path::Path;

use forms::limits::FORM_BYTES_MAX;
use forms::{Form, Refers};
use packs::Pack;
use packs::changes::has_month;
use packs::kept;
use packs::session::Session;
use zone::Zone;
use zone::bulletin::{Bulletin, Format, Lang, Printed, form_name};
use zone::lake::Month;
use zone::person::{Person, people};

use super::monthly;
use super::press::SHOWN;
use crate::failure::Failure;
use crate::language::Language;
use fault::{Fault, refusal};
use figures::Figures;
use grammar::{Reading, read};
use keys::Keys;
use plan::{Asked, Plan};

/// Of what a form is filled.
pub(super) struct Subject<'a> {
    pub session: &'a Session,
    pub zone: &'a Zone,
    pub packs: &'a [Pack],
    pub month: Month,
    pub lang: Language,
    /// The bulletin that it goes with, if it goes with one.
    pub bulletin: Option<&'a Bulletin>,
    pub bureau: Option<&'a str>,
    pub people: &'a [Person],
}

/// A form that is filled.
pub(crate) struct Filled {
    pub bytes: Vec<u8>,
    /// Names that were asked of the book.
    pub asked: usize,
    /// Names that were left alone.
    pub left_alone: usize,
}

/// Reads the form at `path`.
///
/// # Errors
/// [`Failure::Refused`] when it is not there or too large.
pub(crate) fn form_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let refuse = |says: String| Failure::Refused(format!("{}: {says}", path.display()));
    let size = std::fs::metadata(path).map_err(|e| refuse(e.to_string()))?;
    let limit = u64::try_from(FORM_BYTES_MAX).unwrap_or(u64::MAX);
    if size.len() > limit {
        let found = size.len();
        return Err(refuse(format!("{found} bytes; expected at most {limit}")));
    }
    std::fs::read(path).map_err(|e| refuse(e.to_string()))
}

/// Fills the form of `bytes`, which people know as `file`, with the figures that the book has now.
pub(super) async fn fill_now(
    (zone, packs): (&Zone, &[Pack]),
    month: Option<Month>,
    (lang, bureau): (Language, Option<&str>),
    (file, bytes): (&str, &[u8]),
) -> Result<Filled, Failure> {
    let session = Session::open(zone, packs).await?;
    let month = match month {
        Some(month) => month,
        None => monthly::newest(&session, zone).await?,
    };
    let letterhead = zone.config().letterhead();
    let subject = Subject {
        session: &session,
        zone,
        packs,
        month,
        lang,
        bulletin: None,
        bureau: bureau.or(letterhead.bureau.as_deref()),
        people: &[],
    };
    Box::pin(fill(&subject, file, bytes)).await
}

/// Fills the forms, each with what it is called, with what `bulletin` shows.
pub(crate) async fn fill_of(
    zone: &Zone,
    bulletin: &Bulletin,
    lang: Language,
    forms: &[(String, Vec<u8>)],
) -> Result<Vec<Filled>, Failure> {
    let (then, packs) = kept::as_of(zone, bulletin.as_of_us).await?;
    let session = Session::open_at(&then, &packs, bulletin.as_of_us).await?;
    let Some(month) = Month::parse(&bulletin.month) else {
        return Err(Failure::Refused(format!(
            "`{}` is no month",
            bulletin.month
        )));
    };
    let people = people(zone.state()).await?;
    let subject = Subject {
        session: &session,
        zone: &then,
        packs: &packs,
        month,
        lang,
        bulletin: Some(bulletin),
        bureau: bulletin.bureau.as_deref(),
        people: &people,
    };
    let mut filled = Vec::with_capacity(forms.len());
    for (file, bytes) in forms {
        filled.push(Box::pin(fill(&subject, file, bytes)).await?);
    }
    Ok(filled)
}

/// Fills the forms that `zone.toml` says go with every bulletin. The superior who sends them reads
/// Chinese.
pub(super) async fn fill_all(zone: &Zone, bulletin: &Bulletin) -> Result<Vec<Printed>, Failure> {
    let wanted = zone.config().letterhead().forms;
    let mut forms = Vec::with_capacity(wanted.len());
    for form in &wanted {
        forms.push((form.clone(), form_bytes(&zone.dir().join(form))?));
    }
    let filled = Box::pin(fill_of(zone, bulletin, Language::Zh, &forms)).await?;
    let printed = wanted.iter().zip(filled).map(|(form, filled)| Printed {
        lang: Lang::Zh,
        format: Format::Xlsx,
        name: form_name(form),
        bytes: filled.bytes,
    });
    Ok(printed.collect())
}

async fn fill(of: &Subject<'_>, file: &str, bytes: &[u8]) -> Result<Filled, Failure> {
    let month = of.month.to_string();
    let known = (of.zone, of.packs);
    if !has_month(of.session, known, SHOWN[0].table, &month).await? {
        return Err(Failure::Refused(format!(
            "no figure of `{month}` is computed; expected a month such as 2021-04 that the tables have: \
             `wellkeeper run` computes them"
        )));
    }
    let refuse = |error: forms::FormError| Failure::Refused(format!("{file}: {error}"));
    let is_ours = |name: &str| !matches!(read(of.packs, name), Reading::Foreign);
    let form = Form::read(bytes, is_ours).map_err(refuse)?;
    let mut faults = Vec::new();
    let asked = asked(of.packs, &form, &mut faults);
    let mut figures = Figures::new(monthly::words(of.session, of.zone).await?);
    let mut keys = Keys::of_things(of.session, of.zone).await?;
    for one in &asked {
        if let Reading::Figures(wanted) = &one.reading
            && figures.read(of, wanted.table).await?
        {
            keys.learn((of.session, of.zone), wanted.table).await?;
        }
    }
    let left_alone = form.names().len() - asked.len() - faults.len();
    if asked.is_empty() && faults.is_empty() {
        return Err(Failure::Refused(format!(
            "{file}: none of its {left_alone} names asks for anything; expected cells with names such as \
             `zone.month` or `section_month.class` (Formulas → Name Manager)"
        )));
    }
    let plan = Plan::new(of, &form, (&figures, &keys));
    let values = plan.values(&asked, &mut faults);
    if !faults.is_empty() {
        return Err(refusal(file, &faults));
    }
    Ok(Filled {
        bytes: form.filled(&values).map_err(refuse)?,
        asked: asked.len(),
        left_alone,
    })
}

/// The names that ask for something, with the cells where they do.
fn asked<'p>(packs: &'p [Pack], form: &Form, faults: &mut Vec<Fault>) -> Vec<Asked<'p>> {
    let mut asked = Vec::new();
    for name in form.names() {
        let reading = read(packs, &name.name);
        let place = match &name.refers {
            Refers::Cells { sheet, area } => {
                Some((form.sheet_name(*sheet).to_owned(), area.to_string()))
            }
            Refers::Other(_) => None,
        };
        let fault = |says: String| Fault {
            place,
            name: name.name.clone(),
            says,
        };
        match (reading, &name.refers) {
            (Reading::Foreign, _) => {}
            (Reading::Wrong(says), _) => faults.push(fault(says)),
            (_, Refers::Other(refers)) => faults.push(fault(format!(
                "it stands for `{refers}`; expected one cell or one rectangle of a worksheet of the file"
            ))),
            (reading, Refers::Cells { sheet, area }) => asked.push(Asked {
                name: name.name.clone(),
                reading,
                sheet: *sheet,
                area: *area,
            }),
        }
    }
    asked
}
