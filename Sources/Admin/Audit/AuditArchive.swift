import Certificates
import Files
import FoundationEssentials
import Glibc
import Model

/// The audit logs of this node and, as received from them, of the others, below
/// `audit-peers` of the state directory.
public struct AuditArchive: Sendable {
    private let state: String

    /// The size at which a file of another node is renamed: eight of them are kept.
    ///
    /// **Unit:** bytes.
    private static let size = 1 << 20
    /// The most nodes whose logs are kept.
    private static let limit = 64

    /// Creates the logs of a state directory.
    public init(state: String) {
        self.state = state
    }

    /// The log of this node.
    var own: AuditFile { AuditFile(state: state) }

    private var directory: String { state + "/audit-peers" }

    /// The log of another node.
    func log(of node: String) -> AuditFile {
        AuditFile(state: "\(directory)/\(Self.folder(of: node))", size: Self.size)
    }

    /// The name of the directory of a node: its own, or a digest where that is no name of a file.
    static func folder(of node: String) -> String {
        let letters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
        guard !node.isEmpty, node.utf8.count <= 64, node.allSatisfy(letters.contains),
            !node.hasPrefix("."), !node.hasPrefix("=")
        else {
            let digest = SecretBytes(Array(node.utf8)).sha256.prefix(16)
            return "=" + digest.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
        }
        return node
    }

    /// Returns entries of all nodes, the oldest first.
    ///
    /// - Parameters:
    ///   - last: the most entries; the latest are returned.
    ///   - isWanted: whether an entry counts.
    ///
    /// - Returns: the entries, and the number of lines that can't be read.
    ///
    /// **Errors:** `HostFailure`: a file can't be read.
    public func entries(
        last: Int, where isWanted: (AuditEntry) -> Bool
    ) throws(HostFailure) -> (entries: [AuditEntry], damaged: Int) {
        var (all, damaged) = try own.entries(last: last, where: isWanted)
        for name in (names(in: directory) ?? []).sorted() {
            let log = AuditFile(state: "\(directory)/\(name)", size: Self.size)
            let found = try log.entries(last: last, where: isWanted)
            all += found.entries
            damaged += found.damaged
        }
        // Those of one node keep their order.
        let order = all.enumerated().sorted {
            ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
        }
        return (order.suffix(last).map(\.element), damaged)
    }

    /// Adds lines of another node after those that are here, and returns the last number.
    ///
    /// - Parameter lines: lines of its log, from any program.
    ///
    /// **Errors:** `HostFailure`: there are logs of too many nodes, or the lines are lost.
    func add(_ lines: [UInt8], of node: String) throws(HostFailure) -> Int64 {
        let log = log(of: node)
        guard isThere(log.path) || (names(in: directory) ?? []).count < Self.limit else {
            throw HostFailure(
                operation: "keep the audit log of \(node.clean)",
                reason: "there are those of \(Self.limit) nodes",
                remedy: "remove directories of former nodes from \(directory)")
        }
        var end: Int64 = 0
        try log.append { last in
            end = last ?? 0
            return lines.split(separator: UInt8(ascii: "\n")).compactMap { line in
                // A line that this program can't read has no place here.
                let entry = try? JSONDecoder().decode(AuditEntry.self, from: Data(line))
                guard var entry, let number = entry.number, number > end else { return nil }
                end = number
                entry = entry.cleaned
                entry.node = node
                return entry
            }
        }
        return end
    }
}

extension AuditEntry {
    /// The entry with texts that a terminal does not interpret.
    fileprivate var cleaned: AuditEntry {
        var entry = AuditEntry(
            Author(who.name, who.kind, from: who.from), what, why: why, result: result,
            omitted: omitted, at: time)
        entry.number = number
        return entry
    }
}
