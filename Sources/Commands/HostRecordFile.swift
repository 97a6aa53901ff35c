import Document
import FoundationEssentials
import Glibc
import Model

/// A file in which `ballast observe --json` wrote a host.
struct HostRecordFile {
    /// The path as the user gave it; `-` is standard input.
    let path: String

    /// Bytes beyond those of a document that a file may have.
    private static let room = 1 << 30

    /// Reads the host.
    ///
    /// **Errors:** ``HostRecordFailure`` with the key that is wrong.
    func read() throws(HostRecordFailure) -> HostRecord {
        let bytes: [UInt8]
        do {
            bytes = try DocumentFile(path: path == "-" ? "/dev/stdin" : path)
                .read(beyond: Self.room)
        } catch {
            throw HostRecordFailure(path, "cannot read the file: \(error.reason)")
        }
        guard let first = bytes.first(where: { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }) else {
            throw HostRecordFailure(path, "the file is empty")
        }
        // A byte order mark is no part of the value.
        guard first == UInt8(ascii: "{") || first == 0xef else {
            throw HostRecordFailure(path, HostRecordFailure.noRecord)
        }
        do {
            return try JSONDecoder().decode(HostRecord.self, from: Data(bytes))
        } catch let error as DecodingError {
            throw HostRecordFailure(path, error)
        } catch {
            throw HostRecordFailure(path, "\(error)")
        }
    }
}
