//! How are powers of an interest factor compared exactly, however long they grow?
//!
//! Only what the level payment needs: multiply by a word, subtract, compare.
//!
//! # Shapes
//! Words of 64 bits, the lowest first, without zeros at the high end. A power of 720 factors of 31 bits has 350 words.
//! # Units
//! Plain numbers. Nothing is rounded.
//! # Source
//! Ours: schoolbook arithmetic. The formula divides two numbers of thousands of digits that nearly cancel when the rate is
//! small, which no floating-point type of the machine can carry to the yen for certain.

use std::cmp::Ordering;

/// A whole number from 0 on, of any length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Natural(Vec<u64>);

impl Natural {
    /// From one word.
    pub fn new(word: u64) -> Natural {
        Natural(if word == 0 { Vec::new() } else { vec![word] })
    }

    /// `base` multiplied by itself `exponent` times; 1 for none.
    pub fn power(base: u64, exponent: u32) -> Natural {
        (0..exponent).fold(Natural::new(1), |power, _| power.times(base))
    }

    /// The product with a word.
    pub fn times(mut self, factor: u64) -> Natural {
        if factor == 0 {
            return Natural(Vec::new());
        }
        let mut carry = 0_u128;
        for word in &mut self.0 {
            // A product of two words and a carry of one fits into two.
            let product = u128::from(*word) * u128::from(factor) + carry;
            *word = product as u64;
            carry = product >> 64;
        }
        if carry > 0 {
            self.0.push(carry as u64);
        }
        self
    }

    /// What is left without the other; 0 when the other is larger.
    pub fn without(mut self, other: &Natural) -> Natural {
        if self.cmp(other) != Ordering::Greater {
            return Natural(Vec::new());
        }
        let mut borrow = false;
        for (at, word) in self.0.iter_mut().enumerate() {
            let (less, first) = word.overflowing_sub(other.0.get(at).copied().unwrap_or(0));
            let (less, second) = less.overflowing_sub(u64::from(borrow));
            (*word, borrow) = (less, first || second);
        }
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        self
    }

    /// How many times the divisor goes into it, at most `most` times.
    pub fn quotient(&self, divisor: &Natural, most: u64) -> u64 {
        let (mut low, mut high) = (0, most);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            match divisor.clone().times(middle).cmp(self) {
                Ordering::Greater => high = middle - 1,
                _ => low = middle,
            }
        }
        low
    }
}

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Natural) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Natural {
    fn cmp(&self, other: &Natural) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}
