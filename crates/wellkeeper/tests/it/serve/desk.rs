//! A desk at which people work with a served zone.

use serde_json::Value;

use crate::program::Walk;
use crate::served::{Answer, Served, encoded};

/// A served zone and the cookies of its people.
pub struct Desk {
    pub walk: Walk,
    pub served: Served,
    people: Vec<(&'static str, String)>,
}

impl Desk {
    /// Reviewers, of whom `he` sees Henan, and the editor `zhao`.
    pub fn new(walk: Walk, names: &[&'static str]) -> Self {
        let people = names.iter().map(|name| {
            let more: &[&str] = match *name {
                "zhao" => &["--role", "editor"],
                "he" => &["--role", "reviewer", "--area", "area=河南省"],
                _ => &["--role", "reviewer"],
            };
            (*name, more)
        });
        Self::of(walk, &people.collect::<Vec<_>>())
    }

    /// People by name, with what is said of each.
    pub fn of(walk: Walk, people: &[(&'static str, &[&str])]) -> Self {
        for (name, more) in people {
            walk.add_person(&[&[*name], *more].concat());
        }
        let served = walk.served_to_people();
        let signed_in = people.iter().map(|(name, _)| (*name, served.cookie(name)));
        let people = signed_in.collect();
        Self {
            walk,
            served,
            people,
        }
    }

    pub fn cookie(&self, who: &str) -> &str {
        let found = self.people.iter().find(|(name, _)| *name == who);
        &found.unwrap().1
    }

    pub fn get(&self, who: &str, path: &str) -> Value {
        let answer = self.ask(who, path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        answer.json()
    }

    pub fn ask(&self, who: &str, path: &str) -> Answer {
        self.served.get_with(path, &[("cookie", self.cookie(who))])
    }

    pub fn post(&self, who: &str, path: &str, sent: &Value) -> Answer {
        let cookie = [("cookie", self.cookie(who))];
        self.served.send("POST", path, &cookie, sent)
    }

    pub fn done(&self, who: &str, path: &str, sent: &Value) -> Value {
        let answer = self.post(who, path, sent);
        assert!(answer.status < 300, "{path}: {}", answer.text());
        answer.json()
    }

    pub fn refused(&self, who: &str, path: &str, sent: &Value, (status, says): (u16, &str)) {
        let answer = self.post(who, path, sent);
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(says), "{path}: {detail}");
    }

    pub fn series(&self, thing: &str, property: &str) -> i64 {
        let rows = self.get("wang", &format!("/api/series?thing={}", encoded(thing)));
        let mut rows = rows["rows"].as_array().unwrap().iter();
        let row = rows.find(|row| row["property"] == property).unwrap();
        row["series"].as_i64().unwrap()
    }

    pub fn count(&self, who: &str, asked: &str) -> usize {
        let page = self.get(who, &format!("/api/review?limit=1000&{asked}"));
        page["rows"].as_array().unwrap().len()
    }

    /// What became of the readings of the day, by the book's own history.
    pub fn history(&self, series: i64, time: &str) -> Vec<Value> {
        let series = series.to_string();
        let told = ["--zone", "zone", "--json", "history", &series, time];
        let told: Value = serde_json::from_str(&self.walk.done(&told)).unwrap();
        told["history"].as_array().unwrap().clone()
    }
}
