//! Numbers that look like chance and are the same for the same seed, wherever one begins to count.
//!
//! Each is a hash of what it is for: FNV-1a of the names, then the finalizer of SplitMix64 (Steele, Lea
//! and Flood, 2014) over seed, names and index. No state is kept.

/// What stands for these names in [`uniform`] and [`bell`].
pub(super) fn key(names: &[&str]) -> u64 {
    let mut hash: u64 = 0xCBF2_9CE4_8422_2325;
    for name in names {
        // The byte after each name keeps `ab`, `c` and `a`, `bc` apart.
        for byte in name.bytes().chain([0xFF]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    }
    hash
}

/// A number from -1 up to 1, each as likely as any other.
pub(super) fn uniform(seed: u64, key: u64, index: i64) -> f64 {
    let mixed = mix(mix(mix(seed) ^ key) ^ index.cast_unsigned());
    let [a, b, c, d, ..] = mixed.to_be_bytes();
    f64::from(u32::from_be_bytes([a, b, c, d])) / f64::from(1_u32 << 31) - 1.0
}

/// A number whose mean is 0 and whose standard deviation is 1, small ones more likely than great ones:
/// the sum of four [`uniform`] numbers, never beyond 3.47.
pub(super) fn bell(seed: u64, key: u64, index: i64) -> f64 {
    let sum: f64 = (0..4).map(|part| uniform(seed, key ^ part, index)).sum();
    // The variance of a uniform number from -1 to 1 is 1/3.
    sum * 0.75_f64.sqrt()
}

fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::{bell, key, uniform};

    #[test]
    fn chance_is_centred_within_its_bounds_and_the_same_again() {
        let key = key(&["010000A8900016F000169DC0", "d20405"]);
        let (mut sum, mut squares) = (0.0, 0.0);
        for index in 0..10_000 {
            let number = uniform(7, key, index);
            assert!((-1.0..1.0).contains(&number));
            let deviation = bell(7, key, index);
            assert!(deviation.abs() < 3.47);
            sum += deviation;
            squares += deviation * deviation;
        }
        // Ten thousand of them: the mean is within 4 hundredths in all but one case in 16,000.
        assert!((sum / 10_000.0).abs() < 0.04, "{sum}");
        assert!((squares / 10_000.0 - 1.0).abs() < 0.06, "{squares}");
        assert_eq!(bell(7, key, 11).to_bits(), bell(7, key, 11).to_bits());
        assert_ne!(bell(7, key, 11).to_bits(), bell(8, key, 11).to_bits());
    }

    #[test]
    fn names_that_are_cut_elsewhere_are_other_names() {
        assert_ne!(key(&["ab", "c"]), key(&["a", "bc"]));
    }
}
