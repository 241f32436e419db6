//! `wellkeeper person add|change|end|list`

use std::io::{BufRead, IsTerminal};

use serde_json::json;
use zone::Zone;
use zone::instant::show;
use zone::person::{
    Area, PersonChange, PersonDraft, Role, add_person, change_person, end_person, people,
};

use crate::failure::Failure;
use crate::globals::Globals;
use crate::language::Language;
use crate::output::{Align, Grid, say};
use crate::wiring::{open, who};

/// What is done with people.
#[derive(Debug, clap::Subcommand)]
pub enum What {
    /// Let a person sign in. The password is asked for, or the first line of stdin.
    Add(Add),
    /// Change what is said of a person.
    Change(Change),
    /// Let a person leave; their tokens end too, and what they did stays theirs.
    End {
        /// The name that they sign in by.
        name: String,
    },
    /// List people, those who left as well.
    List,
}

/// Arguments of `person add`.
#[derive(Debug, clap::Args)]
pub struct Add {
    /// The name to sign in by: letters, digits, `.`, `_`, `-`.
    pub name: String,
    /// The name to be called by.
    #[arg(long)]
    pub title: Option<String>,
    /// reader reads; editor also corrects and remarks; reviewer also reviews; keeper also closes months.
    #[arg(long, value_parser = role, default_value = "reader")]
    pub role: Role,
    /// The part of the zone that they see: things whose dossier says VALUE in FIELD; else all.
    #[arg(long, value_name = "FIELD=VALUE", value_parser = area)]
    pub area: Option<Area>,
    /// No password: they sign in by the city's sign-in alone (`[sign_in.oidc]` of zone.toml).
    #[arg(long)]
    pub no_password: bool,
}

/// Arguments of `person change`.
#[derive(Debug, clap::Args)]
pub struct Change {
    /// The name that they sign in by.
    pub name: String,
    /// Another name to be called by.
    #[arg(long)]
    pub title: Option<String>,
    /// Another role.
    #[arg(long, value_parser = role)]
    pub role: Option<Role>,
    /// Another part of the zone.
    #[arg(long, value_name = "FIELD=VALUE", value_parser = area, conflicts_with = "everywhere")]
    pub area: Option<Area>,
    /// All of the zone.
    #[arg(long)]
    pub everywhere: bool,
    /// Another password, asked for or the first line of stdin.
    #[arg(long, conflicts_with = "no_password")]
    pub password: bool,
    /// No password any more: they sign in by the city's sign-in alone.
    #[arg(long)]
    pub no_password: bool,
}

fn role(word: &str) -> Result<Role, String> {
    Role::parse(word).map_err(|e| e.to_string())
}

fn area(text: &str) -> Result<Area, String> {
    Area::parse(text).map_err(|e| e.to_string())
}

/// Does it.
pub async fn run(globals: &Globals, what: &What) -> Result<(), Failure> {
    let (zone, _) = open(&globals.zone).await?;
    let lang = globals.language();
    match what {
        What::Add(args) => {
            check_area(&zone, args.area.as_ref())?;
            let draft = PersonDraft {
                name: args.name.clone(),
                title: args.title.clone(),
                role: args.role,
                area: args.area.clone(),
            };
            let password = (!args.no_password).then(|| password(lang)).transpose()?;
            add_person(zone.state(), &draft, password.as_deref(), &who()).await?;
            done(globals, "added", &args.name);
        }
        What::Change(args) => {
            check_area(&zone, args.area.as_ref())?;
            let area = args.area.clone().map(Some);
            let wanted = PersonChange {
                title: args.title.clone(),
                role: args.role,
                area: if args.everywhere { Some(None) } else { area },
                password: if args.no_password {
                    Some(None)
                } else {
                    args.password
                        .then(|| password(lang).map(Some))
                        .transpose()?
                },
            };
            if wanted == PersonChange::default() {
                return Err(Failure::Misuse(
                    "expected --title, --role, --area, --everywhere, --password or --no-password"
                        .into(),
                ));
            }
            change_person(zone.state(), &args.name, &wanted, &who()).await?;
            done(globals, "changed", &args.name);
        }
        What::End { name } => {
            end_person(zone.state(), name, &who()).await?;
            done(globals, "ended", name);
        }
        What::List => list(globals, &zone).await?,
    }
    Ok(())
}

fn check_area(zone: &Zone, area: Option<&Area>) -> Result<(), Failure> {
    Ok(area.map_or(Ok(()), |area| area.check(zone.vocabulary()))?)
}

/// Asked for twice at a terminal, where it is not shown; else the first line of what comes in.
fn password(lang: Language) -> Result<String, Failure> {
    if !std::io::stdin().is_terminal() {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let first = rpassword::prompt_password(lang.pick("密码：", "password: "))?;
    let again = rpassword::prompt_password(lang.pick("再输一次：", "once more: "))?;
    if first == again {
        return Ok(first);
    }
    Err(Failure::Refused(
        "the two are not the same; nothing was changed".into(),
    ))
}

fn done(globals: &Globals, verb: &str, name: &str) {
    if globals.json {
        say!("{}", json!({ verb: name }));
        return;
    }
    let lang = globals.language();
    let said = match verb {
        "added" => lang.pick("已添加", "added"),
        "changed" => lang.pick("已更改", "changed"),
        _ => lang.pick("已停用", "ended"),
    };
    say!("{said} {name}");
}

async fn list(globals: &Globals, zone: &Zone) -> Result<(), Failure> {
    let all = people(zone.state()).await?;
    let ended = |us: Option<i64>| us.map(|us| show(us, zone.tz()));
    if globals.json {
        let rows: Vec<_> = all
            .iter()
            .map(|p| {
                json!({
                    "name": p.name, "title": p.title, "role": p.role,
                    "area": p.area.as_ref().map(ToString::to_string),
                    "password": p.has_password(), "ended": ended(p.ended_us),
                })
            })
            .collect();
        say!("{}", json!({ "people": rows }));
        return Ok(());
    }
    let lang = globals.language();
    let head = |zh, en| (lang.pick(zh, en).to_owned(), Align::Left);
    let mut grid = Grid::new(vec![
        head("登录名", "name"),
        head("姓名", "title"),
        head("角色", "role"),
        head("范围", "area"),
        head("登录方式", "signs in by"),
        head("停用", "ended"),
    ]);
    for person in all {
        let signs_in_by = if person.has_password() {
            lang.pick("密码", "password")
        } else {
            lang.pick("市统一登录", "the city")
        };
        grid.row(vec![
            person.name,
            person.title.unwrap_or_default(),
            person.role.as_str().to_owned(),
            person.area.map(|area| area.to_string()).unwrap_or_default(),
            signs_in_by.to_owned(),
            ended(person.ended_us).unwrap_or_default(),
        ]);
    }
    say!("{}", grid.text().trim_end());
    Ok(())
}
