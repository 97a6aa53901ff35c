import Addresses
import Foundation
import Glibc
import TestThreads
import Testing
import VRRP

@testable import Speaker

/// The packets of both speakers, as an independent program reads them on the network.
@Suite(
    "Packets as tshark reads them",
    .enabled(
        if: Shell.hasNamespaces && ["keepalived", "tshark"].allSatisfy(Shell.has)), .serialized,
    .ownThreads)
struct TsharkTests {
    /// A capture of VRRP on host `c` of a segment.
    private final class Capture {
        private let process = Process()
        private let file: String

        init(on segment: Segment) throws {
            let folder = try Shell.run("mktemp -d /tmp/ballast-elect.XXXXXX")
                .trimmingCharacters(in: .whitespacesAndNewlines)
            file = "\(folder)/packets.pcap"
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = [
                "ip", "netns", "exec", segment.name("c"), "dumpcap", "-q", "-i", "eth0",
                "-f", "ip proto 112 or ip6 proto 112", "-w", file,
            ]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            // Its header is written once it captures.
            #expect(eventually { access(file, F_OK) == 0 })
        }

        deinit {
            stop()
            // A folder that is not there needs no removal.
            try? FileManager.default.removeItem(
                atPath: URL(filePath: file).deletingLastPathComponent().path)
        }

        private func stop() {
            guard process.isRunning else { return }
            // SIGINT and SIGTERM may be blocked or ignored, as in these tests.
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }

        /// Waits for this many packets of each sender; false: too few arrive.
        func has(_ count: Int, of senders: [String]) -> Bool {
            eventually {
                // A file that ends within a packet is read again.
                let read = try? Shell.run(
                    "tshark -n -r \(file) -T fields -e ip.src -e ipv6.src 2>/dev/null || true")
                let lines = (read ?? "").split(whereSeparator: \.isWhitespace)
                return senders.allSatisfy { sender in lines.count { $0 == sender } >= count }
            }
        }

        /// Ends the capture; the complaints of tshark, a line each.
        ///
        /// Its last packet may be incomplete, which is no complaint.
        func complaints() throws -> String {
            stop()
            return try Shell.run(
                "tshark -n -r \(file) -Y _ws.expert -T fields -e frame.number -e ip.src "
                    + "-e ipv6.src -e _ws.expert.message 2>/dev/null || true")
        }
    }

    @Test(
        "it has no complaint about either of them, with a takeover both ways",
        arguments: KeepalivedTests.forms.filter { !$0.isUnicast })
    func complaints(_ form: KeepalivedTests.Form) throws {
        let segment = try Segment()
        let capture = try Capture(on: segment)
        for host in ["a", "b"] where form.family == .ipv6 {
            try segment.on(host, "ip addr add \(form.source(host))/64 dev eth0 nodad")
        }
        let settings = try Node.settings(priority: 150, beside: form.version, form.family) {
            $0.links[0].sources = [IPAddress(form.source("a"))].compactMap { $0 }
        }
        let theirs = try Keepalived(on: segment, form, priority: 100)
        let ours = try Node("a", on: segment)
        try ours.start(settings)
        #expect(try eventually { try ours.role() == .active })
        try theirs.start()
        #expect(capture.has(3, of: [form.source("a")]))
        ours.kill(SIGTERM)
        #expect(capture.has(3, of: [form.source("a"), form.source("b")]))
        try ours.start(settings)
        #expect(try eventually { try ours.role() == .active })
        theirs.stop(SIGTERM)
        #expect(try capture.complaints() == "")
    }

    /// tshark 4.0 does not know the trailer, and computes the checksum over it.
    @Test("the trailer of authentication is the documented exception: its only complaint")
    func trailer() throws {
        let segment = try Segment()
        let capture = try Capture(on: segment)
        let ours = try Node("a", on: segment)
        let key = try #require(PacketKey(id: 1, bytes: Array(0..<32)))
        try ours.start(
            try Node.settings(priority: 150, beside: .three, .ipv4) {
                $0.groups[0].authentication = PacketAuthentication(
                    keys: [key], interval: .seconds(1))
            })
        #expect(capture.has(3, of: ["10.9.0.1"]))
        let lines = try capture.complaints().split(separator: "\n")
        #expect(!lines.isEmpty)
        #expect(lines.allSatisfy { $0.contains("checksum") }, "\(lines)")
    }
}
