import Files
import Model
import Reconciliation

/// The ledger as a file, `ledger.json` in the state directory.
///
/// It is valid for one boot, because a reboot clears the kernel. Only held servers remain valid.
package struct FileLedger: LedgerStore {
    private let store: JSONStore<Contents>
    /// Whether the file was read.
    private var isRead = false
    /// Whether there was a file, read or saved.
    private var hadFile = false
    /// The damaged file that was set aside since the boot; nil: none was.
    private var aside: String?
    /// Since when servers of each service are held, in milliseconds since 1970.
    private var heldSince: [ServiceKey: Int64] = [:]
    /// The time after the beginning of a hold in which a start of the host uses its servers.
    ///
    /// **Unit:** milliseconds; 30 days.
    static let heldAge: Int64 = 30 * 86_400_000

    /// The file's form.
    private struct Contents: Codable {
        var boot: String?
        var ledger: Ledger
        /// An older version's has none.
        var heldSince: [ServiceKey: Int64]?
    }

    /// Creates a store in this directory, which is created at the first save.
    package init(directory: String) {
        store = JSONStore("ledger", in: directory)
    }

    package var isRemoved: Bool { hadFile && FileSignature.of(store.path) == nil }

    package var loss: HostFailure? {
        guard let aside, FileSignature.of(aside) != nil else { return nil }
        return HostFailure(
            operation: "know all objects of Ballast",
            reason: "the ledger was damaged, and is kept as \(aside)",
            remedy: "what had left the document by then is foreign now: remove it by hand, and then"
                + " this file")
    }

    package mutating func load() throws -> Ledger { try load(now: wallClock()) }

    /// Returns the saved ledger at this time, in milliseconds since 1970.
    mutating func load(now: Int64) throws -> Ledger {
        let contents = try store.load(
            remedy: "it is tried again; until then only what the document names counts as ours",
            loss: "only what the document names counts as ours now, what left it is foreign")
        isRead = true
        // A boot clears the kernel.
        let boot = now - bootClock().milliseconds
        aside = store.latestDamage.map { $0 > boot } == true ? store.latestAside : nil
        guard let contents else {
            var ledger = Ledger()
            ledger.isFirewallUnknown = true
            return ledger
        }
        hadFile = true
        heldSince = contents.heldSince ?? [:]
        if contents.boot == bootIdentity() { return contents.ledger }
        return Ledger(
            held: contents.ledger.held.filter { key, _ in
                heldSince[key].map { $0 > now - Self.heldAge } ?? false
            })
    }

    package mutating func save(_ ledger: Ledger) throws {
        do {
            // A file that was unreadable at the start may be readable now; it is not overwritten.
            let ledger = isRead ? ledger : ledger.joined(with: try load())
            let now = wallClock()
            heldSince = ledger.held.reduce(into: [:]) { since, held in
                since[held.key] = heldSince[held.key] ?? now
            }
            try store.save(
                Contents(boot: bootIdentity(), ledger: ledger, heldSince: heldSince))
            hadFile = true
        } catch {
            throw HostFailure(operation: "save the ledger \(store.path)", reason: "\(error)")
        }
    }
}
