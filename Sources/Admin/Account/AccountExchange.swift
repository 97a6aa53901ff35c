import Certificates
import Files
import FoundationEssentials
import Model

/// The accounts and the audit logs, as the nodes of a cluster exchange them.
///
/// Of passwords and tokens only hashes are sent. A file that can't be read is neither sent nor
/// replaced.
public actor AccountExchange {
    private let executor = QueueExecutor(label: "ballast.account-exchange")
    private let store: AccountStore
    private let archive: AuditArchive
    private let wall: @Sendable () -> Int64
    /// The accounts as they were last read.
    private var look = Look()
    private var logLook: (signature: FileSignature?, last: Int64?) = (nil, nil)
    /// The last numbers of other nodes.
    private var heard: [String: Int64] = [:]

    /// Files are read here.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    private struct Look {
        var signature: FileSignature?
        var result: Result<(state: [UInt8], digest: [UInt8]), HostFailure>?
        /// The end of the validity of an entry, in milliseconds since 1970.
        var end = Int64.max
    }

    /// The most bytes of encoded accounts: those of all entries that there can be.
    public static let limit = 4 << 20

    /// Creates the exchange of a state directory.
    ///
    /// - Parameter wall: returns the milliseconds since 1970.
    public init(state: String, wall: @escaping @Sendable () -> Int64 = wallClock) {
        store = AccountStore(state: state)
        archive = AuditArchive(state: state)
        self.wall = wall
    }

    // MARK: - Accounts

    /// SHA-256 of the accounts.
    ///
    /// **Errors:** `HostFailure`: they can't be read.
    public func digest() throws(HostFailure) -> [UInt8] { try present().digest }

    /// The accounts for another node.
    ///
    /// **Errors:** `HostFailure`: they can't be read.
    public func accounts() throws(HostFailure) -> [UInt8] { try present().state }

    private func present() throws(HostFailure) -> (state: [UInt8], digest: [UInt8]) {
        let signature = FileSignature.of(store.path)
        let now = wall()
        // An absent file has no signature, and costs nothing to read.
        if look.result == nil || signature == nil || look.signature != signature || now >= look.end
        {
            look = Look()
            do throws(HostFailure) {
                let book = try store.load()
                let state = try Self.encoded(book.shared(at: now))
                look.result = .success((state, SecretBytes(state).sha256))
                look.end = book.sharedEnd(after: now) ?? .max
            } catch {
                look.result = .failure(error)
            }
            look.signature = FileSignature.settled(signature, at: wallClock() * 1_000_000)
        }
        switch look.result {
        case .success(let present): return present
        case .failure(let failure): throw failure
        case nil: throw HostFailure(operation: "read the accounts", reason: "they were not read")
        }
    }

    private static func encoded(_ book: AccountBook) throws(HostFailure) -> [UInt8] {
        do {
            return Array(try compactJSON(book).utf8)
        } catch {
            throw HostFailure(operation: "encode the accounts", reason: "\(error)")
        }
    }

    /// Merges the accounts of another node.
    ///
    /// - Parameter bytes: ``accounts()`` of the other node.
    ///
    /// **Errors:** `HostFailure`: they are none, or those here can't be read or written.
    public func merge(_ bytes: [UInt8]) throws(HostFailure) {
        guard bytes.count <= Self.limit,
            let other = try? JSONDecoder().decode(AccountBook.self, from: Data(bytes))
        else {
            throw HostFailure(
                operation: "merge the accounts of another node",
                reason: "they are damaged, or of a later version")
        }
        do throws(AccountRefusal) {
            _ = try store.merge(other, now: wall())
        } catch {
            if case .file(let failure) = error { throw failure }
            throw HostFailure(operation: "merge the accounts", reason: "\(error)")
        }
    }

    // MARK: - Audit logs

    /// The number of the last line of this node's log; nil: there is none.
    ///
    /// **Errors:** `HostFailure`: it can't be read.
    public func lastLine() throws(HostFailure) -> Int64? {
        let signature = FileSignature.of(archive.own.path)
        guard signature == nil || logLook.signature != signature else { return logLook.last }
        let last = try archive.own.last()
        logLook = (FileSignature.settled(signature, at: wallClock() * 1_000_000), last)
        return last
    }

    /// Returns lines of this node's log after a number.
    ///
    /// - Parameter limit: the most bytes, of which the first line may have more.
    ///
    /// - Returns: the lines, and the number of the last one; nil: there are none.
    ///
    /// **Errors:** `HostFailure`: it can't be read.
    public func lines(
        after number: Int64, limit: Int
    ) throws(HostFailure) -> (lines: [UInt8], last: Int64)? {
        let lines = try archive.own.lines(after: number, limit: limit)
        let last = lines.split(separator: UInt8(ascii: "\n")).last.flatMap(AuditFile.number)
        return last.map { (lines, $0) }
    }

    /// The number of the last line of another node's log that is here; 0: none.
    ///
    /// **Errors:** `HostFailure`: it can't be read.
    public func lastLine(of node: String) throws(HostFailure) -> Int64 {
        if let known = heard[node] { return known }
        let last = try archive.log(of: node).last() ?? 0
        heard[node] = last
        return last
    }

    /// Adds lines of another node's log, and returns the number of the last one that is here.
    ///
    /// **Errors:** `HostFailure`: they are lost.
    public func add(_ lines: [UInt8], of node: String) throws(HostFailure) -> Int64 {
        heard[node] = nil
        let last = try archive.add(lines, of: node)
        heard[node] = last
        return last
    }
}
