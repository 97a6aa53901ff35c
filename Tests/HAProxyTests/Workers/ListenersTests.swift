import Addresses
import Foundation
import Glibc
import Model
import TestThreads
import Testing

@testable import HAProxy

@Suite("Who listens where HAProxy should", .ownThreads)
struct ListenersTests {
    @Test("a table of the kernel is read up to its first connection")
    func table() throws {
        let number = UInt32(0x7f00_0001).bigEndian
        let four = String(number, radix: 16, uppercase: true)
        let address = String(repeating: "0", count: 8 - four.count) + four
        let rest = "00000000:00000000 00:00000000 00000000     0        0"
        let listeners = Listeners(
            table: """
                  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt
                   0: \(address):1F90 00000000:0000 0A \(rest) 4711 1 0000000000000000 100 0 0 10 0
                   1: \(String(repeating: "0", count: 32)):0050 00000000:0000 0A \(rest) 12 1
                   2: nonsense
                   3: \(address):1F91 0100007F:9999 01 \(rest) 4712 1
                """)
        let eight = try #require(Endpoint("127.0.0.1:8080"))
        let every = try #require(Endpoint("0.0.0.0:8080"))
        let web = try #require(Endpoint("127.0.0.1:80"))
        let established = try #require(Endpoint("127.0.0.1:8081"))
        let other = try #require(Endpoint("127.0.0.2:8080"))
        #expect(
            listeners.entries(overlapping: eight) == [.init(endpoint: eight, inode: 4_711)])
        #expect(
            listeners.entries(overlapping: every) == [.init(endpoint: eight, inode: 4_711)])
        #expect(listeners.entries(overlapping: other).isEmpty)
        #expect(listeners.entries(overlapping: web).map(\.endpoint) == [Endpoint("[::]:80")])
        #expect(listeners.entries(overlapping: established).isEmpty)
    }

    @Test("a program that shares its port is found, and named with its process")
    func sharedPort() throws {
        let (socket, port) = try loopbackSocket(backlog: 1, shares: true)
        defer { close(socket) }
        let place = Endpoint(.v4(IPv4Address(rawValue: 0x7f00_0001)), port: port)
        let free = Endpoint(place.address, port: try LiveHAProxy.freePort())
        for (endpoint, isFound) in [
            (place, true), (free, false), (try #require(Endpoint("0.0.0.0:\(port)")), true),
        ] {
            let found = ListenCheck(endpoints: [endpoint], virtual: [], word: "no such word").run()
            #expect(found.map(\.endpoint) == (isFound ? [endpoint] : []))
            guard let first = found.first else { continue }
            #expect(first.failure.errno == "EADDRINUSE" && !first.isServed)
            #expect(
                "\(first.failure)".contains("(process \(getpid())) listens there"),
                "\(first.failure)")
        }
    }

    @Test("what moves to an address that is not here yet also goes on where it listened")
    func absent() throws {
        let (a, b) = (try #require(Endpoint("10.0.0.1:80")), try #require(Endpoint("10.0.0.2:80")))
        func spec(_ listen: [Endpoint]) -> Spec {
            Spec(proxies: [Proxy(name: "shop", listen: listen)])
        }
        let settings = HAProxySettings(
            directory: "/run/ballast/haproxy", certificateDirectory: "/c",
            worker: WorkerSettings(folder: "/run/ballast/haproxy"))
        let before = WorkerConfiguration(for: spec([a]), settings: settings)
        let wanted = WorkerConfiguration(for: spec([b]), settings: settings)
        func running(_ from: WorkerConfiguration, _ here: Set<IPAddress>) throws
            -> WorkerConfiguration
        {
            try #require(
                wanted.leavingOut([], absent: [b], keeping: from.text) { here.contains($0) })
        }
        let both = try running(before, [a.address])
        #expect(both.text.contains("bind \(a)\n") && both.text.contains("bind \(b)\n"))
        #expect(both.endpoints == [b])
        #expect(try running(both, [a.address]).text == both.text)
        #expect(try running(both, []) == wanted, "nobody reaches the old one either")
        // An address that is added takes nothing away.
        let more = WorkerConfiguration(for: spec([a, b]), settings: settings)
        #expect(more.leavingOut([], absent: [b], keeping: before.text) { _ in true } == more)
    }

    @Test("an address of this host is here, one of nobody's is not")
    func here() throws {
        for (text, isHere) in [("127.0.0.1", true), ("0.0.0.0", true), ("192.0.2.77", false)] {
            #expect(ListenCheck.isHere(try #require(IPAddress(text))) == isHere, "\(text)")
        }
    }

    @Test("what can't listen where the document says goes on where it listened before")
    func leavingOut() throws {
        let (a, b) = (try #require(Endpoint("10.0.0.1:80")), try #require(Endpoint("10.0.0.1:81")))
        let other = try #require(Endpoint("10.0.0.2:80"))
        func spec(_ listen: Endpoint) -> Spec {
            Spec(proxies: [
                Proxy(name: "shop", listen: [listen]), Proxy(name: "more", listen: [other]),
            ])
        }
        let worker = WorkerSettings(folder: "/run/ballast/haproxy")
        let settings = HAProxySettings(
            directory: "/run/ballast/haproxy", certificateDirectory: "/c", worker: worker)
        let before = WorkerConfiguration(for: spec(a), settings: settings)
        let wanted = WorkerConfiguration(for: spec(b), settings: settings)
        let running = try #require(wanted.leavingOut([b], keeping: before.text))
        #expect(running.text.contains("bind \(a)\n") && !running.text.contains("bind \(b)\n"))
        #expect(running.text.contains("bind \(other)\n"))
        #expect(running.endpoints == [other])
        let started = try #require(wanted.leavingOut([b], keeping: nil))
        #expect(!started.text.contains("bind \(a)\n") && !started.text.contains("bind \(b)\n"))
        #expect(running.proxies.frame != wanted.proxies.frame)
        #expect(try #require(wanted.leavingOut([b], keeping: running.text)).text == running.text)
    }
}
