//! Numbers from 0 to 1 with a few decimals, as `format!` writes them in a fraction of its time.

use std::fmt::Write;

/// How near to the middle between two decimals a number may be, that its product does not tell which is nearer.
const DOUBT: f64 = 1e-6;

/// Adds a number with so many decimals, four at most.
pub(crate) fn push_decimals(number: f64, decimals: u32, text: &mut String) {
    let scale = 10_u32.pow(decimals.min(4));
    let scaled = number * f64::from(scale);
    let is_plain = decimals <= 4 && number.is_sign_positive() && number <= 1.0;
    if !is_plain || (scaled.fract() - 0.5).abs() < DOUBT {
        let places = decimals as usize;
        // a text takes everything
        let _ = write!(text, "{number:.places$}");
        return;
    }
    let rounded = scaled.round() as u32;
    text.push(if rounded >= scale { '1' } else { '0' });
    let mut unit = scale;
    if unit > 1 {
        text.push('.');
    }
    while unit > 1 {
        unit /= 10;
        text.push(char::from(b'0' + (rounded / unit % 10) as u8));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn decimals_are_those_of_format() {
        let even = (0..=20_000).map(|n| f64::from(n) / 20_000.0);
        let odd = (1..3000).map(|n| f64::from(n) / 2999.0);
        let beside = [0.5, 0.125, 0.005, 0.00005, 1.0, 0.995, 0.99995].map(f64::to_bits);
        let beside = beside
            .iter()
            .flat_map(|bits| [bits - 1, *bits, bits + 1].map(f64::from_bits));
        let odder = [
            -0.0,
            -0.2,
            1.5,
            1e300,
            f64::NAN,
            f64::INFINITY,
            f64::MIN_POSITIVE,
        ];
        for number in even.chain(odd).chain(beside).chain(odder) {
            for decimals in 0..6 {
                let mut text = String::new();
                super::push_decimals(number, decimals, &mut text);
                let places = decimals as usize;
                assert_eq!(text, format!("{number:.places$}"), "{number:?}");
            }
        }
    }
}
