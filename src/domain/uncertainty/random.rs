//! Random numbers by count: each is a function of the seed, the thing, the draw and how many came before, of nothing else.
//!
//! So a thing has the same luck in every scenario (common random numbers: scenarios differ by what was chosen, not by
//! chance), and the order in which threads come to it does not matter.
//!
//! # Shapes
//! [`Stream`] yields numbers of 16 bits, four from each word of 64.
//! # Units
//! None.
//! # Errors
//! None.
//! # Source
//! Steele, Lea, Flood: Fast splittable pseudorandom number generators (OOPSLA 2014), the mixing function of SplitMix64 with
//! Stafford's constants (variant 13).

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// Spreads what differs in one bit over all bits.
#[inline]
pub fn mixed(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// The luck of one thing under a seed, in all draws.
#[inline]
pub fn luck(seed: u64, key: u64) -> u64 {
    mixed(mixed(seed.wrapping_add(GOLDEN)) ^ key.wrapping_mul(GOLDEN))
}

/// The numbers of one thing in one draw.
pub struct Stream {
    word: u64,
    left: u32,
}

impl Stream {
    /// Of the thing with this luck.
    #[inline]
    pub fn new(luck: u64, draw: u32) -> Stream {
        Stream { word: mixed(luck.wrapping_add(u64::from(draw + 1).wrapping_mul(GOLDEN))), left: 4 }
    }

    /// The next number of 16 bits.
    #[inline]
    pub fn next(&mut self) -> u32 {
        // Four numbers are in a word: the next comes of mixing what was rotated back to the beginning.
        if self.left == 0 {
            self.word = mixed(self.word.wrapping_add(GOLDEN));
            self.left = 4;
        }
        self.left -= 1;
        self.word = self.word.rotate_right(16);
        (self.word >> 48) as u32
    }

    /// A number between 0 and 1, neither of them.
    pub fn unit(&mut self) -> f64 {
        let high = self.next();
        let low = self.next();
        (f64::from(high << 16 | low) + 0.5) / 4_294_967_296.0
    }
}
