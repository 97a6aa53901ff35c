import Addresses

/// Who answered how many requests.
public struct Tally: Sendable, Hashable {
    /// Answers by host.
    public private(set) var servers: [String: Int] = [:]
    /// Requests that got none, by reason.
    public private(set) var failures: [String: Int] = [:]

    /// Nothing yet.
    public init() {}

    /// Number of answers.
    public var answered: Int { servers.values.reduce(0, +) }

    /// Number of requests without one.
    public var failed: Int { failures.values.reduce(0, +) }

    /// How many answers the host gave.
    public subscript(server: String) -> Int { servers[server, default: 0] }

    mutating func count(_ answer: Answer) {
        servers[answer.server, default: 0] += 1
    }

    mutating func countFailure(_ error: any Error) {
        failures["\(error)", default: 0] += 1
    }
}

extension Tally: CustomStringConvertible {
    /// `web1 100 (25 %), web2 300 (75 %)`, and what failed.
    public var description: String {
        let parts = servers.sorted { $0.key < $1.key }.map { server, count in
            "\(server) \(count) (\((count * 100 + answered / 2) / answered) %)"
        }
        let reasons = failures.sorted { $0.key < $1.key }.map { "\($0.value) failed: \($0.key)" }
        let all = parts + reasons
        return all.isEmpty ? "no requests" : all.joined(separator: ", ")
    }
}
