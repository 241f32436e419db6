//! `wellkeeper simulate hj212`

mod door;
mod latency;
mod line;
mod mistakes;
mod pace;
mod played;
pub mod register;
mod source;
mod tally;
mod wire;

use std::net::SocketAddr;
use std::path::PathBuf;

use gateway::simulate::moment::Moment;
use gateway::simulate::scenario::Scenario;
use jiff::{SignedDuration, Timestamp};

use crate::failure::Failure;
use crate::globals::Globals;
use crate::simulate::pace::Pace;
use crate::simulate::source::Source;
use crate::simulate::tally::Tally;

/// What is simulated.
#[derive(Debug, clap::Subcommand)]
pub enum What {
    /// Play field devices of HJ 212 from a scenario or from recorded frames: for tests, load and training.
    /// Each device has a connection of its own, waits for the answer 9014 with the QN of what it sent, and
    /// sends again three times. At the end, or at Ctrl-C, a summary says what was sent and answered. Exit
    /// code 1 when frames asked for an answer and none was acknowledged.
    Hj212(Box<Args>),
}

/// Arguments of `simulate hj212`.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("what").required(true).args(["scenario", "play"])))]
pub struct Args {
    /// The door to knock at.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:7212")]
    pub to: SocketAddr,
    /// Speak TLS, to a door that shows a certificate which one of these authorities signed for its address.
    #[arg(long = "tls-ca", value_name = "PEM")]
    pub tls_authority: Option<PathBuf>,
    /// What the devices are and show, and what goes wrong with them: a text in TOML.
    #[arg(long, value_name = "FILE")]
    pub scenario: Option<PathBuf>,
    /// Send recorded frames as they are, one a line, or JSON lines with `raw` or `frame`; a connection
    /// for each MN.
    #[arg(long, value_name = "FILE")]
    pub play: Option<PathBuf>,
    /// What chance begins with: the same seed makes the same frames.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// How many seconds of the scenario pass in a second. Beyond what the door can take, frames are
    /// sent as fast as it answers.
    #[arg(long, value_name = "TIMES", default_value_t = 1.0)]
    pub speed: f64,
    /// How much of the scenario's time is played, such as 10m or 2h; until Ctrl-C where nothing is said.
    #[arg(long = "for", value_name = "TIME", value_parser = length)]
    pub length: Option<SignedDuration>,
    /// The moment at which the scenario begins, with its offset from UTC; else now.
    #[arg(long, value_name = "TIME")]
    pub from: Option<Timestamp>,
    /// Frames that a device sends before it waits for their answers.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub in_flight: u16,
    /// Knock at an address of another machine: its keeper must know of it.
    #[arg(long)]
    pub not_this_machine: bool,
    /// Instead of sending: write things.csv, devices.csv and points.csv, which make a book believe these
    /// devices, into this folder.
    #[arg(long, value_name = "DIR", conflicts_with = "play")]
    pub register: Option<PathBuf>,
}

fn length(text: &str) -> Result<SignedDuration, String> {
    let length: SignedDuration = text
        .parse()
        .map_err(|_| "expected a length of time such as 90s, 10m or 2h".to_owned())?;
    if length.is_positive() {
        Ok(length)
    } else {
        Err("expected a length of time above zero".to_owned())
    }
}

/// Simulates it.
pub async fn run(globals: &Globals, what: &What) -> Result<(), Failure> {
    let What::Hj212(args) = what;
    if let (Some(folder), Some(path)) = (&args.register, &args.scenario) {
        let scenario = mistakes::read(globals, path)?;
        return register::write(globals, &scenario, folder);
    }
    args.check()?;
    let tally = match (&args.scenario, &args.play) {
        (Some(path), _) => play(mistakes::read(globals, path)?, args).await?,
        (None, Some(path)) => knock(args, Source::of_recorded(played::read(path)?)).await?,
        (None, None) => Tally::default(),
    };
    tally.tell(globals)
}

/// Plays the devices of a scenario to their end, or until the program is told to end.
pub async fn play(scenario: Scenario, args: &Args) -> Result<Tally, Failure> {
    let from = args.begin(&scenario)?;
    knock(args, Source::of_scenario(scenario, args, from)).await
}

async fn knock(args: &Args, sources: Vec<Source>) -> Result<Tally, Failure> {
    door::knock(args, sources, Pace::new(args.speed)).await
}

impl Args {
    fn check(&self) -> Result<(), Failure> {
        if !self.to.ip().is_loopback() && !self.not_this_machine {
            return Err(Failure::Refused(format!(
                "{} is not this machine; expected an address such as 127.0.0.1:7212. Simulated readings \
                 in a book of real ones are hard to tell apart later: `--not-this-machine` sends them all \
                 the same",
                self.to
            )));
        }
        if !(self.speed.is_finite() && self.speed > 0.0) {
            return Err(Failure::Misuse(format!(
                "--speed is {}; expected a number above zero",
                self.speed
            )));
        }
        Ok(())
    }

    /// The scenario's wall clock when it begins.
    fn begin(&self, scenario: &Scenario) -> Result<Moment, Failure> {
        let from = self.from.unwrap_or_else(Timestamp::now);
        let local = scenario.offset.to_datetime(from);
        Moment::of(local).ok_or_else(|| {
            Failure::Misuse(format!(
                "--from is {from}; expected a year from 1970 to 9998"
            ))
        })
    }
}
