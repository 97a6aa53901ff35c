import Foundation
import Glibc
import Testing

@testable import Replication

@Suite("Reading a stored object")
struct ObjectReaderTests {
    private static func refusal(_ object: StoredObject) -> PeerRefusal? {
        do throws(PeerRefusal) {
            _ = try ObjectReader(object)
            return nil
        } catch {
            return error
        }
    }

    @Test("a file of another size is refused, and closed once only")
    func damaged() throws {
        let path = FileManager.default.temporaryDirectory.path + "/\(UUID())"
        try Data([1, 2, 3]).write(to: URL(filePath: path))
        defer { unlink(path) }
        errno = 0
        let refusal = Self.refusal(StoredObject(path: path, size: 4))
        #expect(refusal?.reason == "the object is damaged")
        // A second close of the same descriptor sets EBADF, or closes another thread's file.
        #expect(errno != EBADF)
    }
}
