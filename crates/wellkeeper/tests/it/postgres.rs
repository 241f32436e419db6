//! A zone whose state lives on a PostgreSQL server: how it is made, moved there, and refused.

use crate::program::{Walk, new_schema};

/// The cluster's address for the person with a password.
fn keeper() -> String {
    address().replace("postgres@", "keeper@")
}

fn address() -> String {
    std::env::var("WELLKEEPER_TEST_POSTGRES").unwrap()
}

#[test]
#[ignore = "needs the cluster of scripts/with-postgres.sh"]
fn a_password_is_used_and_neither_kept_nor_printed() {
    let walk = Walk::new();
    let with_password = keeper().replace("keeper@", "keeper:deep%20spring@");
    let init = ["init", "kept", "--state", &with_password];
    let output = walk.run(&init);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    assert!(said.contains("WELLKEEPER_STATE_PASSWORD"), "{said}");
    let settings = std::fs::read_to_string(walk.path("kept/zone.toml")).unwrap();
    assert!(settings.contains("keeper@localhost"), "{settings}");
    for text in [&settings, &said] {
        assert!(!text.contains("spring"), "{text}");
    }
    assert!(!walk.path("kept/zone.sqlite").exists());

    let verify = ["--zone", "kept", "verify"];
    let error = walk.refused(&verify);
    assert!(
        error.contains("cannot connect to the state at postgres://keeper@"),
        "{error}"
    );
    std::fs::write(walk.path("passwords"), "*:*:*:keeper:deep spring\n").unwrap();
    std::fs::set_permissions(
        walk.path("passwords"),
        std::os::unix::fs::PermissionsExt::from_mode(0o600),
    )
    .unwrap();
    for (name, value, code) in [
        ("WELLKEEPER_STATE_PASSWORD", "deep spring", 0),
        ("PGPASSWORD", "deep spring", 0),
        ("PGPASSFILE", "passwords", 0),
        ("WELLKEEPER_STATE_PASSWORD", "dry spring", 1),
    ] {
        let output = walk.command(&verify).env(name, value).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{name}: {said}");
        assert!(!said.contains("spring"), "{name}: {said}");
    }
    let error = walk.refused(&["init", "again", "--state", &with_password]);
    assert!(error.contains("has a book already"), "{error}");
    assert!(!error.contains("spring"), "{error}");
    assert!(!walk.path("again/zone.toml").exists());
}

#[test]
fn a_server_that_is_not_there_is_told_with_its_address_and_without_the_password() {
    let walk = Walk::new();
    for (address, expected) in [
        (
            "postgres://keeper:secret@127.0.0.1:1/wells",
            "cannot connect to the state at postgres://keeper@127.0.0.1:1/wells",
        ),
        (
            "postgres://keeper:secret@127.0.0.1:x/wells",
            "is no address of a state",
        ),
        (
            "mysql://keeper:secret@127.0.0.1/wells",
            "expected postgres://USER@HOST/DATABASE",
        ),
    ] {
        let error = walk.refused(&["init", "nowhere", "--state", address]);
        assert!(error.contains(expected), "{error}");
        assert!(!error.contains("secret"), "{error}");
        assert!(!walk.path("nowhere/zone.toml").exists());
    }
}

#[test]
#[ignore = "needs the cluster of scripts/with-postgres.sh"]
fn a_zone_moves_to_a_server_and_back_by_its_backup() {
    let walk = Walk::new();
    walk.done(&["init", "file"]);
    walk.write("a.csv", "断面名称,监测时间,氨氮\n甲,2021-04-01,0.1\n");
    walk.write("b.csv", "断面名称,监测时间,氨氮\n甲,2021-04-02,0.2\n");
    let import = |zone: &str, file: &str| {
        let make = ["--create-things", "section"];
        walk.done(&[&["--zone", zone, "import", "observations", file], &make[..]].concat());
    };
    import("file", "a.csv");
    walk.done(&["--zone", "file", "backup", "file.tar"]);
    let (address, schema) = (address(), new_schema());
    walk.done(&[
        "restore",
        "file.tar",
        "server",
        "--state",
        &address,
        "--state-schema",
        &schema,
    ]);
    assert!(!walk.path("server/zone.sqlite").exists());
    walk.verified("server");
    import("server", "b.csv");
    walk.run_months("server");
    walk.verified("server");
    walk.done(&["--zone", "server", "backup", "server.tar"]);
    // The schema is taken: nothing is left of a restore into it, and its book goes on.
    let error = walk.refused(&[
        "restore",
        "server.tar",
        "second",
        "--state",
        &address,
        "--state-schema",
        &schema,
    ]);
    assert!(error.contains("has a book already"), "{error}");
    assert!(!walk.path("second").exists());
    walk.done(&["restore", "server.tar", "back"]);
    assert!(walk.path("back/zone.sqlite").exists());
    let settings = std::fs::read_to_string(walk.path("back/zone.toml")).unwrap();
    assert!(!settings.contains("postgres"), "{settings}");
    walk.verified("back");
    let rows = "select thing, property, time, value, batch from observations order by time";
    let told = |zone: &str| walk.done(&["query", rows, "--format", "csv", "--zone", zone]);
    assert_eq!(told("back"), told("server"));
    assert_eq!(told("back").lines().count(), 3);
    // What is written to one is not written to the other.
    import("back", "a.csv");
    walk.done(&["--zone", "back", "import", "undo", "1"]);
    assert_eq!(told("back").lines().count(), 2);
    assert_eq!(told("server").lines().count(), 3);
    walk.verified("server");
}
