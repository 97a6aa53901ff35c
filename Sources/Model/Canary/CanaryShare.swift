/// The share of a server's weight while its service is the canary of an edit.
///
/// All weights of the list have the same factor ``scale``, because 1 % of weight 1 is no whole
/// number; a new server has a percentage besides.
public struct CanaryShare: Sendable, Hashable {
    /// The weight in the document.
    ///
    /// **Range:** 1...
    public var written: Int
    /// The factor of all weights of the list.
    ///
    /// **Range:** 1...
    public var scale: Int
    /// The percentage of a new server; 100 for the others.
    ///
    /// **Range:** 1...100.
    public var percent: Int

    /// Creates a share.
    public init(written: Int, scale: Int, percent: Int) {
        self.written = written
        self.scale = scale
        self.percent = percent
    }

    /// Returns the weight in force for a weight of the document, or of a check: 0 for 0 only.
    ///
    /// **Range:** 0...65535.
    public func weight(of weight: Int) -> Int {
        guard weight > 0 else { return 0 }
        return min(65_535, max(1, (weight * scale * percent + 50) / 100))
    }

    /// The reason for the weight, in words.
    public var words: String {
        let factor = scale == 1 ? "" : "all weights of the service x \(scale)"
        guard percent < 100 else { return "canary: " + (factor.isEmpty ? "its weight" : factor) }
        return "canary: \(percent) %" + (factor.isEmpty ? "" : ", \(factor)")
    }
}
