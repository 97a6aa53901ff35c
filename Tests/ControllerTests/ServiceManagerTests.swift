import Glibc
import TestSupport
import TestThreads
import Testing

@testable import Controller

@Suite("The service manager", .ownThreads)
struct ServiceManagerTests {
    @Test("it is told that the program is ready and alive, on the socket that it names")
    func told() throws {
        let scratch = try Scratch(name: "unused")
        let path = scratch.folder + "/notify"
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0)
        ServiceManager(socket: path).alive()
        var bytes = [UInt8](repeating: 0, count: 100)
        let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        #expect(count > 0)
        #expect(
            String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) == "READY=1\nWATCHDOG=1")
    }

    @Test("without a service manager nothing is said")
    func alone() {
        ServiceManager(socket: nil).alive()
        ServiceManager(socket: "/nonexistent/notify").stopping()
    }
}
