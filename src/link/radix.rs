//! Sorts by whole numbers, eleven bits a pass: for millions of pairs and keys a fifth of the time that comparing takes.

/// Bits of a pass.
const DIGIT: u32 = 11;

/// Sorts by the lowest `bits` bits of what `key` gives; what is even stays in its order. `room` is used and left behind.
pub(in crate::link) fn sort<T: Copy>(
    items: &mut Vec<T>,
    room: &mut Vec<T>,
    bits: u32,
    key: impl Fn(&T) -> u64,
) {
    let mut shift = 0;
    while shift < bits {
        let digit = |item: &T| (key(item) >> shift) as usize & ((1 << DIGIT) - 1);
        let mut next = [0usize; 1 << DIGIT];
        for item in items.iter() {
            next[digit(item)] += 1;
        }
        let mut sum = 0;
        for count in &mut next {
            sum += std::mem::replace(count, sum);
        }
        if room.len() != items.len() {
            room.clear();
            room.extend_from_slice(items);
        }
        for item in items.iter() {
            let next = &mut next[digit(item)];
            room[*next] = *item;
            *next += 1;
        }
        std::mem::swap(items, room);
        shift += DIGIT;
    }
}

/// How many bits numbers below a number take.
pub(in crate::link) fn bits(below: usize) -> u32 {
    usize::BITS - below.saturating_sub(1).leading_zeros()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_sorted_and_even_ones_stay() {
        for bits in [1, 11, 12, 37] {
            let number = |at: u64| at.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - bits);
            let mut items: Vec<(u64, u64)> = (0..5000).map(|at| (number(at), at)).collect();
            let mut wanted = items.clone();
            wanted.sort();
            sort(&mut items, &mut Vec::new(), bits, |item| item.0);
            assert_eq!(items, wanted);
        }
        assert_eq!([0, 1, 2, 3, 256, 257].map(bits), [0, 0, 1, 2, 8, 9]);
    }
}
