import Addresses
import Glibc

/// Many clients, each with an open connection from an address of its own.
public final class Crowd {
    /// The answers of one round, by client; nil: none.
    public typealias Answers = [Answer?]

    private let connections: [Connection]
    /// The failures of the last round, by reason.
    public private(set) var failures: [String: Int] = [:]

    /// Opens the connections.
    ///
    /// - Parameters:
    ///   - first: the number of the first client's address.
    ///
    /// **Errors:** the first connection that fails.
    public init(
        _ count: Int, to endpoint: Endpoint, first: Int = 0, client: Client = Client()
    ) throws {
        try Self.raiseLimit()
        connections = try (first..<first + count).map {
            try client.connection(
                to: endpoint, from: Client.address($0, family: endpoint.address.family))
        }
    }

    /// Sends a line on every connection, then reads the answers.
    public func ask() -> Answers {
        failures = [:]
        let isSent = connections.map { connection in
            note { try connection.send("who\n") } != nil
        }
        return zip(connections, isSent).map { connection, isSent in
            isSent ? note { try connection.answer() } : nil
        }
    }

    /// Does the work; after twenty failures no more, as each may wait for the client's patience.
    private func note<Result>(_ work: () throws -> Result) -> Result? {
        guard failures.values.reduce(0, +) < 20 else { return nil }
        do {
            return try work()
        } catch {
            failures["\(error)", default: 0] += 1
            return nil
        }
    }

    /// Lets this process have as many descriptors as the kernel allows: it has both ends of each
    /// connection.
    private static func raiseLimit() throws {
        var limit = rlimit(rlim_cur: 100_000, rlim_max: 100_000)
        _ = try checked("raise the limit of descriptors") {
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
    }
}
