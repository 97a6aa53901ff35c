import Addresses
import Glibc
import TestThreads
import Testing
import VRRP

@testable import Speaker

@Suite(
    "With FRR as the peer", .enabled(if: Shell.hasNamespaces && FRR.isInstalled), .serialized,
    .ownThreads)
struct FRRTests {
    static let forms = [
        FRR.Form(version: .two, family: .ipv4), FRR.Form(version: .three, family: .ipv4),
        FRR.Form(version: .three, family: .ipv6),
    ]

    /// Ours on `a`, FRR on `b`, a client on `c`.
    private final class Peers {
        let segment: Segment
        let ours: Node
        let theirs: FRR
        let form: FRR.Form

        init(_ form: FRR.Form, ours priority: UInt8, theirs other: UInt8) throws {
            self.form = form
            segment = try Segment()
            ours = try Node("a", on: segment)
            theirs = try FRR(on: segment, form, priority: other)
            try ours.start(try settings(priority))
        }

        func settings(_ priority: UInt8) throws -> SpeakerSettings {
            try Node.settings(priority: priority, beside: form.version, form.family)
        }

        /// The MAC address to which a client sends.
        func answer() throws -> String {
            let isSix = form.family == .ipv6
            try segment.on("c", "ping \(isSix ? "-6" : "-4") -c 1 -W 2 \(form.target)")
            return try segment.on("c", "ip neigh show \(form.target)")
        }

        func isOwnedByUs() throws -> Bool {
            // A ping that has no answer yet is repeated.
            try ours.role() == .active && segment.has("a", form.addresses) && !theirs.isActive()
                && (try? answer())?.contains("00:00:5e") == false
        }

        func isOwnedByThem() throws -> Bool {
            // Its interface is on until it has started.
            try ours.status().links[0].received > 0 && theirs.isActive()
                && segment.lacks("a", form.addresses) && ours.role() == .backup
                && (try? answer())?.contains(form.hardwareAddress) == true
        }
    }

    @Test(
        "ours is active, FRR takes over at its end, and ours takes the role back",
        arguments: forms)
    func active(_ form: FRR.Form) throws {
        let peers = try Peers(form, ours: 150, theirs: 100)
        try peers.theirs.start()
        #expect(try eventually { try peers.isOwnedByUs() })
        #expect(try peers.ours.status().links.first?.refused == [:])
        peers.ours.kill(SIGTERM)
        #expect(try eventually { try peers.theirs.isActive() })
        #expect(try peers.segment.lacks("a", form.addresses))
        #expect(eventually { (try? peers.answer())?.contains(form.hardwareAddress) == true })
        try peers.ours.start(try peers.settings(150))
        #expect(try eventually { try peers.isOwnedByUs() })
    }

    @Test("FRR is active, ours takes over when it ends or dies, and yields to it", arguments: forms)
    func backup(_ form: FRR.Form) throws {
        let peers = try Peers(form, ours: 100, theirs: 150)
        try peers.theirs.start()
        #expect(try eventually { try peers.isOwnedByThem() })
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
        #expect(try eventually { try peers.ours.role() == .active })
        try peers.theirs.start()
        #expect(try eventually { try peers.isOwnedByThem() })
        peers.theirs.stop(SIGKILL)
        #expect(
            try eventually {
                try peers.ours.role() == .active && peers.segment.has("a", form.addresses)
            })
    }
}
