//! Passwords: Argon2id with a salt of its own for each (RFC 9106; the parameters are those that
//! OWASP's cheat sheet on storing passwords gives first: 19 MiB, 2 passes, 1 lane).

use argon2::Argon2;
use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};

use crate::limits::{PASSWORD_BYTES_MAX, PASSWORD_CHARS_MIN};
use crate::{Result, ZoneError};

/// What nobody's password is checked against, with the same parameters as every other.
pub(super) const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGlzIGhlcmU$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// What `password` is checked against later.
///
/// # Errors
/// [`ZoneError::Refused`] for one that is too short, too long, or the name of its person.
pub(super) fn hashed(password: &str, name: &str) -> Result<String> {
    if password.chars().count() < PASSWORD_CHARS_MIN || password.len() > PASSWORD_BYTES_MAX {
        return Err(ZoneError::Refused(format!(
            "a password has {PASSWORD_CHARS_MIN} characters or more, and at most {PASSWORD_BYTES_MAX} bytes"
        )));
    }
    if password.to_lowercase() == name.to_lowercase() {
        return Err(ZoneError::Refused(
            "a name is nobody's secret; expected a password that is not the name".into(),
        ));
    }
    let salt = SaltString::generate(&mut OsRng);
    Argon2::default()
        .hash_password(password.as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|e| ZoneError::Refused(format!("the password cannot be kept: {e}")))
}

/// Whether `password` is the one that `hash` was made of.
pub(super) fn holds(hash: &str, password: &str) -> bool {
    if password.len() > PASSWORD_BYTES_MAX {
        return false;
    }
    PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    })
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop and say where"
)]
mod tests {
    use super::*;

    #[test]
    fn a_password_holds_and_another_does_not() {
        let hash = hashed("清泉石上流 2026", "wang").unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert!(holds(&hash, "清泉石上流 2026"));
        assert!(!holds(&hash, "清泉石上流 2027"));
        assert_ne!(hash, hashed("清泉石上流 2026", "wang").unwrap());
    }

    #[test]
    fn what_nobody_has_is_checked_as_long_as_any() {
        assert!(PasswordHash::new(NOBODY).is_ok());
        assert!(!holds(NOBODY, ""));
    }

    #[test]
    fn short_ones_and_names_are_refused() {
        assert!(hashed("secret123", "wang").is_err());
        assert!(hashed("wangxiaoming", "WangXiaoming").is_err());
        assert!(hashed(&"x".repeat(PASSWORD_BYTES_MAX + 1), "wang").is_err());
    }
}
