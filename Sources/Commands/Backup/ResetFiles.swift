import Files
import FoundationEssentials
import Glibc
import Model

/// The files of Ballast on a host: the document, the state and the runtime directory.
///
/// Other files in these directories are left.
struct ResetFiles {
    /// The files and directories that exist, in the order of their removal: a crash in between
    /// leaves a document with its state, or neither.
    let paths: [String]

    /// The names in the state directory but the ledger, which is the last.
    private static let names: Set<String> = [
        "accepted.yaml", "generations", "certificates", "certificates.json", "haproxy",
        "replication", "verdicts.json", "verdicts.journal", "feedback.json", "quorums.json",
        "standby.json", "unconfirmed.json", "unconfirmed-confirmed.json",
        "unconfirmed-undone.json", "reverted.json", "announced.json", "restoring.json",
        "restore.lock", "before-restore.tar", "users.json",
    ]

    /// The names in the runtime directory.
    private static let runtimeNames = ["haproxy", "elect", "ballast.sock"]

    /// Finds the files of a document and these directories.
    init(document: String, state: String, runtime: String) {
        let present = (Files.names(in: state) ?? []).sorted()
        let accepted = present.filter { $0.hasPrefix("accepted") && $0.hasSuffix(".yaml") }
        let others = present.filter { name in
            !accepted.contains(name)
                && (Self.names.contains(name)
                    || name.hasSuffix(".json") && name.contains("-damaged-"))
        }
        let ledger = present.filter { $0 == "ledger.json" }
        paths =
            accepted.map { state + "/" + $0 } + [document].filter(isThere)
            + Self.runtimeNames.map { runtime + "/" + $0 }.filter(isThere)
            + (others + ledger).map { state + "/" + $0 }
    }

    /// Removes the files, and returns the failures.
    func remove() -> [HostFailure] {
        paths.compactMap { path in
            do {
                try FileManager.default.removeItem(atPath: path)
                return nil
            } catch {
                return isThere(path)
                    ? HostFailure(operation: "remove \(path)", reason: "\(error)") : nil
            }
        }
    }
}
