//! `wellkeeper serve [--bind 127.0.0.1:8080] [--public-read | --sign-in] [--door ADDRESS:PORT]`

pub mod door;

use std::net::SocketAddr;
use std::sync::Arc;

use gateway::door::{Lines, Tally};
use packs::Pack;
use server::{Book, City, CityError, Rule, ServeError, Served};
use tracing_subscriber::EnvFilter;
use zone::Zone;
use zone::person::has_people;

use crate::failure::Failure;
use crate::globals::Globals;
use crate::language::Language;
use crate::report::press::Press;
use crate::wiring::open;
use door::{Door, DoorArgs};

/// Arguments of `serve`.
#[derive(Debug, clap::Args)]
#[group(id = "serve")]
pub struct Args {
    /// The address to listen on. Port 0 takes any that is free.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    pub bind: SocketAddr,
    /// Let everybody who can reach the address read the book. Without it whoever comes from another
    /// machine signs in.
    #[arg(long)]
    pub public_read: bool,
    /// Where instruments are listened for.
    #[command(flatten)]
    pub door: DoorArgs,
    /// Ask whoever comes from this machine to sign in too: for an address behind a proxy.
    #[arg(long, conflicts_with = "public_read")]
    pub sign_in: bool,
}

/// Serves until it is told to end.
pub async fn run(globals: &Globals, args: &Args) -> Result<(), Failure> {
    let (zone, packs) = open(&globals.zone).await?;
    log(globals.json);
    let door = args.door.open(&zone).await?;
    serve(globals, (zone, packs), args, door).await
}

/// Serves a zone until it is told to end, then closes the door.
pub async fn serve(
    globals: &Globals,
    (zone, packs): (Zone, Vec<Pack>),
    args: &Args,
    door: Option<Door>,
) -> Result<(), Failure> {
    let rule = args.rule();
    let city = city_of(&zone)?;
    let listener = server::listen(args.bind, rule, has_people(zone.state()).await?).await?;
    let address = listener.local_addr()?;
    let mut book = Book::new(zone, packs, Arc::new(Press))?;
    if let Some(door) = &door {
        book = book.with_lines(Arc::new(OnLine {
            lines: Arc::clone(&door.lines),
            tally: Arc::clone(&door.tally),
        }));
    }
    let served = Served::new(book, rule, city);
    // Before anybody is told that it serves.
    let ended = told_to_end();
    announce(globals.language(), address, door.as_ref());
    server::serve(served, listener, ended).await;
    match door {
        Some(door) => door.close().await,
        None => Ok(()),
    }
}

/// Who is on line and what came in, as the server asks it.
struct OnLine {
    lines: Arc<Lines>,
    tally: Arc<Tally>,
}

impl server::Lines for OnLine {
    fn is_on_line(&self, device: i64) -> bool {
        self.lines.is_on_line(device)
    }

    fn counts(&self) -> server::Counts {
        let counts = self.tally.counts();
        server::Counts {
            kept: counts.kept,
            sent_again: counts.sent_again,
            not_kept: counts.not_kept,
            not_kept_us: counts.not_kept_us,
            of_strangers: counts.of_strangers,
            refused: counts.refused,
            skipped_bytes: counts.skipped_bytes,
            lines_turned_away: counts.lines_turned_away,
            handshakes_failed: counts.handshakes_failed,
        }
    }
}

/// The city's own sign-in, where `zone.toml` names one.
fn city_of(zone: &Zone) -> Result<Option<City>, Failure> {
    let sign_in = zone.config().sign_in.as_ref();
    let Some(oidc) = sign_in.and_then(|sign_in| sign_in.oidc.as_ref()) else {
        return Ok(None);
    };
    let secret = oidc.read_secret(zone.dir())?;
    Ok(Some(City::new(oidc.clone(), secret)?))
}

impl Args {
    fn rule(&self) -> Rule {
        if self.public_read {
            Rule::Public
        } else if self.bind.ip().is_loopback() && !self.sign_in {
            Rule::Open
        } else {
            Rule::SignIn
        }
    }
}

fn announce(lang: Language, address: SocketAddr, door: Option<&Door>) {
    eprintln!(
        "{} http://{address}/ ({})",
        lang.pick("网页已就绪：", "the page is at"),
        lang.pick("按 Ctrl-C 结束", "Ctrl-C ends")
    );
    if let Some(address) = door.and_then(|door| door.in_clear) {
        let what = lang.pick("接收 HJ 212 数据：", "instruments speak HJ 212 at");
        eprintln!("{what} {address}");
    }
    if let Some(address) = door.and_then(|door| door.over_tls) {
        let what = lang.pick(
            "经 TLS 接收 HJ 212 数据：",
            "instruments speak HJ 212 over TLS at",
        );
        eprintln!("{what} {address}");
    }
    if !server::IS_WHOLE {
        eprintln!(
            "{}",
            lang.pick(
                "此程序编译时没有网页（缺 Node），只有接口",
                "this program was built without its page (no Node): only the API answers"
            )
        );
    }
}

/// The log goes to stderr, a line an event; `RUST_LOG` says how much, `--json` makes lines of JSON.
pub fn log(json: bool) {
    let level = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,wellkeeper_server=info,gateway=info"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(level)
        .with_writer(std::io::stderr);
    // Whoever began a log before keeps it.
    let _ = if json {
        lines.json().try_init()
    } else {
        lines.try_init()
    };
}

/// Waits for Ctrl-C, or for the system to end the program; whoever tells it to from this call on is heard.
pub fn told_to_end() -> impl Future<Output = ()> {
    #[cfg(unix)]
    let terminated = {
        use tokio::signal::unix::{SignalKind, signal};
        signal(SignalKind::terminate())
    };
    async move {
        let interrupted = tokio::signal::ctrl_c();
        #[cfg(unix)]
        if let Ok(mut terminated) = terminated {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
        let _ = interrupted.await;
    }
}

impl From<CityError> for Failure {
    fn from(error: CityError) -> Self {
        Self::Refused(error.to_string())
    }
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        Self::Refused(error.to_string())
    }
}
