//! `wellkeeper mark add|list|withdraw|judge`

mod told;

use std::path::{Path, PathBuf};

use clap::Subcommand;
use packs::Pack;
use zone::limits::PAPER_BYTES_MAX;
use zone::mark::{
    Mark, MarkDraft, MarksAsked, Paper, Ruling, Standing, add, judge, mark, marks, paper,
    read_until, withdraw,
};
use zone::series::SeriesNames;
use zone::{Zone, instant};

use crate::failure::Failure;
use crate::globals::Globals;
use crate::output::print_bytes;
use crate::wiring::{open, who};
use told::{tell, tell_all};

/// What is done with marks.
#[derive(Debug, Subcommand)]
pub enum What {
    /// Mark a period of readings as an operator: why they may not be used, and until when. Nothing of them
    /// changes before the bureau's verdict.
    Add(Add),
    /// List marks, the newest first.
    List {
        /// Only those that are pending, accepted, refused or withdrawn.
        #[arg(long, value_parser = standing)]
        state: Option<Standing>,
        /// Only those of the thing with this code or name.
        #[arg(long, value_name = "THING")]
        of: Option<String>,
        /// How many at most.
        #[arg(long, default_value_t = 50)]
        most: usize,
    },
    /// Take a mark of one's own back while it waits.
    Withdraw {
        /// Its number.
        mark: i64,
        /// Why.
        #[arg(long, value_name = "WORDS")]
        reason: String,
    },
    /// Judge a mark of somebody else's for the bureau: accepted, its readings are invalid, those that come
    /// in later too; refused, nothing changes.
    Judge {
        /// Its number.
        mark: i64,
        /// `accepted` or `refused`.
        #[arg(value_parser = ruling)]
        verdict: Ruling,
        /// Why, for those who marked.
        #[arg(long, value_name = "WORDS")]
        reason: String,
    },
    /// Print the paper that was handed in with a mark.
    Paper {
        /// The mark's number.
        mark: i64,
    },
}

/// Arguments of `mark add`.
#[derive(Debug, clap::Args)]
pub struct Add {
    /// Of what: a thing by its code or name, of which all series are meant; or one series, as
    /// THING/PROPERTY.
    pub of: String,
    /// The first instant.
    pub from: String,
    /// The first instant that is not meant any more; it may lie ahead. A bare date takes its whole day.
    pub until: String,
    /// Why: a word that a pack of the zone declares, such as `monitor_maintenance`.
    pub reason: String,
    /// What shows it, such as the number of the work order.
    #[arg(long, value_name = "WORDS")]
    pub evidence: String,
    /// A file that shows it, which the book keeps.
    #[arg(long, value_name = "FILE")]
    pub paper: Option<PathBuf>,
}

fn standing(word: &str) -> Result<Standing, String> {
    Standing::parse(word)
        .ok_or_else(|| format!("`{word}`; expected one of pending, accepted, refused, withdrawn"))
}

fn ruling(word: &str) -> Result<Ruling, String> {
    Ruling::parse(word).ok_or_else(|| format!("`{word}`; expected accepted or refused"))
}

/// Does it.
pub async fn run(globals: &Globals, what: &What) -> Result<(), Failure> {
    let (zone, packs) = open(&globals.zone).await?;
    match what {
        What::Add(args) => {
            let made = add(&zone, &draft(&zone, args).await?, &who()).await?;
            tell(globals, (&zone, &packs), &made, None).await
        }
        What::List { state, of, most } => {
            list(globals, (&zone, &packs), (*state, of.as_deref(), *most)).await
        }
        What::Withdraw { mark, reason } => {
            let found = withdraw(&zone, *mark, reason, &who()).await?;
            tell(globals, (&zone, &packs), &found, None).await
        }
        What::Judge {
            mark,
            verdict,
            reason,
        } => {
            let judged = judge(&zone, *mark, *verdict, reason, &who()).await?;
            tell(
                globals,
                (&zone, &packs),
                &judged.mark,
                Some((judged.changed, judged.unchanged)),
            )
            .await
        }
        What::Paper { mark: id } => {
            let found = mark(zone.state(), *id).await?;
            let kept = found.paper.ok_or_else(|| {
                Failure::Refused(format!("no paper was handed in with mark {id}"))
            })?;
            print_bytes(&paper(&zone, &kept)?);
            Ok(())
        }
    }
}

async fn draft(zone: &Zone, args: &Add) -> Result<MarkDraft, Failure> {
    let names = SeriesNames::read(zone).await?;
    let (thing, series) = if args.of.contains('/') {
        let found = names.find(&args.of)?;
        (found.key.thing, Some(found.id))
    } else {
        (names.thing(&args.of)?.id, None)
    };
    Ok(MarkDraft {
        thing,
        series,
        from_us: instant::read(&args.from, zone.tz())?,
        until_us: read_until(&args.until, zone.tz())?,
        reason: args.reason.clone(),
        evidence: args.evidence.clone(),
        paper: args.paper.as_deref().map(read_paper).transpose()?,
    })
}

/// Reads no more of the file than a paper may have, and one byte.
fn read_paper(path: &Path) -> Result<Paper, Failure> {
    use std::io::Read;
    let wrong = |error: std::io::Error| Failure::Refused(format!("{}: {error}", path.display()));
    let most = u64::try_from(PAPER_BYTES_MAX)
        .unwrap_or(u64::MAX)
        .saturating_add(1);
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(wrong)?;
    file.take(most).read_to_end(&mut bytes).map_err(wrong)?;
    let name = path.file_name().unwrap_or_default();
    Ok(Paper {
        name: name.to_string_lossy().into_owned(),
        bytes,
    })
}

async fn list(
    globals: &Globals,
    (zone, packs): (&Zone, &[Pack]),
    (standing, of, most): (Option<Standing>, Option<&str>, usize),
) -> Result<(), Failure> {
    let thing = match of {
        Some(of) => Some(SeriesNames::read(zone).await?.thing(of)?.id),
        None => None,
    };
    let asked = MarksAsked {
        standing,
        thing,
        before: None,
        most,
    };
    let found: Vec<Mark> = marks(zone.state(), &asked, |_| true).await?;
    tell_all(globals, (zone, packs), &found).await
}
