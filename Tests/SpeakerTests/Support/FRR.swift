import Addresses
import Foundation
import Glibc
import Testing
import VRRP

/// Debian's FRR on host `b` of a segment: `zebra` and `vrrpd`.
///
/// FRR has the addresses on an interface of its own with the virtual MAC address, which must exist
/// before, and switches that interface on and off. `arp_ignore` keeps the host from answering for
/// an address whose interface is off, and `arp_announce` from asking in its name with the MAC
/// address of `eth0`, which clients would learn.
final class FRR {
    /// A version of VRRP, and a family.
    struct Form: Sendable, CustomTestStringConvertible {
        let version: ProtocolVersion
        let family: AddressFamily

        var testDescription: String { "VRRPv\(version.rawValue), \(family.rawValue)" }
        var addresses: [String] {
            family == .ipv4 ? [Node.four] : ["fe80::100/64", "fd09::100/64"]
        }
        /// The interface with the virtual MAC address of router 51.
        var interface: String { family == .ipv4 ? "vrrp4-51" : "vrrp6-51" }
        var hardwareAddress: String {
            "00:00:5e:00:0\(family == .ipv4 ? 1 : 2):33"
        }
        /// The address that a client asks for.
        var target: String { family == .ipv4 ? "10.9.0.100" : "fd09::100" }
    }

    static let programs = "/usr/lib/frr"
    static var isInstalled: Bool { access("\(programs)/vrrpd", X_OK) == 0 }

    private let segment: Segment
    private let form: Form
    private let folder: String
    private var processes: [Process] = []

    init(on segment: Segment, _ form: Form, priority: UInt8) throws {
        self.segment = segment
        self.form = form
        folder = try Shell.run("mktemp -d /tmp/ballast-elect.XXXXXX")
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let space = segment.name("b")
        for setting in ["arp_ignore=1", "arp_announce=2"] {
            try segment.on("b", "sysctl -qw net.ipv4.conf.all.\(setting)")
        }
        try Shell.run(
            """
            set -e; chown frr:frr \(folder)
            ip -n \(space) link add \(form.interface) link eth0 \
            address \(form.hardwareAddress) type macvlan mode bridge
            ip -n \(space) link set \(form.interface) addrgenmode random
            ip -n \(space) link set \(form.interface) up
            """)
        for address in form.addresses {
            try segment.on("b", "ip addr add \(address) dev \(form.interface) nodad")
        }
        let keyword = form.family == .ipv4 ? "ip" : "ipv6"
        let lines = form.addresses.map { address in
            " vrrp 51 \(keyword) \(address.split(separator: "/")[0])"
        }
        let text = """
            interface eth0
             vrrp 51 version \(form.version.rawValue)
             vrrp 51 priority \(priority)
             vrrp 51 advertisement-interval 1000
            \(lines.joined(separator: "\n"))

            """
        try text.write(toFile: "\(folder)/vrrpd.conf", atomically: false, encoding: .utf8)
        try "".write(toFile: "\(folder)/zebra.conf", atomically: false, encoding: .utf8)
        try launch("zebra")
    }

    deinit {
        for process in processes where process.isRunning {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        // A folder that is not there needs no removal.
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func launch(_ program: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "ip", "netns", "exec", segment.name("b"), "perl", "-MPOSIX", "-e",
            // Programs that these tests start inherit a mask that blocks SIGTERM.
            "sigprocmask(SIG_SETMASK, POSIX::SigSet->new); exec @ARGV or exit 1",
            "\(Self.programs)/\(program)", "-f", "\(folder)/\(program).conf",
            "-i", "\(folder)/\(program).pid", "-z", "\(folder)/zserv.api",
            "--vty_socket", folder, "-A", "127.0.0.1", "-P", "0",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        processes.append(process)
    }

    /// Starts `vrrpd`.
    func start() throws {
        _ = eventually { access("\(folder)/zserv.api", F_OK) == 0 }
        unlink("\(folder)/vrrpd.pid")
        try launch("vrrpd")
    }

    /// Ends `vrrpd` with a signal.
    func stop(_ signal: Int32) {
        guard processes.count > 1, let process = processes.popLast() else { return }
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
    }

    /// Whether its interface carries packets.
    func isActive() throws -> Bool {
        try segment.on("b", "ip link show \(form.interface)").contains("state UP")
    }
}
