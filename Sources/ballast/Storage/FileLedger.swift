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
        guard access(path, F_OK) == 0 else { return Ledger() }
        do {
            let bytes = try DocumentFile(path: path).read()
            let contents = try JSONDecoder().decode(Contents.self, from: Data(bytes))
            return contents.boot == bootIdentity() ? contents.ledger : Ledger()
        } catch {
            throw HostFailure(
                operation: "read the ledger \(path)", reason: "\(error)",
                remedy: "it is written anew; services that left the document meanwhile are foreign")
        }
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
            throw HostFailure(
                operation: "make the directory \(made)", reason: String(cString: strerror(errno)))
        }
    }
}
