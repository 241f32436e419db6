//! All devices at once.

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::failure::Failure;
use crate::serve::told_to_end;
use crate::simulate::Args;
use crate::simulate::line::Line;
use crate::simulate::pace::Pace;
use crate::simulate::source::Source;
use crate::simulate::tally::Tally;
use crate::simulate::wire::Where;

/// Plays every source on a line of its own, until all have ended or the program is told to end.
pub async fn knock(args: &Args, sources: Vec<Source>, pace: Pace) -> Result<Tally, Failure> {
    let (stop, stopped) = watch::channel(false);
    let mut lines = JoinSet::new();
    let to = Where::new(args.to, args.tls_authority.as_deref())?;
    for source in sources {
        let line = Line::new(to.clone(), source, pace, usize::from(args.in_flight));
        lines.spawn(line.play(stopped.clone()));
    }
    let mut tally = Tally::default();
    let mut end = Box::pin(told_to_end());
    loop {
        tokio::select! {
            ended = lines.join_next() => match ended {
                Some(Ok(played)) => {
                    let played = played.map_err(|e| Failure::Refused(e.to_string()))?;
                    tally.add(&played);
                }
                Some(Err(lost)) => return Err(Failure::Refused(lost.to_string())),
                None => return Ok(tally),
            },
            // Each line ends by itself then, and says what it did.
            () = &mut end, if !*stop.borrow() => {
                stop.send_replace(true);
            }
        }
    }
}
