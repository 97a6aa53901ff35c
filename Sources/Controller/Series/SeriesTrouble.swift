/// The present troubles of the series, by their place.
struct SeriesTrouble: Sendable {
    /// The reason that the index can't be read or written; nil: none.
    var index: String?
    /// The reason that the program does not run; nil: it does, or it is not needed.
    var program: String?
    /// Whether the clock stepped forward a short while ago.
    var isClockNew = false
    /// The trouble of the program; nil: none.
    var recorder: String?

    /// The troubles, a sentence each.
    var sentences: [String] {
        [
            index,
            isClockNew
                ? "graphs: the clock stepped forward; samples wait until it has been right for "
                    + "5 minutes" : nil,
            program.map { "graphs: \($0)" }, recorder.map { "graphs: \($0)" },
        ].compactMap(\.self)
    }
}
