import Addresses
import CNetlink
import Glibc
import Model
import Testing

@testable import Kernel

@Suite("What the kernel answers")
struct ParserTests {
    @Test("services are read with their whole configuration")
    func services() throws {
        let found = Corpus.values(try Corpus.bytes("services")) { message, datagram in
            message.part(IPVS_CMD_ATTR_SERVICE, in: datagram)
                .flatMap { ObservedService($0, in: datagram) }
        }
        let wanted = [
            VirtualService(key: try service("tcp 10.0.0.1:80")),
            VirtualService(
                key: try service("udp [2001:db8::1]:5060"), scheduler: .maglevHash,
                schedulerFlags: .port,
                persistence: Persistence(timeout: 60, prefixLength: 64, engine: .sip)),
            VirtualService(
                key: try service("mark 7"), scheduler: .sourceHash,
                persistence: Persistence(timeout: 300, prefixLength: 24)),
        ]
        #expect(Set(found.map(\.service)) == Set(wanted))
        #expect(found.allSatisfy { $0.counters == TrafficCounters() })
    }

    @Test("destinations are read with their whole configuration")
    func destinations() throws {
        let found = Corpus.values(try Corpus.bytes("destinations")) { message, datagram in
            message.part(IPVS_CMD_ATTR_DEST, in: datagram)
                .flatMap { ObservedDestination($0, of: .ipv4, in: datagram) }
        }
        let wanted = [
            Destination(
                endpoint: try endpoint("10.0.1.1:80"), forwarding: .masq, weight: 3,
                limits: ConnectionLimits(upper: 100, lower: 50)),
            Destination(
                endpoint: try endpoint("10.0.1.2:80"),
                forwarding: .gue(port: 6080, checksum: .checksum)),
            Destination(
                endpoint: try endpoint("[2001:db8::2]:80"), forwarding: .gre(checksum: .none)),
        ]
        #expect(Set(found.map(\.destination)) == Set(wanted))
        #expect(found.allSatisfy { $0.connections == ConnectionCounts() })
    }

    @Test("timeouts are read")
    func timeouts() throws {
        let found = Corpus.values(try Corpus.bytes("timeouts")) { IPVSTimeouts($0, in: $1) }
        #expect(found == [IPVSTimeouts(tcp: 900, tcpFin: 120, udp: 300)])
    }

    @Test("an address with our mark is told from others")
    func addresses() throws {
        let found = Corpus.values(try Corpus.bytes("addresses")) { AddressRecord($0, in: $1) }
        let texts = found.map { "\($0.prefix)\($0.origin == AddressTable.origin ? " ours" : "")" }
        #expect(Set(texts).isSuperset(of: ["10.0.0.1/24", "10.0.0.2/24 ours", "127.0.0.1/8"]))
    }

    @Test(
        "a kernel that keeps marks is told by its release",
        arguments: [
            ("5.18.0", true), ("5.17.99-1-amd64", false), ("6.1.0-48-cloud-amd64", true),
            ("4.19", false), ("", false), ("6", true),
        ])
    func releases(text: String, keepsOrigins: Bool) {
        #expect(KernelRelease(text).keepsOrigins == keepsOrigins)
    }

    @Test("an address without a mark is another's, unless the kernel keeps none")
    func marks() throws {
        var observed = Observed()
        let (one, two) = (try address("10.0.0.1/24", on: "v0"), try address("::2/64", on: "v0"))
        observed.add([one: 98, two: nil])
        #expect(observed.addresses == [one: .ours, two: .foreign])
    }

    @Test("interfaces are read with index and name")
    func links() throws {
        let found = Corpus.values(try Corpus.bytes("links")) { LinkRecord($0, in: $1) }
        #expect(Set(found.map(\.name)).isSuperset(of: ["lo"]))
        let loopback = try #require(found.first { $0.name == "lo" })
        #expect(loopback.index == 1 && loopback.addressLength == 6)
        #expect(!loopback.isMute && loopback.promotesSecondaries != nil)
    }

    @Test(
        "a refusal is read with the kernel's sentence",
        arguments: [
            ("refusal", KernelRefusal(EINVAL)), ("success", nil),
            ("explained", KernelRefusal(ERANGE, text: "Attribute failed policy validation")),
        ])
    func refusals(name: String, wanted: KernelRefusal?) throws {
        let found = Corpus.values(try Corpus.bytes(name)) { message, datagram in
            message.isError ? (message.sequence, message.refusal(in: datagram)) : nil
        }
        #expect(found.map(\.0) == [1])
        #expect(found.map(\.1) == [wanted])
    }

    @Test("an error that is cut short is a refusal all the same")
    func shortErrors() {
        for length in 0..<4 {
            let bytes = [UInt8(16 + length), 0, 0, 0, 2, 0, 0, 0] + [UInt8](repeating: 0, count: 8)
            let found = Corpus.values(bytes + [UInt8](repeating: 0, count: length)) {
                $0.refusal(in: $1)
            }
            #expect(found == [.malformed])
        }
    }

    /// Bytes of the corpus in which the first such part is replaced.
    private func bytes(_ name: String, _ part: [UInt8], to other: [UInt8]) throws -> [UInt8] {
        var bytes = try Corpus.bytes(name)
        let range = try #require(bytes.firstRange(of: part))
        bytes.replaceSubrange(range, with: other)
        return bytes
    }

    @Test(
        "a service of another protocol is of an unknown kind, one without its flags is malformed",
        arguments: [
            ([6, 0, 2, 0, 6, 0], [6, 0, 2, 0, 50, 0], true),
            ([12, 0, 7, 0], [12, 0, 99, 0], false),
        ] as [([UInt8], [UInt8], Bool)])
    func unknownServices(part: [UInt8], other: [UInt8], isUnknown: Bool) throws {
        let bytes = try bytes("services", part, to: other)
        let found = Corpus.values(bytes) { message, datagram in
            message.part(IPVS_CMD_ATTR_SERVICE, in: datagram).map {
                (
                    isKnown: ObservedService($0, in: datagram) != nil,
                    isUnknown: ObservedService.isUnknown($0, in: datagram)
                )
            }
        }
        #expect(found.count == 3 && found.count { $0.isKnown } == 2)
        #expect(found.count { $0.isUnknown } == (isUnknown ? 1 : 0))
    }

    @Test(
        "a server with another tunnel is of an unknown kind, one without its weight is malformed",
        arguments: [
            ([5, 0, 13, 0, 1], [5, 0, 13, 0, 9], true), ([8, 0, 4, 0], [8, 0, 99, 0], false),
        ] as [([UInt8], [UInt8], Bool)])
    func unknownDestinations(part: [UInt8], other: [UInt8], isUnknown: Bool) throws {
        let bytes = try bytes("destinations", part, to: other)
        let found = Corpus.values(bytes) { message, datagram in
            message.part(IPVS_CMD_ATTR_DEST, in: datagram).map {
                (
                    isKnown: ObservedDestination($0, of: .ipv4, in: datagram) != nil,
                    isUnknown: ObservedDestination.isUnknown($0, of: .ipv4, in: datagram)
                )
            }
        }
        #expect(found.count == 3 && found.count { $0.isKnown } == 2)
        #expect(found.count { $0.isUnknown } == (isUnknown ? 1 : 0))
    }
}
