import Model

/// The parts of a host that could not be read, in an operator's words.
struct FailedPartsText {
    private let parts: [FailedPart]

    init(_ parts: [FailedPart]) {
        self.parts = parts
    }

    /// A line for each failure, with the parts that could not be read because of it.
    var lines: [String] {
        var found: [(parts: String, failure: HostFailure)] = []
        for part in parts {
            if let position = found.firstIndex(where: { $0.failure == part.failure }) {
                found[position].parts += ", \(part.domain)"
            } else {
                found.append((part.domain, part.failure))
            }
        }
        return found.map { "not read: \($0.parts): \($0.failure)" }
    }

    /// Prints ``lines`` on standard error.
    func print() {
        for line in lines { standardError("error: \(line)") }
    }
}
