/// The rate of new connections in the latest ten minutes, as a line.
///
/// The number beside it is its text.
struct Sparkline: Sendable {
    private let rates: [Float]

    /// The number of points: two samples of ten seconds each.
    private static let count = 30
    /// The size of the drawing.
    private static let size = (width: 60, height: 16)

    /// - Parameter rates: the samples, the oldest first; NaN: unknown.
    init(_ rates: [Float]) {
        self.rates = rates
    }

    /// Returns the drawing.
    ///
    /// - Parameter key: its name, unique in the page and the same at each rendering.
    func html(key: String) -> HTML {
        """
        <svg class="spark" viewBox="0 0 60 16" aria-hidden="true">\
        <polyline\(points: key, points)/></svg>
        """
    }

    /// The points of the line; the newest is at the right.
    ///
    /// The line reaches the top at the maximum, and at one connection a second at least.
    var points: String {
        var means: [Float?] = []
        var rest = rates.suffix(Self.count * 2)[...]
        while !rest.isEmpty {
            let pair = rest.suffix(2).filter { !$0.isNaN }
            means.append(pair.isEmpty ? nil : pair.reduce(0, +) / Float(pair.count))
            rest = rest.dropLast(2)
        }
        let top = max(1, means.compactMap(\.self).max() ?? 1)
        let (width, height) = Self.size
        return means.enumerated().reversed().compactMap { place, mean in
            guard let mean else { return nil }
            let level = Int((mean / top * Float(height - 2)).rounded())
            return "\(width - 1 - place * 2),\(height - 1 - level)"
        }.joined(separator: " ")
    }
}
