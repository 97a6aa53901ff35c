import Addresses
import Glibc
import TestThreads
import Testing
import VRRP

@testable import Speaker

@Suite("Raw sockets of VRRP", .enabled(if: Shell.hasNamespaces), .ownThreads)
struct SocketTests {
    /// A pair of hosts, and a socket of a family on each.
    private struct Pair {
        let segment = try? Segment()
        let sender: RawSocket
        let receiver: RawSocket
        let source: IPAddress
        let destination: IPAddress

        init(_ family: AddressFamily, isUnicast: Bool = false) throws {
            let segment = try #require(segment)
            func open(_ host: String) throws -> (RawSocket, IPAddress) {
                try within(segment.name(host)) {
                    let index = Int32(if_nametoindex("eth0"))
                    let address = try #require(
                        LocalSources.first(family, on: "eth0", except: []), "\(host)")
                    return (
                        try RawSocket(interface: "eth0", index: index, family: family), address
                    )
                }
            }
            (sender, source) = try open("a")
            let (socket, address) = try open("b")
            receiver = socket
            destination = isUnicast ? address : Datagram.group(of: family)
        }

        /// The next packet that arrives.
        func next() throws -> RawSocket.Received {
            var received: RawSocket.Received?
            _ = eventually {
                received = receiver.receive()
                return received != nil
            }
            return try #require(received)
        }
    }

    /// A version, a family, and multicast or unicast.
    struct Form: Sendable, CustomTestStringConvertible {
        let version: ProtocolVersion
        let family: AddressFamily
        let isUnicast: Bool
        var testDescription: String {
            "\(version) over \(family.rawValue), \(isUnicast ? "unicast" : "multicast")"
        }
    }

    static let forms: [Form] = [false, true].flatMap { isUnicast in
        [
            Form(version: .two, family: .ipv4, isUnicast: isUnicast),
            Form(version: .three, family: .ipv4, isUnicast: isUnicast),
            Form(version: .three, family: .ipv6, isUnicast: isUnicast),
        ]
    }

    private func advertisement(_ form: Form) throws -> Advertisement {
        let text = form.family == .ipv4 ? "10.9.0.100" : "fe80::100"
        return Advertisement(
            version: form.version, routerID: 51, priority: 120, interval: .seconds(1),
            addresses: [try #require(IPAddress(text))])
    }

    private func rules(_ form: Form) -> ReceptionRules {
        var rules = ReceptionRules(version: form.version, routerID: 51)
        rules.isUnicast = form.isUnicast
        return rules
    }

    @Test(
        "an advertisement arrives as it was sent, with its addresses and hop limit",
        arguments: forms)
    func advertisements(_ form: Form) throws {
        let pair = try Pair(form.family, isUnicast: form.isUnicast)
        let sent = try advertisement(form)
        try pair.sender.send(try sent.datagram(from: pair.source, to: pair.destination))
        let received = try pair.next().get()
        #expect(received.source == pair.source)
        #expect(received.destination == pair.destination)
        #expect(received.hopLimit == 255)
        #expect(try Advertisement(received, rules: rules(form)) == sent)
    }

    @Test("a hop limit other than 255 is seen and refused", arguments: forms)
    func hopLimits(_ form: Form) throws {
        let pair = try Pair(form.family, isUnicast: form.isUnicast)
        var datagram = try advertisement(form).datagram(from: pair.source, to: pair.destination)
        datagram.hopLimit = 254
        try pair.sender.send(datagram)
        let received = try pair.next().get()
        #expect(throws: Refusal.hopLimit(254)) {
            try Advertisement(received, rules: rules(form))
        }
    }

    @Test("a socket does not receive its own packets, nor those of another interface")
    func bounds() throws {
        let pair = try Pair(.ipv4)
        let segment = try #require(pair.segment)
        let form = Form(version: .three, family: .ipv4, isUnicast: false)
        let (other, source) = try within(segment.name("a")) {
            let index = Int32(if_nametoindex("eth1"))
            return (
                try RawSocket(interface: "eth1", index: index, family: .ipv4),
                try #require(LocalSources.first(.ipv4, on: "eth1", except: []))
            )
        }
        try other.send(try advertisement(form).datagram(from: source, to: pair.destination))
        try pair.sender.send(
            try advertisement(form).datagram(from: pair.source, to: pair.destination))
        // Packets of one host stay in order: the one of eth1 would be first.
        #expect(try pair.next().get().source == pair.source)
        #expect(pair.sender.receive() == nil)
    }

    @Test("a source that the host does not have is an error, an unknown interface too")
    func failures() throws {
        let pair = try Pair(.ipv4)
        let segment = try #require(pair.segment)
        let form = Form(version: .three, family: .ipv4, isUnicast: false)
        let stranger = try #require(IPAddress("192.0.2.1"))
        #expect(throws: SocketFailure.self) {
            try pair.sender.send(
                try advertisement(form).datagram(from: stranger, to: pair.destination))
        }
        try within(segment.name("a")) {
            #expect(throws: SocketFailure.self) {
                try RawSocket(interface: "eth7", index: 77, family: .ipv4)
            }
            #expect(!LocalSources.isUsable(stranger, on: "eth0"))
        }
    }

    @Test("a report crosses a serial line, and a frame that was damaged is dropped")
    func serial() throws {
        var primary: Int32 = -1
        var name = [CChar](repeating: 0, count: 64)
        var secondary: Int32 = -1
        #expect(openpty(&primary, &secondary, &name, nil, nil) == 0)
        defer {
            close(primary)
            close(secondary)
        }
        let path = name.withUnsafeBufferPointer { bytes in
            String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
        let port = try SerialPort(device: path, speed: 19_200)
        let message: [UInt8] = [0x3b, 1, 0x7e, 0x7d, 0x11, 0x0a, 0x0d, 3]
        let frame = SerialFraming.frame(message)
        let damaged = frame.map { $0 == 3 ? 4 : $0 }
        let bytes = damaged + frame
        #expect(write(primary, bytes, bytes.count) == bytes.count)
        var received: [[UInt8]] = []
        _ = eventually {
            // A line that fails gives no message, which the next line expects.
            received += (try? port.receive()) ?? []
            return !received.isEmpty
        }
        #expect(received == [message])
        #expect(port.damaged == 1)
        try port.send(message)
        var answer = [UInt8](repeating: 0, count: 64)
        let count = read(primary, &answer, answer.count)
        #expect(Array(answer.prefix(max(0, count))) == frame)
        #expect(throws: SocketFailure.self) { try SerialPort(device: "/dev/null", speed: 9600) }
    }
}
