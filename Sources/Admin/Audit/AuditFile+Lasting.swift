import Files
import FoundationEssentials
import Glibc
import Model

/// The share of the log for changes of accounts and tokens, which no other lines displace.
extension AuditFile {
    /// The path of the file, whose lines are older than those of all others.
    var lastingPath: String { directory + "/audit.accounts" }

    /// Moves the changes of accounts from the oldest file, which is about to be removed.
    ///
    /// The caller has the lock.
    ///
    /// **Errors:** `HostFailure`: they can't be kept; nothing is lost yet.
    func keepLasting(of path: String) throws(HostFailure) {
        guard isThere(path) else { return }
        let kept = try lines(in: lastingPath)
        let last = kept.last.flatMap(Self.number) ?? .min
        let moved = try lines(in: path).filter { line in
            // A crash after the former move has left them in both files.
            guard let number = Self.number(of: line), number > last else { return false }
            let entry = try? JSONDecoder().decode(AuditEntry.self, from: Data(line))
            return entry?.changesAccounts == true
        }
        guard !moved.isEmpty else { return }
        var all = kept + moved
        var count = all.reduce(0) { $0 + $1.count + 1 }
        if count > size {
            // Half of the room, so that a move does not rewrite the file each time.
            var dropped = 0
            while dropped < all.count, count > size / 2 {
                count -= all[dropped].count + 1
                dropped += 1
            }
            all.removeFirst(dropped)
        }
        let end = [UInt8(ascii: "\n")]
        let bytes = all.flatMap { Array($0) + end }
        try writeAtomically(bytes, to: lastingPath)
    }

    /// Returns the lines of a file; none: there is no file, or it is too large.
    private func lines(in path: String) throws(HostFailure) -> [ArraySlice<UInt8>] {
        do throws(FileRefusal) {
            let bytes = try TrustedFile(path: path, trusting: .own).read(
                limit: 2 * max(size, 1 << 16))
            return bytes.split(separator: UInt8(ascii: "\n"))
        } catch {
            if error.reason == .system(ENOENT) { return [] }
            throw HostFailure(operation: "read \(path)", reason: "\(error.reason)")
        }
    }
}
