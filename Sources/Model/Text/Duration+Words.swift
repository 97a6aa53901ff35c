extension Duration {
    /// The duration in whole units of its size: `14 s`, `3 min`, `2 h`, `4 d`; negative ones are
    /// `0 s`.
    ///
    /// A unit begins at two, so that 119 s keep their seconds.
    public var words: String {
        let seconds = max(0, components.seconds)
        switch seconds {
        case ..<120: return "\(seconds) s"
        case ..<7_200: return "\(seconds / 60) min"
        case ..<172_800: return "\(seconds / 3_600) h"
        default: return "\(seconds / 86_400) d"
        }
    }

    /// The duration in milliseconds with one decimal: `2.1 ms`.
    public var millisecondWords: String {
        "\((self / .microseconds(100)).rounded() / 10) ms"
    }

    /// Whole milliseconds, rounded towards zero.
    public var wholeMilliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }

    /// Whole microseconds, rounded towards zero.
    public var wholeMicroseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}
