import Foundation
import Testing

@testable import Kernel

@Suite("The table of tracked connections")
struct ConnectionTrackingTests {
    @Test(
        "a table is full from 95 % on, and one that is absent or of no use is not",
        arguments: [
            ("19", "20", 20), ("18", "20", nil), ("20", "20", 20), ("0", "1", nil), ("1", "1", 1),
            ("1", "0", nil), (nil, "20", nil), ("20", nil, nil), ("x", "20", nil),
        ] as [(String?, String?, Int?)])
    func full(_ count: String?, _ limit: String?, _ full: Int?) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in [("count", count), ("max", limit)] {
            try text.map {
                try Data("\($0)\n".utf8).write(to: folder.appending(path: "nf_conntrack_\(name)"))
            }
        }
        #expect(ConnectionTracking(directory: folder.path).fullLimit() == full)
    }
}
