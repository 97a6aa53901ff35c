import Addresses
import Foundation
import Glibc
import TestThreads
import Testing
import VRRP

@testable import Speaker

@Suite(
    "With keepalived as the peer",
    .enabled(if: Shell.hasNamespaces && Shell.has("keepalived")), .serialized, .ownThreads)
struct KeepalivedTests {
    /// A version and a family, by multicast or unicast.
    struct Form: Sendable, CustomTestStringConvertible {
        let version: ProtocolVersion
        let family: AddressFamily
        let isUnicast: Bool

        var testDescription: String {
            "VRRPv\(version.rawValue), \(family.rawValue), \(isUnicast ? "unicast" : "multicast")"
        }

        var addresses: [String] {
            family == .ipv4 ? [Node.four] : ["fe80::100/64", "fd09::100/64"]
        }

        /// The address of a host from which it sends.
        func source(_ host: String) -> String {
            let number = host == "a" ? 1 : 2
            return family == .ipv4 ? "10.9.0.\(number)" : "fe80::\(number)"
        }
    }

    static let forms = [
        Form(version: .two, family: .ipv4, isUnicast: false),
        Form(version: .two, family: .ipv4, isUnicast: true),
        Form(version: .three, family: .ipv4, isUnicast: false),
        Form(version: .three, family: .ipv4, isUnicast: true),
        Form(version: .three, family: .ipv6, isUnicast: false),
        Form(version: .three, family: .ipv6, isUnicast: true),
    ]

    /// Ours on `a`, keepalived on `b`.
    private final class Peers {
        let segment: Segment
        let ours: Node
        let theirs: Keepalived
        let form: Form
        let interval: Duration

        init(
            _ form: Form, ours priority: UInt8, theirs other: UInt8,
            interval: Duration = .seconds(1)
        ) throws {
            self.form = form
            self.interval = interval
            segment = try Segment()
            for host in ["a", "b"] where form.family == .ipv6 {
                try segment.on(host, "ip addr add \(form.source(host))/64 dev eth0 nodad")
            }
            ours = try Node("a", on: segment)
            theirs = try Keepalived(on: segment, form, priority: other)
            try ours.start(try settings(priority))
        }

        func settings(_ priority: UInt8) throws -> SpeakerSettings {
            let (form, interval) = (form, interval)
            return try Node.settings(priority: priority, beside: form.version, form.family) {
                settings in
                settings.groups[0].interval = interval
                settings.links[0].sources = [IPAddress(form.source("a"))].compactMap { $0 }
                if form.isUnicast {
                    // keepalived sends IPv6 unicast with the hop limit of the host, 64.
                    if form.family == .ipv6 { settings.links[0].hopLimit = 64 }
                    settings.links[0].peers = [IPAddress(form.source("b"))].compactMap { $0 }
                }
            }
        }

        func isOwnedByUs() throws -> Bool {
            try ours.role() == .active && segment.has("a", form.addresses)
                && segment.lacks("b", form.addresses)
        }

        func isOwnedByThem() throws -> Bool {
            try segment.has("b", form.addresses) && segment.lacks("a", form.addresses)
                && ours.role() == .backup
        }
    }

    @Test(
        "ours is active, keepalived takes over at its end, and ours takes the role back",
        arguments: forms)
    func active(_ form: Form) throws {
        let peers = try Peers(form, ours: 150, theirs: 100)
        try peers.theirs.start()
        #expect(try eventually { try peers.isOwnedByUs() })
        #expect(try peers.ours.status().links.first?.refused == [:])
        peers.ours.kill(SIGTERM)
        #expect(try eventually { try peers.segment.has("b", form.addresses) })
        #expect(try peers.segment.lacks("a", form.addresses))
        try peers.ours.start(try peers.settings(150))
        #expect(try eventually { try peers.isOwnedByUs() })
    }

    @Test(
        "keepalived is active, ours takes over when it ends or dies, and yields to it again",
        arguments: forms)
    func backup(_ form: Form) throws {
        let peers = try Peers(form, ours: 100, theirs: 150)
        try peers.theirs.start()
        #expect(try eventually { try peers.isOwnedByThem() })
        // Reports of a backup must not delay the advertisements of the active router.
        let before = try peers.ours.status()
        #expect(
            try eventually {
                let received = try peers.ours.status().links[0].received
                return received >= before.links[0].received + 8
            })
        #expect(try peers.isOwnedByThem())
        #expect(try peers.ours.status().groups[0].takeovers == before.groups[0].takeovers)
        #expect(try peers.ours.status().links.first?.refused == [:])
        peers.theirs.stop(SIGTERM)
        #expect(try eventually { try peers.isOwnedByUs() })
        try peers.theirs.start()
        #expect(try eventually { try peers.isOwnedByThem() })
        peers.theirs.stop(SIGKILL)
        #expect(
            try eventually {
                try peers.ours.role() == .active && peers.segment.has("a", form.addresses)
            })
    }

    @Test(
        "its interval of 1 s beside ours of 200 ms: no role moves while both are heard",
        arguments: [Form(version: .three, family: .ipv4, isUnicast: false)])
    func intervals(_ form: Form) throws {
        let peers = try Peers(form, ours: 100, theirs: 150, interval: .milliseconds(200))
        try peers.theirs.start()
        #expect(try eventually { try peers.isOwnedByThem() })
        // Ours starts at any moment between two of its advertisements.
        for _ in 0..<4 {
            peers.ours.kill(SIGKILL)
            try peers.ours.start(try peers.settings(100))
            usleep(2_500_000)
            #expect(try peers.isOwnedByThem())
            #expect(try peers.ours.status().groups[0].takeovers == 0)
        }
        peers.theirs.stop(SIGKILL)
        #expect(try eventually { try peers.ours.role() == .active })
        try peers.theirs.start()
        #expect(try eventually { try peers.isOwnedByThem() })
    }
}
