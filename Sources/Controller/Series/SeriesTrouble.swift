/// The present troubles of the series, by their place.
struct SeriesTrouble: Sendable {
    /// The reason that the index can't be read or written; nil: none.
    var index: String?
    /// The reason that the program does not run; nil: it does, or it is not needed.
    var program: String?
    /// The trouble of the program; nil: none.
    var recorder: String?

    /// The troubles, a sentence each.
    var sentences: [String] {
        [
            index, program.map { "graphs: \($0)" }, recorder.map { "graphs: \($0)" },
        ].compactMap(\.self)
    }
}
