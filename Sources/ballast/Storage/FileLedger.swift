import Document
import FoundationEssentials
import Glibc
import Model
import Reconciliation

/// The ledger as a file, `ledger.json` in the state directory.
///
/// It holds for one boot: after the next one the kernel is empty and so is what we own.
struct FileLedger: LedgerStore {
    private let directory: String
    private var path: String { directory + "/ledger.json" }

    /// The file's form.
    private struct Contents: Codable {
        var boot: String?
        var ledger: Ledger
    }

    /// The ledger in this directory, which is made when the ledger is saved.
    init(directory: String) {
        self.directory = directory
    }

    func load() throws -> Ledger {
        do {
            let bytes = try DocumentFile(path: path).read(regularOnly: true)
            let contents = try JSONDecoder().decode(Contents.self, from: Data(bytes))
            return contents.boot == bootIdentity() ? contents.ledger : Ledger()
        } catch let failure as FileFailure where failure.reason == .system(ENOENT) {
            return Ledger()
        } catch let failure as FileFailure {
            throw unreadable("\(failure.reason)")
        } catch {
            throw unreadable("it is damaged")
        }
    }

    private func unreadable(_ reason: String) -> HostFailure {
        HostFailure(
            operation: "read the ledger \(path)", reason: reason,
            remedy: "only what the document names counts as ours now; what left it is foreign")
    }

    func save(_ ledger: Ledger) throws {
        do {
            try makeDirectory(directory)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let contents = Contents(boot: bootIdentity(), ledger: ledger)
            try writeAtomically(Array(try encoder.encode(contents)), to: path)
        } catch {
            throw HostFailure(operation: "save the ledger \(path)", reason: "\(error)")
        }
    }
}

/// Makes a directory and those above it, for root only.
///
/// **Errors:** `HostFailure`.
func makeDirectory(_ path: String) throws {
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
        made += "/\(part)"
        if mkdir(made, 0o755) != 0 && errno != EEXIST {
            let isForbidden = errno == EACCES || errno == EROFS
            throw HostFailure(
                operation: "make the directory \(made)", reason: String(cString: strerror(errno)),
                remedy: isForbidden
                    ? "run it as root, or name another directory with --state and --runtime" : nil)
        }
    }
}
