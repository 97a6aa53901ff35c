/// The files that were set aside in the last hour.
struct FilesSetAside {
    /// The reason, which is the end of the file's new name.
    enum Reason: String, CaseIterable {
        /// librrd can't use it.
        case damaged
        /// It has samples that are later than the clock.
        case later
    }

    private var all: [Reason: (count: Int, until: Double)] = [:]

    /// The time for which a file is reported.
    ///
    /// **Unit:** seconds.
    private static let memory = 3600.0

    /// Adds a file.
    mutating func add(_ reason: Reason, at now: Double) {
        let former = all[reason].flatMap { $0.until > now ? $0.count : nil } ?? 0
        all[reason] = (former + 1, now + Self.memory)
    }

    /// The files of the last hour, a sentence for each reason.
    func sentences(at now: Double) -> [String] {
        Reason.allCases.compactMap { reason in
            guard let (count, until) = all[reason], until > now else { return nil }
            let words = count == 1 ? "file was" : "files were"
            return switch reason {
            case .damaged:
                "\(count) damaged \(words) set aside, and the histories begin anew"
            case .later:
                "\(count) \(words) set aside with samples of more than an hour later, because the "
                    + "clock was set back, and the histories begin anew"
            }
        }
    }
}
