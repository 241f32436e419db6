//! `wellkeeper bulletin draft|review|issue|return|withdraw|list|show|print`

mod told;

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::ValueEnum;
use packs::Pack;
use packs::changes::{Change, between, has_month};
use packs::kept;
use packs::session::Session;
use packs::simulated::Simulated;
use serde_json::json;
use zone::bulletin::{
    Bulletin, BulletinsAsked, Lang, Stage, bulletin, bulletins, document, draft, draft_with,
    give_back, issue, outline, prepare, review, withdraw,
};
use zone::limits::ISSUE_TRIES_MAX;
use zone::{Zone, ZoneError};

use crate::failure::Failure;
use crate::globals::Globals;
use crate::language::Language;
use crate::output::{print_bytes, say};
use crate::report::form::{fill_of, form_bytes};
use crate::report::press::{ALL, SHOWN, fill, print};
use crate::report::{tell_filled, tell_missing};
use crate::wiring::{open, who};
use told::{tell, tell_all, tell_changes};

/// What is done with bulletins.
#[derive(Debug, clap::Subcommand)]
pub enum What {
    /// Draft the bulletin of a month; its figures are those of this instant from then on.
    Draft {
        /// The month.
        #[arg(long, value_name = "YYYY-MM")]
        month: String,
    },
    /// Review a draft; takes another person than drafted it.
    Review(Step),
    /// Issue a reviewed bulletin: it gets its number and does not change any more; takes a third person.
    Issue(Step),
    /// Give a bulletin that is not issued back, with a reason.
    Return {
        /// Its id, as `list` shows it.
        id: i64,
        /// Why.
        #[arg(long, value_name = "WORDS")]
        because: String,
    },
    /// Take one's own bulletin back while it is not issued.
    Withdraw {
        /// Its id, as `list` shows it.
        id: i64,
    },
    /// List bulletins, the newest first.
    List {
        /// Only those of this month.
        #[arg(long, value_name = "YYYY-MM")]
        month: Option<String>,
    },
    /// Show one bulletin.
    Show {
        /// Its id, as `list` shows it.
        id: i64,
        /// Also the figures that say something else now.
        #[arg(long)]
        changes: bool,
    },
    /// Write a bulletin: an issued one byte for byte as it was issued, another one marked as a draft.
    Print(Print),
}

/// Arguments of a step.
#[derive(Debug, clap::Args)]
pub struct Step {
    /// Its id, as `list` shows it.
    pub id: i64,
    /// What is said to it.
    #[arg(long)]
    pub words: Option<String>,
}

/// Arguments of `bulletin print`.
#[derive(Debug, clap::Args)]
pub struct Print {
    /// Its id, as `list` shows it.
    pub id: i64,
    /// The form.
    #[arg(long, value_enum, default_value = "pdf")]
    pub format: Format,
    /// Instead of the bulletin: this workbook (.xlsx) with its figures, number and people in the named
    /// cells.
    #[arg(long, value_name = "FILE", requires = "out", conflicts_with = "format")]
    pub form: Option<PathBuf>,
    /// The file to write; stdout where none is given.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// The form of a bulletin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// On A4, to sign and to seal.
    Pdf,
    /// One page that needs nothing beside it.
    Html,
}

/// Bulletins that `list` shows.
const LISTED: usize = 1_000;

/// Does it.
pub async fn run(globals: &Globals, what: &What) -> Result<(), Failure> {
    let (zone, packs) = open(&globals.zone).await?;
    let made = match what {
        What::Draft { month } => {
            Box::pin(check_computed(&zone, &packs, month)).await?;
            Box::pin(filled_and_drafted(&zone, month)).await?
        }
        What::Review(step) => review(&zone, step.id, step.words.as_deref(), &who()).await?,
        What::Issue(step) => Box::pin(printed_and_issued(&zone, step)).await?,
        What::Return { id, because } => give_back(&zone, *id, because, &who()).await?,
        What::Withdraw { id } => withdraw(&zone, *id, &who()).await?,
        What::List { month } => return list(globals, &zone, month.clone()).await,
        What::Show { id, changes } => return show(globals, (&zone, &packs), *id, *changes).await,
        What::Print(args) => return Box::pin(write(globals, &zone, args)).await,
    };
    tell(globals, &zone, &made, None);
    Ok(())
}

async fn check_computed(zone: &Zone, packs: &[Pack], month: &str) -> Result<(), Failure> {
    let session = Session::open(zone, packs).await?;
    let simulated = Simulated::read(zone, &session).await?;
    let schema = SHOWN[0]
        .table
        .split_once('.')
        .map_or("", |(schema, _)| schema);
    if let Some(pack) = packs.iter().find(|pack| pack.schema_name() == schema) {
        let played = simulated
            .things_in(&session, pack, month, zone.tz())
            .await?;
        if !played.is_empty() {
            return Err(Failure::Refused(format!(
                "readings of `{month}` are simulated: of {}; a bulletin is made of real ones",
                played.join(", ")
            )));
        }
    }
    if has_month(&session, (zone, packs), SHOWN[0].table, month).await? {
        return Ok(());
    }
    Err(Failure::Refused(format!(
        "no figure of `{month}` is computed; expected a month such as 2021-04 that the tables have: \
         `wellkeeper run` computes them"
    )))
}

/// Fills the forms of a draft, and drafts it; filled anew where something changed meanwhile.
async fn filled_and_drafted(zone: &Zone, month: &str) -> Result<Bulletin, Failure> {
    if zone.config().letterhead().forms.is_empty() {
        return Ok(draft(zone, month, &who()).await?);
    }
    for _ in 0..ISSUE_TRIES_MAX {
        let outlined = outline(zone, month, &who()).await?;
        let files = Box::pin(fill(zone, outlined.bulletin())).await?;
        match draft_with(zone, &outlined, &files).await {
            Err(ZoneError::Contended) => {}
            made => return Ok(made?),
        }
    }
    Err(ZoneError::Contended.into())
}

/// Prints what will be issued, and issues it; printed anew where another one took the number.
async fn printed_and_issued(zone: &Zone, step: &Step) -> Result<Bulletin, Failure> {
    for _ in 0..ISSUE_TRIES_MAX {
        let prepared = prepare(zone, step.id, step.words.as_deref(), &who()).await?;
        let sheets = Box::pin(print(zone, prepared.bulletin(), &ALL)).await?;
        tell_missing(&sheets.missing);
        let mut files = sheets.documents;
        files.extend(Box::pin(fill(zone, prepared.bulletin())).await?);
        match issue(zone, &prepared, &files).await {
            Err(ZoneError::Contended) => {}
            made => return Ok(made?),
        }
    }
    Err(ZoneError::Contended.into())
}

async fn list(globals: &Globals, zone: &Zone, month: Option<String>) -> Result<(), Failure> {
    let asked = BulletinsAsked {
        month,
        most: LISTED,
        ..BulletinsAsked::default()
    };
    tell_all(globals, zone, &bulletins(zone.state(), &asked).await?);
    Ok(())
}

async fn show(
    globals: &Globals,
    (zone, packs): (&Zone, &[Pack]),
    id: i64,
    with_changes: bool,
) -> Result<(), Failure> {
    let found = bulletin(zone.state(), id).await?;
    if !with_changes {
        tell(globals, zone, &found, None);
        return Ok(());
    }
    let changes = Box::pin(changes_of(zone, packs, &found)).await?;
    tell(globals, zone, &found, Some(&changes));
    if !globals.json {
        tell_changes(globals.language(), &changes);
    }
    Ok(())
}

/// The figures of `found` that say something else now.
async fn changes_of(zone: &Zone, packs: &[Pack], found: &Bulletin) -> Result<Vec<Change>, Failure> {
    let (then, packs_then) = kept::as_of(zone, found.as_of_us).await?;
    let before = Session::open_at(&then, &packs_then, found.as_of_us).await?;
    let now = Session::open(zone, packs).await?;
    Ok(between((&before, &now), (zone, packs), &SHOWN, &found.month).await?)
}

async fn write(globals: &Globals, zone: &Zone, args: &Print) -> Result<(), Failure> {
    if let (Some(form), Some(out)) = (&args.form, &args.out) {
        let found = bulletin(zone.state(), args.id).await?;
        let forms = [(form.display().to_string(), form_bytes(form)?)];
        let mut filled = Box::pin(fill_of(zone, &found, globals.language(), &forms)).await?;
        return filled
            .pop()
            .map_or(Ok(()), |filled| tell_filled(globals, &filled, form, out));
    }
    if args.format == Format::Pdf && args.out.is_none() && std::io::stdout().is_terminal() {
        return Err(Failure::Misuse(
            "a terminal cannot show a PDF; name a file with --out".to_owned(),
        ));
    }
    let found = bulletin(zone.state(), args.id).await?;
    let lang = match globals.language() {
        Language::Zh => Lang::Zh,
        Language::En => Lang::En,
    };
    let format = match args.format {
        Format::Pdf => zone::bulletin::Format::Pdf,
        Format::Html => zone::bulletin::Format::Html,
    };
    let bytes = bytes_of(zone, &found, lang, format).await?;
    match &args.out {
        None => print_bytes(&bytes),
        Some(path) => {
            std::fs::write(path, &bytes)
                .map_err(|e| Failure::Refused(format!("{}: {e}", path.display())))?;
            if globals.json {
                say!("{}", json!({ "written": path, "bytes": bytes.len() }));
            } else {
                say!("{}", path.display());
            }
        }
    }
    Ok(())
}

async fn bytes_of(
    zone: &Zone,
    found: &Bulletin,
    lang: Lang,
    format: zone::bulletin::Format,
) -> Result<Vec<u8>, Failure> {
    if found.stage != Stage::Issued {
        let mut sheets = Box::pin(print(zone, found, &[(lang, format)])).await?;
        tell_missing(&sheets.missing);
        let first = sheets.documents.pop();
        return Ok(first.map(|one| one.bytes).unwrap_or_default());
    }
    let mut all = found.documents.iter();
    match all.find(|kept| (kept.lang, kept.format) == (lang, format)) {
        Some(kept) => Ok(document(zone, kept)?),
        None => Err(Failure::Refused(format!(
            "bulletin {} was issued without a document in {} as {}",
            found.id,
            lang.as_str(),
            format.as_str()
        ))),
    }
}
