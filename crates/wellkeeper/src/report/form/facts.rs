//! Single facts: what the head of a report says.

use forms::Value;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use zone::bulletin::Stage;

use super::Subject;
use super::dates::{days, days_at};

/// A single fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fact {
    ZoneName,
    Month,
    AsOf,
    Number,
    Issue,
    Bureau,
    By(Stage),
    On(Stage),
}

/// Every fact with its name.
const FACTS: [(&str, &str, Fact); 12] = [
    ("zone", "name", Fact::ZoneName),
    ("zone", "month", Fact::Month),
    ("zone", "as_of", Fact::AsOf),
    ("bulletin", "number", Fact::Number),
    ("bulletin", "issue_of_month", Fact::Issue),
    ("bulletin", "bureau", Fact::Bureau),
    ("bulletin", "drafted_by", Fact::By(Stage::Drafted)),
    ("bulletin", "reviewed_by", Fact::By(Stage::Reviewed)),
    ("bulletin", "issued_by", Fact::By(Stage::Issued)),
    ("bulletin", "drafted_on", Fact::On(Stage::Drafted)),
    ("bulletin", "reviewed_on", Fact::On(Stage::Reviewed)),
    ("bulletin", "issued_on", Fact::On(Stage::Issued)),
];

impl Fact {
    /// The first word of facts, if it is one.
    pub fn group(head: &str) -> Option<&'static str> {
        let mut all = FACTS.iter();
        let found = all.find(|(group, ..)| group.eq_ignore_ascii_case(head));
        found.map(|(group, ..)| *group)
    }

    pub fn parse(group: &str, word: &str) -> Option<Self> {
        let mut all = FACTS.iter();
        let found = all.find(|(of, name, _)| *of == group && name.eq_ignore_ascii_case(word));
        found.map(|(.., fact)| *fact)
    }

    /// The names of the facts of a group.
    pub fn names(group: &str) -> impl Iterator<Item = String> {
        let of_group = FACTS.iter().filter(move |(of, ..)| *of == group);
        of_group.map(|(group, name, _)| format!("{group}.{name}"))
    }

    /// What it says; nothing where it is not known (yet).
    pub fn value(self, of: &Subject<'_>) -> Value {
        let text =
            |said: Option<&str>| said.map_or(Value::Empty, |said| Value::Text(said.to_owned()));
        let found = of.bulletin;
        let step = |stage| found.and_then(|bulletin| bulletin.step(stage));
        match self {
            Self::ZoneName => {
                let name = &of.zone.config().name;
                text(Some(of.lang.pick(&name.zh, &name.en)))
            }
            Self::Month => {
                let first = format!("{}-01", of.month).parse::<Date>();
                first.map_or(Value::Empty, |first| Value::Days(days(first)))
            }
            Self::AsOf => instant(of.session.read_us, of.zone.tz()),
            Self::Number => text(found.and_then(|bulletin| bulletin.number.as_deref())),
            Self::Issue => found.map_or(Value::Empty, |bulletin| {
                let issue = i32::try_from(bulletin.issue_of_month);
                issue.map_or(Value::Empty, |issue| Value::Number(f64::from(issue)))
            }),
            Self::Bureau => text(of.bureau),
            Self::By(stage) => text(step(stage).map(|step| {
                let mut people = of.people.iter();
                let person = people.find(|person| person.name == step.who);
                let title = person.and_then(|person| person.title.as_deref());
                title.unwrap_or(&step.who)
            })),
            Self::On(stage) => step(stage).map_or(Value::Empty, |step| {
                match instant(step.at_us, of.zone.tz()) {
                    Value::Days(days) => Value::Days(days.floor()),
                    other => other,
                }
            }),
        }
    }
}

fn instant(at_us: i64, tz: &TimeZone) -> Value {
    let at = jiff::Timestamp::from_microsecond(at_us);
    at.map_or(Value::Empty, |at| {
        Value::Days(days_at(at.to_zoned_datetime(tz.clone()).datetime()))
    })
}
