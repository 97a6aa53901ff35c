import Admin
import Model
import Replication

/// The accounts and the audit logs, as replication carries them.
struct AccountShare: PeerShare {
    private let accounts: AccountExchange

    /// Creates the share of a state directory.
    init(state: String) {
        accounts = AccountExchange(state: state)
    }

    func digest() async throws(HostFailure) -> Digest {
        guard let digest = Digest(bytes: try await accounts.digest()) else {
            preconditionFailure("SHA-256 has 32 bytes")
        }
        return digest
    }

    func entries() async throws(HostFailure) -> [UInt8] { try await accounts.accounts() }

    func merge(_ entries: [UInt8]) async throws(HostFailure) { try await accounts.merge(entries) }

    func lastLine() async throws(HostFailure) -> Int64? { try await accounts.lastLine() }

    func lines(
        after number: Int64, limit: Int
    ) async throws(HostFailure) -> (lines: [UInt8], last: Int64)? {
        try await accounts.lines(after: number, limit: limit)
    }

    func lastLine(of node: String) async throws(HostFailure) -> Int64 {
        try await accounts.lastLine(of: node)
    }

    func add(_ lines: [UInt8], of node: String) async throws(HostFailure) -> Int64 {
        try await accounts.add(lines, of: node)
    }
}
