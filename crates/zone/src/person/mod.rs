//! People who may sign in: what each may do, of which part of the zone, and the tokens that programs
//! show in their place.
//!
//! A person is never deleted: one who leaves has an end. Every change is an entry of the audit log;
//! no password and no token stands in the book, only what they are checked against.

mod area;
mod password;
mod token;

pub use area::Area;
pub use token::{NewToken, Scope, Token, end_token, issue_token, tokens};

use argon2::password_hash::rand_core::{OsRng, RngCore};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::FromRow;

use crate::limits::{NAME_CHARS_MAX, PEOPLE_MAX};
use crate::state::{AuditEntry, Change, State, query};
use crate::{Result, ZoneError};

/// What a person may do; each may all that those before may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads.
    Reader,
    /// Writes remarks and corrects.
    Editor,
    /// Reviews and approves.
    Reviewer,
    /// Closes months, keeps people and packs.
    Keeper,
}

impl Role {
    /// All of them, the least first.
    pub const ALL: [Self; 4] = [Self::Reader, Self::Editor, Self::Reviewer, Self::Keeper];

    /// As it is spelled.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Editor => "editor",
            Self::Reviewer => "reviewer",
            Self::Keeper => "keeper",
        }
    }

    /// Reads [`Role::as_str`].
    ///
    /// # Errors
    /// [`ZoneError::Refused`] for another word.
    pub fn parse(word: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|role| role.as_str() == word);
        found.ok_or_else(|| {
            ZoneError::Refused(format!(
                "`{word}` is no role; expected reader, editor, reviewer or keeper"
            ))
        })
    }
}

/// A person in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Identifier inside the book; never shown.
    pub id: i64,
    /// The name to sign in by.
    pub name: String,
    /// The name to be called by.
    pub title: Option<String>,
    /// What they may do.
    pub role: Role,
    /// The part of the zone that they see; all of it where there is none.
    pub area: Option<Area>,
    /// Since when they are in the book, or were last changed, µs UTC.
    pub at_us: i64,
    /// When they left, µs UTC.
    pub ended_us: Option<i64>,
    /// What their password is checked against; nothing where they sign in by the city's sign-in alone.
    password: String,
}

/// What is said of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonDraft {
    /// The name to sign in by.
    pub name: String,
    /// The name to be called by.
    pub title: Option<String>,
    /// What they may do.
    pub role: Role,
    /// The part of the zone that they see; all of it where there is none.
    pub area: Option<Area>,
}

#[derive(FromRow)]
struct PersonRow {
    id: i64,
    name: String,
    title: Option<String>,
    role: String,
    area: Option<String>,
    password: String,
    at_us: i64,
    ended_us: Option<i64>,
}

const COLUMNS: &str = "select id, name, title, role, area, password, at_us, ended_us from person";

impl PersonRow {
    fn person(self) -> Result<Person> {
        Ok(Person {
            id: self.id,
            name: self.name,
            title: self.title,
            role: Role::parse(&self.role)?,
            area: self.area.as_deref().map(Area::parse).transpose()?,
            at_us: self.at_us,
            ended_us: self.ended_us,
            password: self.password,
        })
    }
}

impl Person {
    /// Whether `password` is theirs. It takes some hundredths of a second on purpose.
    pub fn is_password(&self, password: &str) -> bool {
        if self.has_password() {
            return password::holds(&self.password, password);
        }
        no_password(password);
        false
    }

    /// Whether they have one; else they sign in by the city's sign-in alone.
    pub fn has_password(&self) -> bool {
        !self.password.is_empty()
    }
}

/// 256 random bits as text: what nobody guesses.
pub fn random_key() -> String {
    let mut bits = [0; 32];
    OsRng.fill_bytes(&mut bits);
    blake3::Hash::from_bytes(bits).to_hex().to_string()
}

/// Takes as long as [`Person::is_password`], for a name that is not there: how long an answer takes
/// then tells nothing.
pub fn no_password(password: &str) {
    password::holds(password::NOBODY, password);
}

/// All people by name, those who left as well.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn people(state: &State) -> Result<Vec<Person>> {
    let rows: Vec<PersonRow> = query(sqlx::AssertSqlSafe(COLUMNS))
        .fetch_all(state.reader())
        .await?;
    let mut people: Vec<Person> = rows
        .into_iter()
        .map(PersonRow::person)
        .collect::<Result<_>>()?;
    people.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    Ok(people)
}

/// Whether anybody can sign in.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn has_people(state: &State) -> Result<bool> {
    let (count,): (i64,) = query("select count(*) from person where ended_us is null")
        .fetch_one(state.reader())
        .await?;
    Ok(count > 0)
}

/// The person called `name`, if they are here.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn person_named(state: &State, name: &str) -> Result<Option<Person>> {
    let row: Option<PersonRow> = query(sqlx::AssertSqlSafe(format!(
        "{COLUMNS} where name = $1 and ended_us is null"
    )))
    .bind(name.to_owned())
    .fetch_optional(state.reader())
    .await?;
    row.map(PersonRow::person).transpose()
}

/// The person with this identifier, if they are here.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn person_of(state: &State, id: i64) -> Result<Option<Person>> {
    let row: Option<PersonRow> = query(sqlx::AssertSqlSafe(format!(
        "{COLUMNS} where id = $1 and ended_us is null"
    )))
    .bind(id)
    .fetch_optional(state.reader())
    .await?;
    row.map(PersonRow::person).transpose()
}

/// Adds a person, by `who`; one without a password signs in by the city's sign-in alone.
///
/// # Errors
/// [`ZoneError::Refused`] for a name that is taken or no name, for a password that is too short.
pub async fn add_person(
    state: &State,
    draft: &PersonDraft,
    password: Option<&str>,
    who: &str,
) -> Result<()> {
    check_name(&draft.name)?;
    let hash = kept(password, &draft.name)?;
    let mut change = state.change(who).await?;
    let (taken, all): (i64, i64) = query(
        "select coalesce(sum(case when name = $1 then 1 else 0 end), 0), count(*) from person",
    )
    .bind(draft.name.clone())
    .fetch_one(change.connection())
    .await?;
    if taken > 0 {
        return Err(ZoneError::Refused(format!(
            "there is, or was, a `{}` already: what they did stays theirs, so a name is given once",
            draft.name
        )));
    }
    if usize::try_from(all).is_ok_and(|all| all >= PEOPLE_MAX) {
        return Err(ZoneError::Refused(format!(
            "the book has {all} people; at most {PEOPLE_MAX}"
        )));
    }
    let id = change.next_id("person").await?;
    let (at_us, by) = (change.at_us(), change.who().to_owned());
    query(
        "insert into person (id, name, title, role, area, password, at_us, who) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id)
    .bind(draft.name.clone())
    .bind(draft.title.clone())
    .bind(draft.role.as_str().to_owned())
    .bind(draft.area.as_ref().map(ToString::to_string))
    .bind(hash)
    .bind(at_us)
    .bind(by)
    .execute(change.connection())
    .await?;
    change.wrote("person", &[id]);
    let told = password.map_or("none", |_| "unchanged");
    change.commit(entry("add_person", draft, told)).await
}

/// What is kept of a password, or of none.
fn kept(password: Option<&str>, name: &str) -> Result<String> {
    password.map_or(Ok(String::new()), |password| {
        password::hashed(password, name)
    })
}

/// What is to be changed of a person; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonChange {
    /// The name to be called by.
    pub title: Option<String>,
    /// What they may do.
    pub role: Option<Role>,
    /// The part of the zone that they see; `Some(None)` for all of it.
    pub area: Option<Option<Area>>,
    /// A new password; `Some(None)` for none, so that they sign in by the city's sign-in alone.
    pub password: Option<Option<String>>,
}

/// Changes what is said of the person called `name`, by `who`.
///
/// # Errors
/// [`ZoneError::Refused`] when nobody of that name is here, for a password that is too short.
pub async fn change_person(
    state: &State,
    name: &str,
    wanted: &PersonChange,
    who: &str,
) -> Result<()> {
    let person = here(state, name).await?;
    let hash = match &wanted.password {
        Some(password) => kept(password.as_deref(), name)?,
        None => person.password.clone(),
    };
    let draft = PersonDraft {
        name: person.name,
        title: wanted.title.clone().or(person.title),
        role: wanted.role.unwrap_or(person.role),
        area: wanted.area.clone().unwrap_or(person.area),
    };
    let mut change = state.change(who).await?;
    let (at_us, by) = (change.at_us(), change.who().to_owned());
    query(
        "update person set title = $1, role = $2, area = $3, password = $4, at_us = $5, who = $6 \
         where id = $7",
    )
    .bind(draft.title.clone())
    .bind(draft.role.as_str().to_owned())
    .bind(draft.area.as_ref().map(ToString::to_string))
    .bind(hash)
    .bind(at_us)
    .bind(by)
    .bind(person.id)
    .execute(change.connection())
    .await?;
    change.wrote("person", &[person.id]);
    let told = match &wanted.password {
        None => "unchanged",
        Some(None) => "none",
        Some(Some(_)) => "changed",
    };
    change.commit(entry("change_person", &draft, told)).await
}

/// Notes that `person` came in by the city's sign-in: `issuer` said so, which calls them `subject`.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn note_sign_in(
    state: &State,
    person: &Person,
    issuer: &str,
    subject: &str,
) -> Result<()> {
    let change = state.change(&person.name).await?;
    let detail = json!({ "by": "oidc", "issuer": issuer, "sub": subject });
    change
        .commit(AuditEntry::new("sign_in", &person.name, &detail))
        .await
}

/// Lets the person called `name` leave, by `who`; their tokens end with them.
///
/// # Errors
/// [`ZoneError::Refused`] when nobody of that name is here.
pub async fn end_person(state: &State, name: &str, who: &str) -> Result<()> {
    let person = here(state, name).await?;
    let mut change = state.change(who).await?;
    end_row(&mut change, "person", person.id).await?;
    token::end_all_of(&mut change, person.id).await?;
    let entry = AuditEntry::new("end_person", name, &json!({}));
    change.commit(entry).await
}

/// The person called `name`, or that nobody is.
async fn here(state: &State, name: &str) -> Result<Person> {
    person_named(state, name).await?.ok_or_else(|| {
        ZoneError::Refused(format!(
            "nobody here is called `{name}`; `wellkeeper person list` has all"
        ))
    })
}

fn entry(action: &str, draft: &PersonDraft, password: &str) -> AuditEntry {
    let detail = json!({
        "title": draft.title,
        "role": draft.role,
        "area": draft.area.as_ref().map(ToString::to_string),
        "password": password,
    });
    AuditEntry::new(action, &draft.name, &detail)
}

/// Names are typed on any keyboard and stand in the audit log, in files and in addresses.
fn check_name(name: &str) -> Result<()> {
    let is_plain = |c: char| c.is_alphanumeric() || ['.', '_', '-'].contains(&c);
    let count = name.chars().count();
    if (1..=NAME_CHARS_MAX).contains(&count) && name.chars().all(is_plain) {
        return Ok(());
    }
    Err(ZoneError::Refused(format!(
        "`{name}` is no name to sign in by; expected 1 to {NAME_CHARS_MAX} letters, digits, `.`, `_` or `-`"
    )))
}

/// Ends one row of a table that has an end.
async fn end_row(change: &mut Change, table: &'static str, id: i64) -> Result<()> {
    let (at_us, by) = (change.at_us(), change.who().to_owned());
    let text = format!("update {table} set ended_us = $1, ended_who = $2 where id = $3");
    query(sqlx::AssertSqlSafe(text))
        .bind(at_us)
        .bind(by)
        .bind(id)
        .execute(change.connection())
        .await?;
    change.wrote(table, &[id]);
    Ok(())
}
