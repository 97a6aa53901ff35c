import Document
import Files
import FoundationEssentials
import Glibc
import Model
import Reconciliation

/// The ledger as a file, `ledger.json` in the state directory.
///
/// It holds for one boot: after the next one the kernel is empty, and no object is ours. Only held
/// servers outlive it.
package struct FileLedger: LedgerStore {
    private let directory: String
    /// Whether what the file holds is known.
    private var isRead = false
    /// Since when servers of each service are held, in milliseconds since 1970.
    private var heldSince: [ServiceKey: Int64] = [:]
    /// The time after the beginning of a hold in which a start of the host uses its servers.
    ///
    /// **Unit:** milliseconds; 30 days.
    static let heldAge: Int64 = 30 * 86_400_000
    private var path: String { directory + "/ledger.json" }

    /// The file's form.
    private struct Contents: Codable {
        var boot: String?
        var ledger: Ledger
        /// An older version's has none.
        var heldSince: [ServiceKey: Int64]?
    }

    /// The ledger in this directory, which is made when the ledger is saved.
    package init(directory: String) {
        self.directory = directory
    }

    package mutating func load() throws -> Ledger { try load(now: wallClock()) }

    /// The ledger at this time, in milliseconds since 1970.
    mutating func load(now: Int64) throws -> Ledger {
        let bytes: [UInt8]
        do {
            bytes = try DocumentFile(path: path).read(regularOnly: true)
        } catch {
            if error.reason == .system(ENOENT) {
                isRead = true
                return Ledger()
            }
            throw HostFailure(
                operation: "read the ledger \(path)", reason: "\(error.reason)",
                remedy: "it is tried again; until then only what the document names counts as ours")
        }
        do {
            let contents = try JSONDecoder().decode(Contents.self, from: Data(bytes))
            isRead = true
            heldSince = contents.heldSince ?? [:]
            if contents.boot == bootIdentity() { return contents.ledger }
            return Ledger(
                held: contents.ledger.held.filter { key, _ in
                    heldSince[key].map { now - $0 < Self.heldAge } ?? false
                })
        } catch {
            throw damaged()
        }
    }

    /// Puts a ledger that makes no sense out of the way, so that nothing of it is lost.
    private func damaged() -> HostFailure {
        let aside = "\(directory)/ledger-damaged-\(wallClock()).json"
        let isAside = rename(path, aside) == 0
        let reason = isAside ? "" : "; it can't be moved: \(String(cString: strerror(errno)))"
        return HostFailure(
            operation: "read the ledger \(path)", reason: "it is damaged\(reason)",
            remedy: (isAside ? "it is kept as \(aside); " : "")
                + "only what the document names counts as ours now, what left it is foreign")
    }

    package mutating func save(_ ledger: Ledger) throws {
        do {
            // What could not be read at the start may be readable now, and is not overwritten.
            let ledger = isRead ? ledger : ledger.joined(with: try load())
            try OwnDirectory(path: directory).make()
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let now = wallClock()
            heldSince = ledger.held.reduce(into: [:]) { since, held in
                since[held.key] = heldSince[held.key] ?? now
            }
            let contents = Contents(
                boot: bootIdentity(), ledger: ledger, heldSince: heldSince)
            try writeAtomically(Array(try encoder.encode(contents)), to: path)
        } catch {
            throw HostFailure(operation: "save the ledger \(path)", reason: "\(error)")
        }
    }
}
