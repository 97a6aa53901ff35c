import Files
import Model

/// The number of the last reported event of an election process, for the next controller.
struct EventJournal {
    private let path: String
    private var session: UInt32?
    private var number: UInt64 = 0

    /// Reads the number that an earlier controller has left.
    init(path: String) {
        self.path = path
        let words = (readText(path, limit: 64) ?? "").split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let session = UInt32(words[0]), let number = UInt64(words[1])
        else { return }
        self.session = session
        self.number = number
    }

    /// Returns the number after which events of a process were not reported yet.
    mutating func resume(session: UInt32) -> UInt64 {
        if session != self.session {
            self.session = session
            number = 0
        }
        return number
    }

    /// Records a reported event.
    mutating func append(_ number: UInt64) {
        guard number > self.number, let session else { return }
        self.number = number
        // Without the file the next controller reports these events again.
        try? writeAtomically(Array("\(session) \(number)\n".utf8), to: path)
    }
}
