import Model

/// The runs of a peer's controller, by which two hosts with one identity are found.
///
/// A run that greets again after a later one has not ended: a copy of the node, for example a
/// restored snapshot of its machine, runs beside it.
struct PeerRuns: Sendable, Hashable {
    private struct Run: Hashable {
        var name: String
        var address: String?
    }

    /// The runs, the latest last.
    private var runs: [Run] = []
    /// The number of returns of an earlier run, and the time of the last one.
    private var returns = 0
    private var returned: Int64 = 0

    /// The most runs that are kept.
    private static let limit = 4
    /// The time without a return after which there is one host again: several greetings.
    ///
    /// **Unit:** milliseconds.
    private static let patience: Int64 = 300_000

    /// Notes a greeting.
    ///
    /// - Parameters:
    ///   - address: the address that it came from; nil: it answered a greeting.
    ///   - now: milliseconds since 1970.
    mutating func note(_ name: String, from address: String?, at now: Int64) {
        forget(at: now)
        let address = address ?? runs.last { $0.name == name }?.address
        defer {
            runs.removeAll { $0.name == name }
            runs = runs.suffix(Self.limit - 1) + [Run(name: name, address: address)]
        }
        guard let last = runs.last, last.name != name, runs.contains(where: { $0.name == name })
        else { return }
        returns += 1
        returned = now
    }

    /// The addresses of the two hosts, as far as they are known; nil: there is one.
    ///
    /// A greeting may overtake one of the next run, so one return proves nothing.
    mutating func copies(at now: Int64) -> [String]? {
        forget(at: now)
        guard returns > 1 else { return nil }
        return Set(runs.suffix(2).compactMap(\.address)).sorted()
    }

    private mutating func forget(at now: Int64) {
        guard returns > 0, (now - returned).magnitude > Self.patience else { return }
        returns = 0
        runs = runs.suffix(1)
    }
}
