import Addresses
import Foundation
import Glibc
import Model
import Reconciliation
import Seeds
import Synchronization
import TestSupport
import TestThreads
import Testing

@testable import PageServer

@Suite("Connections to the holding page", .ownThreads)
struct PageConnectionsTests {
    private final class Closed: Sendable {
        let names = Mutex<[String]>([])
    }

    private static func key(_ port: UInt16) throws -> ServiceKey {
        try #require(ServiceKey("tcp 10.0.0.1:\(port)"))
    }

    @Test("one client has a share, an IPv6 network of 64 bits is one client")
    func clients() throws {
        let connections = PageConnections(limit: 100, clientLimit: 3)
        let (web, shop) = (try Self.key(80), try Self.key(81))
        func admit(_ address: String, _ key: ServiceKey) throws -> UInt64? {
            let address = try #require(IPAddress(address))
            return connections.admit(from: address, of: key, services: 2) {}
        }
        for number in 1...3 { #expect(try admit("2001:db8:0:7::\(number)", web) != nil) }
        #expect(try admit("2001:db8:0:7:ffff::1", web) == nil)
        #expect(try admit("2001:db8:0:8::1", web) != nil)
        #expect(try admit("2001:db8:0:7::1", shop) != nil, "each service by itself")
        let first = try #require(try admit("192.0.2.1", web))
        for _ in 0..<2 { #expect(try admit("192.0.2.1", web) != nil) }
        #expect(try admit("192.0.2.1", web) == nil)
        connections.end(first)
        #expect(try admit("192.0.2.1", web) != nil)
    }

    @Test("where there is no room the longest silent connection goes, never one that has asked")
    func room() throws {
        let connections = PageConnections(limit: 100, clientLimit: 1000)
        let closed = Closed()
        let (web, shop) = (try Self.key(80), try Self.key(81))
        func admit(_ name: String, _ key: ServiceKey) -> UInt64? {
            connections.admit(from: nil, of: key, services: 2) {
                closed.names.withLock { $0.append(name) }
            }
        }
        let asked = try #require(admit("asked", web))
        connections.hasAsked(asked)
        for number in 1..<50 { #expect(admit("web \(number)", web) != nil) }
        #expect(admit("shop", shop) != nil, "one service's crowd is no other's")
        #expect(closed.names.withLock { $0 }.isEmpty)
        #expect(admit("late", web) != nil)
        #expect(closed.names.withLock { $0 } == ["web 1"])
        #expect(connections.count == 51)
        let busy = PageConnections(limit: 60, clientLimit: 1000)
        for _ in 0..<60 {
            let number = try #require(busy.admit(from: nil, of: web, services: 1) {})
            busy.hasAsked(number)
        }
        #expect(busy.admit(from: nil, of: web, services: 1) {} == nil)
    }

    @Test("silent connections and dripping ones of one client end, and others get the page")
    func slow() throws {
        let host = try #require(IPAddress("127.0.0.1"))
        let port = ClaimedPorts.free()
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let service = Service(
            name: "web", key: .listen(.tcp, Endpoint(host, port: port)), check: Check(),
            fallback: .holdingPage)
        let spec = Spec(services: [service])
        var pages = HoldingPages(directory: "/nowhere")
        #expect(pages.serve(spec).served == [service.key])
        defer { pages.retire(except: Spec()) }
        var crowd: [Int32] = []
        defer { for descriptor in crowd { close(descriptor) } }
        for _ in 0..<200 {
            let descriptor = socket(
                AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            crowd.append(descriptor)
            let connected = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, size)
                }
            }
            try #require(connected == 0)
        }
        let curl = Process()
        curl.executableURL = URL(filePath: "/usr/bin/curl")
        curl.arguments =
            ["-si", "--max-time", "60", "--interface", "127.0.0.2", "http://127.0.0.1:\(port)/"]
        let output = try Scratch()
        curl.standardOutput = try output.handle()
        try curl.run()
        curl.waitUntilExit()
        #expect(try output.text().contains("503 Service Unavailable"))
        // The first was admitted; its head drips for ever, and it is closed all the same.
        var isOpen = true
        for _ in 0..<100 where isOpen {
            isOpen = send(crowd[0], "G", 1, Int32(truncatingIfNeeded: MSG_NOSIGNAL)) == 1
            usleep(200_000)
        }
        #expect(!isOpen)
    }
}
