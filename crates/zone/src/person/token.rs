//! Tokens: what a program shows in the place of a person. Only its hash is kept; a token is 256
//! random bits, so that no slow hash is needed.

use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::FromRow;

use super::{Person, end_row, here, person_of, random_key};
use crate::limits::TOKENS_MAX;
use crate::state::{AuditEntry, Change, State, query};
use crate::{Result, ZoneError};

/// What every token begins with, so that one that got out is recognised.
const PREFIX: &str = "wk_";

/// What may be done with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Reading alone, whatever the person may.
    Read,
    /// All that the person may.
    Write,
}

impl Scope {
    /// As it is spelled.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }

    /// Reads [`Scope::as_str`].
    ///
    /// # Errors
    /// [`ZoneError::Refused`] for another word.
    pub fn parse(word: &str) -> Result<Self> {
        match word {
            "read" => Ok(Self::Read),
            "write" => Ok(Self::Write),
            _ => Err(ZoneError::Refused(format!(
                "`{word}` is no scope; expected read or write"
            ))),
        }
    }
}

/// A token in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its number.
    pub id: i64,
    /// The person whose it is.
    pub person: i64,
    /// What it is for.
    pub title: String,
    /// What may be done with it.
    pub scope: Scope,
    /// Until when it holds, µs UTC.
    pub expires_us: i64,
    /// When it was ended before, µs UTC.
    pub ended_us: Option<i64>,
}

#[derive(FromRow)]
struct TokenRow {
    id: i64,
    person: i64,
    title: String,
    scope: String,
    expires_us: i64,
    ended_us: Option<i64>,
}

const COLUMNS: &str = "select id, person, title, scope, expires_us, ended_us from token";

impl TokenRow {
    fn token(self) -> Result<Token> {
        Ok(Token {
            id: self.id,
            person: self.person,
            title: self.title,
            scope: Scope::parse(&self.scope)?,
            expires_us: self.expires_us,
            ended_us: self.ended_us,
        })
    }
}

/// A token to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// The name of the person whose it is.
    pub person: String,
    /// What it is for.
    pub title: String,
    /// What may be done with it.
    pub scope: Scope,
    /// Until when it holds, µs UTC.
    pub expires_us: i64,
}

/// Makes a token, by `who`. Gives its number and its text, which is nowhere else.
///
/// # Errors
/// [`ZoneError::Refused`] when nobody of that name is here or there are too many.
pub async fn issue_token(state: &State, new: &NewToken, who: &str) -> Result<(i64, String)> {
    let person = here(state, &new.person).await?;
    let text = format!("{PREFIX}{}", random_key());
    let mut change = state.change(who).await?;
    let id = change.next_id("token").await?;
    if usize::try_from(id).is_ok_and(|id| id > TOKENS_MAX) {
        return Err(ZoneError::Refused(format!(
            "the book has had {TOKENS_MAX} tokens, which is all that it takes"
        )));
    }
    let (at_us, by) = (change.at_us(), change.who().to_owned());
    query(
        "insert into token (id, person, title, scope, hash, at_us, who, expires_us) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id)
    .bind(person.id)
    .bind(new.title.clone())
    .bind(new.scope.as_str().to_owned())
    .bind(hash_of(&text))
    .bind(at_us)
    .bind(by)
    .bind(new.expires_us)
    .execute(change.connection())
    .await?;
    change.wrote("token", &[id]);
    let detail = json!({ "title": new.title, "scope": new.scope, "expires_us": new.expires_us });
    let subject = format!("{id} of {}", new.person);
    change
        .commit(AuditEntry::new("add_token", subject, &detail))
        .await?;
    Ok((id, text))
}

/// All tokens in the order in which they were made, those that ended as well.
///
/// # Errors
/// [`ZoneError::State`] when the database refuses.
pub async fn tokens(state: &State) -> Result<Vec<Token>> {
    let text = format!("{COLUMNS} order by id");
    let rows: Vec<TokenRow> = query(sqlx::AssertSqlSafe(text))
        .fetch_all(state.reader())
        .await?;
    rows.into_iter().map(TokenRow::token).collect()
}

/// Ends the token with the number `id`, by `who`.
///
/// # Errors
/// [`ZoneError::Refused`] when there is none, or it ended already.
pub async fn end_token(state: &State, id: i64, who: &str) -> Result<()> {
    let all = tokens(state).await?;
    if !all.iter().any(|t| t.id == id && t.ended_us.is_none()) {
        return Err(ZoneError::Refused(format!(
            "there is no token {id} that could end; `wellkeeper token list` has all"
        )));
    }
    let mut change = state.change(who).await?;
    end_row(&mut change, "token", id).await?;
    let entry = AuditEntry::new("end_token", id.to_string(), &json!({}));
    change.commit(entry).await
}

/// Ends all tokens of a person who leaves.
pub(super) async fn end_all_of(change: &mut Change, person: i64) -> Result<()> {
    let held: Vec<(i64,)> =
        query("select id from token where person = $1 and ended_us is null order by id")
            .bind(person)
            .fetch_all(change.connection())
            .await?;
    for (id,) in held {
        end_row(change, "token", id).await?;
    }
    Ok(())
}

impl Person {
    /// Who shows the token `text` at `now_us` (µs UTC), and what for.
    ///
    /// # Errors
    /// [`ZoneError::State`] when the database refuses.
    pub async fn by_token(state: &State, text: &str, now_us: i64) -> Result<Option<(Self, Scope)>> {
        if !text.starts_with(PREFIX) {
            return Ok(None);
        }
        let select = format!("{COLUMNS} where hash = $1 and ended_us is null and expires_us > $2");
        let row: Option<TokenRow> = query(sqlx::AssertSqlSafe(select))
            .bind(hash_of(text))
            .bind(now_us)
            .fetch_optional(state.reader())
            .await?;
        let Some(token) = row.map(TokenRow::token).transpose()? else {
            return Ok(None);
        };
        let person = person_of(state, token.person).await?;
        Ok(person.map(|person| (person, token.scope)))
    }
}

fn hash_of(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}
