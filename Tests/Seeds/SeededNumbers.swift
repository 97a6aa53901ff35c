/// Random numbers that a seed brings back.
///
/// Source: SplitMix64, Steele et al., 2014.
public struct SeededNumbers: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The numbers of this seed; neighbouring seeds give other numbers, not the same ones later.
    public init(seed: some BinaryInteger) {
        state = UInt64(truncatingIfNeeded: seed) &* 0xd134_2543_de82_ef95 ^ 0x5851_f42d_4c95_7f2d
    }

    /// 64 random bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// True one time in so many.
    public mutating func oneIn(_ count: Int) -> Bool {
        Int.random(in: 0..<count, using: &self) == 0
    }

    /// One of these; the list has at least one.
    public mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &self)]
    }
}
