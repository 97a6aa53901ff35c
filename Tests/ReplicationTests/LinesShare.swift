import Model
import Synchronization

@testable import Replication

/// Shared entries that are words, of which a merge is the union, and a log of lines.
final class LinesShare: PeerShare {
    private let state = Mutex(State())

    private struct State {
        var words: Set<String> = []
        var lines: [String] = []
        var others: [String: [String]] = [:]
        var failure: HostFailure?
        var merges = 0
        var requests = 0
    }

    /// The entries.
    var words: Set<String> { state.withLock { $0.words } }
    /// The number of merges, and of requests with lines.
    var work: (merges: Int, requests: Int) { state.withLock { ($0.merges, $0.requests) } }

    /// The lines of another node.
    func lines(of node: String) -> [String] { state.withLock { $0.others[node] ?? [] } }

    /// Adds entries.
    func add(_ words: String...) { state.withLock { $0.words.formUnion(words) } }

    /// Adds lines to the log of this node.
    func log(_ lines: [String]) { state.withLock { $0.lines += lines } }

    /// Makes the entries unreadable, or readable.
    func fail(_ reason: String?) {
        state.withLock { state in
            state.failure = reason.map { HostFailure(operation: "read the words", reason: $0) }
        }
    }

    private func requireGood() throws(HostFailure) {
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    func digest() async throws(HostFailure) -> Digest { Digest(of: try await entries()) }

    func entries() async throws(HostFailure) -> [UInt8] {
        try requireGood()
        return Array(words.sorted().joined(separator: "\n").utf8)
    }

    func merge(_ entries: [UInt8]) async throws(HostFailure) {
        try requireGood()
        let words = String(decoding: entries, as: UTF8.self).split(separator: "\n").map(String.init)
        state.withLock {
            $0.words.formUnion(words)
            $0.merges += 1
        }
    }

    func lastLine() async throws(HostFailure) -> Int64? {
        state.withLock { $0.lines.isEmpty ? nil : Int64($0.lines.count) }
    }

    func lines(
        after number: Int64, limit: Int
    ) async throws(HostFailure) -> (lines: [UInt8], last: Int64)? {
        let rest = state.withLock { Array($0.lines.dropFirst(Int(number))) }
        var (text, count) = ("", 0)
        for line in rest where text.utf8.count + line.utf8.count < limit || count == 0 {
            text += line + "\n"
            count += 1
        }
        return count == 0 ? nil : (Array(text.utf8), number + Int64(count))
    }

    func lastLine(of node: String) async throws(HostFailure) -> Int64 {
        Int64(lines(of: node).count)
    }

    func add(_ lines: [UInt8], of node: String) async throws(HostFailure) -> Int64 {
        let more = String(decoding: lines, as: UTF8.self).split(separator: "\n").map(String.init)
        return state.withLock { state in
            state.requests += 1
            state.others[node, default: []] += more
            return Int64(state.others[node]?.count ?? 0)
        }
    }
}
