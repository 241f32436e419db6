//! The common names of a certificate: what DER has to be read for, and no more.
//!
//! RFC 5280 4.1: a certificate is a sequence of which the first is what was signed; in it stand, after an
//! optional version, serial number, algorithm, issuer and validity, and then the subject: a sequence of
//! sets of pairs, type and value. X.690 8.1: a tag, a length, and so many bytes.

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const OBJECT_ID: u8 = 0x06;
/// `[0] EXPLICIT`, the version.
const VERSION: u8 = 0xa0;
/// 2.5.4.3, RFC 5280 appendix A.1.
const COMMON_NAME: [u8; 3] = [0x55, 0x04, 0x03];
/// UTF8String, PrintableString, IA5String: those that are read as UTF-8.
const TEXTS: [u8; 3] = [0x0c, 0x13, 0x16];
/// What stands between the version and the subject: serial number, algorithm, issuer, validity.
const BEFORE_SUBJECT: usize = 4;

/// The common names of the subject of a certificate in DER; none where it is none.
pub(super) fn common_names(der: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    let Some(mut subject) = subject(der) else {
        return names;
    };
    while let Some((SET, mut set)) = next(&mut subject) {
        while let Some((SEQUENCE, mut pair)) = next(&mut set) {
            let (kind, value) = (next(&mut pair), next(&mut pair));
            if kind == Some((OBJECT_ID, &COMMON_NAME))
                && let Some((tag, text)) = value
                && TEXTS.contains(&tag)
                && let Ok(text) = std::str::from_utf8(text)
            {
                names.push(text.to_owned());
            }
        }
    }
    names
}

fn subject(der: &[u8]) -> Option<&[u8]> {
    let mut certificate = of_tag(&mut &*der, SEQUENCE)?;
    let mut signed = of_tag(&mut certificate, SEQUENCE)?;
    if signed.first() == Some(&VERSION) {
        next(&mut signed)?;
    }
    for _ in 0..BEFORE_SUBJECT {
        next(&mut signed)?;
    }
    of_tag(&mut signed, SEQUENCE)
}

fn of_tag<'d>(rest: &mut &'d [u8], tag: u8) -> Option<&'d [u8]> {
    next(rest)
        .filter(|(found, _)| *found == tag)
        .map(|(_, content)| content)
}

/// The next element: its tag and its content.
fn next<'d>(rest: &mut &'d [u8]) -> Option<(u8, &'d [u8])> {
    let (tag, after) = rest.split_first()?;
    let (first, after) = after.split_first()?;
    let (length, after) = if *first < 0x80 {
        (usize::from(*first), after)
    } else {
        // Four bytes of length are more than a certificate has.
        let digits = usize::from(*first & 0x7f);
        let (length, after) = after
            .split_at_checked(digits)
            .filter(|_| (1..=4).contains(&digits))?;
        let length = length
            .iter()
            .fold(0, |all, byte| all << 8 | usize::from(*byte));
        (length, after)
    };
    let (content, after) = after.split_at_checked(length)?;
    *rest = after;
    Some((*tag, content))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use tokio_rustls::rustls::pki_types::CertificateDer;
    use tokio_rustls::rustls::pki_types::pem::PemObject;

    use super::*;

    /// Certificates of OpenSSL, with the names that `openssl x509 -subject` prints.
    const CERTIFICATES: [(&[u8], &[&str]); 2] = [
        (
            include_bytes!("../../../tests/tls/device.pem"),
            &["010000A8900016F000169DC0"],
        ),
        (
            include_bytes!("../../../tests/tls/relay.pem"),
            &["88888880000001", "010000A8900016F000169DC7"],
        ),
    ];

    #[test]
    fn the_common_names_are_those_that_openssl_reads() {
        for (pem, names) in CERTIFICATES {
            let der = CertificateDer::from_pem_slice(pem).unwrap();
            assert_eq!(common_names(&der), names);
        }
    }

    #[test]
    fn a_certificate_that_was_cut_off_has_no_names_but_its_own() {
        for (pem, names) in CERTIFICATES {
            let der = CertificateDer::from_pem_slice(pem).unwrap();
            for end in 0..der.len() {
                let found = common_names(&der[..end]);
                assert!(found.iter().all(|name| names.contains(&name.as_str())));
            }
        }
        assert_eq!(
            common_names(&[SEQUENCE, 0x84, 0xff, 0xff, 0xff, 0xff]),
            [""; 0]
        );
        assert_eq!(common_names(&[SEQUENCE, 0x80]), [""; 0]);
    }
}
