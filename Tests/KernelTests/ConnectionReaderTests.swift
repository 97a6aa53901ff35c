import Foundation
import Kernel
import Model
import Testing

@Suite("Connections of the kernel")
struct ConnectionReaderTests {
    private static func root(_ text: String) throws -> String {
        let root = NSTemporaryDirectory() + "ballast-connections-\(UUID().uuidString)"
        let folder = "\(root)/proc/thread-self/net"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try text.write(toFile: "\(folder)/ip_vs_conn", atomically: false, encoding: .utf8)
        return root
    }

    @Test("a large table is read up to the limit, and a line that ends the file is whole")
    func table() throws {
        let head = "Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName\n"
        let line = "TCP C0000209 9C40 0A000064 0050 0A00000B 1F90 ESTABLISHED     899\n"
        let root = try Self.root(head + String(repeating: line, count: 20_000))
        // A folder of its own, which nothing else needs.
        defer { try? FileManager.default.removeItem(atPath: root) }
        let all = try ConnectionReader(root: root).table()
        #expect(all.connections.count == 20_000 && !all.isCut)
        let some = try ConnectionReader(root: root).table(limit: 100)
        #expect(some.connections.count == 100 && some.isCut)
    }

    @Test("a kernel without IPVS has no connections")
    func none() throws {
        #expect(try ConnectionReader(root: "/nowhere").table().connections.isEmpty)
    }
}
