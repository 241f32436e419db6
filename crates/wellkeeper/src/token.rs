//! `wellkeeper token add|end|list`

use std::collections::HashMap;

use serde_json::json;
use zone::Zone;
use zone::instant::show;
use zone::person::{NewToken, Scope, end_token, issue_token, people, tokens};

use crate::failure::Failure;
use crate::globals::Globals;
use crate::output::{Align, Grid, say};
use crate::wiring::{open, who};

const DAY_US: i64 = 86_400_000_000;

/// What is done with tokens.
#[derive(Debug, clap::Subcommand)]
pub enum What {
    /// Make a token that a program shows in the place of a person. It is printed once.
    Add(Add),
    /// End a token before its time.
    End {
        /// Its number.
        number: i64,
    },
    /// List tokens, those that ended as well.
    List,
}

/// Arguments of `token add`.
#[derive(Debug, clap::Args)]
pub struct Add {
    /// The person whose it is; it sees what they see.
    pub person: String,
    /// What it is for.
    #[arg(long)]
    pub title: String,
    /// read, or write for all that the person may.
    #[arg(long, value_parser = scope, default_value = "read")]
    pub scope: Scope,
    /// After how many days it expires.
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(i64).range(1..=3_650))]
    pub days: i64,
}

fn scope(word: &str) -> Result<Scope, String> {
    Scope::parse(word).map_err(|e| e.to_string())
}

/// Does it.
pub async fn run(globals: &Globals, what: &What) -> Result<(), Failure> {
    let (zone, _) = open(&globals.zone).await?;
    let lang = globals.language();
    match what {
        What::Add(args) => {
            let new = NewToken {
                person: args.person.clone(),
                title: args.title.clone(),
                scope: args.scope,
                expires_us: zone.clock().now_us() + args.days * DAY_US,
            };
            let (number, text) = issue_token(zone.state(), &new, &who()).await?;
            let expires = show(new.expires_us, zone.tz());
            if globals.json {
                say!(
                    "{}",
                    json!({ "token": text, "number": number, "expires": expires })
                );
            } else {
                let until = lang.pick("只显示这一次，有效至", "shown this once, valid until");
                eprintln!("{until} {expires}");
                say!("{text}");
            }
        }
        What::End { number } => {
            end_token(zone.state(), *number, &who()).await?;
            if globals.json {
                say!("{}", json!({ "ended": number }));
            } else {
                say!("{} {number}", lang.pick("已停用", "ended"));
            }
        }
        What::List => list(globals, &zone).await?,
    }
    Ok(())
}

async fn list(globals: &Globals, zone: &Zone) -> Result<(), Failure> {
    let names: HashMap<i64, String> = people(zone.state())
        .await?
        .into_iter()
        .map(|person| (person.id, person.name))
        .collect();
    let all = tokens(zone.state()).await?;
    let name = |id: i64| names.get(&id).cloned().unwrap_or_default();
    let ended = |us: Option<i64>| us.map(|us| show(us, zone.tz()));
    if globals.json {
        let rows: Vec<_> = all
            .iter()
            .map(|t| {
                json!({
                    "number": t.id, "person": name(t.person), "title": t.title, "scope": t.scope,
                    "expires": show(t.expires_us, zone.tz()), "ended": ended(t.ended_us),
                })
            })
            .collect();
        say!("{}", json!({ "tokens": rows }));
        return Ok(());
    }
    let lang = globals.language();
    let head = |zh, en| (lang.pick(zh, en).to_owned(), Align::Left);
    let mut grid = Grid::new(vec![
        (lang.pick("号", "number").to_owned(), Align::Right),
        head("人", "person"),
        head("用途", "title"),
        head("权限", "scope"),
        head("有效至", "expires"),
        head("停用", "ended"),
    ]);
    for token in all {
        grid.row(vec![
            token.id.to_string(),
            name(token.person),
            token.title,
            token.scope.as_str().to_owned(),
            show(token.expires_us, zone.tz()),
            ended(token.ended_us).unwrap_or_default(),
        ]);
    }
    say!("{}", grid.text().trim_end());
    Ok(())
}
