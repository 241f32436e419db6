//! People and their tokens: what each change leaves in the book, and that it is proved.

use wellkeeper_zone as zone;
use zone::clock::Clock;
use zone::person::{
    Area, NewToken, Person, PersonChange, PersonDraft, Role, Scope, add_person, change_person,
    end_person, end_token, has_people, issue_token, note_sign_in, people, person_named, tokens,
};
use zone::state::State;
use zone::{Zone, ZoneError};

use crate::verify::{book, execute_on_state};
use crate::{NOW_US, words};

const PASSWORD: &str = "清泉石上流 2026";

fn wang() -> PersonDraft {
    PersonDraft {
        name: "wang".into(),
        title: Some("王工".into()),
        role: Role::Reviewer,
        area: Some(Area::parse("county=丹江口市").unwrap()),
    }
}

async fn token_of(state: &State, expires_us: i64) -> (i64, String) {
    let new = NewToken {
        person: "wang".into(),
        title: "大屏".into(),
        scope: Scope::Read,
        expires_us,
    };
    issue_token(state, &new, "keeper").await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_comes_changes_and_leaves_and_the_book_tells_who_did_it() {
    let (_folder, zone) = book().await;
    let state = zone.state();
    assert!(!has_people(state).await.unwrap());
    add_person(state, &wang(), Some(PASSWORD), "keeper")
        .await
        .unwrap();
    assert!(has_people(state).await.unwrap());
    let person = person_named(state, "wang").await.unwrap().unwrap();
    assert_eq!((person.role, person.area), (Role::Reviewer, wang().area));
    let again = add_person(state, &wang(), Some(PASSWORD), "keeper").await;
    assert!(matches!(again, Err(ZoneError::Refused(_))), "{again:?}");

    let wanted = PersonChange {
        role: Some(Role::Keeper),
        area: Some(None),
        password: Some(Some("another secret".into())),
        ..PersonChange::default()
    };
    change_person(state, "wang", &wanted, "keeper")
        .await
        .unwrap();
    let person = person_named(state, "wang").await.unwrap().unwrap();
    assert_eq!((person.role, &person.area), (Role::Keeper, &None));
    assert_eq!(person.title.as_deref(), Some("王工"));
    assert!(person.is_password("another secret") && !person.is_password(PASSWORD));

    end_person(state, "wang", "keeper").await.unwrap();
    assert!(!has_people(state).await.unwrap());
    assert!(people(state).await.unwrap()[0].ended_us.is_some());
    let log = state.audit().await.unwrap();
    let told: Vec<&str> = log.iter().map(|row| row.action.as_str()).collect();
    assert!(
        told.ends_with(&["add_person", "change_person", "end_person"]),
        "{told:?}"
    );
    assert!(log.iter().all(|row| !row.detail.contains("secret")));
    assert_eq!(state.verify().await.unwrap().1, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_holds_until_it_expires_is_ended_or_its_person_leaves() {
    let (_folder, zone) = book().await;
    let state = zone.state();
    add_person(state, &wang(), Some(PASSWORD), "keeper")
        .await
        .unwrap();
    let (first, text) = token_of(state, NOW_US + 10).await;
    let held = |text: String, at_us: i64| async move {
        Person::by_token(state, &text, at_us)
            .await
            .unwrap()
            .map(|(person, _)| person.name)
    };
    assert_eq!(held(text.clone(), NOW_US).await.as_deref(), Some("wang"));
    assert_eq!(held(text.clone(), NOW_US + 10).await, None, "it expired");
    assert_eq!(held(format!("{text}0"), NOW_US).await, None);
    end_token(state, first, "keeper").await.unwrap();
    assert_eq!(held(text, NOW_US).await, None, "it was ended");
    assert!(end_token(state, first, "keeper").await.is_err());
    let (_, second) = token_of(state, NOW_US + 10).await;
    end_person(state, "wang", "keeper").await.unwrap();
    assert_eq!(held(second, NOW_US).await, None, "its person left");
    assert!(
        tokens(state)
            .await
            .unwrap()
            .iter()
            .all(|token| token.ended_us.is_some())
    );
    assert_eq!(state.verify().await.unwrap().1, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_somebody_gave_themselves_beside_the_book_is_found() {
    let (folder, zone) = book().await;
    add_person(zone.state(), &wang(), Some(PASSWORD), "keeper")
        .await
        .unwrap();
    execute_on_state(folder.path(), "update person set role = 'keeper'").await;
    let found = zone.state().verify().await.unwrap().1;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].what, "person 1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_book_from_before_there_were_people_is_brought_up_and_goes_on() {
    let (folder, zone) = book().await;
    zone.state().close().await;
    let older = "drop table device_line; drop table door_opening; drop table mark_verdict; drop table mark; drop table inbox_end; drop table inbox; drop table diary; drop table stranger; drop table unpointed; drop table device; \
                 drop table layer_file; drop table layer; drop table bulletin_document; drop table bulletin_step; drop table bulletin; drop table remark; drop table decision_part; drop table decision; drop table token; \
                 drop table person; update book set layout = 2";
    execute_on_state(folder.path(), older).await;
    for _ in 0..2 {
        let zone = Zone::open(folder.path(), words(), Clock::fixed(NOW_US))
            .await
            .unwrap();
        assert_eq!(zone.state().verify().await.unwrap().1, []);
        zone.state().close().await;
    }
    let zone = Zone::open(folder.path(), words(), Clock::fixed(NOW_US))
        .await
        .unwrap();
    add_person(zone.state(), &wang(), Some(PASSWORD), "keeper")
        .await
        .unwrap();
    assert_eq!(zone.state().verify().await.unwrap().1, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_password_signs_in_by_none_and_the_audit_log_tells_who_came_by_the_city() {
    let (_folder, zone) = book().await;
    let state = zone.state();
    add_person(state, &wang(), None, "keeper").await.unwrap();
    let person = person_named(state, "wang").await.unwrap().unwrap();
    assert!(!person.has_password());
    for password in ["", PASSWORD] {
        assert!(!person.is_password(password), "{password:?}");
    }
    let of = |password: Option<&str>| PersonChange {
        password: Some(password.map(str::to_owned)),
        ..PersonChange::default()
    };
    change_person(state, "wang", &of(Some(PASSWORD)), "keeper")
        .await
        .unwrap();
    let person = person_named(state, "wang").await.unwrap().unwrap();
    assert!(person.has_password() && person.is_password(PASSWORD));
    change_person(state, "wang", &of(None), "keeper")
        .await
        .unwrap();
    let person = person_named(state, "wang").await.unwrap().unwrap();
    assert!(!person.has_password() && !person.is_password(PASSWORD));

    note_sign_in(state, &person, "https://sso.example", "4711")
        .await
        .unwrap();
    let log = state.audit().await.unwrap();
    let last = log.last().unwrap();
    assert_eq!(
        (
            last.who.as_str(),
            last.action.as_str(),
            last.subject.as_str()
        ),
        ("wang", "sign_in", "wang")
    );
    assert_eq!(
        last.detail,
        r#"{"by":"oidc","issuer":"https://sso.example","sub":"4711"}"#
    );
    let told: Vec<bool> = log
        .iter()
        .map(|row| row.detail.contains(r#""password":"none""#))
        .collect();
    assert_eq!(told.iter().filter(|is_none| **is_none).count(), 2);
    assert_eq!(state.verify().await.unwrap().1, []);
}
