import Model

extension RuntimeCommand {
    /// The most characters of one line: HAProxy's buffer has 16 KiB.
    private static let longestLine = 8_000

    /// Whether its reply is empty on success, and it can be repeated.
    private var isSilent: Bool {
        switch self {
        case .weight, .state, .limit: true
        default: false
        }
    }

    /// Returns the commands in order, grouped into single lines where possible.
    ///
    /// A connection costs twenty times as much as the command itself.
    static func batches(of commands: [RuntimeCommand]) -> [[RuntimeCommand]] {
        var batches: [[RuntimeCommand]] = []
        var length = longestLine
        for command in commands {
            let size = command.isSilent ? (command.text?.utf8.count).map { $0 + 2 } : nil
            guard let size else {
                batches.append([command])
                length = longestLine
                continue
            }
            length += size
            if length > longestLine {
                batches.append([])
                length = size
            }
            batches[batches.count - 1].append(command)
        }
        return batches
    }
}

extension RuntimeSocket {
    /// Runs silent commands in one line; false: one of them had a reply.
    func run(_ commands: [RuntimeCommand]) throws(HostFailure) -> Bool {
        let line = commands.compactMap(\.text).map { $0.filter { !$0.isNewline } }
        guard line.count == commands.count else { return false }
        return try ask(line.joined(separator: "; ")).allSatisfy(\.isNewline)
    }
}
